package downtime

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Cause is why an outage happened or time is excluded. The constants are those that published SLAs know; an agreement may name
// others. A plain value.
type Cause string

// The causes that published SLAs exclude most.
const (
	ScheduledMaintenance Cause = "scheduledMaintenance"
	EmergencyMaintenance Cause = "emergencyMaintenance"
	Customer             Cause = "customer"     // the customer caused it
	ThirdParty           Cause = "thirdParty"   // somebody neither party answers for
	ForceMajeure         Cause = "forceMajeure" // nobody could help it
	NoAccess             Cause = "noAccess"     // the repair crew was not let in
	Suspension           Cause = "suspension"   // the service was suspended, such as for an unpaid bill
)

// Exclusion is a span of time that somebody says must not count. Whether it is right, a Rule decides. Times are kept in UTC to
// the microsecond. A plain value, safe for concurrent use.
type Exclusion struct {
	ID      string `json:"id"`
	Cause   Cause  `json:"cause"`
	Feature string `json:"feature,omitempty"` // empty: of the whole service
	Outage  string `json:"outage,omitempty"`  // the id of the one outage it is about; empty: whatever was down then

	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	Announced time.Time `json:"announced,omitzero"` // when the customer was told; zero: never
	Confirmed bool      `json:"confirmed,omitempty"`
	Reference string    `json:"reference,omitempty"` // the proof, such as the number of the announcement
}

// Rule says under which conditions a cause excludes. A condition that is zero is not asked for. A cause without a rule excludes
// nothing. A plain value, safe for concurrent use.
type Rule struct {
	Cause     Cause         `json:"cause"`
	Notice    calendar.Span `json:"notice,omitzero"`    // announced at least so long before the start
	Confirmed bool          `json:"confirmed,omitzero"` // somebody has confirmed it, such as the customer

	// YearlyCap is how much of a calendar year, in the zone of the period, the cause may exclude. It is used up in order of time
	// by the exclusions that meet the other conditions, whether something was down meanwhile or not; so those earlier in the
	// year must be given even if they lie before the period.
	YearlyCap calendar.Span `json:"yearlyCap,omitzero"`

	// PeriodCap is how much of the period the cause may exclude, used up in order of time by what the yearly cap leaves.
	PeriodCap calendar.Span `json:"periodCap,omitzero"`
}

func (x Exclusion) check(e *entry) {
	e.Text("cause", string(x.Cause), fault.MaxName)
	e.Optional("outage", x.Outage, fault.MaxID)
	e.Optional("reference", x.Reference, fault.MaxText)
	e.checkSpan(x.Start, x.End, false)
	e.near("announced", x.Announced)
	e.known("announced", x.Announced)
}
