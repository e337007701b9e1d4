package compensation

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Result is what the facts come to, claim by claim in the order of the facts. A plain value.
type Result struct {
	Claims []Claim      `json:"claims"`
	Total  money.Amount `json:"total"`
}

// Claim is what one fact comes to. A plain value.
type Claim struct {
	Case    string         `json:"case"` // id of the fact
	Event   Event          `json:"event"`
	Scheme  string         `json:"scheme,omitempty"`
	Rule    string         `json:"rule,omitempty"`
	Source  string         `json:"source,omitempty"`
	Lines   []Line         `json:"lines,omitempty"`
	Amount  money.Amount   `json:"amount"`
	Open    bool           `json:"open,omitempty"` // it goes on, and may come to more
	Reasons []fault.Reason `json:"reasons"`        // why this much, or why nothing
	SetOff  []CreditKind   `json:"setOff,omitempty"`
}

// Line is one day that is paid. A plain value.
type Line struct {
	Date     calendar.Date `json:"date"`
	Day      int           `json:"day"` // that of the report is 0
	Fixed    money.Amount  `json:"fixed"`
	Share    money.Rate    `json:"share,omitzero"`
	OfFee    money.Amount  `json:"ofFee,omitzero"` // the share of the monthly fee
	Amount   money.Amount  `json:"amount"`         // the higher of Fixed and OfFee
	Higher   Alternative   `json:"higher"`
	Rounding money.Mode    `json:"rounding"` // how OfFee was rounded
}

// Alternative is the one of two that was higher.
type Alternative string

// The alternatives.
const (
	Fixed Alternative = "fixed"
	Share Alternative = "share"
	Equal Alternative = "equal"
)

// The codes of the reasons.
const (
	CodePaid       = "COMPENSATION-PAID"         // so many days are paid
	CodeMissed     = "COMPENSATION-MISSED"       // the appointment was missed
	CodeNoScheme   = "COMPENSATION-NO-SCHEME"    // no scheme was in force then, or none has a rule for it
	CodeCustomer   = "COMPENSATION-CUSTOMER"     // the rule is not for this kind of customer
	CodeWaived     = "COMPENSATION-WAIVED"       // the customer waived it
	CodeIncomplete = "COMPENSATION-NOT-COMPLETE" // part of the service worked
	CodeCause      = "COMPENSATION-CAUSE"        // the cause excludes it
	CodeInTime     = "COMPENSATION-IN-TIME"      // it was over before the first day that is paid
	CodeNotYet     = "COMPENSATION-NOT-YET"      // the first day that is paid is not over, or not come
	CodeKept       = "COMPENSATION-KEPT"         // the appointment was kept
	CodeNotice     = "COMPENSATION-NOTICE"       // it was cancelled in time
	CodeMost       = "COMPENSATION-MOST"         // no more days are paid
)
