package charge

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Kind tells whether a price is charged once or again and again. The texts of Key.Kind begin with them.
type Kind string

// The kinds of a price, as TMF620 spells its price types.
const (
	OneTime   Kind = "oneTime"
	Recurring Kind = "recurring"
)

// The further kinds of a Key.
const (
	TakeBack         = "takeBack"         // what was billed and is not owed
	CommitmentCharge = "commitmentCharge" // what lacks to a minimum, or goes beyond a maximum
)

// Timing tells whether a price is charged before or after its service days.
type Timing string

// The timings.
const (
	Advance Timing = "advance" // with the bill before: the bill of March has April
	Arrear  Timing = "arrear"  // with the bill at the end: the bill of March has March
)

// Price is what one unit of a holding costs: once, or for each recurrence. Prices of a holding with the same ID are versions of one
// price, valid one after the other. A plain value.
type Price struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	De       string        `json:"de,omitempty"` // the name in German; empty: Name
	Kind     Kind          `json:"kind"`
	Timing   Timing        `json:"timing"`
	Every    calendar.Unit `json:"every,omitempty"`    // of recurring prices: month, quarter, year or days
	Times    int           `json:"times,omitempty"`    // how many of the unit make one recurrence, 1 to 120 (days: to calendar.MaxCycleDays); 0 is 1
	Anchor   calendar.Date `json:"anchor,omitzero"`    // where a recurrence begins; zero: the bill cycle's anchor, and for days the holding's start
	Amount   money.Amount  `json:"amount"`             // of one unit, for one whole recurrence or once; net or gross as the bill says
	DayCount DayCount      `json:"dayCount,omitempty"` // how parts of a recurrence are counted; empty: ActualActual

	Discount     money.Rate    `json:"discount,omitzero"` // as agreed with the customer, 0% to 100%
	DiscountName string        `json:"discountName,omitempty"`
	DiscountDe   string        `json:"discountDe,omitempty"`
	From         calendar.Date `json:"from,omitzero"`  // first service day it is for; zero: from the beginning
	Until        calendar.Date `json:"until,omitzero"` // first service day it is no longer for; zero: for ever
}
