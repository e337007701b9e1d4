package relationship

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Ending is the end of a relationship on its way. It is a value. It carries the row of the table that held when notice was given: a
// changed table never changes it.
type Ending struct {
	store.Meta
	Correlation string         `json:"correlation"` // the case it belongs to
	Customer    string         `json:"customer"`
	Ground      Ground         `json:"ground"`
	State       State          `json:"state"`
	By          string         `json:"by"`               // who gave notice: an id
	Reason      string         `json:"reason,omitempty"` // for people; never in the journal
	ConfirmedBy string         `json:"confirmedBy,omitempty"`
	NoticedAt   time.Time      `json:"noticedAt"`
	NoticedOn   calendar.Date  `json:"noticedOn"`
	EndsOn      calendar.Date  `json:"endsOn"` // the first day without service
	Why         []fault.Reason `json:"why"`    // how EndsOn came about
	History     []Step         `json:"history"`
	Open        []Matter       `json:"open,omitempty"`    // at the last look, what is waited for
	Left        []Matter       `json:"left,omitempty"`    // what goes on without the relationship
	Settled     []Matter       `json:"settled,omitempty"` // what was waited for, and is over
	Instead     string         `json:"instead,omitempty"` // of one withdrawn: the ending in its place
	Kept        []Kept         `json:"kept,omitempty"`    // of one ended: what is kept by law
	CheckAt     time.Time      `json:"checkAt,omitzero"`  // when time alone changes something
}

// Step is one entry of an ending's history.
type Step struct {
	At     time.Time `json:"at"`
	From   State     `json:"from"`
	On     Move      `json:"on"`
	To     State     `json:"to"`
	Reason string    `json:"reason,omitempty"` // for people; never in the journal
}

var endings = store.NewCollection("relationship.ending", func(e *Ending) []store.Key {
	keys := []store.Key{{Name: keyCustomer, Value: e.Customer}}
	if !life.Final(e.State) {
		keys = append(keys, store.Key{Name: keyOpen, Value: e.Customer}, store.Key{Name: keyDue, Value: store.TimeKey(e.CheckAt)})
	}
	return keys
})

// About says what the ending's events are about.
func (e Ending) About() (subject, correlation string) { return e.ID, e.Correlation }

// Subject names the ending for messages.
func (e Ending) Subject() string { return endings.Subject(e.ID) }

func (e Ending) notice() EndingNotice {
	return EndingNotice{Customer: e.Customer, Ending: e.ID, Ground: e.Ground.Code, State: e.State, EndsOn: e.EndsOn, Held: e.ConfirmedBy != "", Blocked: e.Ground.Blocked, Instead: e.Instead}
}

// apply takes a move through the life cycle and writes the history.
func (e Ending) apply(on Move, at time.Time, reason string) (Ending, error) {
	to, err := life.Next(e.State, on)
	if err != nil {
		return e, fmt.Errorf("%s: %w", e.Subject(), err)
	}
	e.History = append(slices.Clone(e.History), Step{At: at, From: e.State, On: on, To: to, Reason: reason})
	e.State = to
	return e, nil
}

// Ending returns an ending.
func (s *Service) Ending(ctx context.Context, id string) (Ending, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Ending, error) { return s.EndingTx(u, id) })
}

// EndingTx is Ending in the caller's unit.
func (s *Service) EndingTx(u *work.Unit, id string) (Ending, error) { return endings.Get(u, id) }

// EndingsOf returns all endings of a customer, in order of id, those that were withdrawn included.
func (s *Service) EndingsOf(ctx context.Context, customer string) ([]Ending, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Ending, error) { return endings.By(u, keyCustomer, customer) })
}

// OpenEndingTx returns the ending of a customer that holds and is on its way; false if there is none. Proposed ones do not hold.
func (s *Service) OpenEndingTx(u *work.Unit, customer string) (Ending, bool, error) {
	open, err := endings.By(u, keyOpen, customer)
	if err != nil {
		return Ending{}, false, err
	}
	for _, e := range open {
		if e.State != Noticed {
			return e, true, nil
		}
	}
	return Ending{}, false, nil
}
