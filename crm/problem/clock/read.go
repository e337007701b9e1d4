package clock

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Read tells what the clocks of a ticket show at asOf. The contract is the one under which the ticket was opened; entries of the
// history carry those that came later. What happened after asOf is not looked at, so that a clock can be read for any instant; before
// the ticket was opened nothing runs. Entries of the very instant asOf count, and an answer at the last instant is in time.
//
// Errors are fault.ErrInvalid: every fault of the contract and of the history at once. Read keeps nothing, changes nothing and is
// safe for concurrent use.
func Read(contract Contract, history []Entry, asOf time.Time) (Reading, error) {
	var faults, part fault.Check
	contract.check(&part)
	faults.Within("contract", &part)
	asOf = asOf.UTC()
	faults.That(isInstant(asOf), "asOf", fault.RuleRange, "must be an instant of the years 1970 to 2199")
	o := checkHistory(&faults, history, asOf)
	if err := faults.Err("clock.Read"); err != nil {
		return Reading{}, err
	}
	r := reader{contract: &contract, asOf: asOf}
	r.read(history[:o.known], o)
	return r.reading()
}

// reader walks through a history once. Its meters do the measuring; the reader knows which of them run.
type reader struct {
	contract  *Contract
	asOf      time.Time
	priority  string
	status    string
	phase     phase
	causes    []Cause // paused for these
	responded bool    // the first response was given
	waiting   bool    // the customer wrote and got no answer
	changed   bool    // what stops the clocks may have changed
	dials     dials
	meters    [len(kinds)]meter
}

// The places of the kinds in their order.
const (
	firstResponse = iota
	update
	solution
)

// read takes the entries in, one after the other. A contract or priority that holds retroactively was, for the clocks, there from the
// beginning, and what held before it never was.
func (r *reader) read(history []Entry, o outline) {
	if o.contract > 0 {
		r.contract = history[o.contract].Contract
	}
	if o.priority > 0 {
		r.priority = history[o.priority].Priority
	}
	for k := range r.meters {
		r.meters[k].kind = kinds[k]
	}
	for i := range history {
		e := &history[i]
		at := e.At.UTC()
		r.change(e, at, i > o.contract, i > o.priority || o.priority == 0)
		r.apply(e, at)
		r.run(at)
	}
	for k := range r.meters {
		r.meters[k].advance(r.asOf)
	}
}

// change takes in what the entry changes of the promise.
func (r *reader) change(e *Entry, at time.Time, contract, priority bool) {
	switch {
	case e.Type == ContractChanged && contract:
		r.contract = e.Contract
	case (e.Type == Opened || e.Type == PriorityChanged) && priority:
		r.priority = e.Priority
	case e.Type != Opened:
		return
	}
	r.promise(at)
}

// promise gives the meters what the contract promises for the priority.
func (r *reader) promise(at time.Time) {
	r.changed = true
	for k := range r.meters {
		r.meters[k].promise(r.contract.target(kinds[k], r.priority), &r.dials, at)
		if r.phase != open {
			r.meters[k].recall()
		}
	}
}

// apply takes an entry in. Which meters run after it, run says.
func (r *reader) apply(e *Entry, at time.Time) {
	switch e.Type {
	case Opened:
		r.run(at) // a ticket may be opened closed; even so its clocks began
	case CustomerWrote:
		r.waiting = true
	case Responded, AgentUpdated:
		r.respond(at)
	case Paused:
		if !slices.Contains(r.causes, e.Cause) {
			r.causes, r.changed = append(r.causes, e.Cause), true
		}
	case Resumed:
		r.causes, r.changed = slices.DeleteFunc(r.causes, func(c Cause) bool { return e.Cause == "" || c == e.Cause }), true
	default:
		r.waiting = r.waiting || e.Type == Denied
		if m, ok := moveOf(e.Type); ok {
			r.enter(m.status, m.phase, e, at)
		}
	}
	if e.Status != "" {
		r.enter(e.Status, phaseOf(e.Status), e, at)
	}
	if slices.Contains(r.contract.UpdatedBy, e.Type) {
		r.waiting = false
		r.meters[update].done(at)
	}
}

// respond notes the first response, which also answers what the customer wrote before it.
func (r *reader) respond(at time.Time) {
	if !r.responded {
		r.responded, r.waiting = true, false
		r.meters[firstResponse].done(at)
	}
}

// run begins the clocks that have to run and stops those that have to stand.
func (r *reader) run(at time.Time) {
	if r.changed {
		r.changed = false
		r.hold(at)
	}
	for k := range r.meters {
		m := &r.meters[k]
		again := k == update && m.mode != live // one run for each update
		if m.target != nil && (m.mode == idle || again) && r.runs(k) {
			m.begin(at)
		}
	}
}

// runs reports whether the clock of a kind has to run if nothing stops it.
func (r *reader) runs(k int) bool {
	if r.phase != open {
		return false
	}
	switch k {
	case firstResponse:
		return !r.responded
	case update:
		answered := r.responded || r.meters[firstResponse].target == nil
		return answered && (r.waiting || r.contract.Updates == Always)
	}
	return true
}

// hold finds out what stops which clocks.
func (r *reader) hold(at time.Time) {
	var causes [len(kinds)]Cause
	for i := len(r.contract.Pauses) - 1; i >= 0; i-- {
		p := &r.contract.Pauses[i]
		if !slices.Contains(p.Statuses, r.status) && !slices.Contains(r.causes, p.Cause) {
			continue
		}
		for k, kind := range kinds {
			if p.stops(kind) {
				causes[k] = p.Cause
			}
		}
	}
	for k := range r.meters {
		r.meters[k].hold(causes[k], at)
	}
}
