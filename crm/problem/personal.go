package problem

import (
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

// scrub takes the words out of a ticket. What its clocks, its family and its figures need stays: the history of its states, the
// feature and the resource, the contract, who of the provider's people had it.
var scrub = personal.Scrub[Ticket]("externalId", "interaction", "agreement", "ticketType", "feature", "resource", "role", "@referredType", "relationshipType",
	"status", "priority", "Alike.value", "CustomerPriority.priority", "ServiceLevelPriority.priority", "version", "priorities", "statuses", "parent",
	"group", "person", "by", "to", "Escalation.measure")

// held is what is kept about customers: tickets.
var held = personal.Holders{
	personal.Of(tickets, personal.Records[Ticket]{Holder: "crm/problem", Purpose: "to solve the customer's problems", Basis: personal.Contract, Key: keyCustomer,
		Case:  func(t Ticket) string { return t.Correlation },
		Keep:  func(_ *work.Unit, t Ticket) (personal.Stay, error) { return t.stay(), nil },
		Scrub: scrub}),
}

// stay says why the words of a ticket are kept: until it is closed; then as long as the customer can claim what the problem
// has cost, unless it was rejected.
func (t Ticket) stay() personal.Stay {
	switch {
	case t.Status.Open():
		return personal.Open("the ticket is " + string(t.Status))
	case t.Status == Rejected:
		return personal.Stay{}
	}
	return personal.Claim.StaySince(t.ClosedAt)
}

// Personal shows the tickets of a customer; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes the words out of a customer's tickets, but for those that are open, and as long as the law keeps them; it
// implements personal.Holder. A parent is nobody's: what was written into it is not about one customer.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("ticketType", "feature", "resource", "impact", "parent", "into", "name", "role", "@referredType", "by", "to", "group", "person", "child",
	"contract", "statuses", "priorities", "within", "hours", "warn", "stops", "on", "from", "level")
