package risk

import (
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Standing is a customer's credit limit as it holds now. Its id is the customer's, of several the one that holds. Treat it as immutable.
type Standing struct {
	store.Meta
	Full          money.Amount    `json:"full"`  // of the band
	Limit         money.Amount    `json:"limit"` // what the step leaves of it
	Band          string          `json:"band"`
	Step          Step            `json:"step"`
	Reasons       []fault.Reason  `json:"reasons,omitempty"`
	Policy        string          `json:"policy"`
	PolicyVersion string          `json:"policyVersion"`
	Fingerprint   string          `json:"fingerprint"`
	Facts         []rule.Recorded `json:"facts,omitempty"` // by which it was last changed
	At            time.Time       `json:"at"`              // when it was last changed
	LookAt        time.Time       `json:"lookAt,omitzero"` // when time alone may change it, or it is to be looked at again
	Changes       []Change        `json:"changes,omitempty"`
}

// Change is one change of a limit.
type Change struct {
	At            time.Time      `json:"at"`
	From          money.Amount   `json:"from"`
	To            money.Amount   `json:"to"`
	Step          string         `json:"step"`
	Because       string         `json:"because,omitempty"` // what made risk look: an event's type, say
	Policy        string         `json:"policy"`
	PolicyVersion string         `json:"policyVersion"`
	Reasons       []fault.Reason `json:"reasons,omitempty"`
}

// MaxChanges is how many changes a standing keeps; older ones are in the journal.
const MaxChanges = 50

const keyDue = "due"

var standings = store.NewCollection("risk.standing", func(s *Standing) []store.Key {
	return []store.Key{{Name: keyDue, Value: store.TimeKey(s.LookAt)}, {Name: keyOf, Value: s.ID}}
})

// Standing returns a customer's credit limit, and why. Of a customer who was never assessed it is what the facts give now.
func (s *Service) Standing(ctx context.Context, customer string) (Standing, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Standing, error) { return s.StandingTx(u, customer) })
}

// StandingTx is Standing in the caller's unit.
func (s *Service) StandingTx(u *work.Unit, customer string) (Standing, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	if err := c.Err("risk.standing"); err != nil {
		return Standing{}, err
	}
	ids, err := s.idsOf(u, customer)
	if err != nil {
		return Standing{}, err
	}
	known, found, err := standings.Find(u, ids[0])
	if err != nil || found {
		return known, err
	}
	policy, err := s.present(u)
	if err != nil {
		return Standing{}, err
	}
	return s.stand(u, policy, ids)
}

// Reassess looks at a customer's limit again because facts have changed, and says why: it is lowered or restored, or stays as it is.
// because is a code such as the type of an event, not a text about the customer.
func (s *Service) Reassess(ctx context.Context, customer, because string) (Standing, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Standing, error) { return s.ReassessTx(u, customer, because) })
}

// ReassessTx is Reassess in the caller's unit.
func (s *Service) ReassessTx(u *work.Unit, customer, because string) (Standing, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.Optional("because", because, fault.MaxName)
	if err := c.Err("risk.standing"); err != nil {
		return Standing{}, err
	}
	policy, err := s.inForce(u)
	if err != nil {
		return Standing{}, err
	}
	ids, err := s.idsOf(u, customer)
	if err != nil {
		return Standing{}, err
	}
	now, err := s.stand(u, policy, ids)
	if err != nil {
		return Standing{}, err
	}
	if err := s.keepStanding(u, policy, now, because, ""); err != nil {
		return Standing{}, err
	}
	return standings.Get(u, now.ID)
}

// stand is the limit that the facts give now, by an assessment of nothing.
func (s *Service) stand(u *work.Unit, c *Compiled, ids []string) (Standing, error) {
	in, err := s.input(u, c, ids, Ask{Customer: ids[0], Amount: c.none})
	if err != nil {
		return Standing{}, err
	}
	in.Recent = nil
	found, err := stand(c, in)
	if err != nil {
		return Standing{}, err
	}
	found.ID, found.Facts = ids[0], recorded(in.Facts)
	return found, nil
}

