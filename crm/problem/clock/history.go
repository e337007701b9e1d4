package clock

import "time"

// Type is what an entry of the history says.
type Type string

// The types of entry. What changes nothing (a second pause for the same cause, a resumption of what does not stand) is allowed and
// changes nothing.
const (
	Opened          Type = "opened"          // first, and once; Status if it is opened paused, resolved or closed; Priority
	Responded       Type = "responded"       // the customer got the first or a further answer
	CustomerWrote   Type = "customerWrote"   // the customer waits from now on
	AgentUpdated    Type = "agentUpdated"    // the customer was told something
	Paused          Type = "paused"          // Cause
	Resumed         Type = "resumed"         // Cause; empty: all
	StatusChanged   Type = "statusChanged"   // Status; those of TMF621 that end the work count as the entries below
	Resolved        Type = "resolved"        // the provider believes that it is solved
	Confirmed       Type = "confirmed"       // the customer agrees
	Denied          Type = "denied"          // the customer does not: back to work, the same solution clock
	Closed          Type = "closed"          //
	Reopened        Type = "reopened"        // a closed ticket is worked on again; Reason if the contract restarts the clock
	PriorityChanged Type = "priorityChanged" // Priority, Applies
	ContractChanged Type = "contractChanged" // Contract, Applies
	Merged          Type = "merged"          // into another ticket, which has clocks of its own
	Cancelled       Type = "cancelled"       //
)

// Applies is from when a changed contract or priority holds.
type Applies string

// The two ways. In both, pauses stay what they were: the time is read from the history again.
const (
	Retroactive Applies = "retroactive" // as if it had been so since the ticket was opened
	FromNow     Applies = "fromNow"     // what was used counts as used, and the new time and hours hold from here on
)

// Entry is one line of a ticket's history. A plain value.
type Entry struct {
	ID       string    `json:"id"` // unique within the history
	At       time.Time `json:"at"` // not before the entry in front of it
	Type     Type      `json:"type"`
	Cause    Cause     `json:"cause,omitempty"`    // of paused and resumed
	Status   string    `json:"status,omitempty"`   // the ticket's status from here on; empty: unchanged
	Priority string    `json:"priority,omitempty"` // of opened and priorityChanged
	Applies  Applies   `json:"applies,omitempty"`  // of priorityChanged and contractChanged
	Contract *Contract `json:"contract,omitempty"` // of contractChanged: the version that holds now, itself, so that the history can be read for ever
	Reason   string    `json:"reason,omitempty"`
}
