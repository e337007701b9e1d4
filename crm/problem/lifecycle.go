package problem

import "github.com/etomcrm/etomcrm/etom/lifecycle"

// Status is the state of a trouble ticket, as TMF621 spells it.
type Status string

// The states of TMF621.
const (
	Acknowledged Status = "acknowledged"
	Rejected     Status = "rejected"
	Pending      Status = "pending" // waits for information from the customer
	Held         Status = "held"    // waits for anybody else
	InProgress   Status = "inProgress"
	Cancelled    Status = "cancelled"
	Closed       Status = "closed"
	Resolved     Status = "resolved"

	// Start is the black dot of the published chart, before the report is checked. It is never stored.
	Start Status = "start"
)

// Event is what happens to a ticket; the standard draws the arrows without names, the names are ours.
type Event string

// The events.
const (
	Acknowledge       Event = "acknowledge"
	Begin             Event = "begin"
	Reject            Event = "reject"
	Cancel            Event = "cancel"
	Hold              Event = "hold"
	Resume            Event = "resume"
	AskInformation    Event = "askInformation"
	SupplyInformation Event = "supplyInformation"
	Resolve           Event = "resolve"
	Confirm           Event = "confirm"
	Deny              Event = "deny"

	// Ours: what the published chart leaves open.
	Lapse  Event = "lapse"  // the customer keeps silent
	Settle Event = "settle" // a ticket without a customer to ask is done
	Merge  Event = "merge"
	Reopen Event = "reopen"
)

// Lifecycle is the chart of TMF621's TroubleTicket with the rows of Ours added. Mind what it does not have: no arrow leads
// from held to cancelled or resolved, none from acknowledged to pending, held or resolved; such a command goes the Way.
func Lifecycle() *lifecycle.Lifecycle[Status, Event] { return ticketLifecycle }

// Published is the chart of TMF621's TroubleTicket as published, and nothing else: closed is final there.
func Published() *lifecycle.Lifecycle[Status, Event] { return publishedLifecycle }

// Ours are the rows that we add to the published chart: closing by silence, closing what has no customer to ask, merging
// and reopening.
func Ours() []Transition { return append([]Transition(nil), ourRows...) }

// Transition is one row of a chart.
type Transition = lifecycle.Transition[Status, Event]

var publishedRows = []Transition{
	{On: Acknowledge, From: Start, To: Acknowledged, Why: "received, and the basic check is passed"},
	{On: Begin, From: Acknowledged, To: InProgress, Why: "the process has started"},
	{On: Reject, From: Acknowledged, To: Rejected, Why: "the business validation has failed"},
	{On: Cancel, From: Acknowledged, To: Cancelled, Why: "withdrawn before the process started"},
	{On: Hold, From: InProgress, To: Held, Why: "an issue blocks the work"},
	{On: Resume, From: Held, To: InProgress, Why: "the issue is solved"},
	{On: AskInformation, From: InProgress, To: Pending, Why: "extra information is needed"},
	{On: SupplyInformation, From: Pending, To: InProgress, Why: "the information is given"},
	{On: Cancel, From: Pending, To: Cancelled, Why: "the information is not given"},
	{On: Cancel, From: InProgress, To: Cancelled, Why: "withdrawn while work went on"},
	{On: Resolve, From: InProgress, To: Resolved, Why: "a resolution has been found"},
	{On: Confirm, From: Resolved, To: Closed, Why: "the resolution is accepted"},
	{On: Deny, From: Resolved, To: InProgress, Why: "the resolution is rejected"},
}

var ourRows = []Transition{
	{On: Lapse, From: Resolved, To: Closed, Why: "ours: the customer was asked and has kept silent for the agreed working days"},
	{On: Settle, From: Resolved, To: Closed, Why: "ours: there is no customer to ask, or all that depended on it is closed"},
	{On: Merge, From: Acknowledged, To: Closed, Why: "ours: it goes on in another ticket"},
	{On: Merge, From: InProgress, To: Closed, Why: "ours: it goes on in another ticket"},
	{On: Merge, From: Held, To: Closed, Why: "ours: it goes on in another ticket"},
	{On: Merge, From: Pending, To: Closed, Why: "ours: it goes on in another ticket"},
	{On: Reopen, From: Closed, To: InProgress, Why: "ours: the problem is back within the reopen window"},
}

var (
	publishedLifecycle = lifecycle.MustNew("problem.ticket.published", Start, []Status{Rejected, Cancelled, Closed}, publishedRows)

	ticketLifecycle = lifecycle.MustNew("problem.ticket", Start, []Status{Rejected, Cancelled},
		append(publishedRows[:len(publishedRows):len(publishedRows)], ourRows...))
)

// Open reports whether there is still something to do about a ticket in this state, be it that the customer confirms.
func (s Status) Open() bool { return s != Closed && s != Cancelled && s != Rejected }

// Worked reports whether work on the problem itself is still to be done: the ticket is open and not resolved.
func (s Status) Worked() bool { return s.Open() && s != Resolved }
