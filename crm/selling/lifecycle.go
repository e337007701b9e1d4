package selling

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

// State is a state of a prospect, as TMF699 spells it, or of a quote, as TMF648 spells it.
type State string

// The states. Acknowledged is of prospects only, Approved of quotes only.
const (
	Acknowledged State = "acknowledged"
	InProgress   State = "inProgress"
	Pending      State = "pending"
	Approved     State = "approved"
	Accepted     State = "accepted"
	Rejected     State = "rejected"
	Cancelled    State = "cancelled"

	// Start is the black dot of the published charts. It is never stored.
	Start State = "start"
)

// Event is what happens to a prospect or a quote; the standard draws the arrows without names, the names are ours.
type Event string

// The events of a prospect.
const (
	Enquire        Event = "enquire"
	Qualify        Event = "qualify"
	Withdraw       Event = "withdraw"
	AskFeasibility Event = "askFeasibility"
	Resume         Event = "resume" // of a quote too
	Propose        Event = "propose"
	Decline        Event = "decline"
)

// The events of a quote.
const (
	Prepare     Event = "prepare"
	AskApproval Event = "askApproval"
	Approve     Event = "approve"
	Accept      Event = "accept"
	Reject      Event = "reject"
	Cancel      Event = "cancel"
)

type transition = lifecycle.Transition[State, Event]

// ProspectLifecycle is the state chart of TMF699's SalesLead, for a prospect (3.4.1). Accepted means that it has become an
// opportunity: a proposal is made, and the quote goes on from there.
func ProspectLifecycle() *lifecycle.Lifecycle[State, Event] { return prospectLifecycle }

var prospectLifecycle = lifecycle.MustNew("selling.prospect", Start, []State{Accepted, Rejected, Cancelled}, []transition{
	{On: Enquire, From: Start, To: Acknowledged, Why: "interest is shown, the needs are asked for"},
	{On: Qualify, From: Acknowledged, To: InProgress, Why: "the needs are stated"},
	{On: Withdraw, From: Acknowledged, To: Cancelled, Why: "the interest is gone before the needs are known"},
	{On: AskFeasibility, From: InProgress, To: Pending, Why: "whether it can be delivered is being found out"},
	{On: Resume, From: Pending, To: InProgress, Why: "whether it can be delivered is known"},
	{On: Propose, From: InProgress, To: Accepted, Why: "something fits, and is proposed"},
	{On: Decline, From: InProgress, To: Rejected, Why: "nothing fits"},
	{On: Decline, From: Pending, To: Rejected, Why: "it cannot be delivered, and nothing else fits"},
})

// QuoteLifecycle is the state chart of TMF648's Quote, for one version of a quote (3.4.3). A rejected version stays rejected;
// the new version that may follow it begins at the start again. The chart has no arrow for an offer whose validity ends:
// here it is rejected, with the reason ReasonExpired.
func QuoteLifecycle() *lifecycle.Lifecycle[State, Event] { return quoteLifecycle }

var quoteLifecycle = lifecycle.MustNew("selling.quote", Start, []State{Accepted, Rejected, Cancelled}, []transition{
	{On: Prepare, From: Start, To: InProgress, Why: "the quotation is being prepared"},
	{On: AskApproval, From: InProgress, To: Pending, Why: "more is granted than whoever made it may grant"},
	{On: Cancel, From: InProgress, To: Cancelled, Why: "it is given up before it is an offer"},
	{On: Approve, From: InProgress, To: Approved, Why: "it is an official offer"},
	{On: Resume, From: Pending, To: InProgress, Why: "what is granted is decided, or changed"},
	{On: Cancel, From: Pending, To: Cancelled, Why: "what is asked for is not granted"},
	{On: Accept, From: Approved, To: Accepted, Why: "the customer has signed"},
	{On: Reject, From: Approved, To: Rejected, Why: "the customer refuses or makes a counter-offer, or the validity has ended"},
})

// Change is one entry of a history.
type Change struct {
	At     time.Time `json:"at"`
	From   State     `json:"from"`
	Event  Event     `json:"event"`
	To     State     `json:"to"`
	Reason string    `json:"reason,omitempty"`
}

// follow takes events through a life cycle, one behind the other, and writes the history. The reason is the last one's.
func follow(l *lifecycle.Lifecycle[State, Event], state State, history []Change, at time.Time, reason string, on ...Event) (State, []Change, error) {
	history = slices.Clone(history)
	for n, e := range on {
		to, err := l.Next(state, e)
		if err != nil {
			return state, history, err
		}
		change := Change{At: at, From: state, Event: e, To: to}
		if n == len(on)-1 {
			change.Reason = reason
		}
		history, state = append(history, change), to
	}
	return state, history, nil
}
