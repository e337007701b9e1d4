package discount

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Measure is what the thresholds of a price condition are counted in.
type Measure string

// The measures.
const (
	Turnover Measure = "turnover" // printed list amounts
	Quantity Measure = "quantity" // units
	Months   Measure = "months"   // whole months since the customer is one
)

// Over is the span whose lines count.
type Over string

// The spans. All but the first reach over earlier bills.
const (
	OverPeriod       Over = "period"       // this bill alone
	OverYear         Over = "year"         // the calendar year of the bill
	OverTwelveMonths Over = "twelveMonths" // the twelve months that end with the day of the bill
	OverLifetime     Over = "lifetime"     // all bills
)

// Condition is a price agreed with one customer that depends on the customer's turnover, units or time. A plain value.
type Condition struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	De      string        `json:"de,omitempty"`
	Measure Measure       `json:"measure"`
	Over    Over          `json:"over,omitempty"`  // not for months
	Tiers   []Tier        `json:"tiers"`           // rising
	Whole   bool          `json:"whole,omitempty"` // the rate reached holds for everything in the span, what earlier bills printed included; else each tier's rate for what lies in it
	Filter  Filter        `json:"filter,omitzero"` // which lines count and take the rate
	Order   int           `json:"order,omitempty"` // among the discounts
	From    calendar.Date `json:"from,omitzero"`   // first day; none: since ever. Earlier lines do not count
	Until   calendar.Date `json:"until,omitzero"`  // first day without; none: for ever
	Source  string        `json:"source,omitempty"`
}

// Tier is a threshold and the rate of what lies above it; with Whole, of everything once it is reached. A plain value.
type Tier struct {
	From Count      `json:"from"`
	Rate money.Rate `json:"rate"` // 0 % to 100 %
}

// Count is a number in one of the measures; the fields of the others are zero. A plain value.
type Count struct {
	Turnover money.Amount   `json:"turnover,omitzero"`
	Quantity money.Quantity `json:"quantity,omitzero"`
	Months   int            `json:"months,omitempty"`
}

// compare is -1, 0 or 1 as the count is less than, as much as or more than another of its measure and currency.
func (n Count) compare(m Measure, other Count) int {
	switch m {
	case Turnover:
		by, _ := n.Turnover.Cmp(other.Turnover)
		return by
	case Quantity:
		return n.Quantity.Cmp(other.Quantity)
	}
	return n.Months - other.Months
}

// reached is the index of the highest tier that the count reaches, -1 if none.
func (c *Condition) reached(n Count) int {
	at := -1
	for i := range c.Tiers {
		if n.compare(c.Measure, c.Tiers[i].From) >= 0 {
			at = i
		}
	}
	return at
}

// covers reports whether a past bill's day lies in the span of a bill of the day.
func (c *Condition) covers(past, day calendar.Date) bool {
	if past.After(day) || past.Before(c.From) {
		return false
	}
	switch c.Over {
	case OverYear:
		return past.Year() == day.Year()
	case OverTwelveMonths:
		return past.After(day.AddMonths(-12))
	}
	return c.Over == OverLifetime
}
