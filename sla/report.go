package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// State is how an objective stands.
type State string

// The states.
const (
	Met      State = "met"
	Warned   State = "warning"  // the target holds, the warning level does not
	Violated State = "violated" // the target does not hold
	NoData   State = "noData"   // nothing was measured that could be held against the target
)

// Report is what Evaluate found for one period. It is a value; treat it as immutable.
type Report struct {
	Agreement string          `json:"agreement"`
	Version   string          `json:"version"`
	Customer  string          `json:"customer,omitempty"`
	Name      string          `json:"name"`
	De        string          `json:"de,omitempty"`
	Period    calendar.Period `json:"period"`
	AsOf      time.Time       `json:"asOf"`
	Closed    bool            `json:"closed"` // the period was over; else the figures are provisional
	Results   []Result        `json:"result"` // one for each objective, in the agreement's order
	Remedies  []Remedy        `json:"remedy,omitempty"`
	Total     money.Amount    `json:"total"` // of the remedies' amounts
	Settle    Settle          `json:"settle"`
	Claim     ClaimKind       `json:"claim"`
}

// Result is how one objective stands. Durations within it add up: every second of an outage counted or was taken out for a
// reason that the ledger names.
type Result struct {
	Objective string           `json:"objective"`
	Name      string           `json:"name"`
	De        string           `json:"de,omitempty"`
	Feature   string           `json:"feature,omitempty"`
	Kind      Kind             `json:"kind"`
	State     State            `json:"state"`
	Measured  Measure          `json:"measured,omitzero"`
	Operator  Operator         `json:"operator"`
	Target    Measure          `json:"target"`
	Warning   *Level           `json:"warning,omitempty"`
	Ledger    *downtime.Ledger `json:"ledger,omitempty"` // for what is counted
	Figure    *sample.Figure   `json:"figure,omitempty"` // for what is sampled
	Faults    []FaultTime      `json:"fault,omitempty"`  // for times to repair
	Reasons   []fault.Reason   `json:"reason"`
	Forecast  *Forecast        `json:"forecast,omitempty"` // for an open period
}

// Level is a level in the report: what must hold, with the figure as Measure. It is a value.
type Level struct {
	Operator Operator `json:"operator"`
	Value    Measure  `json:"value"`
}

// FaultTime is the time to repair of one fault. It is a value.
type FaultTime struct {
	ID    string    `json:"id"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"` // zero: not repaired at the instant of the report
	Time  Measure   `json:"time"`
	State State     `json:"state"`

	Ledger downtime.Ledger `json:"ledger"` // what of it counted, and what did not, and why
}

// Remedy is what one missed target is worth. It is a value.
type Remedy struct {
	Objective   string         `json:"objective"`
	Consequence int            `json:"consequence"`     // which of the objective's, from 1
	Fault       string         `json:"fault,omitempty"` // the fault's id, where each fault is worth something
	Fee         string         `json:"fee,omitempty"`   // its name
	Basis       money.Amount   `json:"basis"`           // the fee's amount; 0 XXX for a fixed amount
	Rate        money.Rate     `json:"rate,omitzero"`   // of the basis, for a percentage
	Steps       int64          `json:"steps,omitempty"` // how often the value is due; 0: without steps
	Full        money.Amount   `json:"full"`            // rounded, before stacking, caps and minimum
	Reductions  []Reduction    `json:"reduction,omitempty"`
	Amount      money.Amount   `json:"amount"` // what the customer gets: Full less the reductions
	Reasons     []fault.Reason `json:"reason"`
	ClaimBy     time.Time      `json:"claimBy,omitzero"` // the first instant at which it is too late to ask; zero: unasked
}

// Reduction is a part of a remedy that is not paid, and why. It is a value.
type Reduction struct {
	Code   string       `json:"code"` // CodeStacking, CodeObjectiveCap, CodeCap, CodeContractCap or CodeMinimum
	Amount money.Amount `json:"amount"`
}

// key tells the remedies of a report apart.
func (r Remedy) key() remedyKey { return remedyKey{r.Objective, r.Consequence, r.Fault} }

type remedyKey struct {
	objective   string
	consequence int
	fault       string
}

// Violated reports whether a target was missed.
func (r Report) Violated() bool { return r.any(Violated) }

// Warned reports whether a warning level was crossed, while its target holds.
func (r Report) Warned() bool { return r.any(Warned) }

func (r Report) any(s State) bool {
	for _, one := range r.Results {
		if one.State == s {
			return true
		}
	}
	return false
}

// Adjustment is what has to be handed over when a period is evaluated again. It is a value.
type Adjustment struct {
	Objective   string       `json:"objective"`
	Consequence int          `json:"consequence"`
	Fault       string       `json:"fault,omitempty"`
	Fee         string       `json:"fee,omitempty"`
	Amount      money.Amount `json:"amount"` // more for the customer if positive, less if negative; never 0
	Before      money.Amount `json:"before"` // what was handed over until now
	Now         money.Amount `json:"now"`
	Basis       money.Amount `json:"basis,omitzero"` // the fee's amount, of which Rate is Now; none: withdrawn, or no plain percentage of a fee
	Rate        money.Rate   `json:"rate,omitzero"`
	Code        string       `json:"code"` // CodeGranted, CodeRaised, CodeLowered or CodeWithdrawn
}
