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
	Customer       string         `json:"customer"`
	AsOf           calendar.Date  `json:"asOf"`
	Bills          int            `json:"bills"`                // that were due by then
	Late           int            `json:"late"`                 // of them, paid late or overdue
	DaysLate       int            `json:"daysLate"`             // of all of them together; of what is overdue, up to AsOf
	DaysLateMean   money.Quantity `json:"daysLateMean"`         // DaysLate over Bills, to two digits
	DaysLateWorst  int            `json:"daysLateWorst"`        // of one of them
	OverdueDays    int            `json:"overdueDays"`          // of the oldest of what is overdue now; 0: nothing is
	Level          int            `json:"level"`                // of dunning, now
	LevelWorst     int            `json:"levelWorst"`           // ever
	Returned       int            `json:"returned"`             // debits that came back
	BrokenPromises int            `json:"brokenPromises"`       // of payment
	BrokenPlans    int            `json:"brokenPlans"`          // instalments that were not kept
	Blocked        bool           `json:"blocked"`              // services are asked to be blocked
	WrittenOff     []money.Amount `json:"writtenOff,omitempty"` // one of each currency
	Exposure       []money.Amount `json:"exposure,omitempty"`   // all that is open now
	Overdue        []money.Amount `json:"overdue,omitempty"`    // of it, what is overdue and not held
}

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
	for _, a := range of {
		b.Level, b.LevelWorst = max(b.Level, a.Dunning.Level), max(b.LevelWorst, a.Dunning.Worst)
		b.Returned += a.Returned
		b.Blocked = b.Blocked || a.Block.State == BlockAsked
		for _, p := range a.Promises {
			if p.State == PromiseBroken {
				b.BrokenPromises++
			}
		}
		for _, p := range a.Plans {
			if p.State == PlanBroken {
				b.BrokenPlans++
			}
		}
	}
	var exposure, overdue, written sums
	for _, i := range all {
		if i.Kind == Bill && i.Due.Before(asOf) {
			b.count(i)
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
	b.DaysLateMean, err = mean(b.DaysLate, b.Bills)
	return b, err
}

// count counts a bill that was due.
func (b *Behaviour) count(i OpenItem) {
	end := i.SettledOn
	if end.IsZero() {
		end = b.AsOf
	}
	b.Bills++
	if i.SettledOn.IsZero() && i.Open == i.Held {
		return // all that is open is disputed or deferred: it is not overdue
	}
	if days := i.Due.DaysUntil(end); days > 0 {
		b.Late++
		b.DaysLate += days
		b.DaysLateWorst = max(b.DaysLateWorst, days)
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
