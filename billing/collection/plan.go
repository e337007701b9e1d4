package collection

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// PlanState says how an agreement on instalments stands.
type PlanState string

// The states of a plan.
const (
	PlanAgreed PlanState = "agreed"
	PlanDone   PlanState = "done"
	PlanBroken PlanState = "broken" // an instalment was missed, and the rest is due at once
)

// Instalment is one part of a plan.
type Instalment struct {
	No     int           `json:"no"` // from 1
	Amount money.Amount  `json:"amount"`
	Due    calendar.Date `json:"due"`
	Missed bool          `json:"missed,omitempty"`
}

// Plan is an agreement on instalments. What is not due yet by the plan is deferred: held out of dunning, interest and blocking.
type Plan struct {
	ID        string        `json:"id"`
	On        calendar.Date `json:"on"`
	Items     []string      `json:"item"`
	Total     money.Amount  `json:"total"`
	Parts     []Instalment  `json:"instalment"`
	Paid      money.Amount  `json:"paid"` // on its items, since
	State     PlanState     `json:"state"`
	DueAtOnce bool          `json:"dueAtOnce,omitempty"` // a missed instalment makes the rest due
}

// PlanDraft asks for instalments.
type PlanDraft struct {
	ID      string // the same one again does nothing
	Account string
	Items   []string // open ones; nil: all that are
	Parts   int      // 2 to MaxParts
	First   calendar.Date
	Months  int           // between two instalments; 0: 1
	On      calendar.Date // the day of the agreement
}

// MaxParts is how many instalments a plan can have.
const MaxParts = 60

func (d PlanDraft) check() error {
	var c fault.Check
	c.Text("id", d.ID, fault.MaxID)
	c.That(d.Parts >= 2 && d.Parts <= MaxParts, "parts", fault.RuleRange, fmt.Sprintf("must be 2 to %d", MaxParts))
	c.That(d.Months >= 0 && d.Months <= 12, "months", fault.RuleRange, "must be 1 to 12")
	c.That(!d.On.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.That(!d.First.Before(d.On), "first", fault.RuleRange, "must not lie before the day of the agreement")
	for n, i := range d.Items {
		c.That(!slices.Contains(d.Items[:n], i), "items", fault.RuleDuplicate, "has "+i+" twice")
	}
	return c.Err("collection.instalments")
}

// SplitInstalments splits an amount into parts that differ by at most one minor unit and add up to it, the larger ones first; they
// are due every so many months from the first day on, in shorter months on the last day.
func SplitInstalments(total money.Amount, parts int, first calendar.Date, months int) ([]Instalment, error) {
	amounts, err := total.Split(parts)
	if err != nil {
		return nil, err
	}
	list := make([]Instalment, parts)
	for n, a := range amounts {
		list[n] = Instalment{No: n + 1, Amount: a, Due: first.AddMonths(n * cmp.Or(months, 1))}
	}
	return list, nil
}

// Instalments agrees on instalments for what is open and not held of items. Items that are in a plan already are fault.ErrState.
func (s *Service) Instalments(ctx context.Context, d PlanDraft) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.InstalmentsTx(u, d) })
}

// InstalmentsTx is Instalments in the caller's unit.
func (s *Service) InstalmentsTx(u *work.Unit, d PlanDraft) (Account, error) {
	a, err := accounts.Get(u, d.Account)
	if err != nil {
		return Account{}, err
	}
	if n := slices.IndexFunc(a.Plans, func(p Plan) bool { return p.ID == d.ID }); n >= 0 {
		if p := a.Plans[n]; len(p.Parts) != d.Parts || p.Parts[0].Due != d.First {
			return Account{}, fault.Conflict(fault.Subject("collection.instalments", d.ID), "were agreed already, in other parts; give each agreement an id of its own")
		}
		return a, nil
	}
	if err := d.check(); err != nil {
		return Account{}, err
	}
	p, err := s.plan(u, a, d)
	if err != nil {
		return Account{}, err
	}
	a.Plans = append(slices.Clone(a.Plans), p)
	if err := s.tell(u, a, EventInstalmentsAgreed, a.planNotice(p)); err != nil {
		return Account{}, err
	}
	return s.review(u, a)
}

