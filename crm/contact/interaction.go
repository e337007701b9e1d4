package contact

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Interaction is one contact with a customer, in or out (TMF683 PartyInteraction). An inbound one is a request, tracked
// until it is completed. It is a value: its methods return the changed interaction and leave the old one alone.
type Interaction struct {
	store.Meta
	Correlation string          `json:"correlation"`
	Continues   string          `json:"continues,omitempty"` // inbound: the case that the contact names; Correlation is that to which it belongs
	Customer    string          `json:"customer,omitempty"`  // empty: the sender is not identified yet
	From        string          `json:"from,omitempty"`      // the key by which the sender made contact
	Direction   Direction       `json:"direction"`
	Channel     Channel         `json:"channel"`
	Kind        Kind            `json:"kind,omitempty"` // of inbound ones
	Why         []fault.Reason  `json:"why,omitempty"`  // why it is taken for that kind
	Reason      string          `json:"reason"`         // inbound: the subject line, or the kind; outbound: the type of the event that is told
	Text        string          `json:"description,omitempty"`
	Content     json.RawMessage `json:"content,omitempty"` // the same for machines: a form's fields, an event's data
	About       string          `json:"about,omitempty"`   // the id of what it concerns (interactionItem): a quote, an order
	Language    string          `json:"language,omitempty"`
	Answers     string          `json:"answers,omitempty"` // outbound: the interaction that it answers
	Status      State           `json:"status"`
	RoutedTo    etom.Party      `json:"routedTo,omitempty"`
	Overdue     bool            `json:"overdue,omitempty"`
	History     []Change        `json:"history,omitempty"`

	At          time.Time `json:"interactionDate"`
	AnswerBy    time.Time `json:"answerBy,omitzero"` // inbound: by when it should be completed
	CompletedAt time.Time `json:"completedAt,omitzero"`
}

// Change is one entry of an interaction's history: a step of its life cycle, or a note.
type Change struct {
	At   time.Time `json:"at"`
	On   Event     `json:"event,omitempty"` // empty: a note
	To   State     `json:"status"`
	Note string    `json:"note,omitempty"`
}

// The keys by which interactions are found.
const (
	byHistory  = "history"  // customer and time
	byCase     = "case"     // correlation and time
	byKind     = "kind"     // kind and time, of inbound ones
	byOpen     = "open"     // customer, while the request is open
	byWaiting  = "waiting"  // party, while the request is open
	byAnswerBy = "answerBy" // the time, until it has passed
)

var interactions = store.NewCollection("contact.interaction", func(i *Interaction) []store.Key {
	keys := []store.Key{
		{Name: byHistory, Value: along(i.Customer, i.At)},
		{Name: byCase, Value: along(i.Correlation, i.At)},
	}
	if i.Direction == ToCustomer {
		return keys
	}
	keys = append(keys, store.Key{Name: byKind, Value: along(string(i.Kind), i.At)})
	if i.Final() {
		return keys
	}
	keys = append(keys, store.Key{Name: byOpen, Value: i.Customer}, store.Key{Name: byWaiting, Value: string(i.RoutedTo)})
	if !i.Overdue {
		keys = append(keys, store.Key{Name: byAnswerBy, Value: store.TimeKey(i.AnswerBy)})
	}
	return keys
})

// along is a key's value that sorts by time what has the same owner; the owner's length keeps owners apart. No owner, no key.
func along(owner string, at time.Time) string {
	if owner == "" {
		return ""
	}
	return fmt.Sprintf("%03d/%s/%s", len(owner), owner, store.TimeKey(at))
}

// spanOf selects what along put under the owner, in the order of time; from and until bound it, unless they are zero.
func spanOf(key, owner string, from, until time.Time) store.Query {
	prefix := fmt.Sprintf("%03d/%s/", len(owner), owner)
	q := store.Query{Key: key, From: prefix + store.TimeKey(from), To: prefix[:len(prefix)-1] + "0"} // '0' follows '/'
	if !until.IsZero() {
		q.To = prefix + store.TimeKey(until)
	}
	return q
}

// Final reports whether the request is completed, or the message gone.
func (i Interaction) Final() bool { return interactionLifecycle.Final(i.Status) }

// Subject names the interaction for messages.
func (i Interaction) Subject() string { return interactions.Subject(i.ID) }

// Unknown reports whether nobody knows yet who made contact; see Resolve.
func (i Interaction) Unknown() bool { return i.Customer == "" }

// apply takes the event through the life cycle and writes the history. A wrong event is *lifecycle.Error.
func (i Interaction) apply(on Event, at time.Time, note string) (Interaction, error) {
	to, err := interactionLifecycle.Next(i.Status, on)
	if err != nil {
		return i, fmt.Errorf("%s: %w", i.Subject(), err)
	}
	i.Status = to
	i.History = append(slices.Clone(i.History), Change{At: at, On: on, To: to, Note: note})
	if i.Final() {
		i.CompletedAt = at
	}
	return i, nil
}

// note writes the history without a step.
func (i Interaction) note(at time.Time, note string) Interaction {
	i.History = append(slices.Clone(i.History), Change{At: at, To: i.Status, Note: note})
	return i
}

// request loads an inbound interaction of a known customer.
func request(u *work.Unit, id string) (Interaction, error) {
	i, err := interactions.Get(u, id)
	switch {
	case err != nil:
		return Interaction{}, err
	case i.Direction != FromCustomer:
		return Interaction{}, fault.State(i.Subject(), "is outbound; this is for requests of customers")
	case i.Unknown():
		return Interaction{}, fault.State(i.Subject(), "its sender is unknown; Resolve it first")
	}
	return i, nil
}

// put writes the interaction and one event about it.
func (i Interaction) put(u *work.Unit, typ string, data any) (Interaction, error) {
	if err := interactions.Put(u, &i); err != nil {
		return Interaction{}, err
	}
	return i, u.Emit(typ, i.ID, i.Correlation, data)
}
