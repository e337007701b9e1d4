// Package lifecycle owns typed transition tables: where an event leads from a state, and why.
// It does not own the state of any entity (that is a plain field of the entity) and calls nothing back.
//
//	var Door = lifecycle.MustNew("door", Closed, []State{Removed}, []lifecycle.Transition[State, Event]{
//		{On: Open, From: Closed, To: Ajar, Why: "somebody comes"},
//		{On: Shut, From: Ajar, To: Closed, Why: "it is cold"},
//		{On: Remove, From: Ajar, To: Removed, Why: "the house is rebuilt"},
//	})
//
//	next, err := Door.Next(Closed, Shut) // *lifecycle.Error: allowed is open
//
// When a table is made, a state machine of github.com/looplab/fsm is built from it and asked for every pair of
// state and event; Next answers from what that machine said, so table and machine cannot differ.
package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/looplab/fsm"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Transition is one row: in state From, the event On leads to To. Why is the sentence of the standard, or ours where
// the standard has none.
type Transition[S, E ~string] struct {
	On   E
	From S
	To   S
	Why  string
}

// Lifecycle is a checked transition table. It is immutable and safe for concurrent use.
type Lifecycle[S, E ~string] struct {
	name      string
	initial   S
	final     []S
	rows      []Transition[S, E]
	states    []S
	events    []E
	next      map[step[S, E]]S
	permitted map[S][]E
}

type step[S, E ~string] struct {
	from S
	on   E
}

// New checks a table and builds the life cycle named name, such as "ordering.order". It refuses, all faults at once
// as fault.ErrInvalid: a table without rows, two rows for one state and event, states that cannot be reached from
// initial, dead ends that are not among final, final states with a way out, empty words, and rows without a Why.
func New[S, E ~string](name string, initial S, final []S, rows []Transition[S, E]) (*Lifecycle[S, E], error) {
	l := &Lifecycle[S, E]{
		name: name, initial: initial, final: slices.Clone(final), rows: slices.Clone(rows),
		next: map[step[S, E]]S{}, permitted: map[S][]E{},
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	if err := l.ask(l.Machine(initial)); err != nil {
		return nil, err
	}
	return l, nil
}

// MustNew is New for package-level tables; it panics on a wrong one.
func MustNew[S, E ~string](name string, initial S, final []S, rows []Transition[S, E]) *Lifecycle[S, E] {
	l, err := New(name, initial, final, rows)
	if err != nil {
		panic(err)
	}
	return l
}

// ask fills next with the machine's answer for every pair of state and event.
func (l *Lifecycle[S, E]) ask(m *fsm.FSM) error {
	for _, s := range l.states {
		for _, e := range l.events {
			m.SetState(string(s))
			err := m.Event(context.Background(), string(e))
			var same fsm.NoTransitionError // looplab's word for a row that leads back to its own state
			var not fsm.InvalidEventError
			switch {
			case err == nil, errors.As(err, &same) && same.Err == nil:
				l.next[step[S, E]{s, e}] = S(m.Current())
				l.permitted[s] = append(l.permitted[s], e)
			case errors.As(err, &not):
			default:
				return fmt.Errorf("life cycle %q: %s in %s: %w", l.name, e, s, err)
			}
		}
	}
	return nil
}

// Next is the state to which the event leads, or an *Error that says what is permitted instead.
func (l *Lifecycle[S, E]) Next(from S, on E) (S, error) {
	to, ok := l.next[step[S, E]{from, on}]
	if !ok {
		return from, &Error{
			Lifecycle: l.name, From: string(from), Event: string(on), Permitted: words(l.permitted[from]), Final: l.Final(from),
		}
	}
	return to, nil
}

// Can reports whether the event is permitted in the state.
func (l *Lifecycle[S, E]) Can(from S, on E) bool {
	_, ok := l.next[step[S, E]{from, on}]
	return ok
}

// Permitted lists the events permitted in a state, in the order of Events.
func (l *Lifecycle[S, E]) Permitted(from S) []E { return slices.Clone(l.permitted[from]) }

// Name is the name the life cycle was made with.
func (l *Lifecycle[S, E]) Name() string { return l.name }

// Initial is the state in which entities begin.
func (l *Lifecycle[S, E]) Initial() S { return l.initial }

// Final reports whether a state is final.
func (l *Lifecycle[S, E]) Final(s S) bool { return slices.Contains(l.final, s) }

// Known reports whether a state is one of the table.
func (l *Lifecycle[S, E]) Known(s S) bool { return slices.Contains(l.states, s) }

// States lists the states, initial first, then in the order in which the table first names them.
func (l *Lifecycle[S, E]) States() []S { return slices.Clone(l.states) }

// Events lists the events, in the order in which the table first names them.
func (l *Lifecycle[S, E]) Events() []E { return slices.Clone(l.events) }

// Transitions lists the rows.
func (l *Lifecycle[S, E]) Transitions() []Transition[S, E] { return slices.Clone(l.rows) }

// Machine is a live looplab machine in the given state, for those who want its callbacks or its diagrams.
// Mind that v1.0.3 stays locked when the context of an Event is cancelled, and that it answers a row that leads back
// to its own state with NoTransitionError.
func (l *Lifecycle[S, E]) Machine(state S) *fsm.FSM {
	rows := make(fsm.Events, len(l.rows))
	for i, r := range l.rows {
		rows[i] = fsm.EventDesc{Name: string(r.On), Src: []string{string(r.From)}, Dst: string(r.To)}
	}
	return fsm.NewFSM(string(state), rows, nil)
}

// Error says that an event is not permitted in a state, and which are. It is fault.ErrState.
type Error struct {
	Lifecycle string
	From      string
	Event     string
	Permitted []string
	Final     bool // nothing is permitted in From, as it is final
}

func (e *Error) Error() string {
	why := "; allowed: " + strings.Join(e.Permitted, ", ")
	switch {
	case e.Final:
		why = ", which is final"
	case len(e.Permitted) == 0:
		why = ", which is none of its states"
	}
	return fmt.Sprintf("%s: %s is not allowed in state %q%s", e.Lifecycle, e.Event, e.From, why)
}

// Is reports whether target is fault.ErrState.
func (e *Error) Is(target error) bool { return target == fault.ErrState }

func words[W ~string](from []W) []string {
	to := make([]string, len(from))
	for i, w := range from {
		to[i] = string(w)
	}
	return to
}
