package clock

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Kind is what a target promises.
type Kind string

// The three kinds, in the order in which a Reading lists them.
const (
	FirstResponse Kind = "firstResponse" // the first answer to the customer
	Update        Kind = "update"        // news to the customer while the problem lasts
	Solution      Kind = "solution"      // the problem is solved
)

// Kinds are all kinds, in their order.
func Kinds() []Kind { return slices.Clone(kinds[:]) }

var kinds = [...]Kind{FirstResponse, Update, Solution}

// Cause is why a clock stands, such as customer or thirdParty. The vendor's words; a contract says which stop what.
type Cause string

// CauseResolved is the cause under which a reading accounts for the time between a resolution and its denial or the ticket's reopening:
// the clock stands while the provider believes that the work is done. No contract can name it.
const CauseResolved Cause = "resolved"

// Contract is one version of what was promised about trouble tickets: what SLA Management hands to Problem Handling, or a vendor's
// standard terms. A plain value; nobody changes it once tickets are read under it, a change is a new version.
type Contract struct {
	ID      string   `json:"id"`
	Version string   `json:"version"`
	Targets []Target `json:"targets"` // at most one of each kind for a priority
	Pauses  []Pause  `json:"pauses,omitempty"`
	// Reopen says what becomes of the solution clock when a closed ticket is reopened. A denial of the solution, before the
	// ticket is closed, always goes on with the same clock.
	Reopen Reopen `json:"reopen"`
	// Updates says when the update clock runs; required if there is an update target, and empty if there is none.
	Updates Updates `json:"updates,omitempty"`
	// UpdatedBy are the types of entry that count as an update, at least one if there is an update target: AgentUpdated, Responded,
	// StatusChanged.
	UpdatedBy []Type `json:"updatedBy,omitempty"`
}

// Target is one promise: within so much working time.
type Target struct {
	Kind       Kind           `json:"kind"`
	Priorities []string       `json:"priorities,omitempty"` // of the tickets it is for; empty: all that no other target names
	Within     calendar.Span  `json:"within"`               // working time in Hours, more than 0
	Hours      calendar.Hours `json:"hours"`
	Warn       []Warning      `json:"warn,omitempty"` // when to warn before the breach
}

// Pause says that a cause stops clocks: while the history has paused for it, or while the ticket is in one of the statuses. A
// cause that no pause names stops nothing. If several stop a clock at once, its time is put to the first in the contract's order.
type Pause struct {
	Cause    Cause    `json:"cause"`
	Statuses []string `json:"statuses,omitempty"` // such as pending or held
	Stops    []Kind   `json:"stops,omitempty"`    // empty: all kinds
}

// Reopen is what becomes of the solution clock when a closed ticket is reopened.
type Reopen string

// The policies. Under none of them does a breach go away.
const (
	Continue  Reopen = "continue"  // it goes on where it stood
	Restart   Reopen = "restart"   // it begins anew; the reopened entry must give a reason
	NewTicket Reopen = "newTicket" // it stays as it was: the customer's problem is a new ticket with clocks of its own
)

// Updates is when the update clock runs. It never runs before the first response is given, if that is promised.
type Updates string

// The policies.
const (
	WhileWaiting Updates = "whileWaiting" // from the customer's message until an update, and then not until the customer writes again
	Always       Updates = "always"       // from one update to the next, until the problem is resolved
)

// target is what is promised to a ticket of the priority: the target that names it, else the one for all. nil: nothing is.
func (c *Contract) target(k Kind, priority string) *Target {
	var forAll *Target
	for i := range c.Targets {
		t := &c.Targets[i]
		switch {
		case t.Kind != k:
		case len(t.Priorities) == 0:
			forAll = t
		case slices.Contains(t.Priorities, priority):
			return t
		}
	}
	return forAll
}

func (c *Contract) promises(k Kind) bool {
	return slices.ContainsFunc(c.Targets, func(t Target) bool { return t.Kind == k })
}

func (p *Pause) stops(k Kind) bool { return len(p.Stops) == 0 || slices.Contains(p.Stops, k) }
