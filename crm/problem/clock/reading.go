package clock

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// State is how a target stands.
type State string

// The states.
const (
	StateRunning       State = "running"
	StateWarned        State = "warned"        // running, and the time of a warning is past
	StatePaused        State = "paused"        // WhyPaused says why; the warnings stay what they were
	StateMet           State = "met"           // done in time
	StateBreached      State = "breached"      // not done in time, whether or not it has been done since
	StateNotApplicable State = "notApplicable" // not promised for this priority; nobody waits for an update; the ticket was cancelled or merged
)

// Reading is what a ticket's clocks show at an instant. A plain value.
type Reading struct {
	AsOf    time.Time `json:"asOf"`
	Targets []Figure  `json:"targets"`       // one for each kind that the contract promises, in the order of the kinds
	Next    time.Time `json:"next,omitzero"` // the next instant at which something changes if nothing happens; zero: never
}

// Figure is what the clock of one target shows. Used + Left is Within, always.
type Figure struct {
	Kind      Kind          `json:"kind"`
	State     State         `json:"state"`
	Within    calendar.Span `json:"within"`
	Used      calendar.Span `json:"used"`                // working time, the pauses left out
	Left      calendar.Span `json:"left"`                // below 0: overdue by so much
	Started   time.Time     `json:"started,omitzero"`    // zero: not yet
	Ended     time.Time     `json:"ended,omitzero"`      // when it was done, or the ticket cancelled or merged; zero: it goes on
	Due       time.Time     `json:"due,omitzero"`        // when it breaches if nothing pauses, or breached; zero: paused, or ended before
	WarnAt    []time.Time   `json:"warnAt,omitempty"`    // when it warns or warned, in the order of time
	Paused    []Stopped     `json:"paused,omitempty"`    // working time for which it stood, by cause
	WhyPaused Cause         `json:"whyPaused,omitempty"` // if it is paused
	Breaches  []Breach      `json:"breaches,omitempty"`  // those of former runs too: no answer, denial or reopening takes one away
}

// Stopped is the working time for which a cause stopped a clock. A plain value.
type Stopped struct {
	Cause Cause         `json:"cause"`
	For   calendar.Span `json:"for"`
}

// Breach is a promise broken: the working time promised, Within, of the run that began at Started was used up at At. A plain value.
type Breach struct {
	Started time.Time     `json:"started"`
	At      time.Time     `json:"at"`
	Within  calendar.Span `json:"within"`
}

// Figure is the figure of a kind; false if the contract promises none.
func (r Reading) Figure(k Kind) (Figure, bool) {
	for _, f := range r.Targets {
		if f.Kind == k {
			return f, true
		}
	}
	return Figure{}, false
}
