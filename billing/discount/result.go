package discount

import "github.com/etomcrm/etomcrm/etom/money"

// Result is what the discounts come to. A plain value.
type Result struct {
	Lines    []Line       `json:"lines"`              // one for each base, in their order
	Shares   []Share      `json:"shares,omitempty"`   // of discounts on lines, in the order in which they were taken off
	Document []Allowance  `json:"document,omitempty"` // discounts on the document, likewise
	Passed   []Passed     `json:"passed,omitempty"`   // discounts that took nothing off, and why; in the order they were tried in
	Total    money.Amount `json:"total"`              // of all of them, not above 0
}

// Line is a line of the bill with what was taken off it: Net = List + Discount + Document. A plain value.
type Line struct {
	ID       string       `json:"id"`
	List     money.Amount `json:"list"`
	Discount money.Amount `json:"discount"` // by discounts on lines, not above 0
	Document money.Amount `json:"document"` // its shares of discounts on the document, not above 0
	Net      money.Amount `json:"net"`
}

// Allowance is a discount on the document and its shares by line, which add up to it exactly. A plain value.
type Allowance struct {
	Share         // of the document: without a line
	Shares []Part `json:"shares"` // in the order of their lines' ids; none of 0
}

// Part is a line's share of an allowance. A plain value.
type Part struct {
	Line   string       `json:"line"`
	Amount money.Amount `json:"amount"` // below 0
}

// Share is what one discount takes off one line, or off the document, with what it was computed from. Explain writes it out. A plain
// value.
type Share struct {
	Discount string         `json:"discount"`
	Line     string         `json:"line,omitempty"`
	Name     string         `json:"name"`
	De       string         `json:"de,omitempty"`
	Kind     Kind           `json:"kind"`
	Stacking Stacking       `json:"stacking"`
	Base     money.Amount   `json:"base"`              // what it was computed on
	Rate     money.Rate     `json:"rate,omitzero"`     // of percent
	Each     money.Amount   `json:"each,omitzero"`     // of absolute and perUnit
	Quantity money.Quantity `json:"quantity,omitzero"` // of perUnit
	Full     money.Amount   `json:"full"`              // what the rule gives, rounded once; not below 0
	Amount   money.Amount   `json:"amount"`            // what is taken off; below 0, and never more than Full
	Limit    Limit          `json:"limit,omitempty"`   // why it is less than Full
}

// Limit says why less is taken off than the rule gives.
type Limit string

// The limits. Where several hold, the one that left the least is named.
const (
	LimitLeft     Limit = "left"     // no more was left of the line or the document
	LimitCap      Limit = "cap"      // the discount's cap on one bill
	LimitCapTotal Limit = "capTotal" // what earlier bills left of its cap in total
)
