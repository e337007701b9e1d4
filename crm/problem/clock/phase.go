package clock

import "time"

// phase is what a ticket's status means to its clocks.
type phase uint8

const (
	open   phase = iota // worked on
	solved              // resolved, and not yet closed
	closed              // closed
	gone                // cancelled, rejected or merged: the work ended without a solution
)

// endings are the statuses of TMF621 in which nobody works on a ticket. In all others, also a vendor's own, somebody does.
var endings = [...]struct {
	status string
	phase  phase
}{
	{"resolved", solved},
	{"closed", closed},
	{"cancelled", gone},
	{"rejected", gone},
}

func phaseOf(status string) phase {
	for _, e := range endings {
		if e.status == status {
			return e.phase
		}
	}
	return open
}

// move is what a type of entry means for the ticket: its status from then on, unless the entry names one, and its phase.
type move struct {
	status string
	phase  phase
}

func moveOf(t Type) (move, bool) {
	switch t {
	case Resolved:
		return move{"resolved", solved}, true
	case Closed:
		return move{"closed", closed}, true
	case Merged:
		return move{"closed", gone}, true
	case Cancelled:
		return move{"cancelled", gone}, true
	case Denied, Reopened:
		return move{"inProgress", open}, true
	}
	return move{}, false
}

// enter takes the ticket to a status and its phase.
func (r *reader) enter(status string, next phase, e *Entry, at time.Time) {
	before := r.phase
	r.status, r.changed = status, true
	switch {
	case before == next:
		return
	case before == open:
		r.end(next, at)
	case next != open:
		r.phase = max(before, next) // a closed ticket that is resolved once more stays closed
	case before == solved:
		r.goOn(at)
	default:
		r.reopen(e, at)
	}
}

// end stops the clocks: the problem is solved, or nobody will solve it here.
func (r *reader) end(next phase, at time.Time) {
	r.phase, r.causes = next, r.causes[:0]
	if next == gone {
		for k := range r.meters {
			r.meters[k].stop(at)
		}
	} else {
		r.respond(at) // to say that it is solved is an answer, and news
		r.meters[update].done(at)
		r.meters[solution].done(at)
	}
	r.waiting = false
}

// reopen follows the contract's policy. Without a reason nothing begins anew: that would launder an overdue ticket.
func (r *reader) reopen(e *Entry, at time.Time) {
	switch {
	case r.contract.Reopen == NewTicket:
		// The customer's problem is another ticket from here on.
	case r.contract.Reopen == Restart && e.Reason != "":
		r.meters[solution].shelved = nil
		if r.meters[solution].target != nil {
			r.meters[solution].begin(at)
		}
		r.goOn(at)
	default:
		r.goOn(at)
	}
}

// goOn lets the clocks that ended go on where they stood.
func (r *reader) goOn(at time.Time) {
	r.phase, r.causes = open, r.causes[:0]
	if !r.responded {
		r.meters[firstResponse].goOn(at)
	}
	r.meters[solution].goOn(at)
}
