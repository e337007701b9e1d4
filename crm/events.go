package crm

import (
	"slices"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// The types of event that a reaction failed for good; their data is a Failure. What failed for a customer who asked for it is
// told to the customer.
const (
	EventReactionFailed = "crm.reaction.failed"
	EventRequestFailed  = "crm.request.failed"
)

// Failure says which reaction failed.
type Failure struct {
	Customer string `json:"customer,omitempty"`
	Event    string `json:"event"`
	Type     string `json:"type"`
	Reaction string `json:"reaction"`
	Error    string `json:"error"`
}

// EventTypes lists the types of event of all processes together, such as for the topics of a message bus.
func EventTypes() []string {
	return slices.Concat(customer.EventTypes(), contact.EventTypes(), marketing.EventTypes(), selling.EventTypes(),
		ordering.EventTypes(), problem.EventTypes(), sla.EventTypes(), retention.EventTypes(), risk.EventTypes(), insight.EventTypes(), billing.EventTypes(), collection.EventTypes(), relationship.EventTypes(), []string{EventReactionFailed, EventRequestFailed, EventPersonalDataErased})
}
