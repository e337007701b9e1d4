package collection

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Behaviour is how a customer has paid: the facts that customer risk needs. It is a value.
type Behaviour struct {
	Customer    string         `json:"customer"`
	AsOf        calendar.Date  `json:"asOf"`
	Counts                     // for life
	LastYear    Counts         `json:"lastYear"`             // of the twelve months up to AsOf: who has paid well since is not judged by what was long ago
	OverdueDays int            `json:"overdueDays"`          // of the oldest of what is overdue now; 0: nothing is
	Level       int            `json:"level"`                // of dunning, now
	Blocked     bool           `json:"blocked"`              // services are asked to be blocked
	WrittenOff  []money.Amount `json:"writtenOff,omitempty"` // for life, one of each currency
	Exposure    []money.Amount `json:"exposure,omitempty"`   // all that is open now
	Overdue     []money.Amount `json:"overdue,omitempty"`    // of it, what is overdue and not held
}

// Counts are how a customer has paid in a time. It is a value.
type Counts struct {
	Bills          int            `json:"bills"`          // that were due in it, or due before and not paid before it
	Late           int            `json:"late"`           // of them, paid late or overdue
	DaysLate       int            `json:"daysLate"`       // of all of them together, from the due date; of what is overdue, up to AsOf
	DaysLateMean   money.Quantity `json:"daysLateMean"`   // DaysLate over Bills, to two digits
	DaysLateWorst  int            `json:"daysLateWorst"`  // of one of them
	LevelWorst     int            `json:"levelWorst"`     // the highest level of dunning that a letter was sent at, or that is reached now
	Returned       int            `json:"returned"`       // debits that came back; in a time, at most 100 an account
	BrokenPromises int            `json:"brokenPromises"` // of payment, by the day they were made for
	BrokenPlans    int            `json:"brokenPlans"`    // by the day of the last instalment that was missed
}

// lookBack is how many months LastYear looks back.
const lookBack = 12

// Behaviour gives the facts on a customer's payment for customer risk, over all accounts; a customer without any has none. also are
// other ids of the same customer, such as those merged into this one.
func (s *Service) Behaviour(ctx context.Context, customer string, also ...string) (Behaviour, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Behaviour, error) { return s.BehaviourTx(u, customer, also...) })
}

// BehaviourTx is Behaviour in the caller's unit.
func (s *Service) BehaviourTx(u *work.Unit, customer string, also ...string) (Behaviour, error) {
	var of []Account
	var all []OpenItem
	for _, id := range append([]string{customer}, also...) {
		owed, err := items.By(u, keyCustomer, id)
		if err != nil {
			return Behaviour{}, err
		}
		held, err := accounts.By(u, keyCustomer, id)
		if err != nil {
			return Behaviour{}, err
		}
		all, of = append(all, owed...), append(of, held...)
	}
	return Behave(customer, of, all, s.Today(u))
}

// Behave sums up how a customer has paid, from his accounts and items.
func Behave(customer string, of []Account, all []OpenItem, asOf calendar.Date) (Behaviour, error) {
	b := Behaviour{Customer: customer, AsOf: asOf}
	from := asOf.AddMonths(-lookBack)
	for _, a := range of {
		b.Level = max(b.Level, a.Dunning.Level)
		b.Blocked = b.Blocked || a.Block.State == BlockAsked
		b.Counts.account(a, calendar.Date{})
		b.LastYear.account(a, from)
	}
	var exposure, overdue, written sums
	for _, i := range all {
		if i.Kind == Bill && i.Due.Before(asOf) {
			b.Counts.bill(i, calendar.Date{}, asOf)
			b.LastYear.bill(i, from, asOf)
		}
		for _, e := range i.Entries {
			if e.Kind == GivenUp {
				written.add(e.Amount)
			}
		}
		exposure.add(i.Open)
		if i.Due.Before(asOf) {
			pressed, err := i.Pressed()
			if err != nil {
				return Behaviour{}, err
			}
			overdue.add(pressed)
			if pressed.Sign() > 0 {
				b.OverdueDays = max(b.OverdueDays, i.Due.DaysUntil(asOf))
			}
		}
	}
	var err error
	if b.Exposure, err = exposure.list(); err != nil {
		return Behaviour{}, err
	}
	if b.Overdue, err = overdue.list(); err != nil {
		return Behaviour{}, err
	}
	if b.WrittenOff, err = written.list(); err != nil {
		return Behaviour{}, err
	}
	if b.DaysLateMean, err = mean(b.DaysLate, b.Bills); err != nil {
		return Behaviour{}, err
	}
	b.LastYear.DaysLateMean, err = mean(b.LastYear.DaysLate, b.LastYear.Bills)
	return b, err
}

// account counts what happened on an account from a day on; the zero Date: ever.
func (n *Counts) account(a Account, from calendar.Date) {
	n.LevelWorst = max(n.LevelWorst, a.Dunning.Level, a.Dunning.worstSince(from))
	n.Returned += a.returnedSince(from)
	for _, p := range a.Promises {
		if p.State == PromiseBroken && !p.By.Before(from) {
			n.BrokenPromises++
		}
	}
	for _, p := range a.Plans {
		if p.State == PlanBroken && !p.missedOn().Before(from) {
			n.BrokenPlans++
		}
	}
}

// bill counts a bill that was due, if it was due or not paid on a day or later.
func (n *Counts) bill(i OpenItem, from, asOf calendar.Date) {
	end := i.SettledOn
	if end.IsZero() {
		end = asOf
	}
	if i.Due.Before(from) && end.Before(from) {
		return
	}
	n.Bills++
	if i.SettledOn.IsZero() && i.Open == i.Held {
		return // all that is open is disputed or deferred: it is not overdue
	}
	if days := i.Due.DaysUntil(end); days > 0 {
		n.Late++
		n.DaysLate += days
		n.DaysLateWorst = max(n.DaysLateWorst, days)
	}
}

// mean is a sum over a number, to two digits, a half upwards.
func mean(sum, n int) (money.Quantity, error) {
	if n == 0 {
		return money.Quantity{}, nil
	}
	hundredths := (200*sum + n) / (2 * n)
	return money.ParseQuantity(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100))
}

// sums adds amounts up by currency; it keeps the first error.
type sums struct {
	of  map[money.Currency]money.Amount
	err error
}

func (s *sums) add(a money.Amount) {
	if s.of == nil {
		s.of = map[money.Currency]money.Amount{}
	}
	sum, err := s.of[a.Currency()].Add(a)
	s.of[a.Currency()], s.err = sum, cmp.Or(s.err, err)
}

// list gives the sums that are not 0, by currency.
func (s *sums) list() ([]money.Amount, error) {
	var list []money.Amount
	for _, a := range s.of {
		if a.Sign() != 0 {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b money.Amount) int { return cmp.Compare(a.Currency().String(), b.Currency().String()) })
	return list, s.err
}
