package marketing

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is a state of a sales lead, as TMF699 spells it.
type State string

// The states of TMF699.
const (
	Acknowledged State = "acknowledged" // at marketing
	InProgress   State = "inProgress"   // at sales
	Pending      State = "pending"
	Accepted     State = "accepted" // it has become an opportunity
	Rejected     State = "rejected"
	Cancelled    State = "cancelled"
)

// Event is what happens to a lead; the standard draws the arrows without names, the names are ours.
type Event string

// The events.
const (
	TakeUp Event = "takeUp"
	Wait   Event = "wait"
	Resume Event = "resume"
	Accept Event = "accept"
	Reject Event = "reject"
	Cancel Event = "cancel"
)

// LeadLifecycle is the state chart of TMF699's SalesLead.
func LeadLifecycle() *lifecycle.Lifecycle[State, Event] { return leadLifecycle }

var leadLifecycle = lifecycle.MustNew("marketing.lead", Acknowledged, []State{Accepted, Rejected, Cancelled},
	[]lifecycle.Transition[State, Event]{
		{On: TakeUp, From: Acknowledged, To: InProgress, Why: "sales takes the lead up"},
		{On: Cancel, From: Acknowledged, To: Cancelled, Why: "marketing gives the lead up"},
		{On: Wait, From: InProgress, To: Pending, Why: "something is awaited"},
		{On: Accept, From: InProgress, To: Accepted, Why: "the lead has become an opportunity"},
		{On: Reject, From: InProgress, To: Rejected, Why: "nothing comes of the lead"},
		{On: Resume, From: Pending, To: InProgress, Why: "what was awaited is there"},
		{On: Reject, From: Pending, To: Rejected, Why: "what was awaited does not come"},
	})
