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
	if err := e.begin(); err != nil {
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
	byID       []int   // the indexes of the lines in the order of their ids
	list, left []int64 // by line; a line of nothing or less is 0
	result     Result
}

func (e *engine) check() error {
	var c fault.Check
	e.currency, e.byID = checkBases(&c, e.bases)
	checkDiscounts(&c, e.ds, e.currency)
	c.That(!e.on.IsZero(), "on", fault.RuleRequired, "must be the day that decides which discounts hold")
	_, err := money.Amount{}.Round(e.mode)
	c.That(err == nil, "mode", fault.RuleUnknown, "must be a mode of rounding")
	return c.Err("discount.Apply")
}

func (e *engine) begin() error {
	nothing, err := money.FromMinor(0, e.currency)
	if err != nil {
		return err
	}
	numbers := make([]int64, 2*len(e.bases))
	e.list, e.left = numbers[:len(e.bases)], numbers[len(e.bases):]
	e.result.Lines, e.result.Total = make([]Line, len(e.bases)), nothing
	for i := range e.bases {
		b := &e.bases[i]
		units, err := b.Amount.MinorUnits()
		if err != nil {
			return err
		}
		e.list[i] = max(units, 0)
		e.left[i] = e.list[i]
		e.result.Lines[i] = Line{ID: b.ID, List: b.Amount, Discount: nothing, Document: nothing, Net: b.Amount}
	}
	return nil
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

// take notes an attempt's shares and takes them off, or notes why there are none.
func (e *engine) take(d *Discount, a *attempt) error {
	if a.total == 0 {
		e.result.Passed = append(e.result.Passed, a.passed)
		return nil
	}
	var c money.Calc
	for i, units := range a.units {
		if units == 0 {
			continue
		}
		off, err := money.FromMinor(-units, e.currency)
		if err != nil {
			return err
		}
		e.left[i] -= units
		line := &e.result.Lines[i]
		if d.On == OnLine {
			line.Discount = c.Add(line.Discount, off)
		} else {
			line.Document = c.Add(line.Document, off)
		}
		line.Net = c.Add(line.Net, off)
	}
	if d.On == OnLine {
		e.result.Shares = append(e.result.Shares, a.shares...)
		return c.Err()
	}
	e.result.Document = append(e.result.Document, a.document)
	return c.Err()
}

func (e *engine) end() (Result, error) {
	var c money.Calc
	for i := range e.result.Lines {
		line := &e.result.Lines[i]
		e.result.Total = c.Add(e.result.Total, c.Add(line.Discount, line.Document))
	}
	return e.result, c.Err()
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
