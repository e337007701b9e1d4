package sla

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Registration makes a version of an agreement known, as Selling has agreed it (section 4.1.2, step 8).
type Registration struct {
	Correlation string                  `json:"correlation,omitempty"` // the case it belongs to; empty: the agreement is a case of its own
	Agreement   Agreement               `json:"agreement"`
	From        calendar.Date           `json:"from,omitzero"` // the first day on which the version is to hold; none: today
	Fees        map[string]money.Amount `json:"fee,omitempty"` // what the customer pays for a period, for each of the agreement's Fees
	SettleAfter calendar.Span           `json:"settleAfter"`   // how long behind a period's end it is settled: so long late data is waited for
	Reports     Schedule                `json:"reports,omitzero"`
}

// Schedule says when the customer gets the report on a period (3.7.3).
type Schedule struct {
	OnRequest bool          `json:"onRequest,omitempty"` // only when asked for
	After     calendar.Span `json:"after,omitzero"`      // else so long behind the period's end
}

// Bounds of what is registered.
const (
	MaxFeatures    = 50                   // of an agreement, that of the version in force and the one to come together
	MaxVersions    = 200                  // of an agreement
	maxAfter       = 366 * 24 * time.Hour // behind a period's end
	maxAgreementID = 150                  // bytes, so that a period can be named behind it
)

// terms are one version of an agreement, and what is settled by the calendar about it.
type terms struct {
	store.Meta
	Registration
}

var termsKept = store.NewCollection[terms]("sla.terms", nil)

// Register makes an agreement known, or a further version of one. A version never changes the judgement of periods before it: a
// further one begins with the first period that begins on its first day or behind it, and is fault.ErrState if that period has
// been assessed. Where its cycle has no period that begins there, its first one is what is left of one. So is that of an
// agreement that begins within a period. To register a version again does nothing; with other terms it is fault.ErrConflict.
// Agreements with a rolling cycle, whose periods overlap, are for Evaluate only.
func (s *Service) Register(ctx context.Context, r Registration) (Registered, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Registered, error) { return s.RegisterTx(u, r) })
}

// RegisterTx is Register in the caller's unit.
func (s *Service) RegisterTx(u *work.Unit, r Registration) (Registered, error) {
	if err := r.check(u.At); err != nil {
		return Registered{}, err
	}
	known, found, err := agreements.Find(u, r.Agreement.ID)
	if err != nil {
		return Registered{}, err
	}
	if found {
		if n := known.version(r.Agreement.Version); n >= 0 {
			return known, known.same(u, n, r)
		}
	}
	known, keepsCycle, err := known.with(r, u.At)
	if err != nil {
		return Registered{}, err
	}
	if err := unassessed(u, known.ID, known.last().Begins, keepsCycle); err != nil {
		return Registered{}, err
	}
	kept := terms{Meta: store.Meta{ID: known.termsID(known.last().No)}, Registration: r}
	if err := termsKept.Put(u, &kept); err != nil {
		return Registered{}, err
	}
	if err := known.list(u); err != nil {
		return Registered{}, err
	}
	if err := agreements.Put(u, &known); err != nil {
		return Registered{}, err
	}
	return known, u.Emit(EventAgreementRegistered, known.ID, r.Correlation, known.notice(kept))
}

func (r Registration) check(now time.Time) error {
	var c fault.Check
	c.Optional("correlation", r.Correlation, fault.MaxID)
	within(&c, "agreement", r.Agreement.Check())
	c.Text("agreement.customer", r.Agreement.Customer, fault.MaxID)
	c.That(len(r.Agreement.ID) <= maxAgreementID, "agreement.id", fault.RuleLength, fmt.Sprintf("at most %d bytes are allowed", maxAgreementID))
	c.That(len(r.Agreement.Features) > 0, "agreement.feature", fault.RuleRequired, "must name what the customer gets")
	atMost(&c, "agreement.feature", len(r.Agreement.Features), MaxFeatures)
	c.That(r.Agreement.Cycle.Unit != calendar.Rolling, "agreement.cycle.unit", fault.RuleRange, "must be one whose periods do not overlap; hold a rolling agreement against its data with Evaluate")
	if !r.From.IsZero() {
		c.Near("from", calendar.FirstInstant(r.From, nil), now)
	}
	checkFees(&c, "fee", r.Fees, r.Agreement.Fees)
	for _, fee := range r.Agreement.Fees {
		_, given := r.Fees[fee]
		c.That(given, fmt.Sprintf("fee[%q]", fee), fault.RuleRequired, "must say what the customer pays for a period")
	}
	checkAfter(&c, "settleAfter", r.SettleAfter)
	checkAfter(&c, "reports.after", r.Reports.After)
	absent(&c, !r.Reports.OnRequest || r.Reports.After == 0, "reports.after", "reports are made on request")
	return c.Err(fault.Subject("sla.registration", r.Agreement.ID))
}

