package problem

import (
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Notice is what most events say about a ticket.
type Notice struct {
	Customer    string    `json:"customer,omitempty"` // none: a problem at nobody in particular
	Ticket      string    `json:"ticket"`
	Interaction string    `json:"interaction,omitempty"`
	Agreement   string    `json:"agreement,omitempty"`
	Type        string    `json:"ticketType"`
	Feature     string    `json:"feature,omitempty"`
	Impact      Impact    `json:"impact"`
	Status      Status    `json:"status"`
	Reason      string    `json:"statusChangeReason,omitempty"`
	Priority    Priority  `json:"priority,omitempty"`
	Resource    string    `json:"resource,omitempty"`
	Cause       string    `json:"cause,omitempty"`
	Parent      string    `json:"parent,omitempty"`
	Into        string    `json:"into,omitempty"` // of a ticket that was closed by merging: where it goes on
	Proactive   bool      `json:"proactive,omitempty"`
	Untold      bool      `json:"untold,omitempty"` // found inside, and Problem Handling has not told the customer of it
	Expected    time.Time `json:"expectedResolutionDate,omitzero"`
}

// PriorityQuestion asks for the customer's priority, or for that of the service level.
type PriorityQuestion struct {
	Customer    string `json:"customer"`
	Ticket      string `json:"ticket"`
	Agreement   string `json:"agreement,omitempty"`
	Feature     string `json:"feature,omitempty"`
	Impact      Impact `json:"impact"`
	Severity    string `json:"severity,omitempty"`
	Type        string `json:"ticketType"`
	Description string `json:"description"`
}

// PriorityNotice is a priority as decided.
type PriorityNotice struct {
	Notice
	Name    string          `json:"name"` // "highest" to "lowest"
	Reasons []fault.Reason  `json:"reason"`
	Terms   *clock.Contract `json:"contract,omitempty"` // what is promised about the ticket
}

// Details is what Service Problem Management gets to know.
type Details struct {
	Notice
	Severity        string          `json:"severity,omitempty"`
	Description     string          `json:"description"`
	RelatedEntities []RelatedEntity `json:"relatedEntity,omitempty"`
	More            string          `json:"more,omitempty"` // what there is to say this time, such as why the customer does not agree
	Denials         int             `json:"denials,omitempty"`
}

// SharedNotice is about one cause at several customers (3.2.3).
type SharedNotice struct {
	Ticket    string   `json:"ticket"` // the parent
	Shared    Alike    `json:"shared"`
	Customers int      `json:"customers"` // how many
	Children  []string `json:"child"`
}

// MeasureNotice carries a measure.
type MeasureNotice struct {
	Notice
	Measure Measure `json:"measure"`
}

// NoteNotice carries a note.
type NoteNotice struct {
	Notice
	Note Note `json:"note"`
}

// ResolutionNotice carries a resolution.
type ResolutionNotice struct {
	Notice
	Description string     `json:"description"`
	Resolution  Resolution `json:"resolution"`
	AnswerBy    time.Time  `json:"answerBy,omitzero"` // of EventConfirmationAsked: when silence closes the ticket
}

// ConfirmationNotice is the customer's answer.
type ConfirmationNotice struct {
	Notice
	Confirmation
}

// AssignmentNotice is one move of an assignment.
type AssignmentNotice struct {
	Notice
	State  AssignmentState  `json:"state"`
	Change AssignmentChange `json:"change"`
}

// ResubmissionNotice submits a ticket again.
type ResubmissionNotice struct {
	Notice
	Resubmission Resubmission `json:"resubmission"`
}

// EscalationNotice carries an escalation.
type EscalationNotice struct {
	Notice
	Escalation Escalation `json:"escalation"`
}

// ClockNotice is a warning or a breach of one of a ticket's clocks.
type ClockNotice struct {
	Notice
	Signal Signal       `json:"signal"`
	Clock  clock.Figure `json:"clock"` // what it shows when it is raised
}

// ReportNotice is a report to a customer or to other processes (3.6.2).
type ReportNotice struct {
	Customer string       `json:"customer,omitempty"` // none: of all customers
	To       []etom.Party `json:"to"`
	Tickets  []Standing   `json:"ticket,omitempty"` // to a customer: the state of each
	Summary  Summary      `json:"summary"`
}

func (t Ticket) notice() Notice {
	return Notice{Customer: t.Customer, Ticket: t.ID, Interaction: t.Interaction, Agreement: t.Agreement, Type: t.Type, Feature: t.Feature,
		Impact: t.Impact, Status: t.Status, Reason: t.StatusChangeReason, Priority: t.Priority, Resource: t.Resource, Cause: t.Cause,
		Parent: t.Related(ParentTicket), Into: t.Related(MergedInto), Proactive: t.Proactive, Untold: t.untold(), Expected: t.ExpectedResolution}
}

func (t Ticket) question() PriorityQuestion {
	return PriorityQuestion{Customer: t.Customer, Ticket: t.ID, Agreement: t.Agreement, Feature: t.Feature, Impact: t.Impact,
		Severity: t.Severity, Type: t.Type, Description: t.Description}
}

func (t Ticket) priorityNotice() PriorityNotice {
	return PriorityNotice{Notice: t.notice(), Name: t.Priority.Name(), Reasons: t.PriorityReasons, Terms: t.Terms()}
}

func (t Ticket) details(more string) Details {
	return Details{Notice: t.notice(), Severity: t.Severity, Description: t.Description, RelatedEntities: t.RelatedEntities, More: more,
		Denials: t.Denials()}
}

func (t Ticket) resolutionNotice() ResolutionNotice {
	n := ResolutionNotice{Notice: t.notice(), Description: t.Description}
	if t.Resolution != nil {
		n.Resolution = *t.Resolution
	}
	return n
}
