package contact

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Complete ends a request: the process that had it is done, or an agent was. The note says how it ended; it may be empty.
func (s *Service) Complete(ctx context.Context, id, note string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.CompleteTx(u, id, note) })
}

// CompleteTx is Complete in the caller's unit.
func (s *Service) CompleteTx(u *work.Unit, id, note string) (Interaction, error) {
	var c fault.Check
	c.Optional("note", note, MaxNote)
	if err := c.Err("contact.complete"); err != nil {
		return Interaction{}, err
	}
	i, err := interactions.Get(u, id)
	if err != nil {
		return Interaction{}, err
	}
	return i.complete(u, note)
}

// complete ends the request and says so.
func (i Interaction) complete(u *work.Unit, note string) (Interaction, error) {
	i, err := i.apply(Complete, u.At, note)
	if err != nil {
		return Interaction{}, err
	}
	return i.put(u, EventCompleted, i.request(note))
}

// Register notes that a customer's contact has led to where it could (pre-sales, step 12): the open requests of the case are
// completed, those of the given kinds, or all if none is given. A case without any contact is fault.ErrNotFound. What it
// returns are the requests that it completed.
func (s *Service) Register(ctx context.Context, correlation string, kinds ...Kind) ([]Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) ([]Interaction, error) { return s.RegisterTx(u, correlation, kinds...) })
}

// RegisterTx is Register in the caller's unit.
func (s *Service) RegisterTx(u *work.Unit, correlation string, kinds ...Kind) ([]Interaction, error) {
	all, err := inCase(u, correlation)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.NotFound(fault.Subject("contact.case", correlation))
	}
	last := all[len(all)-1]
	r := Registration{Customer: last.Customer, Interactions: []string{}}
	var done []Interaction
	for _, i := range all {
		if !i.waits(kinds) {
			continue
		}
		if i, err = i.apply(Complete, u.At, "registered"); err != nil {
			return nil, err
		}
		if err := interactions.Put(u, &i); err != nil {
			return nil, err
		}
		r.Interactions, done = append(r.Interactions, i.ID), append(done, i)
	}
	return done, u.Emit(EventRegistered, last.ID, correlation, r)
}

// waits reports whether it is an open request of one of the kinds; none means any.
func (i Interaction) waits(kinds []Kind) bool {
	return i.Direction == FromCustomer && !i.Final() && !i.Unknown() && (len(kinds) == 0 || slices.Contains(kinds, i.Kind))
}
