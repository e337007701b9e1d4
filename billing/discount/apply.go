package discount

import (
	"cmp"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Apply takes discounts off the lines of a bill.
//
// Those on lines come before those on the document, and among themselves in the order of Order, then ID; a group of Best stands where its
// first discount does. Each share is rounded once, by the mode, from its exact value. What a cap leaves of a discount on lines is
// split over its lines in proportion to what they would have got, and a discount on the document in proportion to what is left of the
// lines: by largest remainder, ties by line id. Nothing is taken off more than is left of it, so no line falls below 0.
//
// The order of bases and discounts changes no amount. Which discounts hold is decided by a line's day, else by on. fault.ErrInvalid names
// every fault of bases and discounts at once.
func Apply(bases []Base, ds []Discount, on calendar.Date, mode money.Mode) (Result, error) {
	e := engine{bases: bases, ds: ds, on: on, mode: mode}
	if err := e.check(); err != nil {
		return Result{}, err
	}
	order := ranked(ds)
	for n, i := range order {
		if ds[i].Stacking == Best && !firstOfGroup(ds, order[:n], i) {
			continue
		}
		if err := e.next(order[n:]); err != nil {
			return Result{}, err
		}
	}
	return e.end()
}

// engine keeps what is left of the lines while the discounts are taken off, in minor units.
type engine struct {
	bases []Base
	ds    []Discount
	on    calendar.Date
	mode  money.Mode

	currency   money.Currency
	nothing    money.Amount // in it
	byID       []int        // the indexes of the lines in the order of their ids
	list, left []int64      // by line; of a line of nothing or less nothing
	document   []int64      // by line, what discounts on the document take off it
	result     Result
	err        error // the first
}

func (e *engine) check() error {
	n := len(e.bases)
	numbers := make([]int64, 3*n)
	e.list, e.left, e.document = numbers[:n], numbers[n:2*n], numbers[2*n:]
	var c fault.Check
	e.currency, e.byID = checkBases(&c, e.bases, e.list)
	checkDiscounts(&c, e.ds, e.currency)
	c.That(!e.on.IsZero(), "on", fault.RuleRequired, "must be the day that decides which discounts hold")
	_, err := money.Amount{}.Round(e.mode)
	c.That(err == nil, "mode", fault.RuleUnknown, "must be a mode of rounding")
	copy(e.left, e.list)
	e.nothing, _ = money.FromMinor(0, e.currency)
	return c.Err("discount.Apply")
}

// next takes off the first of the discounts, or the best of its group, whose members are all among them.
func (e *engine) next(order []int) error {
	first := &e.ds[order[0]]
	if first.Stacking != Best {
		a, err := e.try(first)
		if err != nil {
			return err
		}
		return e.take(first, &a)
	}
	var members []*Discount
	var tried []attempt
	best := 0
	for _, i := range order {
		d := &e.ds[i]
		if d.Stacking != Best || d.Group != first.Group {
			continue
		}
		a, err := e.try(d)
		if err != nil {
			return err
		}
		if members, tried = append(members, d), append(tried, a); a.total > tried[best].total {
			best = len(tried) - 1
		}
	}
	for i, d := range members {
		if i != best && tried[i].total > 0 {
			tried[i] = attempt{passed: passedBeaten(d, members[best])}
		}
		if err := e.take(d, &tried[i]); err != nil {
			return err
		}
	}
	return nil
}

// take takes an attempt off the lines and notes its shares, or notes why there are none.
func (e *engine) take(d *Discount, a *attempt) error {
	switch {
	case a.total == 0:
		e.result.Passed = append(e.result.Passed, a.passed)
		return nil
	case d.On == OnLine:
		return e.takeLines(d, a)
	}
	return e.takeDocument(d, a)
}

// end writes down what was taken off each line.
func (e *engine) end() (Result, error) {
	e.result.Lines = make([]Line, len(e.bases))
	var total int64
	for i := range e.bases {
		off := e.list[i] - e.left[i]
		line := &e.result.Lines[i]
		line.ID, line.List, line.Net = e.bases[i].ID, e.bases[i].Amount, e.bases[i].Amount
		line.Discount, line.Document = e.amount(e.document[i]-off), e.amount(-e.document[i])
		if off > 0 {
			line.Net = e.amount(e.left[i])
		}
		total += off
	}
	e.result.Total = e.amount(-total)
	return e.result, e.err
}

// amount is a number of minor units in the bill's currency.
func (e *engine) amount(units int64) money.Amount {
	if units == 0 {
		return e.nothing
	}
	a, err := money.FromMinor(units, e.currency)
	if err != nil && e.err == nil {
		e.err = err
	}
	return a
}

// ranked is the order in which discounts are taken off, as indexes.
func ranked(ds []Discount) []int {
	order := make([]int, len(ds))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &ds[i], &ds[j]
		return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Order, b.Order), strings.Compare(a.ID, b.ID)) // "line" before "document"
	})
	return order
}

func firstOfGroup(ds []Discount, before []int, i int) bool {
	return !slices.ContainsFunc(before, func(n int) bool { return ds[n].Stacking == Best && ds[n].Group == ds[i].Group })
}
