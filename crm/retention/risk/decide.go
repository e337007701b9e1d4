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

const (
	keyOrder    = "order"    // only of the assessment that holds
	keyCustomer = "customer" // with the time behind it, so that a window is read and no more
	keyOf       = "of"       // the customer alone
)

var assessments = store.NewCollection("risk.assessment", func(a *Assessment) []store.Key {
	keys := []store.Key{{Name: keyOf, Value: a.Customer}, {Name: keyCustomer, Value: a.Customer + separator + store.TimeKey(a.At)}}
	if a.State != Superseded {
		keys = append(keys, store.Key{Name: keyOrder, Value: a.Order})
	}
	return keys
})

// separator stands between a customer and a time.
const separator = "\x1f"

// since are a customer's assessments from an instant on, as store.TimeKey writes it; the oldest first.
func since(u *work.Unit, customer, from string) ([]Assessment, error) {
	found, _, err := assessments.Page(u, store.Query{Key: keyCustomer, From: customer + separator + from, To: customer + "\x20"})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found, func(a Assessment) bool { return a.Customer != customer }), nil
}

// Assess decides whether credit is given, and stores the decision with the facts it rests on. An ask in another currency than the
// policy's is decided, too, by the policy.
func (s *Service) Assess(ctx context.Context, ask Ask) (Assessment, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Assessment, error) { return s.AssessTx(u, ask) })
}

// AssessTx is Assess in the caller's unit.
func (s *Service) AssessTx(u *work.Unit, ask Ask) (Assessment, error) {
	if err := ask.check(); err != nil {
		return Assessment{}, err
	}
	old, found, err := s.OfOrderTx(u, ask.Order)
	if err != nil {
		return Assessment{}, err
	}
	ids, err := s.idsOf(u, ask.Customer)
	if err != nil {
		return Assessment{}, err
	}
	if found && !slices.Contains(ids, old.Customer) {
		return Assessment{}, fault.Conflict(assessments.Subject(old.ID), "is of the same order and another customer; an order has one customer")
	}
	if found && old.Amount == s.amountOf(ask) && !ask.Anew {
		return old, nil
	}
	if found {
		if err := s.supersede(u, old); err != nil {
			return Assessment{}, err
		}
	}
	c, err := s.inForce(u)
	if err != nil {
		return Assessment{}, err
	}
	a, err := s.assess(u, c, ids, ask)
	if err != nil {
		return Assessment{}, err
	}
	return a, s.keepStanding(u, c, standingOf(a, ids[0]), "", a.Correlation)
}

func (a Ask) check() error {
	var c fault.Check
	c.Text("customer", a.Customer, fault.MaxID)
	c.Optional("order", a.Order, fault.MaxID)
	c.Optional("correlation", a.Correlation, fault.MaxID)
	c.That(a.Amount.Sign() >= 0, "amount", fault.RuleRange, "must not be negative")
	return c.Err("risk.ask")
}

// amountOf is what is asked for; without a price, 0.
func (s *Service) amountOf(ask Ask) money.Amount {
	if ask.Amount == (money.Amount{}) {
		return s.own[0].none
	}
	return ask.Amount
}

// assess gathers, decides, stores, and says so.
func (s *Service) assess(u *work.Unit, c *Compiled, ids []string, ask Ask) (Assessment, error) {
	ask.Amount = s.amountOf(ask)
	in, err := s.input(u, c, ids, ask)
	if err != nil {
		return Assessment{}, err
	}
	verdict, err := Assess(c, in)
	if err != nil {
		return Assessment{}, err
	}
	a := Assessment{Meta: store.Meta{ID: u.NewID()}, Customer: ask.Customer, Order: ask.Order, Correlation: ask.Correlation, Amount: ask.Amount, At: u.At,
		Policy: c.policy.Name, PolicyVersion: c.policy.Version, Fingerprint: c.fingerprint,
		Facts: recorded(in.Facts), Recent: in.Recent, Before: in.Before, Held: in.Held, Verdict: verdict}
	if a.State, err = assessmentLifecycle.Next(Start, firstEvent(verdict.Outcome)); err != nil {
		return a, err
	}
	if err := assessments.Put(u, &a); err != nil {
		return a, err
	}
	if err := u.Emit(EventAssessmentMade, a.ID, a.Correlation, a.notice()); err != nil {
		return a, err
	}
	return a, s.ask(u, a)
}

