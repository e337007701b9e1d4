package problem

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

// Signal is a warning or a breach of one of a ticket's clocks that was raised: once for each run of the clock.
type Signal struct {
	Kind    clock.Kind  `json:"kind"`
	State   clock.State `json:"state"`             // clock.StateWarned or clock.StateBreached
	Started time.Time   `json:"started"`           // of the run
	Warning int         `json:"warning,omitempty"` // the how manieth of the run, from 1
	At      time.Time   `json:"at"`                // when the clock reached it
	Raised  time.Time   `json:"raised"`
}

// unraised are the signals of a reading that were not raised before. Of several warnings that have passed the last is raised,
// of a clock that has been breached or stopped meanwhile none.
func (t Ticket) unraised(r clock.Reading) []Signal {
	var fresh []Signal
	add := func(s Signal) {
		known := slices.ContainsFunc(t.Signals, func(o Signal) bool {
			return o.Kind == s.Kind && o.State == s.State && o.Started.Equal(s.Started) && o.Warning >= s.Warning
		})
		if !known {
			fresh = append(fresh, s)
		}
	}
	for _, f := range r.Targets {
		passed := 0
		for _, at := range f.WarnAt {
			if !at.After(r.AsOf) {
				passed++
			}
		}
		if f.State == clock.StateWarned && passed > 0 {
			add(Signal{Kind: f.Kind, State: clock.StateWarned, Started: f.Started, Warning: passed, At: f.WarnAt[passed-1]})
		}
		for _, b := range f.Breaches {
			add(Signal{Kind: f.Kind, State: clock.StateBreached, Started: b.Started, At: b.At})
		}
	}
	return fresh
}

// ripe reports whether the signal can be raised: who answers at the very instant at which the time is over is in time, so a
// breach is certain only behind it.
func (s Signal) ripe(asOf time.Time) bool {
	return s.State == clock.StateWarned || s.At.Before(asOf)
}

// watch is when the ticket's clocks are to be looked at next.
func (t Ticket) watch(at time.Time) (time.Time, error) {
	reading, err := t.Clock(at)
	if err != nil {
		return time.Time{}, err
	}
	next := reading.Next
	for _, signal := range t.unraised(reading) {
		if signal.ripe(reading.AsOf) {
			return at, nil
		}
		next = behind(signal.At)
	}
	return next, nil
}

// behind is the first instant at which another one has passed.
func behind(at time.Time) time.Time { return at.Add(time.Microsecond) }

// raise says what the ticket's clocks show now and was not said before.
func (t Ticket) raise(at time.Time, say say) (Ticket, error) {
	reading, err := t.Clock(at)
	if err != nil {
		return t, err
	}
	for _, signal := range t.unraised(reading) {
		if !signal.ripe(reading.AsOf) {
			continue
		}
		signal.Raised = at
		t.Signals = append(slices.Clone(t.Signals), signal)
		figure, _ := reading.Figure(signal.Kind)
		event := EventClockWarned
		if signal.State == clock.StateBreached {
			event = EventClockBreached
		}
		say(event, ClockNotice{Notice: t.notice(), Signal: signal, Clock: figure})
	}
	return t, nil
}
