package retention

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Agreement is what Retention & Loyalty knows of an agreement: the service level, which counts for the priority as long as
// it holds. Its id is the agreement's.
type Agreement struct {
	store.Meta
	Customer     string    `json:"customer"`
	ServiceLevel string    `json:"serviceLevel"`
	Until        time.Time `json:"until,omitzero"` // the first instant at which it no longer holds; zero: open
}

var agreements = store.NewCollection("retention.agreement", func(a *Agreement) []store.Key {
	return []store.Key{{Name: "customer", Value: a.Customer}}
})

// NoteAgreement notes the service level of an agreement, in place of what was noted of it before; an Until that has passed
// ends it. ID, Customer and ServiceLevel must be set, Version is not looked at. An agreement of another customer is
// fault.ErrInvalid.
func (s *Service) NoteAgreement(ctx context.Context, a Agreement) (Agreement, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Agreement, error) { return s.NoteAgreementTx(u, a) })
}

// NoteAgreementTx is NoteAgreement in the caller's unit.
func (s *Service) NoteAgreementTx(u *work.Unit, a Agreement) (Agreement, error) {
	var c fault.Check
	c.Text("id", a.ID, fault.MaxID)
	c.Text("customer", a.Customer, fault.MaxID)
	c.Text("serviceLevel", a.ServiceLevel, fault.MaxName)
	c.That(a.Until.IsZero() || a.Until.Year() >= firstYear && a.Until.Year() <= u.At.Year()+100, "until", fault.RuleRange, "must lie between the year 1900 and 100 years ahead")
	if err := c.Err("retention.agreement"); err != nil {
		return Agreement{}, err
	}
	was, found, err := agreements.Find(u, a.ID)
	if err != nil {
		return Agreement{}, err
	}
	if found && was.Customer != a.Customer {
		c.Add("customer", fault.RuleReference, "the agreement is one with another customer")
		return Agreement{}, c.Err(agreements.Subject(a.ID))
	}
	a.Version, a.Until = was.Version, fault.Instant(a.Until)
	if found && a.ServiceLevel == was.ServiceLevel && a.Until.Equal(was.Until) {
		return was, nil
	}
	if err := agreements.Put(u, &a); err != nil {
		return Agreement{}, err
	}
	return a, u.Emit(EventAgreementNoted, a.ID, "", a)
}

// Agreements returns what is noted of a customer's agreements, those that have ended included, in order of id.
func (s *Service) Agreements(ctx context.Context, customer string) ([]Agreement, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Agreement, error) { return agreements.By(u, "customer", customer) })
}

// serviceLevels are those that a customer's agreements give at an instant.
func serviceLevels(u *work.Unit, customer string, asOf time.Time) ([]string, error) {
	all, err := agreements.By(u, "customer", customer)
	var levels []string
	for _, a := range all {
		if a.Until.IsZero() || asOf.Before(a.Until) {
			levels = append(levels, a.ServiceLevel)
		}
	}
	return levels, err
}
