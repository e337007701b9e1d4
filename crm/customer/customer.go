package customer

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/store"
)

// Kind tells what sort of party the customer is; the words are the resources of TMF632. It never changes: a trader who
// founds a company brings a new customer about.
type Kind string

// The kinds.
const (
	Individual   Kind = "individual"
	Organization Kind = "organization"
)

// Customer is a customer of TMF629. It is a value.
type Customer struct {
	store.Meta
	Correlation string `json:"correlation"`              // the case in which the relationship was established
	Number      string `json:"customerNumber,omitempty"` // as it is printed; unique. Without one the id serves
	Kind        Kind   `json:"kind"`
	Data
	Status        Status         `json:"status"`
	StatusHistory []StatusChange `json:"statusHistory"`
	EstablishedAt time.Time      `json:"establishedAt"`
	Merged        *Merging       `json:"merged,omitempty"` // it was a duplicate of another record
}

// StatusChange is one entry of a customer's status history. The first has neither From nor Event.
type StatusChange struct {
	At     time.Time `json:"at"`
	From   Status    `json:"from,omitempty"`
	Event  Event     `json:"event,omitempty"`
	To     Status    `json:"to"`
	Reason string    `json:"statusReason,omitempty"`
}

// Subject names the customer for messages.
func (c Customer) Subject() string { return customers.Subject(c.ID) }

// Permitted lists the events the life cycle permits now.
func (c Customer) Permitted() []Event { return life.Permitted(c.Status) }

// apply takes the event through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (c Customer) apply(on Event, at time.Time, reason string) (Customer, error) {
	to, err := life.Next(c.Status, on)
	if err != nil {
		return c, fmt.Errorf("%s: %w", c.Subject(), err)
	}
	c.StatusHistory = append(slices.Clone(c.StatusHistory), StatusChange{At: at, From: c.Status, Event: on, To: to, Reason: reason})
	c.Status = to
	return c, nil
}
