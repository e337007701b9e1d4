package clock

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// RuleHistory is the code of a history whose entries contradict one another.
const RuleHistory = "CLOCK-HISTORY"

// Check reports everything that is wrong with a history at once, as fault.ErrInvalid.
func Check(history []Entry) error {
	var faults fault.Check
	checkHistory(&faults, history, latest)
	return faults.Err("clock.History")
}

// latest is the first instant that a history cannot have. What lies beyond, or before 1970, is a slip of the pen; between them
// nanoseconds fit an int64.
var latest = time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)

var tooLate = latest.Unix()

func isInstant(t time.Time) bool { return 0 <= t.Unix() && t.Unix() < tooLate }

// outline is what has to be known of a history before it is read.
type outline struct {
	known    int // so many entries are not behind asOf
	contract int // of them, the last that changed the contract retroactively; 0: none
	priority int // the same of the priority
}

// checkHistory goes through the history once, for its entries are large and a reading has to be quick.
func checkHistory(f *fault.Check, history []Entry, asOf time.Time) (o outline) {
	f.That(len(history) > 0, "history", fault.RuleRequired, "must at least say when the ticket was opened")
	var room [512]int32
	seen := newIDs(room[:], len(history))
	var before int64
	end := asOf.UnixNano()
	for i := range history {
		e := &history[i]
		var part fault.Check
		e.check(&part)
		switch {
		case (e.Type == Opened) == (i == 0):
		case i == 0:
			part.Add("type", RuleHistory, "must be opened: nothing happens to a ticket before it is opened")
		default:
			part.Add("type", fault.RuleDuplicate, "is opened, and the ticket was opened before")
		}
		at := e.At.UnixNano()
		switch {
		case !isInstant(e.At):
			part.Add("at", fault.RuleRange, "must be an instant of the years 1970 to 2199")
			at = before
		case at < before:
			part.Add("at", RuleHistory, "lies before the entry in front of it; put the history in order")
		}
		if n := seen.add(history, i); n != i && e.ID != "" {
			part.Add("id", fault.RuleDuplicate, fmt.Sprintf("is that of history[%d] too; an entry counts once", n))
		}
		if len(part.Fields()) > 0 {
			f.Within(fmt.Sprintf("history[%d]", i), &part)
		}
		if before = at; at <= end {
			o.note(e, i)
		}
	}
	return o
}

func (o *outline) note(e *Entry, i int) {
	o.known = i + 1
	switch {
	case e.Applies != Retroactive:
	case e.Type == ContractChanged:
		o.contract = i
	case e.Type == PriorityChanged:
		o.priority = i
	}
}

// check looks at the entry alone. Nothing of it is stored here, so that its texts may be as they are.
func (e *Entry) check(f *fault.Check) {
	f.That(e.ID != "", "id", fault.RuleRequired, "must tell the entry from the others")
	switch e.Type {
	case Paused:
		f.That(e.Cause != "", "cause", fault.RuleRequired, "must say why the clock stands")
	case StatusChanged:
		f.That(e.Status != "", "status", fault.RuleRequired, "must be the ticket's status from here on")
	case PriorityChanged:
		f.That(e.Priority != "", "priority", fault.RuleRequired, "must be the ticket's priority from here on")
		e.checkApplies(f)
	case ContractChanged:
		e.checkApplies(f)
		if e.Contract == nil {
			f.Add("contract", fault.RuleRequired, "must be the version of the contract that holds from here on")
			return
		}
		var part fault.Check
		e.Contract.check(&part)
		f.Within("contract", &part)
	case Opened, Responded, CustomerWrote, AgentUpdated, Resumed, Resolved, Confirmed, Denied, Closed, Reopened, Merged, Cancelled:
	default:
		f.Add("type", missing(string(e.Type)), "must be one of the types of entry, such as opened")
	}
	f.That(e.Contract == nil || e.Type == ContractChanged, "contract", RuleHistory, "changes only by an entry contractChanged")
	f.That(e.Priority == "" || e.Type == Opened || e.Type == PriorityChanged, "priority", RuleHistory, "changes only by an entry priorityChanged")
}

func (e *Entry) checkApplies(f *fault.Check) {
	if e.Applies != Retroactive && e.Applies != FromNow {
		f.Add("applies", missing(string(e.Applies)), "must say from when it holds: retroactive or fromNow")
	}
}
