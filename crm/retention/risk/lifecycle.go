package risk

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is a state of an assessment.
type State string

// The states of an assessment.
const (
	Start           State = "start"           // before the decision; never stored
	Decided         State = "decided"         // the outcome says all: accept, lowerLimit or refuse
	AwaitingDeposit State = "awaitingDeposit" // deposit or prepaid, and it has not come
	InReview        State = "inReview"
	Approved        State = "approved" // the money has come, or two people agree
	Declined        State = "declined"
	Superseded      State = "superseded" // the order was assessed again, or is no longer wanted
)

// Event is what happens to an assessment.
type Event string

// The events.
const (
	Decide       Event = "decide"
	AskDeposit   Event = "askDeposit"
	AskReview    Event = "askReview"
	Cover        Event = "cover"
	Approve      Event = "approve"
	Decline      Event = "decline"
	SupersedeOld Event = "supersede"
)

// Lifecycle is the life cycle of an assessment. TMF696 has no chart of one: its status is a free text.
func Lifecycle() *lifecycle.Lifecycle[State, Event] { return assessmentLifecycle }

var assessmentLifecycle = lifecycle.MustNew("risk.assessment", Start, []State{Superseded}, []lifecycle.Transition[State, Event]{
	{On: Decide, From: Start, To: Decided, Why: "the policy says yes or no"},
	{On: AskDeposit, From: Start, To: AwaitingDeposit, Why: "the policy asks for money first"},
	{On: AskReview, From: Start, To: InReview, Why: "the policy leaves it to people"},
	{On: Cover, From: AwaitingDeposit, To: Approved, Why: "all that was asked has come"},
	{On: Approve, From: InReview, To: Approved, Why: "two people agree"},
	{On: Decline, From: InReview, To: Declined, Why: "one of two people does not agree"},
	{On: SupersedeOld, From: Decided, To: Superseded, Why: "the order is assessed again, or no longer wanted"},
	{On: SupersedeOld, From: AwaitingDeposit, To: Superseded, Why: "the order is assessed again, or no longer wanted"},
	{On: SupersedeOld, From: InReview, To: Superseded, Why: "the order is assessed again, or no longer wanted"},
	{On: SupersedeOld, From: Approved, To: Superseded, Why: "the order is assessed again, or no longer wanted"},
	{On: SupersedeOld, From: Declined, To: Superseded, Why: "the order is assessed again, or no longer wanted"},
})
