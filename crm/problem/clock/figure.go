package clock

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// reading says what the meters show.
func (r *reader) reading() (Reading, error) {
	reading := Reading{AsOf: r.asOf, Targets: make([]Figure, 0, len(r.meters))}
	for k := range r.meters {
		m := &r.meters[k]
		if !r.contract.promises(m.kind) && len(m.breaches) == 0 {
			continue
		}
		f := m.figure()
		if m.err != nil {
			return Reading{}, m.err
		}
		reading.Targets = append(reading.Targets, f)
		reading.sooner(f.Due)
		for _, at := range f.WarnAt {
			reading.sooner(at)
		}
	}
	return reading, nil
}

// sooner takes an instant for the next change if it is.
func (r *Reading) sooner(at time.Time) {
	if at.After(r.AsOf) && (r.Next.IsZero() || at.Before(r.Next)) {
		r.Next = at
	}
}

func (m *meter) figure() Figure {
	f := Figure{
		Kind:     m.kind,
		Within:   calendar.Span(m.within),
		Used:     calendar.Span(m.used),
		Left:     calendar.Span(m.within - m.used),
		Started:  m.started,
		Ended:    m.ended,
		Due:      m.breach.At,
		WarnAt:   m.warned,
		Paused:   m.paused,
		Breaches: m.breaches,
		State:    m.state(),
	}
	if m.isBreached() {
		f.Breaches = append(f.Breaches, m.breach)
	}
	if m.mode == live {
		f.WhyPaused = m.cause
		if m.cause == "" && !m.isBreached() {
			f.foresee(m)
		}
	}
	slices.SortFunc(f.WarnAt, time.Time.Compare)
	return f
}

func (m *meter) state() State {
	switch {
	case m.isBreached():
		return StateBreached
	case m.started.IsZero(), m.mode == quit:
		return StateNotApplicable
	case m.mode != live:
		return StateMet
	case m.cause != "":
		return StatePaused
	case len(m.warned) > 0:
		return StateWarned
	}
	return StateRunning
}

// foresee adds what comes if nothing pauses.
func (f *Figure) foresee(m *meter) {
	f.Due = m.after(m.last, m.within-m.used)
	for _, w := range m.target.Warn {
		if at := w.at(m.within); at > m.used {
			f.WarnAt = append(f.WarnAt, m.after(m.last, at-m.used))
		}
	}
}
