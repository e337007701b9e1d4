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
		f := m.figure(r.asOf)
		if m.err != nil {
			return Reading{}, m.err
		}
		reading.Targets = append(reading.Targets, f)
		for _, at := range append(f.WarnAt, f.Due) {
			if at.After(r.asOf) && (reading.Next.IsZero() || at.Before(reading.Next)) {
				reading.Next = at
			}
		}
	}
	return reading, nil
}

func (m *meter) figure(asOf time.Time) Figure {
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
		if m.cause == "" {
			m.foresee(&f, asOf)
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
func (m *meter) foresee(f *Figure, asOf time.Time) {
	if m.isBreached() {
		return
	}
	f.Due = m.after(asOf, m.within-m.used)
	for _, w := range m.target.Warn {
		if at := w.at(m.within); at > m.used {
			f.WarnAt = append(f.WarnAt, m.after(asOf, at-m.used))
		}
	}
}
