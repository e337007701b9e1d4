package problem

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Ticket is a trouble ticket (TMF621). It is a value: its methods return the changed ticket and leave the old one alone.
type Ticket struct {
	store.Meta
	Correlation string `json:"correlation"`
	ExternalID  string `json:"externalId,omitempty"`
	Customer    string `json:"customer,omitempty"`    // empty: found inside, at nobody in particular
	Interaction string `json:"interaction,omitempty"` // the contact by which it came in
	Agreement   string `json:"agreement,omitempty"`   // the service level agreement it falls under
	Description string `json:"description"`
	Type        string `json:"ticketType"`
	Severity    string `json:"severity,omitempty"` // in the vendor's words
	Impact      Impact `json:"impact"`
	Feature     string `json:"feature,omitempty"`  // what does not work, such as Mail
	Resource    string `json:"resource,omitempty"` // what has failed below it, as isolated
	Cause       string `json:"cause,omitempty"`    // why, as isolated
	Proactive   bool   `json:"proactive,omitempty"`
	Shared      *Alike `json:"shared,omitempty"` // of a parent: what its children have in common

	Status             Status          `json:"status"`
	StatusChangeDate   time.Time       `json:"statusChangeDate"`
	StatusChangeReason string          `json:"statusChangeReason,omitempty"`
	Contract           *clock.Contract `json:"contract,omitempty"` // what was first promised; nil: nothing
	History            []clock.Entry   `json:"history"`            // what happened: the clock's input, and TMF621's statusChangeHistory

	Priority         Priority              `json:"priority,omitempty"` // empty: not yet decided
	PriorityReasons  []fault.Reason        `json:"priorityReason,omitempty"`
	CustomerPriority *CustomerPriority     `json:"customerPriority,omitempty"` // what Retention & Loyalty answered
	ServiceLevel     *ServiceLevelPriority `json:"serviceLevel,omitempty"`     // what Customer QoS/SLA Management answered

	RelatedEntities []RelatedEntity `json:"relatedEntity,omitempty"`
	Relationships   []Relationship  `json:"troubleTicketRelationship,omitempty"`
	Notes           []Note          `json:"note,omitempty"`
	Measures        []Measure       `json:"measure,omitempty"`
	Resolution      *Resolution     `json:"resolution,omitempty"`   // the last one
	Inquiries       []Inquiry       `json:"confirmation,omitempty"` // what the customer was asked and answered
	ClosesBy        Event           `json:"closesBy,omitempty"`     // accepted, and waits for its children to close by this event
	Reopened        int             `json:"reopened,omitempty"`     // how often
	Assignment      Assignment      `json:"assignment,omitzero"`
	Resubmission    *Resubmission   `json:"resubmission,omitempty"`
	Signals         []Signal        `json:"signal,omitempty"`     // warnings and breaches of its clocks that were raised
	Escalations     []Escalation    `json:"escalation,omitempty"` // that were raised

	CreatedAt           time.Time `json:"creationDate"`
	UpdatedAt           time.Time `json:"lastUpdate"`
	RequestedResolution time.Time `json:"requestedResolutionDate,omitzero"` // what the customer asks for
	ExpectedResolution  time.Time `json:"expectedResolutionDate,omitzero"`  // by when the clock of the solution is over; zero: none runs
	ResolvedAt          time.Time `json:"resolutionDate,omitzero"`
	ClosedAt            time.Time `json:"closedDate,omitzero"` // when it was closed, cancelled or rejected

	AnswerBy   time.Time `json:"answerBy,omitzero"`   // until when the answers on its priority are waited for
	SilenceAt  time.Time `json:"silenceAt,omitzero"`  // when the customer's silence closes it
	ClockAt    time.Time `json:"clockAt,omitzero"`    // when its clocks are to be looked at next
	EscalateAt time.Time `json:"escalateAt,omitzero"` // when its age escalates it next
	ResubmitAt time.Time `json:"resubmitAt,omitzero"` // when it is to be submitted again
}

// RelatedEntity is something a ticket is about, such as a product or a bill (TMF621).
type RelatedEntity struct {
	ID   string `json:"id"`
	Role string `json:"role"`
	Type string `json:"@referredType"`
	Name string `json:"name,omitempty"`
}

// Relationship leads from a ticket to another one (TMF621).
type Relationship struct {
	ID   string `json:"id"`
	Type string `json:"relationshipType"`
}

// The types of relationship; TMF621 leaves the words open.
const (
	ParentTicket = "parent"      // the other one is about the cause of this one
	MergedInto   = "merged"      // this one goes on in the other
	Continues    = "continues"   // the other one was closed, and the problem came back
	ContinuedBy  = "continuedBy" // the problem came back, and goes on in the other
)

