package clock

import (
	"fmt"
	"hash/maphash"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// RuleHistory is the code of a history whose entries contradict one another.
const RuleHistory = "CLOCK-HISTORY"

// Check reports everything that is wrong with a history at once, as fault.ErrInvalid.
func Check(history []Entry) error {
	var faults fault.Check
	checkHistory(&faults, history)
	return faults.Err("clock.History")
}

// The instants a history can have. What lies beyond is a slip of the pen; durations between them fit a time.Duration.
var (
	earliest = time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)
)

func checkHistory(f *fault.Check, history []Entry) {
	if len(history) == 0 {
		f.Add("history", fault.RuleRequired, "must at least say when the ticket was opened")
		return
	}
	for i := range history {
		var part fault.Check
		history[i].check(&part)
		switch {
		case i == 0 && history[0].Type != Opened:
			part.Add("type", RuleHistory, "must be opened: nothing happens to a ticket before it is opened")
		case i > 0 && history[i].Type == Opened:
			part.Add("type", fault.RuleDuplicate, "is opened, and the ticket was opened before")
		case i > 0 && history[i].At.Before(history[i-1].At):
			part.Add("at", RuleHistory, "lies before the entry in front of it; put the history in order")
		}
		if len(part.Fields()) > 0 {
			f.Within(fmt.Sprintf("history[%d]", i), &part)
		}
	}
	checkIDs(f, history)
}

// check looks at the entry alone.
func (e *Entry) check(f *fault.Check) {
	f.Text("id", e.ID, fault.MaxID)
	if e.At.Before(earliest) || !e.At.Before(latest) {
		f.Add("at", fault.RuleRange, "must be an instant of the years 1970 to 2199")
	}
	f.Optional("status", e.Status, fault.MaxName)
	f.Optional("priority", e.Priority, fault.MaxName)
	f.Optional("cause", string(e.Cause), fault.MaxName)
	f.Optional("reason", e.Reason, fault.MaxText)
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

// checkIDs finds entries that are there twice, in a table of open addressing: for some hundred entries a map would take longer than
// all the rest of a reading.
func checkIDs(f *fault.Check, history []Entry) {
	size := 512
	for size < 2*len(history) {
		size *= 2
	}
	var small [512]int32
	table := small[:]
	if size > len(small) {
		table = make([]int32, size)
	}
	seed := maphash.MakeSeed()
	for i := range history {
		id := history[i].ID
		slot := maphash.String(seed, id) & uint64(size-1)
		for ; table[slot] != 0; slot = (slot + 1) & uint64(size-1) {
			if n := table[slot] - 1; history[n].ID == id {
				f.Add(fmt.Sprintf("history[%d].id", i), fault.RuleDuplicate, fmt.Sprintf("is that of history[%d] too; an entry counts once", n))
				break
			}
		}
		if table[slot] == 0 {
			table[slot] = int32(i + 1)
		}
	}
}
