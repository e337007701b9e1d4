package ordering

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// State is a state of a product order or of one of its items, as TMF622 spells it.
type State string

// The states of TMF622. Partial is of orders only.
const (
	Acknowledged          State = "acknowledged"
	Rejected              State = "rejected"
	Pending               State = "pending"
	Held                  State = "held"
	InProgress            State = "inProgress"
	Cancelled             State = "cancelled"
	Completed             State = "completed"
	Failed                State = "failed"
	Partial               State = "partial"
	AssessingCancellation State = "assessingCancellation"
	PendingCancellation   State = "pendingCancellation"

	// Start is the black dot of the published chart, before the order is checked. It is never stored.
	Start State = "start"
)

// Event is what happens to an order or an item; the standard draws the arrows without names, the names are ours.
type Event string

// The events.
const (
	Accept             Event = "accept"
	Reject             Event = "reject"
	Begin              Event = "begin"
	AskInformation     Event = "askInformation"
	SupplyInformation  Event = "supplyInformation"
	Hold               Event = "hold"
	Resume             Event = "resume"
	Complete           Event = "complete"
	CompletePartially  Event = "completePartially"
	Fail               Event = "fail"
	AssessCancellation Event = "assessCancellation"
	AcceptCancellation Event = "acceptCancellation"
	ReturnInProgress   Event = "returnInProgress" // the cancellation is denied: back to where it came from
	ReturnPending      Event = "returnPending"
	ReturnHeld         Event = "returnHeld"
	Cancel             Event = "cancel"
)

// OrderLifecycle is the state chart of TMF622's ProductOrder. Mind what it does not have: no arrow leads from acknowledged
// or inProgress to cancelled. Cancelling is a task of its own, see CancellationLifecycle.
func OrderLifecycle() *lifecycle.Lifecycle[State, Event] { return orderLifecycle }

// ItemLifecycle is the state chart of TMF622's ProductOrderItem: that of the order without partial.
func ItemLifecycle() *lifecycle.Lifecycle[State, Event] { return itemLifecycle }

type transition = lifecycle.Transition[State, Event]

var itemRows = []transition{
	{On: Accept, From: Start, To: Acknowledged, Why: "received, and the check is passed"},
	{On: Reject, From: Start, To: Rejected, Why: "received, and the check is not passed"},
	{On: Begin, From: Acknowledged, To: InProgress, Why: "delivery has started"},
	{On: AskInformation, From: Acknowledged, To: Pending, Why: "information is missing before delivery can start"},
	{On: AskInformation, From: InProgress, To: Pending, Why: "information is missing to go on"},
	{On: Hold, From: InProgress, To: Held, Why: "an issue blocks the delivery"},
	{On: AssessCancellation, From: InProgress, To: AssessingCancellation, Why: "cancellation is asked for"},
	{On: Complete, From: InProgress, To: Completed, Why: "completely treated"},
	{On: Fail, From: InProgress, To: Failed, Why: "completely failed"},
	{On: SupplyInformation, From: Pending, To: InProgress, Why: "the information is there"},
	{On: Cancel, From: Pending, To: Cancelled, Why: "the information cannot be supplied"},
	{On: AssessCancellation, From: Pending, To: AssessingCancellation, Why: "cancellation is asked for"},
	{On: Resume, From: Held, To: InProgress, Why: "the issue is solved"},
	{On: Cancel, From: Held, To: Cancelled, Why: "the issue cannot be solved"},
	{On: AssessCancellation, From: Held, To: AssessingCancellation, Why: "cancellation is asked for"},
	{On: ReturnInProgress, From: AssessingCancellation, To: InProgress, Why: "cancellation is denied, work goes on"},
	{On: ReturnPending, From: AssessingCancellation, To: Pending, Why: "cancellation is denied, information is still missing"},
	{On: ReturnHeld, From: AssessingCancellation, To: Held, Why: "cancellation is denied, the issue is still there"},
	{On: AcceptCancellation, From: AssessingCancellation, To: PendingCancellation, Why: "cancellation is accepted"},
	{On: Cancel, From: PendingCancellation, To: Cancelled, Why: "everything is taken back"},
}

var (
	itemLifecycle = lifecycle.MustNew("ordering.item", Start, []State{Rejected, Completed, Failed, Cancelled}, itemRows)

	orderLifecycle = lifecycle.MustNew("ordering.order", Start, []State{Rejected, Completed, Failed, Partial, Cancelled},
		append(itemRows[:len(itemRows):len(itemRows)],
			transition{On: CompletePartially, From: InProgress, To: Partial, Why: "partly completed, partly failed"}))
)

// TaskState is a state of TMF622's task CancelProductOrder, as TMF622 spells it.
type TaskState string

// The states of a task.
const (
	TaskAcknowledged        TaskState = "acknowledged"
	TaskInProgress          TaskState = "inProgress"
	TaskDone                TaskState = "done"
	TaskTerminatedWithError TaskState = "terminatedWithError"
)

// TaskEvent is what happens to a task.
type TaskEvent string

// The events of a task.
const (
	TaskBegin     TaskEvent = "begin"
	TaskFinish    TaskEvent = "finish"
	TaskTerminate TaskEvent = "terminate"
)

// CancellationLifecycle is the state chart of TMF622's CancelProductOrder.
func CancellationLifecycle() *lifecycle.Lifecycle[TaskState, TaskEvent] { return cancellationLifecycle }

var cancellationLifecycle = lifecycle.MustNew("ordering.cancellation", TaskAcknowledged,
	[]TaskState{TaskDone, TaskTerminatedWithError},
	[]lifecycle.Transition[TaskState, TaskEvent]{
		{On: TaskBegin, From: TaskAcknowledged, To: TaskInProgress, Why: "the request is being assessed"},
		{On: TaskFinish, From: TaskInProgress, To: TaskDone, Why: "the order is cancelled"},
		{On: TaskTerminate, From: TaskInProgress, To: TaskTerminatedWithError, Why: "the order cannot be cancelled"},
	})
