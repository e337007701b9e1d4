package problem

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Report is a problem as it is reported, by a customer or from inside.
type Report struct {
	Key         string // the caller's key: opening the same report twice under one key makes one ticket; may be empty
	Correlation string // the case it belongs to; empty: the ticket is its own
	ExternalID  string
	Customer    string // may be empty if it is proactive
	Interaction string // the contact by which it came in; may be empty
	Agreement   string // the service level agreement, if it is known
	Feature     string // what does not work, such as Mail; may be empty
	Impact      Impact // empty: hampered
	Severity    string // in the vendor's words; may be empty
	Text        string // in the customer's words
	Type        string // TMF621's ticketType; empty: incident
	Resource    string // what has failed, if it is known
	Proactive   bool   // found inside: nobody is asked about its priority
	Parent      string // the ticket about its cause, if there is one

	RelatedEntities     []RelatedEntity
	RequestedResolution time.Time // may be zero
}

// DefaultType is the type of a ticket that has none; it is one of TMF621's examples.
const DefaultType = "incident"

// MaxRelated is how many entities a ticket may be about.
const MaxRelated = 100

// Check refuses with fault.ErrInvalid, all faults at once, a report that no ticket could be made of at the instant.
func (r Report) Check(at time.Time) error {
	var c fault.Check
	c.Optional("key", r.Key, fault.MaxID)
	c.Optional("correlation", r.Correlation, fault.MaxID)
	c.Optional("externalId", r.ExternalID, fault.MaxID)
	c.Optional("customer", r.Customer, fault.MaxID)
	c.That(r.Customer != "" || r.Proactive, "customer", fault.RuleRequired, "must not be empty, unless the problem was found inside")
	c.Optional("interaction", r.Interaction, fault.MaxID)
	c.Optional("agreement", r.Agreement, fault.MaxID)
	c.Optional("feature", r.Feature, fault.MaxName)
	c.That(r.Impact == "" || slices.Contains(impacts, r.Impact), "impact", fault.RuleUnknown, "must be blocked, hampered or none")
	c.Optional("severity", r.Severity, fault.MaxName)
	c.Text("description", r.Text, fault.MaxText)
	c.Optional("ticketType", r.Type, fault.MaxName)
	c.Optional("resource", r.Resource, fault.MaxName)
	c.Optional("parent", r.Parent, fault.MaxID)
	c.That(len(r.RelatedEntities) <= MaxRelated, "relatedEntity", fault.RuleLength, fmt.Sprintf("has %d entries, at most %d are allowed", len(r.RelatedEntities), MaxRelated))
	for n, e := range r.RelatedEntities[:min(len(r.RelatedEntities), MaxRelated)] {
		path := fmt.Sprintf("relatedEntity[%d]", n)
		c.Text(path+".id", e.ID, fault.MaxID)
		c.Text(path+".role", e.Role, fault.MaxName)
		c.Text(path+".@referredType", e.Type, fault.MaxName)
		c.Optional(path+".name", e.Name, fault.MaxName)
	}
	c.Future("requestedResolutionDate", r.RequestedResolution, at)
	return c.Err("problem.report")
}

// ticket makes the ticket of a checked report, at the chart's start.
func (r Report) ticket(id string, at time.Time, terms *clock.Contract) Ticket {
	t := Ticket{
		Correlation: r.Correlation, ExternalID: r.ExternalID, Customer: r.Customer, Interaction: r.Interaction, Agreement: r.Agreement,
		Description: r.Text, Type: cmp.Or(r.Type, DefaultType), Severity: r.Severity, Impact: cmp.Or(r.Impact, Hampered), Feature: r.Feature,
		Resource: r.Resource, Proactive: r.Proactive, Status: Start, Contract: terms, RelatedEntities: slices.Clone(r.RelatedEntities),
		CreatedAt: at, RequestedResolution: fault.Instant(r.RequestedResolution), Assignment: Assignment{State: Unassigned},
	}
	t.ID = id
	t.Correlation = cmp.Or(t.Correlation, id)
	return t
}
