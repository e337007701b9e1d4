package retention

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Violation is a broken service level, kept for later reference: why a customer has left, say (section 6.6, step 10). Its id is
// that of Customer QoS/SLA.
type Violation struct {
	store.Meta
	Correlation string       `json:"correlation,omitempty"`
	Customer    string       `json:"customer"`
	Agreement   string       `json:"agreement"`
	At          time.Time    `json:"at"`              // when it was found; zero: now
	Text        string       `json:"text"`            // what was promised and what was delivered, in a sentence
	Remedy      money.Amount `json:"remedy,omitzero"` // what it is worth to the customer so far
}

var violations = store.NewCollection("retention.violation", func(v *Violation) []store.Key {
	return []store.Key{{Name: byCustomer, Value: v.Customer}}
})

// NoteViolation notes a violation, in place of what was noted under its id before. Version is not looked at. A violation of
// another customer's is fault.ErrInvalid.
func (s *Service) NoteViolation(ctx context.Context, v Violation) (Violation, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Violation, error) { return s.NoteViolationTx(u, v) })
}

// NoteViolationTx is NoteViolation in the caller's unit.
func (s *Service) NoteViolationTx(u *work.Unit, v Violation) (Violation, error) {
	if v.At.IsZero() {
		v.At = u.At
	}
	v.At = fault.Instant(v.At)
	if err := v.check(u.At); err != nil {
		return Violation{}, err
	}
	was, found, err := violations.Find(u, v.ID)
	if err != nil {
		return Violation{}, err
	}
	var c fault.Check
	c.That(!found || was.Customer == v.Customer, "customer", fault.RuleReference, "is not the customer of this violation")
	if err := c.Err(violations.Subject(v.ID)); err != nil {
		return Violation{}, err
	}
	v.Version = was.Version
	if err := violations.Put(u, &v); err != nil {
		return Violation{}, err
	}
	return v, u.Emit(EventViolationNoted, v.ID, v.Correlation, ViolationNotice{Customer: v.Customer, Violation: v.ID, Agreement: v.Agreement, At: v.At, Remedy: v.Remedy})
}

func (v Violation) check(at time.Time) error {
	var c fault.Check
	c.Text("id", v.ID, fault.MaxID)
	c.Optional("correlation", v.Correlation, fault.MaxID)
	c.Text("customer", v.Customer, fault.MaxID)
	c.Text("agreement", v.Agreement, fault.MaxID)
	checkPast(&c, "at", v.At, at)
	c.Text("text", v.Text, fault.MaxText)
	c.That(v.Remedy.Sign() >= 0, "remedy", fault.RuleRange, "must not be negative")
	return c.Err("retention.violation")
}

// Violations returns the violations noted of a customer, in order of id.
func (s *Service) Violations(ctx context.Context, customer string) ([]Violation, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Violation, error) { return violations.By(u, byCustomer, customer) })
}
