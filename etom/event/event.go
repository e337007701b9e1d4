// Package event owns the journal: what happened, written in the transaction in which it happened. The journal is the
// audit trail and the outbox at once. It does not own what an event means, nor to whom it is delivered.
//
//	err := env.Update(ctx, func(u *work.Unit) error {            // state and event commit together, or neither does
//		order.State = ordering.Completed
//		return errors.Join(orders.Put(u, &order), u.Emit("ordering.order.completed", order.ID, order.Correlation, order))
//	})
//
//	relay := event.NewRelay(st, "bmw", deliver, nil)              // later, outside the transaction
//	report, err := relay.Drain(ctx)
//
// The promise: every committed event is delivered at least once and, within a correlation, in its order; a consumer
// drops what it has seen by ID. Events of one correlation are numbered 1, 2, 3 … without a gap.
package event

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Event is one thing that happened. It is never changed but for Delivered, and by Redact.
type Event struct {
	store.Meta
	Type        string          `json:"type"`                // package.noun.participle: ordering.order.completed
	Subject     string          `json:"subject"`             // the id of what it happened to
	Correlation string          `json:"correlation"`         // the case it belongs to: one enquiry, one order
	No          int64           `json:"no"`                  // its place within the correlation, from 1
	Cause       string          `json:"cause,omitempty"`     // the id of the event that set it off; empty: somebody from outside
	CauseCase   string          `json:"causeCase,omitempty"` // the correlation of that event, if it is another
	At          time.Time       `json:"at"`                  // the instant of its transaction, UTC
	Customer    string          `json:"customer,omitempty"`  // whose it is: what its data says on top under "customer"
	Data        json.RawMessage `json:"data,omitempty"`
	Delivered   bool            `json:"delivered,omitempty"`
	Redacted    *Redacted       `json:"redacted,omitempty"` // nil: the data is as it was written
}

// Read decodes the event's data into to.
func (e Event) Read(to any) error {
	if err := json.Unmarshal(e.Data, to); err != nil {
		return fmt.Errorf("%s: data: %w", fault.Subject(e.Type, e.ID), err)
	}
	return nil
}

// stream counts the events of one correlation.
type stream struct {
	store.Meta
	Last int64 `json:"last"`
}

const (
	byCorrelation = "correlation" // correlation and number, for ever
	byPending     = "pending"     // the same, until delivered
	byCustomer    = "customer"    // Event.Customer; what was written before there was this key has none until it is written again
)

var (
	streams = store.NewCollection[stream]("event.stream", nil)
	events  = store.NewCollection("event.event", func(e *Event) []store.Key {
		place := place(e.Correlation, e.No)
		keys := append(make([]store.Key, 0, 3), store.Key{Name: byCorrelation, Value: place}, store.Key{Name: byCustomer, Value: e.Customer})
		if e.Delivered {
			return keys
		}
		return append(keys, store.Key{Name: byPending, Value: place})
	})
)

// place sorts by correlation, then by number.
func place(correlation string, no int64) string { return fmt.Sprintf("%s/%012d", correlation, no) }

// Append writes an event to the journal and gives it the next number of its correlation.
// Type, Subject, Correlation and ID must be set; At is kept in UTC microseconds.
func Append(in store.In, e Event) (Event, error) {
	if err := e.check(); err != nil {
		return e, err
	}
	s, _, err := streams.Find(in, e.Correlation)
	if err != nil {
		return e, err
	}
	s.ID = e.Correlation
	s.Last++
	e.No, e.Version, e.Delivered, e.Redacted = s.Last, 0, false, nil
	e.At, e.Customer = fault.Instant(e.At), customerIn(e.Data)
	if err := events.Put(in, &e); err != nil {
		return e, err // before the count goes up, so that whoever goes on after the error leaves no gap
	}
	return e, streams.Put(in, &s)
}

func (e Event) check() error {
	var c fault.Check
	c.Text("type", e.Type, store.MaxKind)
	c.Text("id", e.ID, fault.MaxID)
	c.Text("subject", e.Subject, fault.MaxID)
	c.Text("correlation", e.Correlation, fault.MaxID)
	c.Optional("causeCase", e.CauseCase, fault.MaxID)
	c.That(!e.At.IsZero(), "at", fault.RuleRequired, "must be the instant of the transaction")
	c.That(e.Data == nil || json.Valid(e.Data), "data", fault.RuleFormat, "must be JSON")
	return c.Err(fault.Subject("event.event", e.ID))
}

// customerIn is what data says on top under "customer"; empty if that is no id.
func customerIn(data json.RawMessage) string {
	var on struct {
		Customer json.RawMessage `json:"customer"`
	}
	var id string
	if json.Unmarshal(data, &on) != nil || json.Unmarshal(on.Customer, &id) != nil {
		return ""
	}
	var c fault.Check
	if c.Text("customer", id, fault.MaxID); len(c.Fields()) > 0 {
		return ""
	}
	return id
}

// Of returns the events of a correlation in their order.
func Of(in store.In, correlation string) ([]Event, error) {
	found, _, err := events.Page(in, of(byCorrelation, correlation))
	if err != nil {
		return nil, err
	}
	kept := found[:0]
	for _, e := range found { // a correlation may itself contain a slash
		if e.Correlation == correlation {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// of selects by a key what has a place in a correlation, or in one that continues it behind a slash.
func of(key, correlation string) store.Query {
	return store.Query{Key: key, From: correlation + "/", To: correlation + "0"} // '0' follows '/'
}

// Pending returns up to limit events that are not delivered yet, behind the cursor; a zero cursor comes back at the end.
func Pending(in store.In, after store.Cursor, limit int) ([]Event, store.Cursor, error) {
	return events.Page(in, store.Query{Key: byPending, After: after, Limit: limit})
}
