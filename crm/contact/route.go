package contact

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Route passes an open request on to the process that does what it asks for (3.2.2), by the table of Routes. Status inquiries
// and standard questions are not routed: AnswerStatus and AnswerQuestion answer them.
func (s *Service) Route(ctx context.Context, id string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.RouteTx(u, id) })
}

// RouteTx is Route in the caller's unit.
func (s *Service) RouteTx(u *work.Unit, id string) (Interaction, error) {
	i, err := request(u, id)
	if err != nil {
		return Interaction{}, err
	}
	if r, _ := RouteOf(i.Kind); r.Self {
		return Interaction{}, fault.State(i.Subject(), "is a "+string(i.Kind)+", which is answered here: AnswerStatus, AnswerQuestion")
	}
	return i.route(u, "")
}

// route takes the request to its process.
func (i Interaction) route(u *work.Unit, note string) (Interaction, error) {
	r, _ := RouteOf(i.Kind)
	i, err := i.apply(Route, u.At, note)
	if err != nil {
		return Interaction{}, err
	}
	i.RoutedTo = r.To
	return i.put(u, i.Kind.RoutedEvent(), i.request(note))
}

// Note writes into the history of a request how it develops (3.2.1).
func (s *Service) Note(ctx context.Context, id, note string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.NoteTx(u, id, note) })
}

// NoteTx is Note in the caller's unit.
func (s *Service) NoteTx(u *work.Unit, id, note string) (Interaction, error) {
	var c fault.Check
	c.Text("note", note, MaxNote)
	if err := c.Err("contact.note"); err != nil {
		return Interaction{}, err
	}
	i, err := interactions.Get(u, id)
	if err != nil {
		return Interaction{}, err
	}
	if len(i.History) >= maxHistory {
		return Interaction{}, fault.State(i.Subject(), fmt.Sprintf("has %d entries in its history; a new contact is needed", maxHistory))
	}
	i = i.note(u.At, note)
	return i, interactions.Put(u, &i)
}

// The bounds of an interaction's history: with both at their limit, and the longest text and content, it still fits into a store.
const (
	MaxNote    = 2000 // bytes of a note
	maxHistory = 50   // entries, beyond which no note is taken
)
