package collection

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// PromiseState says what became of a promise.
type PromiseState string

// The states of a promise.
const (
	PromiseMade   PromiseState = "made"
	PromiseKept   PromiseState = "kept"
	PromiseBroken PromiseState = "broken"
)

// Promise is a customer's promise to pay: until its day no letter is sent and no block is asked for. Interest goes on.
type Promise struct {
	ID     string        `json:"id"`
	Amount money.Amount  `json:"amount"`
	By     calendar.Date `json:"by"` // the last day
	MadeOn calendar.Date `json:"madeOn"`
	Paid   money.Amount  `json:"paid"` // on the account since
	State  PromiseState  `json:"state"`
}

// PromiseDraft is a promise as it is made.
type PromiseDraft struct {
	ID      string // the same one again does nothing
	Account string
	Amount  money.Amount
	By      calendar.Date
	On      calendar.Date // the day on which it is made
}

// MaxPromiseDays is how far ahead a promise may lie.
const MaxPromiseDays = 366

func (d PromiseDraft) check(a Account) error {
	var c fault.Check
	c.Text("id", d.ID, fault.MaxID)
	checkPositive(&c, "amount", d.Amount)
	c.That(d.Amount.Currency() == a.Currency, "amount", fault.RuleCurrency, "must be in "+a.Currency.String())
	c.That(!d.On.IsZero(), "on", fault.RuleRequired, "must be a date")
	c.That(!d.By.Before(d.On), "by", fault.RuleRange, "must not lie before the day on which it is promised")
	c.That(d.On.DaysUntil(d.By) <= MaxPromiseDays, "by", fault.RuleRange, "lies more than a year ahead")
	return c.Err("collection.promise")
}

// Promise notes a promise to pay. While one is open, another is fault.ErrState.
func (s *Service) Promise(ctx context.Context, d PromiseDraft) (Account, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Account, error) { return s.PromiseTx(u, d) })
}

// PromiseTx is Promise in the caller's unit.
func (s *Service) PromiseTx(u *work.Unit, d PromiseDraft) (Account, error) {
	a, err := accounts.Get(u, d.Account)
	if err != nil {
		return Account{}, err
	}
	if n := slices.IndexFunc(a.Promises, func(p Promise) bool { return p.ID == d.ID }); n >= 0 {
		if p := a.Promises[n]; p.Amount != d.Amount || p.By != d.By {
			return Account{}, fault.Conflict(fault.Subject("collection.promise", d.ID), "was made already, of "+p.Amount.String()+" by "+p.By.String()+"; give each promise an id of its own")
		}
		return a, nil
	}
	if err := d.check(a); err != nil {
		return Account{}, err
	}
	if n := a.openPromise(); n >= 0 {
		return Account{}, fault.State(accounts.Subject(a.ID), "has an open promise until "+a.Promises[n].By.String()+"; wait until it is kept or broken")
	}
	none, err := d.Amount.Sub(d.Amount)
	if err != nil {
		return Account{}, err
	}
	p := Promise{ID: d.ID, Amount: d.Amount, By: d.By, MadeOn: d.On, Paid: none, State: PromiseMade}
	a.Promises = append(slices.Clone(a.Promises), p)
	if err := s.tell(u, a, EventPromiseMade, a.promiseNotice(p)); err != nil {
		return Account{}, err
	}
	return s.review(u, a)
}

func (a Account) openPromise() int {
	return slices.IndexFunc(a.Promises, func(p Promise) bool { return p.State == PromiseMade })
}

// promised is the promise that is open on a day.
func (a Account) promised(on calendar.Date) *Promise {
	n := a.openPromise()
	if n < 0 || a.Promises[n].By.Before(on) {
		return nil
	}
	return &a.Promises[n]
}

// payPromise counts what came in for the open promise; what went back is negative.
func (a Account) payPromise(p money.Amount, on calendar.Date) (Account, error) {
	n := a.openPromise()
	if n < 0 || on.Before(a.Promises[n].MadeOn) || on.After(a.Promises[n].By) {
		return a, nil
	}
	paid, err := a.Promises[n].Paid.Add(p)
	if err != nil {
		return a, err
	}
	a.Promises = slices.Clone(a.Promises)
	a.Promises[n].Paid = paid
	return a, nil
}

// judgePromise says whether the open promise is kept, or broken on a day. Where nothing is left that could be paid, of what was promised a
// part has been credited or disputed: nobody has broken his word.
func (a Account) judgePromise(open []OpenItem, on calendar.Date) (Account, string, Promise, error) {
	n := a.openPromise()
	if n < 0 {
		return a, "", Promise{}, nil
	}
	p := a.Promises[n]
	missing, err := p.Amount.Cmp(p.Paid)
	event := ""
	switch {
	case err != nil:
		return a, "", p, err
	case missing <= 0:
		p.State, event = PromiseKept, EventPromiseKept
	case p.By.Before(on):
		p.State, event = PromiseBroken, EventPromiseBroken
		if !slices.ContainsFunc(open, func(i OpenItem) bool { return i.Open != i.Held }) {
			p.State, event = PromiseKept, EventPromiseKept
		}
	default:
		return a, "", p, nil
	}
	a.Promises = slices.Clone(a.Promises)
	a.Promises[n] = p
	return a, event, p, nil
}