// stand is the limit by facts and a policy; no decision is made.
func stand(c *Compiled, in Input) (Standing, error) {
	v, err := newViewer(c, in)
	if err != nil {
		return Standing{}, err
	}
	if err := v.setAsked(v.actual(false)); err != nil {
		return Standing{}, err
	}
	if _, _, err := v.scored(); err != nil {
		return Standing{}, err
	}
	s := Standing{At: in.At, Policy: c.policy.Name, PolicyVersion: c.policy.Version, Fingerprint: c.fingerprint}
	if s.Step, err = c.step(v.facts, in.Before, in.At); err != nil {
		return s, err
	}
	band, full, why, err := c.limit(v.facts)
	if err != nil {
		return s, err
	}
	s.Band, s.Full, s.Reasons = band.Name, full, why
	s.Limit, err = full.Percent(s.Step.Share, money.Down)
	return s, err
}

// standingOf is the limit that an assessment leaves a customer.
func standingOf(a Assessment, customer string) Standing {
	return Standing{Meta: store.Meta{ID: customer}, At: a.At, Policy: a.Policy, PolicyVersion: a.PolicyVersion, Fingerprint: a.Fingerprint,
		Full: a.Full, Limit: a.Limit, Band: a.Band, Step: a.Step, Reasons: a.Reasons, Facts: a.Facts}
}

// stepBefore is the step that holds; the zero Step if none does.
func stepBefore(u *work.Unit, customer string) (Step, error) {
	s, _, err := standings.Find(u, customer)
	return s.Step, err
}

// keepStanding stores a limit if something of it has changed, and says so if the limit itself has.
func (s *Service) keepStanding(u *work.Unit, c *Compiled, now Standing, because, correlation string) error {
	was, found, err := standings.Find(u, now.ID)
	if err != nil {
		return err
	}
	now.LookAt = c.lookAt(now.Step, u.At)
	if found && sameStanding(was, now) && (was.LookAt.After(u.At) || was.LookAt == now.LookAt) {
		return nil
	}
	now.Version, now.Changes = was.Version, was.Changes
	if !found || was.Limit == now.Limit {
		return standings.Put(u, &now)
	}
	change := Change{At: u.At, From: was.Limit, To: now.Limit, Step: now.Step.Name, Because: because, Policy: now.Policy, PolicyVersion: now.PolicyVersion,
		Reasons: now.why()}
	now.Changes = append(slices.Clone(was.Changes), change)
	now.Changes = now.Changes[max(0, len(now.Changes)-MaxChanges):]
	if err := standings.Put(u, &now); err != nil {
		return err
	}
	return u.Emit(EventLimitChanged, now.ID, correlation, LimitNotice{Customer: now.ID, Band: now.Band, Change: change})
}

// why is what the limit follows from: the band, and what lowers it.
func (s Standing) why() []fault.Reason {
	if s.Step.Share.Cmp(allRate) >= 0 {
		return s.Reasons
	}
	return once(slices.Concat(s.Reasons, s.Step.Reasons))
}

// sameStanding reports whether two limits are the same, for the same reasons and by the same policy.
func sameStanding(a, b Standing) bool {
	return a.Limit == b.Limit && a.Full == b.Full && a.Band == b.Band && a.Fingerprint == b.Fingerprint &&
		a.Step.Name == b.Step.Name && a.Step.Share == b.Step.Share && a.Step.ClearSince.Equal(b.Step.ClearSince) && slices.Equal(a.why(), b.why())
}

// lookAt is when a limit is to be looked at again.
func (c *Compiled) lookAt(s Step, at time.Time) time.Time {
	switch {
	case !s.ClearSince.IsZero():
		return c.restoreAt(s)
	case c.policy.LookAgainDays == 0:
		return time.Time{}
	}
	return at.AddDate(0, 0, c.policy.LookAgainDays)
}
