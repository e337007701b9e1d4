package downtime

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Outage is one outage or degradation of what is measured. Times are kept in UTC to the microsecond; a finer rest is cut off.
// A plain value, safe for concurrent use.
type Outage struct {
	ID      string `json:"id"`
	Feature string `json:"feature,omitempty"` // what of the service is hit; empty: all of it

	Start    time.Time `json:"start"`
	End      time.Time `json:"end,omitzero"`      // zero: still open, counts to the asOf of the evaluation
	Reported time.Time `json:"reported,omitzero"` // when it was reported (a ticket opened); zero: never; asked for by BeginReport

	Weight *Ratio `json:"weight,omitempty"` // how much of what is measured is lost, 0 to 1; nil: all, an outage and no degradation

	// Cause is why it happened. If a Rule names the same cause, the outage is excluded from its start to its end as by an
	// Exclusion for it alone, not announced and not confirmed.
	Cause Cause `json:"cause,omitempty"`
}

func (o Outage) check(e *entry) {
	e.checkSpan(o.Start, o.End, true)
	e.known("start", o.Start)
	e.known("end", o.End)
	e.near("reported", o.Reported)
	e.known("reported", o.Reported)
	e.Optional("cause", string(o.Cause), fault.MaxName)
	if o.Weight != nil && !o.Weight.isShare() {
		e.fault("weight", fault.RuleRange, fmt.Sprintf("weighs %s, must weigh 0%% to 100%%, of at most %d", o.Weight, maxTerm))
	}
}

// end is where the outage ends; an open one at asOf.
func (o Outage) end(asOf time.Time) time.Time {
	if o.End.IsZero() {
		return asOf
	}
	return fault.Instant(o.End)
}
