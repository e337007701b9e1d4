package clock

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