func (s *Service) plan(u *work.Unit, a Account, d PlanDraft) (Plan, error) {
	open, err := items.By(u, keyOpen, a.ID)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{ID: d.ID, On: d.On, State: PlanAgreed, DueAtOnce: !s.config.KeepPlan}
	for _, i := range open {
		if len(d.Items) > 0 && !slices.Contains(d.Items, i.ID) {
			continue
		}
		if a.planned(i.ID) {
			return Plan{}, fault.State(items.Subject(i.ID), "is in a plan already")
		}
		pressed, err := i.Pressed()
		if err != nil {
			return Plan{}, err
		}
		if pressed.Sign() == 0 {
			continue
		}
		if p.Total, err = p.Total.Add(pressed); err != nil {
			return Plan{}, err
		}
		p.Items = append(p.Items, i.ID)
	}
	if len(p.Items) == 0 || len(d.Items) > len(p.Items) {
		return Plan{}, fault.State(accounts.Subject(a.ID), "does not have all these items open and undisputed")
	}
	if p.Paid, err = p.Total.Sub(p.Total); err != nil {
		return Plan{}, err
	}
	p.Parts, err = SplitInstalments(p.Total, d.Parts, d.First, d.Months)
	return p, err
}

// planned reports whether an item is in a plan that goes on.
func (a Account) planned(item string) bool {
	return slices.ContainsFunc(a.Plans, func(p Plan) bool { return p.State == PlanAgreed && slices.Contains(p.Items, item) })
}

// payPlan counts what came in on an item for the plan it is in.
func (a Account) payPlan(item string, amount money.Amount) (Account, error) {
	for n, p := range a.Plans {
		if p.State != PlanAgreed || !slices.Contains(p.Items, item) {
			continue
		}
		paid, err := p.Paid.Add(amount)
		if err != nil {
			return a, err
		}
		a.Plans = slices.Clone(a.Plans)
		a.Plans[n].Paid = paid
	}
	return a, nil
}

// disputed is what of the plan was disputed since it was agreed on: what is not paid, and cannot be asked for.
func (p Plan) disputed(all []OpenItem) (money.Amount, error) {
	var c money.Calc
	rest := c.Sub(p.Total, p.Paid)
	for _, i := range all {
		free, err := i.Undisputed()
		if err != nil {
			return rest, err
		}
		rest = c.Sub(rest, free)
	}
	if rest.Sign() < 0 {
		rest = c.Sub(rest, rest)
	}
	return rest, c.Err()
}

// judge says on a day how the plan stands, and what of it is deferred: what no instalment asks for yet. What is disputed is taken off the
// last instalments.
func (p Plan) judge(on calendar.Date, disputed money.Amount) (_ Plan, deferred money.Amount, missed []Instalment, err error) {
	var due money.Amount
	asked, err := p.Total.Sub(disputed)
	if err != nil {
		return p, deferred, nil, err
	}
	if deferred, err = p.Paid.Sub(p.Paid); err != nil {
		return p, deferred, nil, err
	}
	p.Parts = slices.Clone(p.Parts)
	for n, part := range p.Parts {
		if !part.Due.Before(on) {
			if deferred, err = deferred.Add(part.Amount); err != nil {
				return p, deferred, nil, err
			}
			continue
		}
		if due, err = due.Add(part.Amount); err != nil {
			return p, deferred, nil, err
		}
		short, err := p.Paid.Cmp(due)
		if err != nil {
			return p, deferred, nil, err
		}
		open, err := p.Paid.Cmp(asked)
		if err != nil {
			return p, deferred, nil, err
		}
		if short < 0 && open < 0 && !part.Missed {
			p.Parts[n].Missed = true
			missed = append(missed, p.Parts[n])
		}
	}
	if deferred, err = deferred.Sub(disputed); err != nil {
		return p, deferred, nil, err
	}
	if deferred.Sign() < 0 {
		if deferred, err = deferred.Sub(deferred); err != nil {
			return p, deferred, nil, err
		}
	}
	done, err := p.Paid.Cmp(p.Total)
	if err != nil {
		return p, deferred, nil, err
	}
	switch {
	case done >= 0:
		p.State = PlanDone
	case len(missed) > 0 && p.DueAtOnce:
		p.State = PlanBroken
	}
	return p, deferred, missed, nil
}

// hold is the id of the holds by which a plan defers.
func (p Plan) hold() string { return deferrals + p.ID }

// missedOn is when the last instalment was due that was missed; the zero Date: none was.
func (p Plan) missedOn() calendar.Date {
	var last calendar.Date
	for _, part := range p.Parts {
		if part.Missed && part.Due.After(last) {
			last = part.Due
		}
	}
	return last
}
