package relationship

import "github.com/etomcrm/etomcrm/etom/calendar"

// The types of event that Establish & Terminate Customer Relationship writes into the journal, and their data: ids, codes and dates. What
// was said in words stands in the records, and can be erased there. The subject is the customer; of an ending's events, the ending.
const (
	EventEstablished = "relationship.customer.established" // Established
	EventChanged     = "relationship.customer.changed"     // Changed
	EventSuspended   = "relationship.customer.suspended"   // Paused
	EventResumed     = "relationship.customer.resumed"     // Paused

	EventEndingNoticed   = "relationship.ending.noticed"   // EndingNotice
	EventEndingConfirmed = "relationship.ending.confirmed" // EndingNotice: it holds; for the customer
	EventEndingWithdrawn = "relationship.ending.withdrawn" // EndingNotice; if it held, for the customer
	EventEndingBegun     = "relationship.ending.begun"     // EndingNotice: its day has come; for the processes that have something open
	EventServicesEnding  = "relationship.services.ending"  // ServicesNotice; for the outside processes concerned
	EventMatterSettled   = "relationship.matter.settled"   // MatterNotice
	EventEnded           = "relationship.ending.ended"     // EndingNotice
)

// EventTypes lists them all.
func EventTypes() []string {
	return []string{EventEstablished, EventChanged, EventSuspended, EventResumed, EventEndingNoticed, EventEndingConfirmed,
		EventEndingWithdrawn, EventEndingBegun, EventServicesEnding, EventMatterSettled, EventEnded}
}

// Established says that a relationship begins.
type Established struct {
	Customer string `json:"customer"`
	Times    int    `json:"times"` // more than 1: the customer has come back
}

// Changed says how a relationship has changed.
type Changed struct {
	Customer string     `json:"customer"`
	Code     ChangeCode `json:"code"`
	Other    string     `json:"other,omitempty"`
}

// Paused says that a suspension begins or ends.
type Paused struct {
	Customer string         `json:"customer"`
	Code     SuspensionCode `json:"code"`
	Turns    bool           `json:"turns"` // the customer was served until now, or is served from now on: no other suspension holds
}

// EndingNotice is what events say about an ending.
type EndingNotice struct {
	Customer string        `json:"customer"`
	Ending   string        `json:"ending"`
	Ground   Code          `json:"ground"`
	State    State         `json:"state"`
	EndsOn   calendar.Date `json:"endsOn"`         // the first day without service
	Held     bool          `json:"held,omitempty"` // it holds, or has held: it is for the customer to know
	Blocked  bool          `json:"blocked,omitempty"`
	Instead  string        `json:"instead,omitempty"` // of one withdrawn: the ending that has come in its place
	Open     []Matter      `json:"open,omitempty"`    // of one ended: what goes on without the relationship
}

// ServicesNotice tells the processes concerned to end the work and the services for a customer.
type ServicesNotice struct {
	Customer string        `json:"customer"`
	Ending   string        `json:"ending"`
	Ground   Code          `json:"ground"`
	EndsOn   calendar.Date `json:"endsOn"` // the first day without service
	Blocked  bool          `json:"blocked,omitempty"`
}

// MatterNotice says that something that was open is settled.
type MatterNotice struct {
	Customer string `json:"customer"`
	Ending   string `json:"ending"`
	Matter   Matter `json:"matter"`
}
