package contact

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// noTime bounds nothing.
var noTime time.Time

// History returns all contacts with a customer, in and out, over all channels and departments, in the order of time.
func (s *Service) History(ctx context.Context, customer string) ([]Interaction, error) {
	return s.find(ctx, spanOf(byHistory, customer, noTime, noTime))
}

// Case returns all contacts of a case, in the order of time.
func (s *Service) Case(ctx context.Context, correlation string) ([]Interaction, error) {
	return s.find(ctx, spanOf(byCase, correlation, noTime, noTime))
}

// Open returns the requests of a customer that are not completed, the one to be answered first first.
func (s *Service) Open(ctx context.Context, customer string) ([]Interaction, error) {
	open, err := s.find(ctx, store.Query{Key: byOpen, Equal: customer, Exact: true})
	return byUrgency(open), err
}

// Waiting returns the requests that a process has been given and not completed, the one to be answered first first. What
// waits for etom.CustomerInterface is for an agent: unknown senders, unrecognised kinds, unanswered questions.
func (s *Service) Waiting(ctx context.Context, party etom.Party) ([]Interaction, error) {
	open, err := s.find(ctx, store.Query{Key: byWaiting, Equal: string(party), Exact: true})
	return byUrgency(open), err
}

// Received returns the contacts of a kind that came in from an instant up to, not including, another; a zero one is no bound.
func (s *Service) Received(ctx context.Context, kind Kind, from, until time.Time) ([]Interaction, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Interaction, error) { return s.ReceivedTx(u, kind, from, until) })
}

// ReceivedTx is Received in the caller's unit.
func (s *Service) ReceivedTx(u *work.Unit, kind Kind, from, until time.Time) ([]Interaction, error) {
	found, _, err := interactions.Page(u, spanOf(byKind, string(kind), from, until))
	return found, err
}

func (s *Service) find(ctx context.Context, q store.Query) ([]Interaction, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Interaction, error) {
		found, _, err := interactions.Page(u, q)
		return found, err
	})
}

// inCase returns all contacts of a case, in the order of time.
func inCase(u *work.Unit, correlation string) ([]Interaction, error) {
	found, _, err := interactions.Page(u, spanOf(byCase, correlation, noTime, noTime))
	return found, err
}

func byUrgency(open []Interaction) []Interaction {
	slices.SortStableFunc(open, func(a, b Interaction) int {
		return cmp.Or(a.AnswerBy.Compare(b.AnswerBy), cmp.Compare(a.ID, b.ID))
	})
	return open
}
