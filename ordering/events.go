package ordering

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The types of event that Order Handling writes into the journal, and their data.
const (
	EventFeasibilityAsked    = "ordering.feasibility.asked"    // Feasibility
	EventFeasibilityReceived = "ordering.feasibility.received" // Feasibility
	EventFeasibilityAnswered = "ordering.feasibility.answered" // Feasibility
	EventFeasibilityOverdue  = "ordering.feasibility.overdue"  // Feasibility

	EventCreditHeld          = "ordering.credit.held"              // Notice, with its Credit: a deposit or a decision is waited for
	EventAcknowledged        = "ordering.order.acknowledged"       // Notice
	EventRejected            = "ordering.order.rejected"           // Notice
	EventIssued              = "ordering.serviceOrders.issued"     // WorkNotice: all service orders of the order
	EventReleased            = "ordering.serviceOrder.released"    // WorkNotice: those that may begin only now, or again
	EventProgress            = "ordering.progress.received"        // Notice
	EventStatus              = "ordering.status.reported"          // Notice
	EventWorkEnded           = "ordering.serviceOrder.ended"       // WorkNotice: the one that ended, and those given up because it failed
	EventStateChanged        = "ordering.order.stateChanged"       // Notice: held, pending, and back in progress
	EventJeopardy            = "ordering.jeopardy.raised"          // Notice, with its Jeopardy
	EventTestOffered         = "ordering.test.offered"             // Notice
	EventTestAnswered        = "ordering.test.answered"            // Notice, with its Test
	EventAmended             = "ordering.order.amended"            // Notice, with its Amendment
	EventCompleted           = "ordering.order.completed"          // Notice
	EventPartial             = "ordering.order.partiallyCompleted" // Notice
	EventFailed              = "ordering.order.failed"             // Notice
	EventCancellationAsked   = "ordering.cancellation.asked"       // CancellationNotice, for Service Configuration & Activation
	EventCancellationDecided = "ordering.cancellation.decided"     // CancellationNotice
	EventCancelled           = "ordering.order.cancelled"          // CancellationNotice
	EventSatisfactionAsked   = "ordering.satisfaction.asked"       // Notice
	EventSatisfactionAnswer  = "ordering.satisfaction.answered"    // SatisfactionNotice
	EventCharges             = "ordering.charges.handedOver"       // ChargesNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventFeasibilityAsked, EventFeasibilityReceived, EventFeasibilityAnswered, EventFeasibilityOverdue,
		EventCreditHeld, EventAcknowledged, EventRejected, EventIssued, EventReleased, EventProgress, EventStatus, EventWorkEnded, EventStateChanged,
		EventJeopardy, EventTestOffered, EventTestAnswered, EventAmended, EventCompleted, EventPartial, EventFailed,
		EventCancellationAsked, EventCancellationDecided, EventCancelled, EventSatisfactionAsked, EventSatisfactionAnswer, EventCharges}
}

// Notice is what most events say about an order.
type Notice struct {
	Customer  string         `json:"customer"`
	Order     string         `json:"order"`
	Quote     string         `json:"quote,omitempty"`
	Agreement string         `json:"agreement,omitempty"`
	Priority  string         `json:"priority,omitempty"`
	State     State          `json:"state"`
	Promised  time.Time      `json:"promised,omitzero"`
	Expected  time.Time      `json:"expected,omitzero"`
	Reasons   []fault.Reason `json:"reasons,omitempty"`
	Note      string         `json:"note,omitempty"`
	Jeopardy  *Jeopardy      `json:"jeopardy,omitempty"`
	Test      *Test          `json:"test,omitempty"`
	Credit    *Decision      `json:"credit,omitempty"`
	Amendment *Amendment     `json:"amendment,omitempty"`
}

// WorkNotice carries service orders.
type WorkNotice struct {
	Customer string         `json:"customer"`
	Order    string         `json:"order"`
	Address  string         `json:"address,omitempty"`
	Priority string         `json:"priority,omitempty"`
	Promised time.Time      `json:"promised,omitzero"`
	Work     []ServiceOrder `json:"serviceOrder"`
}

// CancellationNotice is about a cancellation. An order that Move cancels has no task: the cancellation has no id then.
type CancellationNotice struct {
	Customer     string       `json:"customer"`
	Order        string       `json:"order"`
	Cancellation Cancellation `json:"cancellation"`
	Work         []string     `json:"serviceOrder,omitempty"` // those that are to be taken back
}

// SatisfactionNotice is the customer's answer.
type SatisfactionNotice struct {
	Customer     string       `json:"customer"`
	Order        string       `json:"order"`
	Satisfaction Satisfaction `json:"satisfaction"`
}

// ChargesNotice hands charges over to Billing.
type ChargesNotice struct {
	Customer  string   `json:"customer"`
	Order     string   `json:"order"`
	Agreement string   `json:"agreement,omitempty"`
	Charges   []Charge `json:"charge"`
}

func (o Order) notice(note string) Notice {
	return Notice{Customer: o.Customer, Order: o.ID, Quote: o.Quote, Agreement: o.Agreement, Priority: o.Priority, State: o.State,
		Promised: o.PromisedCompletion, Expected: o.ExpectedCompletion, Reasons: o.Reasons, Note: note}
}

func (o Order) workNotice(work []ServiceOrder) WorkNotice {
	return WorkNotice{Customer: o.Customer, Order: o.ID, Address: o.Address, Priority: o.Priority, Promised: o.PromisedCompletion, Work: work}
}