// StatusChange is one entry of TMF621's statusChangeHistory.
type StatusChange struct {
	Status Status    `json:"status"`
	Date   time.Time `json:"changeDate"`
	Reason string    `json:"changeReason,omitempty"`
}

// MaxSize is how many bytes of JSON people may fill a ticket with. The other half of what a store takes is for what happens
// to it.
const MaxSize = store.MaxBody / 2

// StatusChangeHistory lists the states the ticket has been in.
func (t Ticket) StatusChangeHistory() []StatusChange {
	var all []StatusChange
	for _, e := range t.History {
		if e.Status != "" {
			all = append(all, StatusChange{Status: Status(e.Status), Date: e.At, Reason: e.Reason})
		}
	}
	return all
}

// Permitted lists the events the life cycle permits now.
func (t Ticket) Permitted() []Event { return ticketLifecycle.Permitted(t.Status) }

// Related is the id of the ticket to which a relationship leads; empty if there is none of the type.
func (t Ticket) Related(typ string) string {
	for _, r := range t.Relationships {
		if r.Type == typ {
			return r.ID
		}
	}
	return ""
}

func (t Ticket) relate(typ, id string) Ticket {
	t.Relationships = append(slices.Clone(t.Relationships), Relationship{ID: id, Type: typ})
	return t
}

// About says what the ticket's events are about.
func (t Ticket) About() (subject, correlation string) { return t.ID, t.Correlation }

// Subject names the ticket for messages.
func (t Ticket) Subject() string { return tickets.Subject(t.ID) }

// entries tells what an event is in the history.
var entries = map[Event]clock.Type{
	Acknowledge: clock.Opened, Begin: clock.StatusChanged, Reject: clock.StatusChanged, Cancel: clock.Cancelled,
	Hold: clock.Paused, Resume: clock.Resumed, AskInformation: clock.Paused, SupplyInformation: clock.Resumed,
	Resolve: clock.Resolved, Confirm: clock.Closed, Deny: clock.Denied, Lapse: clock.Closed, Settle: clock.Closed,
	Merge: clock.Merged, Reopen: clock.Reopened,
}

// apply takes the event through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (t Ticket) apply(on Event, at time.Time, reason string) (Ticket, error) {
	return t.applyFor(on, at, reason, "")
}

func (t Ticket) applyFor(on Event, at time.Time, reason string, cause clock.Cause) (Ticket, error) {
	to, err := ticketLifecycle.Next(t.Status, on)
	if err != nil {
		return t, fmt.Errorf("%s: %w", t.Subject(), err)
	}
	t = t.enter(at, clock.Entry{Type: entries[on], Status: string(to), Cause: cause, Reason: reason})
	t.Status, t.StatusChangeDate, t.StatusChangeReason = to, at, reason
	t.ClosedAt = time.Time{}
	if !to.Open() {
		t.ClosedAt = at
	}
	return t.expect(at)
}

// expect sets by when the ticket is expected to be resolved: when the clock of the solution is over.
func (t Ticket) expect(at time.Time) (Ticket, error) {
	reading, err := t.Clock(at)
	if err != nil {
		return t, err
	}
	t.ExpectedResolution = time.Time{}
	if solution, ok := reading.Figure(clock.Solution); ok && t.Status.Worked() {
		t.ExpectedResolution = solution.Due
	}
	return t, nil
}

// enter adds an entry to the history. Hosts' clocks differ: none is written before the one in front of it.
func (t Ticket) enter(at time.Time, e clock.Entry) Ticket {
	e.ID, e.At = strconv.Itoa(len(t.History)+1), at
	if n := len(t.History); n > 0 && at.Before(t.History[n-1].At) {
		e.At = t.History[n-1].At
	}
	t.History = append(slices.Clone(t.History), e)
	return t
}

// lead takes the ticket the Way to a state.
func (t Ticket) lead(to Status, at time.Time, reason string) (Ticket, error) {
	way, ok := Way(t.Status, to)
	if !ok || len(way) == 0 {
		way = []Event{arrivals[to]} // which says what is permitted instead
	}
	var err error
	for _, on := range way {
		if t, err = t.apply(on, at, reason); err != nil {
			return t, err
		}
	}
	return t, nil
}

// arrivals are the events that ways end with.
var arrivals = map[Status]Event{Resolved: Resolve, Cancelled: Cancel, Rejected: Reject}

// checkSize refuses what people write into a full ticket.
func (t Ticket) checkSize(c *fault.Check) {
	body, err := json.Marshal(t)
	c.That(err == nil, "", fault.RuleFormat, fmt.Sprintf("cannot be written: %v", err))
	c.That(len(body) <= MaxSize, "", fault.RuleLength, fmt.Sprintf("would have %d bytes, at most %d are allowed: open another ticket", len(body), MaxSize))
}
