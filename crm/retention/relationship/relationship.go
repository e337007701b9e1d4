package relationship

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Relationship is the relationship with a customer; its id is the customer's. It is a value. The status of the customer is derived from
// it by whoever wires the processes: suspended while there is any suspension.
type Relationship struct {
	store.Meta
	Correlation   string       `json:"correlation"` // the case of the relationship; that of an ending is its own
	EstablishedAt time.Time    `json:"establishedAt"`
	Times         int          `json:"times"` // how many times it was established: who comes back is the same customer
	Suspensions   []Suspension `json:"suspensions,omitempty"`
	EndedAt       time.Time    `json:"endedAt,omitzero"`     // zero: it goes on
	MergedInto    string       `json:"mergedInto,omitempty"` // it was that of a duplicate record; it goes on with that customer
	Entries       int          `json:"entries"`              // how many entries the history has
}

// Suspension is one reason for which nothing is delivered for the time being.
type Suspension struct {
	Code   SuspensionCode `json:"code"`
	Since  time.Time      `json:"since"`
	Reason string         `json:"reason"` // one line, for people; never in the journal
}

// Entry is one entry of a relationship's history.
type Entry struct {
	store.Meta
	Customer string    `json:"customer"`
	At       time.Time `json:"at"`
	Event    string    `json:"event"`            // the type of the event that was written
	Code     string    `json:"code,omitempty"`   // of the change, the suspension, the ground
	Other    string    `json:"other,omitempty"`  // the other customer, the ending
	Reason   string    `json:"reason,omitempty"` // for people; never in the journal
}

const (
	keyCustomer = "customer"
	keyOpen     = "open" // of an ending that goes on: its customer
	keyDue      = "due"
)

var relationships = store.NewCollection[Relationship]("relationship.relationship", nil)

var entries = store.NewCollection("relationship.entry", func(e *Entry) []store.Key {
	return []store.Key{{Name: keyCustomer, Value: e.Customer}}
})

// Subject names the relationship for messages.
func (r Relationship) Subject() string { return relationships.Subject(r.ID) }

// Ended reports whether the relationship has ended.
func (r Relationship) Ended() bool { return !r.EndedAt.IsZero() }

// Suspended reports whether nothing is delivered for the time being, for the reason or, if it is empty, for any.
func (r Relationship) Suspended(code SuspensionCode) bool {
	return slices.ContainsFunc(r.Suspensions, func(s Suspension) bool { return code == "" || s.Code == code })
}

// put keeps the relationship with one more entry of its history, and says it.
func (r Relationship) put(u *work.Unit, e Entry, data any) (Relationship, error) {
	r, err := r.note(u, e)
	if err != nil {
		return Relationship{}, err
	}
	return r, u.Emit(e.Event, r.ID, r.Correlation, data)
}

// note keeps the relationship with one more entry of its history.
func (r Relationship) note(u *work.Unit, e Entry) (Relationship, error) {
	r.Entries++
	e.ID, e.Customer, e.At = fmt.Sprintf("%s/%012d", r.ID, r.Entries), r.ID, u.At
	if err := entries.Put(u, &e); err != nil {
		return Relationship{}, err
	}
	return r, relationships.Put(u, &r)
}
