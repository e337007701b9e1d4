package billing

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Correction says what of a bill is taken back. Without Share and Lines it is all that is left. A plain value.
type Correction struct {
	ID       string        `json:"id"` // of the document that is made
	Date     calendar.Date `json:"date"`
	Reason   fault.Reason  `json:"reason"`
	ReasonDe string        `json:"reasonDe,omitempty"`
	Share    Share         `json:"share,omitzero"` // of every line, such as 1/4 or 30/100; what is left at most
	Lines    []LinePart    `json:"lines,omitempty"`
}

// Share is a part of a whole, above 0 and at most 1. The zero Share is none. A plain value.
type Share struct {
	Numerator   int64 `json:"numerator"`
	Denominator int64 `json:"denominator"`
}

// LinePart says what of a line is taken back: a share of it, an amount, or, without both, all that is left. A plain value.
type LinePart struct {
	No     int          `json:"no"` // of the line
	Share  Share        `json:"share,omitzero"`
	Amount money.Amount `json:"amount,omitzero"` // net or gross as the bill's policy says; of a line below 0 (a rebate) it is below 0, too
}
