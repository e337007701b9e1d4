package compensation

import (
	"cmp"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Adjustment is by how much a day of a claim changed. A plain value.
type Adjustment struct {
	Case   string        `json:"case"`
	Event  Event         `json:"event"`
	Date   calendar.Date `json:"date"`
	Before money.Amount  `json:"before"`
	Now    money.Amount  `json:"now"`
	Change money.Amount  `json:"change"` // Now less Before; below 0: too much was paid
}

// Difference is what is to be paid, or taken back, after a computation later or with better facts: days that came, went or changed, by
// case and day. Computing the same again gives none, so nothing is paid twice. An error is a *money.MismatchError: the results are
// in two currencies.
func Difference(before, now Result) ([]Adjustment, error) {
	type key struct {
		id   string
		date calendar.Date
	}
	var calc money.Calc
	changes := map[key]Adjustment{}
	note := func(r Result, set func(*Adjustment, money.Amount)) {
		for _, claim := range r.Claims {
			for _, line := range claim.Lines {
				a := changes[key{claim.Case, line.Date}]
				a.Case, a.Event, a.Date = claim.Case, claim.Event, line.Date
				set(&a, line.Amount)
				changes[key{claim.Case, line.Date}] = a
			}
		}
	}
	note(before, func(a *Adjustment, amount money.Amount) { a.Before = amount })
	note(now, func(a *Adjustment, amount money.Amount) { a.Now = amount })
	var all []Adjustment
	for _, a := range changes {
		if a.Change = calc.Sub(a.Now, a.Before); a.Change.Sign() != 0 {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b Adjustment) int { return cmp.Or(cmp.Compare(a.Case, b.Case), a.Date.Compare(b.Date)) })
	return all, calc.Err()
}
