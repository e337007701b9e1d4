package rating

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Result is the rated usage of a request. Every record is in Rated or in Rejected. Immutable.
type Result struct {
	Lines      []Line     `json:"lines"`                // by product in the request's order, then in the tariff's order, versions by their dates
	Rated      []Rated    `json:"rated"`                // in the order of their times
	Rejected   []Rejected `json:"rejected,omitempty"`   // likewise
	Allowances []Drawn    `json:"allowances,omitempty"` // what the period had, and what became of it
	Balances   []Balance  `json:"balances,omitempty"`   // for the next period's request
}

// Line is what stands on the bill: what a product used under one price of one version of its tariff. Its amount is the sum of
// what its records were rated at; 0 if an allowance covered all of it. A plain value.
type Line struct {
	Product   string       `json:"product,omitempty"`
	Tariff    string       `json:"tariff"`
	Version   string       `json:"version"`
	Code      string       `json:"code"` // of the price
	Name      string       `json:"name"`
	De        string       `json:"de,omitempty"`
	Kind      string       `json:"kind"`
	Unit      string       `json:"unit"`
	Count     int          `json:"count"`              // records, those counted on more than one line on each
	Used      Extent       `json:"used"`               // counted, what allowances covered included
	Value     money.Amount `json:"value,omitzero"`     // of what is priced by value
	Included  Extent       `json:"included,omitzero"`  // of Used, what allowances covered
	UnitPrice money.Amount `json:"unitPrice,omitzero"` // where there is one
	Amount    money.Exact  `json:"amount"`
	Why       []Step       `json:"why"`
}

// Rated is a record with what it costs. A plain value.
type Rated struct {
	Usage    Usage       `json:"usage"`
	Product  string      `json:"product,omitempty"`
	Version  string      `json:"version,omitempty"` // of the tariff
	Line     string      `json:"line,omitempty"`    // code of the price at the record's beginning; empty: nothing was used, as in a call not answered
	Counted  Extent      `json:"counted,omitzero"`  // in whole increments
	Included Extent      `json:"included,omitzero"` // of Counted, what allowances covered
	Amount   money.Exact `json:"amount"`
	Why      []Segment   `json:"why,omitempty"` // adds up to Amount
}

// Segment is a part of a record: some of its use under one price, or what comes on top. A plain value.
type Segment struct {
	Line string `json:"line"` // code of the price
	Band string `json:"band,omitempty"`
	Zone string `json:"zone,omitempty"`
	Step
}

// Rejected is a record that could not be rated, unchanged, and why. Corrected (the record or the tariff), it is rated again.
// A plain value.
type Rejected struct {
	Usage Usage  `json:"usage"`
	Code  string `json:"code"` // one of the Reject codes
	Text  string `json:"text"`
	De    string `json:"de"`
}

// Drawn is an allowance in a period. A plain value.
type Drawn struct {
	Allowance string        `json:"allowance"`
	Product   string        `json:"product,omitempty"` // that brought it
	Name      string        `json:"name"`
	De        string        `json:"de,omitempty"`
	Unit      string        `json:"unit"`
	Since     calendar.Date `json:"since"`   // first day of the period for which it was granted
	Granted   Extent        `json:"granted"` // at the beginning of this period
	Used      Extent        `json:"used"`
	Left      Extent        `json:"left"`
	Lapses    bool          `json:"lapses,omitempty"` // what is left does not roll over
}
