package problem

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Note is something said about a ticket (TMF621).
type Note struct {
	ID     string    `json:"id"` // unique within the ticket
	Kind   NoteKind  `json:"kind"`
	Author string    `json:"author,omitempty"`
	Date   time.Time `json:"date"`
	Text   string    `json:"text"`
}

// NoteKind is who says something to whom. TMF621 does not tell; the ticket's clocks need it.
type NoteKind string

// The kinds of note.
const (
	Response   NoteKind = "response"   // an answer to the customer: the first one stops the clock of the first response
	Update     NoteKind = "update"     // news to the customer while the problem lasts
	Disclosure NoteKind = "disclosure" // the customer is told of a problem that was found inside; only by TellDegradation
	Message    NoteKind = "message"    // from the customer
	Internal   NoteKind = "internal"   // not for the customer; no clock cares
)

// noteRows tell what a kind of note is in the history, and what is emitted.
var noteRows = map[NoteKind]struct {
	entry clock.Type
	event string
}{
	Response:   {clock.Responded, EventInformed},
	Update:     {clock.AgentUpdated, EventInformed},
	Disclosure: {clock.Responded, EventDisclosed},
	Message:    {clock.CustomerWrote, EventNoted},
	Internal:   {"", EventNoted},
}

// MaxNotes is how many notes a ticket may have.
const MaxNotes = 1000

// AddNote notes what was said about an open ticket. Responses and updates go to the customer, through the outbox.
func (s *Service) AddNote(ctx context.Context, id string, kind NoteKind, author, text string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.AddNoteTx(u, id, kind, author, text) })
}

// AddNoteTx is AddNote in the caller's unit.
func (s *Service) AddNoteTx(u *work.Unit, id string, kind NoteKind, author, text string) (Ticket, error) {
	var c fault.Check
	_, known := noteRows[kind]
	c.That(known && kind != Disclosure, "kind", fault.RuleUnknown, "must be response, update, message or internal")
	if checkNote(&c, author, text); len(c.Fields()) > 0 {
		return Ticket{}, c.Err("problem.note")
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) { return t.note(kind, author, text, u.At, say) })
}

func checkNote(c *fault.Check, author, text string) {
	c.Optional("author", author, fault.MaxID)
	c.Text("text", text, fault.MaxText)
}

func (t Ticket) note(kind NoteKind, author, text string, at time.Time, say say) (Ticket, error) {
	if !t.Status.Open() {
		return t, fault.State(t.Subject(), "is "+string(t.Status)+"; notes are added to open tickets, so reopen it first")
	}
	row := noteRows[kind]
	n := Note{ID: strconv.Itoa(len(t.Notes) + 1), Kind: kind, Author: author, Date: at, Text: text}
	t.Notes = append(slices.Clone(t.Notes), n)
	if row.entry != "" {
		t = t.enter(at, clock.Entry{Type: row.entry})
	}
	var c fault.Check
	c.That(len(t.Notes) <= MaxNotes, "", fault.RuleLength, fmt.Sprintf("would have more than %d notes: open another ticket", MaxNotes))
	t.checkSize(&c)
	say(row.event, NoteNotice{Notice: t.notice(), Note: n})
	return t, c.Err(t.Subject())
}

// untold reports whether the ticket was found inside, and nothing was said about it to the customer.
func (t Ticket) untold() bool {
	return t.Proactive && !slices.ContainsFunc(t.Notes, func(n Note) bool { return slices.Contains([]NoteKind{Response, Update, Disclosure}, n.Kind) })
}

// TellDegradation tells the customer of a problem that was found inside, before the customer noticed it. By the eTOM that is Problem
// Handling's to do; by its flows it is Customer QoS/SLA Management's (the document's critique, section 7, point 4): who does it is
// the caller's setting.
func (s *Service) TellDegradation(ctx context.Context, id, text string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.TellDegradationTx(u, id, text) })
}

// TellDegradationTx is TellDegradation in the caller's unit.
func (s *Service) TellDegradationTx(u *work.Unit, id, text string) (Ticket, error) {
	var c fault.Check
	if checkNote(&c, "", text); len(c.Fields()) > 0 {
		return Ticket{}, c.Err("problem.degradation")
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		if !t.Proactive || t.Customer == "" {
			return t, fault.State(t.Subject(), "was reported by its customer, or has none to tell")
		}
		return t.note(Disclosure, "", text, u.At, say)
	})
}
