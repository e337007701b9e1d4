package value

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// History is what BG/NBD and Gamma-Gamma need to know of a customer: x, t_x, T and z̄ as Fader and Hardie call them (CDNOW
// summary). Days on which a customer bought count once. It is a value.
type History struct {
	Customer string      `json:"customer"`
	Repeats  int         `json:"repeats"`       // x: days with a purchase after the first one
	Last     float64     `json:"last"`          // t_x: weeks from the first purchase to the last; 0 without repeats
	Age      float64     `json:"age"`           // T: weeks from the first purchase to the window's last day
	Mean     money.Exact `json:"mean,omitzero"` // z̄: what a repeat day brought on average, exactly; nothing without repeats
}

// DaysPerWeek turns days into the weeks of a History.
const DaysPerWeek = 7

// Summarise sums purchases up by customer, in order of the customers' ids. Who bought nothing within the window is not there.
// fault.ErrInvalid: an empty window, purchases without customer or date, negative or in several currencies.
func Summarise(all []Purchase, w Window) ([]History, error) {
	of, err := within(all, w)
	if err != nil {
		return nil, err
	}
	list := make([]History, 0, len(of))
	for _, customer := range slices.Sorted(maps.Keys(of)) {
		h, err := summarise(customer, of[customer], w.last())
		if err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, nil
}

func summarise(customer string, all []Purchase, end calendar.Date) (History, error) {
	slices.SortStableFunc(all, func(a, b Purchase) int { return a.On.Compare(b.On) })
	first, last := all[0].On, all[len(all)-1].On
	h := History{Customer: customer, Last: weeks(first, last), Age: weeks(first, end)}
	var sum money.Amount
	day := first
	for _, p := range all {
		if p.On == first {
			continue
		}
		if p.On != day {
			day = p.On
			h.Repeats++
		}
		var err error
		if sum, err = sum.Add(p.Amount); err != nil {
			return h, err
		}
	}
	if h.Repeats == 0 {
		return h, nil
	}
	var err error
	h.Mean, err = sum.Share(1, int64(h.Repeats))
	return h, err
}

func weeks(from, to calendar.Date) float64 { return float64(from.DaysUntil(to)) / DaysPerWeek }

// Check refuses, as fault.ErrInvalid, what no customer's history can be: NaN, a last purchase behind the window or without a repeat,
// less than no repeats, a negative mean.
func (h History) Check() error {
	var c fault.Check
	h.check(&c)
	return c.Err(fault.Subject("value.history", h.Customer))
}

func (h History) check(c *fault.Check) {
	c.That(h.Repeats >= 0, "repeats", fault.RuleRange, "must not be negative")
	c.That(finite(h.Age) && h.Age >= 0, "age", fault.RuleRange, "must be a number of weeks, not negative")
	switch {
	case !(h.Last >= 0 && h.Last <= h.Age):
		c.Add("last", fault.RuleRange, "must lie between 0 and the age")
	case (h.Repeats > 0) != (h.Last > 0):
		c.Add("last", fault.RuleRange, "must be 0 where nothing was bought again, and only there")
	}
	c.That(h.Mean.Sign() >= 0, "mean", fault.RuleRange, "must not be negative")
}

// CheckHistories checks each of them, and that their means are in one currency, and returns that.
func CheckHistories(all []History) (money.Currency, error) {
	var c fault.Check
	var currency, none money.Currency
	for i, h := range all {
		var one fault.Check
		h.check(&one)
		c.Within(fmt.Sprintf("[%d]", i), &one)
		if currency == none {
			currency = h.Mean.Currency()
		}
		if got := h.Mean.Currency(); got != none && got != currency {
			c.Add(fmt.Sprintf("[%d].mean", i), fault.RuleCurrency, fmt.Sprintf("is in %s, others in %s; convert it first", got, currency))
		}
	}
	return currency, c.Err("value.histories")
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
