package retention

import (
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Permission is the answer to the question whether a customer's data may be used. It is a value.
type Permission struct {
	May     bool           `json:"may"`
	Basis   personal.Basis `json:"basis"`             // the ground that the purpose stands on
	Consent string         `json:"consent,omitempty"` // the id of the statement that decided; empty: none did
	Why     fault.Reason   `json:"why"`
}

// The codes of a permission's reason.
const (
	ReasonConsented   = "RETENTION-CONSENT-01"
	ReasonNoObjection = "RETENTION-CONSENT-02" // no consent is needed, and nobody has objected
	ReasonNotAsked    = "RETENTION-CONSENT-03" // the contract or the law is the ground
	ReasonNoConsent   = "RETENTION-CONSENT-04"
	ReasonWithdrawn   = "RETENTION-CONSENT-05"
	ReasonLapsed      = "RETENTION-CONSENT-06"
	ReasonObjected    = "RETENTION-CONSENT-07"
)

// Permit says whether a customer's data may be used for a purpose by a channel, given what the customer has said by asOf.
// Of the statements on the purpose that cover the channel the last one counts; at the same instant the one that forbids more.
// A statement without a channel covers them all; a question without one is answered by such statements only. A purpose
// that the table has not is fault.ErrInvalid.
func (p *Purposes) Permit(said []Consent, purpose Purpose, channel string, asOf time.Time) (Permission, error) {
	row, ok := p.row(purpose, channel)
	if !ok {
		var c fault.Check
		c.Add("purpose", fault.RuleUnknown, "must be one of the table of purposes")
		return Permission{}, c.Err("retention.permission")
	}
	if row.Basis == personal.Contract || row.Basis == personal.Law {
		return row.answer(true, ReasonNotAsked, "the "+string(row.Basis)+" is the ground: "+row.What), nil
	}
	last, found := lastOn(said, purpose, channel, asOf)
	lapsed := found && !last.Until.IsZero() && !asOf.Before(last.Until)
	var a Permission
	switch {
	case found && last.State == ConsentObjected:
		a = row.answer(false, ReasonObjected, "the customer has objected"+since(last))
	case found && last.State == ConsentWithdrawn:
		a = row.answer(false, ReasonWithdrawn, "the customer has withdrawn the consent"+since(last))
	case found && !lapsed:
		a = row.answer(true, ReasonConsented, "the customer has consented"+since(last)+", to "+last.Text)
	case row.Basis == personal.Interest:
		return row.answer(true, ReasonNoObjection, "no consent is needed, and the customer has not objected"), nil
	case lapsed:
		a = row.answer(false, ReasonLapsed, "the consent has lapsed on "+last.Until.Format(time.DateOnly)+"; ask again")
	default:
		return row.answer(false, ReasonNoConsent, "the customer has not consented; ask first"), nil
	}
	a.Consent = last.ID
	return a, nil
}

func (r PurposeRow) answer(may bool, code, message string) Permission {
	return Permission{May: may, Basis: r.Basis, Why: fault.Reason{Code: code, Message: message}}
}

func since(c Consent) string { return " on " + c.At.Format(time.DateOnly) }

// lastOn is the last statement on a purpose that covers the channel.
func lastOn(said []Consent, purpose Purpose, channel string, asOf time.Time) (Consent, bool) {
	var covering []Consent
	for _, c := range said {
		if c.Purpose == purpose && (c.Channel == "" || c.Channel == channel) && !c.At.After(asOf) {
			covering = append(covering, c)
		}
	}
	if len(covering) == 0 {
		return Consent{}, false
	}
	return slices.MaxFunc(covering, later), true
}

// May says whether a customer's data may be used for a purpose by a channel now; see Permit. A no is an answer. An empty
// channel asks for use by no channel in particular, such as for profiling.
func (s *Service) May(ctx context.Context, customer string, purpose Purpose, channel string) (Permission, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Permission, error) { return s.MayTx(u, customer, purpose, channel) })
}

// MayTx is May in the caller's unit.
func (s *Service) MayTx(u *work.Unit, customer string, purpose Purpose, channel string) (Permission, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.Optional("channel", channel, fault.MaxName)
	if err := c.Err("retention.permission"); err != nil {
		return Permission{}, err
	}
	said, err := consents.By(u, byCustomer, customer)
	if err != nil {
		return Permission{}, err
	}
	return s.purposes.Permit(said, purpose, channel, u.At)
}
