package selling

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Acceptance is the customer's purchase order: a proposal is accepted and signed.
type Acceptance struct {
	Quote        string `json:"quote"`
	Version      int    `json:"quoteVersion"`           // that is accepted
	SignedBy     string `json:"signedBy"`               // who signs for the customer
	Acknowledged bool   `json:"acknowledged,omitempty"` // the customer has understood the Education of the proposal (3.4.2)
	Correlation  string `json:"correlation,omitempty"`  // the case of the order; empty: that of the quote
	ExternalID   string `json:"externalId,omitempty"`   // the customer's own number of the order
	Address      string `json:"address,omitempty"`      // where to deliver; empty: as the draft says
	TestFirst    bool   `json:"testFirst,omitempty"`    // the customer tests before the order is complete

	RequestedCompletion time.Time `json:"requestedCompletionDate,omitzero"` // zero: as the quote says
}

func (a Acceptance) check(at time.Time) error {
	var c fault.Check
	c.Text("quote", a.Quote, fault.MaxID)
	c.That(a.Version > 0, "quoteVersion", fault.RuleRequired, "must be the version that is accepted, from 1")
	c.Text("signedBy", a.SignedBy, fault.MaxName)
	c.Optional("correlation", a.Correlation, fault.MaxID)
	c.Optional("externalId", a.ExternalID, fault.MaxID)
	c.Optional("address", a.Address, maxLine)
	c.Future("requestedCompletionDate", a.RequestedCompletion, at)
	return c.Err("selling.acceptance")
}

// The codes of the reasons for which an acceptance is refused.
const (
	ReasonTooLate         = "SELLING-ACCEPT-01"
	ReasonNotAcknowledged = "SELLING-ACCEPT-02"
)

// Acceptable says why an approved quote cannot be accepted like this at an instant; nothing: it can.
func (q Quote) Acceptable(a Acceptance, asOf time.Time) []fault.Reason {
	var reasons []fault.Reason
	if q.Expired(asOf) {
		reasons = append(reasons, fault.Reason{Code: ReasonTooLate,
			Message: fmt.Sprintf("the offer was valid until %s; ask for a new version", q.ValidUntil.Format(time.RFC3339))})
	}
	for _, e := range q.Education {
		if e.Acknowledge && !a.Acknowledged {
			reasons = append(reasons, fault.Reason{Code: ReasonNotAcknowledged,
				Message: fmt.Sprintf("risk and effort of %s must be acknowledged; accept again with that", e.Name)})
		}
	}
	return reasons
}

// Accept closes the sale: an approved quote, accepted in time and in its latest version, signed by both sides, makes an
// agreement (TMF651). An acceptance that comes too late, or without acknowledging what must be, is a *fault.Refusal.
func (s *Service) Accept(ctx context.Context, a Acceptance) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.AcceptTx(u, a) })
}

// AcceptTx is Accept in the caller's unit.
func (s *Service) AcceptTx(u *work.Unit, a Acceptance) (Agreement, error) {
	if err := a.check(u.At); err != nil {
		return Agreement{}, err
	}
	agreement := Agreement{Meta: store.Meta{ID: u.NewID()}}
	q, err := work.Change(u, quotes, a.Quote, func(q Quote, _ say) (Quote, error) {
		if err := q.checkLatest(a.Version); err != nil {
			return q, err
		}
		q, err := q.apply(u.At, "", Accept)
		if err != nil {
			return q, err
		}
		if reasons := q.Acceptable(a, u.At); len(reasons) > 0 {
			return q, &fault.Refusal{Subject: q.Subject(), Reasons: reasons}
		}
		q.Signatures.Customer = Signature{By: a.SignedBy, At: u.At}
		q.Agreement = agreement.ID
		return q, nil
	})
	if err != nil {
		return Agreement{}, err
	}
	if agreement, err = s.agree(agreement.ID, q, a, u.At); err != nil {
		return Agreement{}, err
	}
	return work.Save(u, agreements, agreement, func(a Agreement, say say) (Agreement, error) {
		say(EventPurchaseOrderConfirmed, a.notice())
		say(EventAgreementMade, a.notice())
		return a, nil
	})
}

// agree makes the agreement of an accepted quote.
func (s *Service) agree(id string, q Quote, a Acceptance, at time.Time) (Agreement, error) {
	agreement := Agreement{
		Meta: store.Meta{ID: id}, Name: "quote " + q.ID, Type: "commercial", Correlation: a.Correlation, ExternalID: a.ExternalID,
		Customer: q.Customer, Prospect: q.Prospect, Quote: q.ID, Number: q.Number, Status: StatusApproved, Items: q.Items, Totals: q.Totals,
		ServiceLevel: q.ServiceLevel, Conditions: q.Conditions, Signatures: q.Signatures, MadeAt: at, Handover: Agreed,
		Address: a.Address, TestFirst: a.TestFirst || q.Draft.TestFirst, LeadTime: q.LeadTime,
	}
	if agreement.Correlation == "" {
		agreement.Correlation = q.Correlation
	}
	if agreement.Address == "" {
		agreement.Address = q.Draft.Address
	}
	if !a.RequestedCompletion.IsZero() {
		q.RequestedCompletion = fault.Instant(a.RequestedCompletion)
	}
	agreement.RequestedCompletion, agreement.PromisedCompletion = q.RequestedCompletion, q.Promise(at, s.config.Calendar)
	if q.Months == 0 {
		return agreement, nil
	}
	from := calendar.DateOf(at, s.zone)
	var err error
	agreement.Period, err = calendar.NewPeriod(from, from.AddMonths(q.Months), s.config.Zone)
	return agreement, err
}

// TellRefused tells the customer that a purchase order cannot be taken as it is: what Accept answered with a *fault.Refusal.
// The quote stays as it is, and can be accepted again.
func (s *Service) TellRefused(ctx context.Context, a Acceptance, reasons []fault.Reason) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.TellRefusedTx(u, a, reasons) })
}

// TellRefusedTx is TellRefused in the caller's unit.
func (s *Service) TellRefusedTx(u *work.Unit, a Acceptance, reasons []fault.Reason) error {
	var c fault.Check
	c.That(len(reasons) > 0, "reasons", fault.RuleRequired, "must say why it is refused")
	c.Optional("correlation", a.Correlation, fault.MaxID)
	checkReasons(&c, reasons)
	if err := c.Err("selling.refusal"); err != nil {
		return err
	}
	q, err := quotes.Get(u, a.Quote)
	if err != nil {
		return err
	}
	notice := q.notice()
	notice.Reasons = reasons
	correlation := q.Correlation
	if a.Correlation != "" {
		correlation = a.Correlation
	}
	return u.Emit(EventPurchaseOrderRefused, q.ID, correlation, notice)
}
