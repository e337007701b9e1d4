package downtime

import "time"

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
