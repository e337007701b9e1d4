package compensation

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Event is what is compensated.
type Event string

// The events.
const (
	LossOfService      Event = "lossOfService"      // a complete outage, not repaired in time
	MissedAppointment  Event = "missedAppointment"  // the provider did not come
	DelayedStart       Event = "delayedStart"       // a new service does not start on the day promised
	SwitchInterruption Event = "switchInterruption" // no service while the customer changes the provider
	LatePorting        Event = "latePorting"        // the number does not come along in time
)

// Customer is who the customer is to the law.
type Customer string

// The kinds of customer.
const (
	Consumer        Customer = "consumer"
	MicroEnterprise Customer = "microEnterprise"
	SmallEnterprise Customer = "smallEnterprise"
	NonProfit       Customer = "nonProfit"
	Enterprise      Customer = "enterprise" // any other
)

// Cause is why something failed, as far as a law cares. The words are those of package downtime.
type Cause string

// The causes that laws name.
const (
	CausedByCustomer Cause = "customer"             // the customer is responsible, for the fault or for its lasting
	NoAccess         Cause = "noAccess"             // the customer was not there or declined the appointment
	ForceMajeure     Cause = "forceMajeure"         //
	StatutoryMeasure Cause = "statutoryMeasure"     // measures that a law prescribes
	SecurityOrder    Cause = "securityOrder"        // by order of security authorities
	PlannedOutage    Cause = "scheduledMaintenance" // announced
	CivilEmergency   Cause = "civilEmergency"       //
)

// Scheme is one version of a law's or scheme's rates. A plain value.
type Scheme struct {
	ID       string         `json:"id"`  // such as de-tkg-2021
	Law      string         `json:"law"` // what it is called
	From     calendar.Date  `json:"from"`
	To       calendar.Date  `json:"to,omitzero"` // the first day beyond; zero: in force
	Currency money.Currency `json:"currency"`
	Zone     string         `json:"zone"`              // IANA; whose days count
	Rounding money.Mode     `json:"rounding"`          // of a share of the fee, to the minor unit
	Workdays calendar.Hours `json:"workdays,omitzero"` // a day is a working day if a window begins on it; required by rules that count them
	Rules    []Rule         `json:"rules"`
	Note     string         `json:"note,omitempty"` // what is not sure
}

// Rule is what a scheme says of one event. It holds for what began (was reported, promised, due) while the scheme is in force.
type Rule struct {
	Code     string     `json:"code"`   // stable, such as TKG-58-3
	Source   string     `json:"source"` // where it stands, and its words in short
	Event    Event      `json:"event"`
	For      []Customer `json:"for"`                // who is entitled, at least one
	Waivable bool       `json:"waivable,omitempty"` // those who are no consumers can have waived it
	Pays     Pays       `json:"pays"`
	// The first day that is paid: FirstDay, where the day of the report is 0, or the day after so many working days. DeadlineDay pays
	// the last of these working days too, if it ends without service.
	FirstDay      int  `json:"firstDay,omitempty"`
	AfterWorkdays int  `json:"afterWorkdays,omitempty"`
	DeadlineDay   bool `json:"deadlineDay,omitempty"`
	// RestoredDay says which days count at the end: required where days are paid.
	RestoredDay RestoredDay `json:"restoredDay,omitempty"`
	MostDays    int         `json:"mostDays,omitempty"` // paid for one event; 0: no limit
	// Notice is for appointments: one cancelled later than so long before is missed. 0: one that is cancelled beforehand is not.
	Notice   calendar.Span `json:"notice,omitempty"`
	Rates    []Rate        `json:"rates"` // by their FromDay
	Excludes []Cause       `json:"excludes,omitempty"`
	SetOff   []CreditKind  `json:"setOff,omitempty"` // which other payments for the same event are set off against it
}

// Pays is for what a rule pays.
type Pays string

// What is paid.
const (
	EachDay     Pays = "eachDay"     // for each civil day
	EachWorkday Pays = "eachWorkday" // for each working day
	Once        Pays = "once"        // for the event: appointments
)

// RestoredDay says whether the day on which the service came back is paid.
type RestoredDay string

// The readings.
const (
	WholeDays RestoredDay = "wholeDays" // it is not: a day counts when it has ended without service
	BegunDays RestoredDay = "begunDays" // it is: a day counts if there was no service when it had begun
)

// Rate is what a day is worth from a day on: the higher of an amount and a share of the monthly fee.
type Rate struct {
	FromDay int          `json:"fromDay,omitempty"` // the first day it holds for, where that of the report is 0
	Fixed   money.Amount `json:"fixed"`
	Share   money.Rate   `json:"share,omitzero"`
}
