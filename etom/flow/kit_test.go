package flow_test

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/store"
)

// scribe writes journals as the services would.
type scribe struct {
	events  []event.Event
	chained bool // what comes from inside names the event before as its cause
}

func (s *scribe) write(typ, cause string) event.Event {
	no := len(s.events) + 1
	e := event.Event{Meta: store.Meta{ID: fmt.Sprintf("e-%d", no)}, No: int64(no), Type: typ, Cause: cause}
	s.events = append(s.events, e)
	return e
}

// cause is the id of the event before, if the arrow comes from inside and the scribe chains.
func (s *scribe) cause(a flow.Arrow) string {
	if !s.chained || len(s.events) == 0 || a.From.Kind() == etom.KindOutside {
		return ""
	}
	return s.events[len(s.events)-1].ID
}

// arrow writes what proves an arrow: one event, or two if it passes through somebody.
func (s *scribe) arrow(a flow.Arrow) {
	switch {
	case a.Via == "":
		s.write(a.Event, s.cause(a))
	case a.From == etom.Customer:
		passed := s.write(a.Passed, s.cause(a))
		s.write(a.Event, passed.ID)
	default:
		e := s.write(a.Event, s.cause(a))
		s.write(a.Passed, e.ID)
	}
}

// journal is the journal of steps, given by their numbers.
func journal(f flow.Flow, chained bool, steps ...int) []event.Event {
	s := &scribe{chained: chained}
	for _, no := range steps {
		for _, a := range f.Steps[no-1].Arrows {
			s.arrow(a)
		}
	}
	return s.events
}

// all numbers the steps of a flow.
func all(f flow.Flow) []int {
	var steps []int
	for _, s := range f.Steps {
		steps = append(steps, s.No)
	}
	return steps
}

// types are the types of event that a flow knows.
func types(f flow.Flow) []string {
	var found []string
	for _, s := range f.Steps {
		for _, a := range s.Arrows {
			for _, typ := range []string{a.Event, a.Passed} {
				if typ != "" && !slices.Contains(found, typ) {
					found = append(found, typ)
				}
			}
		}
	}
	return found
}

// renumbered gives the events the numbers of their places.
func renumbered(events []event.Event) []event.Event {
	events = slices.Clone(events)
	for i := range events {
		events[i].No = int64(i + 1)
	}
	return events
}

func insert(events []event.Event, at int, e event.Event) []event.Event {
	return renumbered(slices.Insert(slices.Clone(events), at, e))
}
