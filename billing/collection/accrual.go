package collection

import (
	"cmp"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// DefaultFrom says when a customer is in default, so that interest begins.
type DefaultFrom string

// The beginnings of default.
const (
	AfterDue     DefaultFrom = "afterDue"     // the day after the due date, if the contract fixes that date (§ 286 (2) no. 1 BGB)
	AfterThirty  DefaultFrom = "after30Days"  // 30 days after the due date, if the bill says so to a consumer (§ 286 (3) BGB)
	AfterDunning DefaultFrom = "afterDunning" // the day after the first letter that names the item (§ 286 (1) BGB)
)

// InterestRules say how interest for late payment is computed; the zero value is the default.
type InterestRules struct {
	Default  DefaultFrom   `json:"default,omitempty"`  // empty: AfterDue
	DayCount DayCount      `json:"dayCount,omitempty"` // empty: ActualActual
	Mode     money.Mode    `json:"mode"`
	Held     bool          `json:"held,omitempty"`    // of a part whose dispute was settled against the customer, interest is asked for the time of the dispute too
	Rates    []BaseRate    `json:"rates,omitempty"`   // nil: BaseRates
	Margins  []Margin      `json:"margins,omitempty"` // nil: Margins
	Until    calendar.Date `json:"until,omitzero"`    // with Rates: the last day for which they are known
}

func (r InterestRules) margins() []Margin {
	if r.Margins == nil {
		return margins
	}
	return r.Margins
}

func (r InterestRules) check(c *fault.Check) {
	c.That(slices.Contains([]DefaultFrom{"", AfterDue, AfterThirty, AfterDunning}, r.Default), "interest.default", fault.RuleUnknown, "must be afterDue, after30Days or afterDunning")
	c.That(slices.Contains([]DayCount{"", ActualActual, Actual365, Thirty360}, r.DayCount), "interest.dayCount", fault.RuleUnknown, "must be actual/actual, actual/365 or 30/360")
	if r.Rates != nil {
		checkRates(c, "interest.rates", r.Rates)
	}
	checkMargins(c, "interest.margins", r.margins())
}

// of is the interest on an item up to and with a day.
func (r InterestRules) of(i OpenItem, business bool, on calendar.Date) (InterestResult, error) {
	from := r.from(i)
	to := on.AddDays(1)
	if from.IsZero() || to.Before(from) {
		from = to
	}
	principal, err := i.principal(r.Held)
	if err != nil {
		return InterestResult{}, err
	}
	return ComputeInterest(InterestInput{Principal: principal, From: from, To: to, Arisen: i.arisen(), Business: business, DayCount: r.DayCount, Mode: r.Mode,
		Rates: r.Rates, Margins: r.Margins, Until: r.Until})
}

// from is the first day of default; none if it has not begun.
func (r InterestRules) from(i OpenItem) calendar.Date {
	switch DefaultFrom(cmp.Or(string(r.Default), string(AfterDue))) {
	case AfterThirty:
		return i.Due.AddDays(31)
	case AfterDunning:
		if i.DunnedOn.IsZero() {
			return calendar.Date{}
		}
		return later(i.DunnedOn, i.Due).AddDays(1)
	}
	return i.Due.AddDays(1)
}

// arisen is the day on which the debt arose: as far as nobody has said, its due date.
func (i OpenItem) arisen() calendar.Date {
	if i.Arisen.IsZero() {
		return i.Due
	}
	return i.Arisen
}

// principal is what of an item bears interest, day by day: what is open without what is held. The day on which money comes in still
// counts in full; what is credited or given up does not count from its day on, or a part whose dispute ends with it would for one day.
func (i OpenItem) principal(held bool) ([]Principal, error) {
	type change struct {
		on calendar.Date
		by money.Amount
	}
	changes := make([]change, 0, len(i.Entries)+2*len(i.Holds)+1)
	first := i.arisen()
	for _, e := range i.Entries {
		on := e.On
		if e.Kind == Paid || e.Kind == PaidBack {
			on = on.AddDays(1)
		}
		changes = append(changes, change{on, e.Amount.Neg()})
	}
	for _, h := range i.Holds {
		if held && h.Rejected {
			continue
		}
		changes = append(changes, change{h.On, h.Amount.Neg()})
		if !h.Until.IsZero() {
			changes = append(changes, change{h.Until, h.Amount})
		}
	}
	for n := range changes {
		changes[n].on = later(changes[n].on, first)
	}
	changes = append(changes, change{first, i.Amount})
	slices.SortStableFunc(changes, func(a, b change) int { return a.on.Compare(b.on) })
	var rows []Principal
	var sum money.Amount
	for n, c := range changes {
		var err error
		if sum, err = sum.Add(c.by); err != nil {
			return nil, err
		}
		if n+1 < len(changes) && changes[n+1].on == c.on {
			continue
		}
		row := Principal{From: c.on, Amount: sum}
		if sum.Sign() < 0 { // money of an earlier day of value met a hold: nothing bears interest
			row.Amount = money.Amount{}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