// checkFees asks for amounts of one currency, none negative, of fees that are known.
func checkFees(c *fault.Check, path string, fees map[string]money.Amount, known []string) {
	var first money.Amount
	for _, name := range slices.Sorted(maps.Keys(fees)) {
		here := fmt.Sprintf("%s[%.200q]", path, name)
		if !slices.Contains(known, name) {
			c.Add(here, RuleFee, "is none of the agreement's fees")
			continue
		}
		amount := fees[name]
		c.That(amount.Sign() >= 0, here, fault.RuleRange, "must not be negative")
		c.That(amount.Currency() != money.Currency{}, here, fault.RuleCurrency, "must have a currency")
		if (first == money.Amount{}) {
			first = amount
		}
		c.That(amount.Currency() == first.Currency(), here, fault.RuleCurrency, "is in "+amount.Currency().String()+", another is in "+first.Currency().String())
	}
}

func checkAfter(c *fault.Check, path string, after calendar.Span) {
	c.That(after >= 0 && after.Duration() <= maxAfter, path, fault.RuleRange, "must be between 0 and a year")
}

// same is nil if the version was registered with these very terms.
func (g Registered) same(u *work.Unit, n int, r Registration) error {
	kept, err := g.terms(u, g.Versions[n].No)
	if err != nil {
		return err
	}
	kept.Correlation, r.Correlation = "", ""
	if r.From.IsZero() {
		r.From = kept.From
	}
	was, err := json.Marshal(kept.Registration)
	if err != nil {
		return err
	}
	is, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if !bytes.Equal(was, is) {
		return fault.Conflict(agreements.Subject(g.ID), fmt.Sprintf("version %q is registered with other terms; give these a version of their own", r.Agreement.Version))
	}
	return nil
}

// EndAgreement ends an agreement: its last period is the one that holds the day before, and is judged as a whole. What was
// assessed is not undone: it is fault.ErrState if a period behind has been. To end it again at the same end does nothing.
func (s *Service) EndAgreement(ctx context.Context, id string, on calendar.Date, reason string) (Registered, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Registered, error) { return s.EndAgreementTx(u, id, on, reason) })
}

// EndAgreementTx is EndAgreement in the caller's unit.
func (s *Service) EndAgreementTx(u *work.Unit, id string, on calendar.Date, reason string) (Registered, error) {
	var c fault.Check
	c.That(!on.IsZero(), "on", fault.RuleRequired, "must be the first day on which it no longer holds")
	if !on.IsZero() {
		c.Near("on", calendar.FirstInstant(on, nil), u.At)
	}
	c.Text("reason", reason, fault.MaxText)
	if err := c.Err(agreements.Subject(id)); err != nil {
		return Registered{}, err
	}
	g, err := agreements.Get(u, id)
	if err != nil {
		return Registered{}, err
	}
	until, err := g.boundary(on)
	if err != nil || g.Until == until {
		return g, err
	}
	if err := unassessed(u, g.ID, until, true); err != nil {
		return Registered{}, err
	}
	g.Until = until
	if g, err = g.scheduled(); err != nil {
		return Registered{}, err
	}
	if err := agreements.Put(u, &g); err != nil {
		return Registered{}, err
	}
	return g, u.Emit(EventAgreementEnded, g.ID, g.Correlation, EndNotice{Customer: g.Customer, Agreement: g.ID, Until: until, Reason: reason})
}

// Agreement returns an agreement.
func (s *Service) Agreement(ctx context.Context, id string) (Registered, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Registered, error) { return agreements.Get(u, id) })
}

// Terms returns a version of an agreement as it was registered.
func (s *Service) Terms(ctx context.Context, id, version string) (Registration, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Registration, error) {
		g, err := agreements.Get(u, id)
		if err != nil {
			return Registration{}, err
		}
		n := g.version(version)
		if n < 0 {
			return Registration{}, fault.NotFound(fmt.Sprintf("%s version %q", agreements.Subject(id), version))
		}
		kept, err := g.terms(u, g.Versions[n].No)
		return kept.Registration, err
	})
}

// AgreementsOf returns a customer's agreements, in order of id.
func (s *Service) AgreementsOf(ctx context.Context, customer string) ([]Registered, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Registered, error) { return agreements.By(u, byCustomer, customer) })
}