// firstEvent is what an outcome makes of an assessment.
func firstEvent(o Outcome) Event {
	switch {
	case o.asksForMoney():
		return AskDeposit
	case o == Review:
		return AskReview
	}
	return Decide
}

// ask asks for what the outcome needs, and tells of orders that were split.
func (s *Service) ask(u *work.Unit, a Assessment) error {
	if a.Split != nil {
		if err := u.Emit(EventSplittingNoticed, a.ID, a.Correlation, a.splittingNotice()); err != nil {
			return err
		}
	}
	switch a.State {
	case InReview:
		return u.Emit(EventReviewAsked, a.ID, a.Correlation, a.reviewNotice())
	case AwaitingDeposit:
		return s.askDeposit(u, a)
	}
	return nil
}

// input is what there is to decide on.
func (s *Service) input(u *work.Unit, c *Compiled, ids []string, ask Ask) (Input, error) {
	in := Input{Ask: ask, Facts: rule.NewFacts(c.schema), At: u.At}
	if s.config.Sources != nil {
		if err := s.config.Sources.Gather(u, ask, in.Facts); err != nil {
			return in, err
		}
	}
	var err error
	if in.Held, err = held(u, c, ids, ask.Order); err != nil {
		return in, err
	}
	if in.Before, err = stepBefore(u, ids[0]); err != nil {
		return in, err
	}
	in.Recent, err = recent(u, c.policy.Velocity, ids, ask)
	return in, err
}

// idsOf are all ids by which a customer's records are found; under the first is the credit limit.
func (s *Service) idsOf(u *work.Unit, customer string) ([]string, error) {
	if s.config.IDs == nil {
		return []string{customer}, nil
	}
	ids, err := s.config.IDs(u, customer)
	if err == nil && len(ids) == 0 {
		ids = []string{customer}
	}
	return ids, err
}

// recent are the orders in the window that were let pass.
func recent(u *work.Unit, v Velocity, ids []string, ask Ask) ([]Recent, error) {
	if v.Count == 0 {
		return nil, nil
	}
	from := store.TimeKey(u.At.Add(-time.Duration(v.Hours) * time.Hour))
	var all []Recent
	for _, id := range ids {
		found, err := since(u, id, from)
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			if a.State == Decided && a.Outcome.Permits() {
				all = append(all, Recent{Assessment: a.ID, Order: a.Order, Amount: a.Amount, At: a.At})
			}
		}
	}
	return v.within(all, ask, u.At), nil
}

// WithdrawTx says that an order is no longer wanted: nothing is asked for it any more, nobody need decide on it, and velocity does not count it. Money
// that has come stays deposited until it is returned. An order without an assessment is no fault.
func (s *Service) WithdrawTx(u *work.Unit, order string) error {
	a, found, err := s.OfOrderTx(u, order)
	if err != nil || !found {
		return err
	}
	return s.supersede(u, a)
}

// supersede takes back what an earlier assessment of the order asked for. Money that has come stays deposited.
func (s *Service) supersede(u *work.Unit, a Assessment) error {
	was := a.State
	var err error
	if a.State, err = assessmentLifecycle.Next(a.State, SupersedeOld); err != nil {
		return err
	}
	if err := assessments.Put(u, &a); err != nil {
		return err
	}
	if was != AwaitingDeposit {
		return nil
	}
	return s.askNoMore(u, a.ID)
}

// recorded are the facts as they were given; what risk computes is not among them.
func recorded(f *rule.Facts) []rule.Recorded {
	return slices.DeleteFunc(f.Record(), func(r rule.Recorded) bool { return isComputed(r.Name) })
}
