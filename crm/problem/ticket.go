package problem

import (
	"encoding/json"
	"fmt"
	"slices"
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

// MaxSize is how many bytes of JSON people may fill a ticket with. The other half of what a store takes is for what happens
// to it.
const MaxSize = store.MaxBody / 2

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

// checkSize refuses what people write into a full ticket.
func (t Ticket) checkSize(c *fault.Check) {
	body, err := json.Marshal(t)
	c.That(err == nil, "", fault.RuleFormat, fmt.Sprintf("cannot be written: %v", err))
	c.That(len(body) <= MaxSize, "", fault.RuleLength, fmt.Sprintf("would have %d bytes, at most %d are allowed: open another ticket", len(body), MaxSize))
}
