package selling

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Agreement is the contract that an accepted quote makes (TMF651), and how far its purchase order is on its way to Order
// Handling. It is a value: its methods return the changed agreement.
type Agreement struct {
	store.Meta
	Name        string `json:"name"`
	Type        string `json:"agreementType"` // "commercial"
	Correlation string `json:"correlation"`
	ExternalID  string `json:"externalId,omitempty"`
	Customer    string `json:"customer"`
	Prospect    string `json:"prospect,omitempty"`
	Quote       string `json:"quote"`
	Number      int    `json:"quoteVersion"`
	Status      string `json:"status"` // "approved": it exists only once both sides have signed

	Items        []Item          `json:"agreementItem"`
	Totals       []Total         `json:"totalPrice,omitempty"`
	ServiceLevel ServiceLevel    `json:"serviceLevel,omitzero"`
	Conditions   []string        `json:"termOrCondition,omitempty"`
	Signatures   Signatures      `json:"signatures"`
	MadeAt       time.Time       `json:"initialDate"`
	Period       calendar.Period `json:"agreementPeriod,omitzero"` // zero: from MadeAt until further notice

	Handover            HandoverState   `json:"handover"`
	History             []HandoverEntry `json:"history"`
	Priority            *Priority       `json:"priority,omitempty"` // of the customer, once it is known
	Reasons             []fault.Reason  `json:"reasons,omitempty"`  // why Order Handling refused the order last
	Address             string          `json:"address,omitempty"`
	TestFirst           bool            `json:"testFirst,omitempty"`
	LeadTime            time.Duration   `json:"leadTime,omitempty"` // nanoseconds in JSON
	RequestedCompletion time.Time       `json:"requestedCompletionDate,omitzero"`
	PromisedCompletion  time.Time       `json:"promisedCompletionDate,omitzero"`
}

// StatusApproved is TMF651's word for an agreement that both sides have signed.
const StatusApproved = "approved"

// HandoverState is how far the purchase order is. TMF651 has no word for it; these are ours.
type HandoverState string

// The states of the hand-over.
const (
	Agreed        HandoverState = "agreed"
	PriorityAsked HandoverState = "priorityAsked"
	PassedOn      HandoverState = "passedOn"
	Announced     HandoverState = "announced"
	Refused       HandoverState = "refused"
)

// HandoverEvent is what happens on the way.
type HandoverEvent string

// The events of the hand-over.
const (
	AskPriority HandoverEvent = "askPriority"
	PassOn      HandoverEvent = "passOn"
	Announce    HandoverEvent = "announce"
	TurnDown    HandoverEvent = "turnDown"
)

// HandoverLifecycle is the way of a purchase order to Order Handling: steps 4 to 8 of the flow of section 4.1.2.
func HandoverLifecycle() *lifecycle.Lifecycle[HandoverState, HandoverEvent] { return handoverLifecycle }

var handoverLifecycle = lifecycle.MustNew("selling.handover", Agreed, []HandoverState{Announced},
	[]lifecycle.Transition[HandoverState, HandoverEvent]{
		{On: AskPriority, From: Agreed, To: PriorityAsked, Why: "the customer's priority is asked for"},
		{On: PassOn, From: PriorityAsked, To: PassedOn, Why: "the priority is known, the order is passed on"},
		{On: Announce, From: PassedOn, To: Announced, Why: "the order is acknowledged, the service level is made known"},
		{On: TurnDown, From: PassedOn, To: Refused, Why: "Order Handling rejects the order"},
		{On: AskPriority, From: Refused, To: PriorityAsked, Why: "the cause is removed, the order is tried again"},
	})

// HandoverEntry is one entry of an agreement's history.
type HandoverEntry struct {
	At     time.Time     `json:"at"`
	From   HandoverState `json:"from"`
	Event  HandoverEvent `json:"event"`
	To     HandoverState `json:"to"`
	Reason string        `json:"reason,omitempty"`
}

// Priority is how important the customer is, as Retention & Loyalty gives it.
type Priority struct {
	Value   string         `json:"value"` // "0" is the highest, "4" the lowest, as in TMF622
	Reasons []fault.Reason `json:"reasons,omitempty"`
}

func (p Priority) check(c *fault.Check) {
	c.That(len(p.Value) == 1 && p.Value >= "0" && p.Value <= "4", "value", fault.RuleRange, `must be "0" (highest) to "4"`)
	checkReasons(c, p.Reasons)
}

func checkReasons(c *fault.Check, reasons []fault.Reason) {
	c.That(len(reasons) <= maxFeatures, "reasons", fault.RuleLength, fmt.Sprintf("has %d reasons, at most %d are allowed", len(reasons), maxFeatures))
	for n, r := range reasons {
		c.Optional(fmt.Sprintf("reasons[%d].code", n), r.Code, fault.MaxName)
		c.Optional(fmt.Sprintf("reasons[%d].message", n), r.Message, fault.MaxText)
	}
}

// Subject names the agreement for messages.
func (a Agreement) Subject() string { return agreements.Subject(a.ID) }

// apply takes the event through the hand-over. A wrong event is *lifecycle.Error.
func (a Agreement) apply(on HandoverEvent, at time.Time, reason string) (Agreement, error) {
	to, err := handoverLifecycle.Next(a.Handover, on)
	if err != nil {
		return a, fmt.Errorf("%s: %w", a.Subject(), err)
	}
	a.History = append(slices.Clone(a.History), HandoverEntry{At: at, From: a.Handover, Event: on, To: to, Reason: reason})
	a.Handover = to
	return a, nil
}
