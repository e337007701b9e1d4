package relationship

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is where an ending stands. The document and the standard draw no chart for it; states and events are ours.
type State string

// The states.
const (
	Noticed   State = "noticed"   // proposed, and not yet confirmed by a person
	Running   State = "running"   // it holds, and its day has not come
	Settling  State = "settling"  // services are told to end; something is still open
	Ended     State = "ended"     // nothing is open that anybody waits for
	Withdrawn State = "withdrawn" // it never was
)

// Move is what happens to an ending.
type Move string

// The moves.
const (
	Confirm  Move = "confirm"
	Begin    Move = "begin"
	End      Move = "end"
	Withdraw Move = "withdraw"
)

// Lifecycle is the chart of an ending.
func Lifecycle() *lifecycle.Lifecycle[State, Move] { return life }

var life = lifecycle.MustNew("relationship.ending", Noticed, []State{Ended, Withdrawn}, []lifecycle.Transition[State, Move]{
	{On: Confirm, From: Noticed, To: Running, Why: "the notice holds: its ground needs no confirmation, or a person has confirmed it"},
	{On: Withdraw, From: Noticed, To: Withdrawn, Why: "nobody confirms it"},
	{On: Begin, From: Running, To: Settling, Why: "its day has come: the processes concerned are told to end the services"},
	{On: Withdraw, From: Running, To: Withdrawn, Why: "both sides let it be, or an earlier one has come"},
	{On: End, From: Settling, To: Ended, Why: "what was open is settled, or goes on without the relationship"},
})
