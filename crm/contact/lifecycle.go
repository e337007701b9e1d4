package contact

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is the status of an interaction, as the enumeration of TMF683 spells it (the description beside it says "opened",
// the sample "ongoing").
type State string

// The states.
const (
	Open       State = "open"
	InProgress State = "inProgress"
	Completed  State = "completed"
)

// Event is what happens to an interaction; the standard names the states only.
type Event string

// The events.
const (
	Route    Event = "route"
	Classify Event = "classify"
	Complete Event = "complete"
)

// Lifecycle is the life of an interaction. TMF683 publishes no chart, so the arrows are ours.
func Lifecycle() *lifecycle.Lifecycle[State, Event] { return interactionLifecycle }

var interactionLifecycle = lifecycle.MustNew("contact.interaction", Open, []State{Completed},
	[]lifecycle.Transition[State, Event]{
		{On: Route, From: Open, To: InProgress, Why: "the process that does it has the request"},
		{On: Classify, From: Open, To: Open, Why: "a person has recognised the kind of contact"},
		{On: Classify, From: InProgress, To: Open, Why: "the request had gone the wrong way, and is routed anew"},
		{On: Complete, From: Open, To: Completed, Why: "answered, or passed on, without the help of another process"},
		{On: Complete, From: InProgress, To: Completed, Why: "the process that had it is done"},
	})
