package discount

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Kind says how a discount is computed.
type Kind string

// The kinds.
const (
	Percent  Kind = "percent"  // Rate of the base
	Absolute Kind = "absolute" // Amount, off each line or once off the document
	PerUnit  Kind = "perUnit"  // Amount for each unit of the line, or of all lines together
)

// Level says what a discount is taken off.
type Level string

// The levels. A document's discount is computed once, on all its lines together, and split over them.
const (
	OnLine     Level = "line"
	OnDocument Level = "document"
)

// Stacking says how a discount goes with those before it.
type Stacking string

// The ways of stacking.
const (
	Sequential Stacking = "sequential" // its base is what the discounts before it left; so is it where none is named
	OnList     Stacking = "onList"     // its base is the printed list amount; more than is left is never taken off
	Best       Stacking = "best"       // of its group only the one that takes off most is given, as if Sequential
)

// Discount is one that was agreed with the customer. A plain value.
type Discount struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	De       string        `json:"de,omitempty"`
	Kind     Kind          `json:"kind"`
	Rate     money.Rate    `json:"rate,omitzero"`   // of percent: more than 0 %, at most 100 %
	Amount   money.Amount  `json:"amount,omitzero"` // of absolute and perUnit: more than 0
	On       Level         `json:"on"`
	Filter   Filter        `json:"filter,omitzero"`
	Order    int           `json:"order,omitempty"` // the lower first; equals by ID
	Stacking Stacking      `json:"stacking,omitempty"`
	Group    string        `json:"group,omitempty"`   // of best: whose best it may be
	Cap      money.Amount  `json:"cap,omitzero"`      // the most on one bill; none: no such cap
	CapTotal money.Amount  `json:"capTotal,omitzero"` // the most on all bills together; none: no such cap
	Used     money.Amount  `json:"used,omitzero"`     // what earlier bills used of CapTotal
	From     calendar.Date `json:"from,omitzero"`     // first day; none: since ever
	Until    calendar.Date `json:"until,omitzero"`    // first day without; none: for ever
	Reason   string        `json:"reason,omitempty"`  // why it was agreed
	Source   string        `json:"source,omitempty"`  // where: the agreement, the campaign
}

// held reports whether a day lies in the discount's time.
func (d *Discount) held(day calendar.Date) bool {
	return !day.Before(d.From) && (d.Until.IsZero() || day.Before(d.Until))
}
