package evn

import (
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Statement is an itemised connection record: for each usage line of the bill its connections, as far as the customer may see them. A
// plain value.
type Statement struct {
	Account string          `json:"account,omitempty"`
	Period  calendar.Period `json:"period"`
	Law     string          `json:"law"`     // its source
	Country string          `json:"country"` // whose it is
	Given   bool            `json:"given"`   // connections are itemised
	Reasons []Reason        `json:"reasons"` // why not, or what is not shown and why
	Numbers Numbers         `json:"numbers"` // how destination numbers are shown
	Groups  []Group         `json:"groups,omitempty"`
	Total   money.Amount    `json:"total"` // of the groups
}

// Group is a usage line of the bill. A plain value.
type Group struct {
	Product string       `json:"product,omitempty"`
	Tariff  string       `json:"tariff"`
	Version string       `json:"version"`
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	De      string       `json:"de,omitempty"`
	Shape   Shape        `json:"shape"`
	Unit    string       `json:"unit"`
	Rows    []Row        `json:"rows,omitempty"`  // by their times
	Other   *Other       `json:"other,omitempty"` // what is not itemised
	Sum     money.Amount `json:"sum"`             // as the bill prints it: that of Rows and Other
}

// Row is a connection, or of one that more than one line of the bill charges, the part that this line does. A plain value.
type Row struct {
	Date     calendar.Date `json:"date"`
	Time     string        `json:"time"`              // of the local clock when it began, 14:05:09
	Offset   string        `json:"offset"`            // of that clock from UTC, +02:00: tells the hour that comes twice
	From     string        `json:"from,omitempty"`    // the number it came from
	To       string        `json:"to,omitempty"`      // the number it went to, or the access point
	Duration calendar.Span `json:"duration,omitzero"` // of the connection
	Counted  rating.Extent `json:"counted,omitzero"`  // what this line counts of it, in whole increments
	Included rating.Extent `json:"included,omitzero"` // of Counted, what an allowance covers
	Part     int           `json:"part,omitempty"`    // from 1; 0: all of it
	Parts    int           `json:"parts,omitempty"`
	Amount   money.Amount  `json:"amount"` // of Sum: no more than a cent from its exact share
}

// Other is what a line has besides its rows, in one sum. A plain value.
type Other struct {
	Counted rating.Extent `json:"counted,omitzero"`
	Amount  money.Amount  `json:"amount"`
}

// Reason is why something is not shown. A plain value.
type Reason struct {
	Code string `json:"code"`
	Text string `json:"text"`
	De   string `json:"de"`
}

// The codes of the reasons.
const (
	CodeNotAsked    = "EVN-NOT-ASKED"    // the customer did not ask for it before the period
	CodeRefused     = "EVN-REFUSED"      // the customer does not want it
	CodeNotDeclared = "EVN-NOT-DECLARED" // those who use the line, too, are not informed
	CodeShortened   = "EVN-SHORTENED"    // numbers lack their last digits
	CodeIncluded    = "EVN-INCLUDED"     // connections covered by a flat price are not listed, as the customer did not ask for them
	CodeSummed      = "EVN-SUMMED"       // some connections are in a sum only, as the law wants it
)
