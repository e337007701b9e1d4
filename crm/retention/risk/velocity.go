package risk

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/money"
)

// within are the earlier orders that count: in the window before the instant, large enough, of another order than this one, and in
// the policy's currency.
func (v Velocity) within(all []Recent, ask Ask, at time.Time) []Recent {
	if v.Count == 0 {
		return nil
	}
	var some []Recent
	from := at.Add(-time.Duration(v.Hours) * time.Hour)
	for _, r := range all {
		enough, err := r.Amount.Cmp(v.Least)
		if err != nil || enough < 0 || !r.At.After(from) || r.At.After(at) || r.Order != "" && r.Order == ask.Order {
			continue
		}
		some = append(some, r)
	}
	return some
}

// mayBeSplit reports whether an order and the earlier ones are enough to look at.
func (v Velocity) mayBeSplit(recent []Recent, amount money.Amount) bool {
	if v.Count == 0 || len(recent)+1 < v.Count {
		return false
	}
	enough, err := amount.Cmp(v.Least)
	return err == nil && enough >= 0
}

func total(none money.Amount, recent []Recent) (money.Amount, error) {
	var c money.Calc
	sum := none
	for _, r := range recent {
		sum = c.Add(sum, r.Amount)
	}
	return sum, c.Err()
}

// split names the orders that count as one.
func split(recent []Recent, amount money.Amount) *Split {
	s := &Split{Amount: amount}
	for _, r := range recent {
		name := r.Order
		if name == "" {
			name = r.Assessment
		}
		s.Orders = append(s.Orders, name)
	}
	return s
}
