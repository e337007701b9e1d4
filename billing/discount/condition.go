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

// Tier is a threshold, in the measure of its condition, and the rate from there on. A plain value.
type Tier struct {
	Turnover money.Amount   `json:"turnover,omitzero"`
	Quantity money.Quantity `json:"quantity,omitzero"`
	Months   int            `json:"months,omitempty"`
	Rate     money.Rate     `json:"rate"` // 0 % to 100 %
}
