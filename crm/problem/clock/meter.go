package clock

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// mode is what a meter does.
type mode uint8

const (
	idle mode = iota // not begun
	live             // running, or standing for a cause
	over             // done: the promise was kept or broken
	quit             // ended with nothing done: cancelled or merged
)

// meter measures one kind of target. It counts working time only when something changes, never entry by entry.
type meter struct {
	kind     Kind
	target   *Target // nil: nothing is promised
	within   time.Duration
	dial     *dial
	mode     mode
	cause    Cause         // why it stands; empty: it runs
	last     time.Time     // accounted up to here
	mark     time.Duration // what the dial showed then
	started  time.Time     // of the present or last run, as all below
	ended    time.Time     //
	used     time.Duration //
	breach   Breach        // At is zero: there is none
	warned   []time.Time   //
	paused   []Stopped     //
	breaches []Breach      // of all runs that are past
	shelved  *meter        // the run as it stood when nothing was promised any more; nil: there was none
	err      error
}

// begin starts a run, or goes on with the one that stood when nothing was promised any more.
func (m *meter) begin(at time.Time) {
	if m.shelved != nil {
		m.resume(at)
		return
	}
	m.keep()
	m.mode, m.started, m.ended, m.used, m.within = live, at, time.Time{}, 0, m.target.Within.Duration()
	m.last, m.mark = at, m.dial.at(at)
	m.warned, m.paused = m.warned[:0], m.paused[:0]
}

// keep puts a breach of the present run with the others.
func (m *meter) keep() {
	if m.isBreached() {
		m.breaches, m.breach = append(m.breaches, m.breach), Breach{}
	}
}

func (m *meter) isBreached() bool { return !m.breach.At.IsZero() }

func (m *meter) breakAt(at time.Time) {
	m.breach = Breach{Started: m.started, At: at, Within: calendar.Span(m.within)}
}

// done ends the run with the promise fulfilled.
func (m *meter) done(at time.Time) { m.end(at, over) }

// stop ends the run with nothing fulfilled.
func (m *meter) stop(at time.Time) { m.end(at, quit) }

func (m *meter) end(at time.Time, as mode) {
	if m.kind == Update {
		m.shelved = nil // the next update is another run
	}
	if m.mode == live {
		m.reach(at)
		m.mode, m.ended = as, at
	}
}

// reach accounts up to an instant at which something happens. At the very instant at which the time is used up that is in time.
func (m *meter) reach(at time.Time) {
	m.advance(at)
	if m.breach.At.Equal(at) && m.used <= m.within {
		m.breach = Breach{}
	}
}

// goOn takes a run that ended up again.
func (m *meter) goOn(at time.Time) {
	if m.target == nil || m.mode != over && m.mode != quit {
		return
	}
	m.account(CauseResolved, m.target.Hours.Working(calendar.Interval{Start: m.ended, End: at}))
	m.mode, m.ended, m.within = live, time.Time{}, m.target.Within.Duration()
	m.last, m.mark = at, m.dial.at(at)
	m.judge(at)
}

// hold lets it stand for a cause, or run if there is none.
func (m *meter) hold(cause Cause, at time.Time) {
	if m.cause != cause {
		m.advance(at)
		m.cause = cause
	}
}

// promise changes the target. What was used stays used; a breach stays a breach.
func (m *meter) promise(t *Target, dials *dials, at time.Time) {
	if t == m.target {
		return
	}
	m.reach(at)
	m.target = t
	if t == nil {
		m.shelve()
		return
	}
	m.dial = dials.of(t.Hours, at)
	m.mark = m.dial.at(at)
	if m.mode == live || m.started.IsZero() {
		m.within = t.Within.Duration()
	}
	if m.mode == live {
		m.judge(at)
	}
}

// judge looks whether the time is used up already.
func (m *meter) judge(at time.Time) {
	if m.used >= m.within && !m.isBreached() {
		m.breakAt(at)
	}
	if m.used > 0 && len(m.warned) == 0 && slices.ContainsFunc(m.target.Warn, func(w Warning) bool { return w.at(m.within) <= m.used }) {
		m.warned = append(m.warned, at)
	}
}

// advance accounts for the time up to an instant.
func (m *meter) advance(to time.Time) {
	if m.mode != live || !m.last.Before(to) {
		return
	}
	from, mark := m.last, m.mark
	m.last, m.mark = to, m.dial.at(to)
	worked := m.mark - mark
	if m.cause != "" {
		m.account(m.cause, worked)
		return
	}
	used := m.used
	m.used += worked
	for _, w := range m.target.Warn {
		if at := w.at(m.within); used < at && at <= m.used {
			m.warned = append(m.warned, m.after(from, at-used))
		}
	}
	if m.used >= m.within && !m.isBreached() {
		m.breakAt(m.after(from, m.within-used))
	}
}

// account puts time to a cause.
func (m *meter) account(cause Cause, worked time.Duration) {
	if worked == 0 {
		return
	}
	for i := range m.paused {
		if m.paused[i].Cause == cause {
			m.paused[i].For += calendar.Span(worked)
			return
		}
	}
	m.paused = append(m.paused, Stopped{Cause: cause, For: calendar.Span(worked)})
}

// after is the instant when so much working time has passed since another, not 0. The first error stays.
func (m *meter) after(from time.Time, d time.Duration) time.Time {
	if at, ok := m.dial.after(from, d); ok {
		return at
	}
	at, err := m.target.Hours.After(from, d)
	if err != nil && m.err == nil {
		m.err = err
	}
	return at
}
