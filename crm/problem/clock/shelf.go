package clock

import "time"

// shelve puts the run aside: nothing is promised from here on. What it used is not lost if something is promised again, else two changes
// of priority would launder an overdue ticket.
func (m *meter) shelve() {
	run := *m
	m.keep()
	*m = meter{kind: m.kind, cause: m.cause, breaches: m.breaches, shelved: run.shelved, err: m.err}
	if run.mode == live || run.mode != idle && m.kind != Update {
		m.shelved = &run
	}
}

// recall is for a ticket that nobody works on: a run that had ended is promised again as it ended.
func (m *meter) recall() {
	if m.target != nil && m.shelved != nil && m.shelved.mode != live {
		m.unshelve()
	}
}

// resume goes on with the run put aside. The time in between belongs to nobody.
func (m *meter) resume(at time.Time) {
	m.unshelve()
	m.mode, m.ended, m.within = live, time.Time{}, m.target.Within.Duration()
	m.last, m.mark = at, m.dial.at(at)
	m.judge(at)
}

// unshelve takes the run put aside up again, under the target that is promised now.
func (m *meter) unshelve() {
	run := *m.shelved
	if run.isBreached() {
		m.breaches = m.breaches[:len(m.breaches)-1] // nothing was promised since: it is the last
	}
	run.target, run.dial, run.cause, run.breaches, run.err, run.shelved = m.target, m.dial, m.cause, m.breaches, m.err, nil
	*m = run
}
