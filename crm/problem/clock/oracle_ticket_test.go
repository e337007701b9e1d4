package clock_test

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

func (tk *ticket) promised(k clock.Kind) *clock.Target {
	for _, named := range []bool{true, false} {
		for i, t := range tk.contract.Targets {
			if t.Kind == k && (named && slices.Contains(t.Priorities, tk.priority) || !named && len(t.Priorities) == 0) {
				return &tk.contract.Targets[i]
			}
		}
	}
	return nil
}

func (tk *ticket) take(e clock.Entry, now time.Time) {
	switch e.Type {
	case clock.Opened:
		tk.priority = e.Priority
	case clock.ContractChanged:
		tk.contract = e.Contract
	case clock.PriorityChanged:
		tk.priority = e.Priority
	}
	for _, k := range clock.Kinds() {
		tk.offer(k, tk.counters[k], tk.promised(k), now)
	}
	if e.Type == clock.Opened {
		tk.start(now)
	}
	switch e.Type {
	case clock.Responded, clock.AgentUpdated:
		tk.answer(now)
	case clock.CustomerWrote, clock.Denied:
		tk.waiting = true
	case clock.Paused:
		tk.causes[e.Cause] = true
	case clock.Resumed:
		delete(tk.causes, e.Cause)
		if e.Cause == "" {
			clear(tk.causes)
		}
	}
	meaning := map[clock.Type][2]string{
		clock.Resolved: {"resolved", "solved"}, clock.Closed: {"closed", "closed"}, clock.Cancelled: {"cancelled", "gone"},
		clock.Merged: {"closed", "gone"}, clock.Denied: {"inProgress", "open"}, clock.Reopened: {"inProgress", "open"},
	}
	if m, ok := meaning[e.Type]; ok {
		tk.status = m[0]
		tk.move(m[1], e, now)
	}
	if e.Status != "" {
		tk.status = e.Status
		phases := map[string]string{"resolved": "solved", "closed": "closed", "cancelled": "gone", "rejected": "gone"}
		phase, ok := phases[e.Status]
		if !ok {
			phase = "open"
		}
		tk.move(phase, e, now)
	}
	if slices.Contains(tk.contract.UpdatedBy, e.Type) {
		tk.waiting = false
		tk.updated(now, false)
	}
	tk.start(now)
}

func (tk *ticket) offer(k clock.Kind, n *counter, t *clock.Target, now time.Time) {
	if t == n.target {
		return
	}
	n.target = t
	if t == nil {
		before := *n
		*n = counter{past: slices.Clone(n.past), paused: map[clock.Cause]int{}, aside: n.aside}
		if before.breach != nil {
			n.past = append(n.past, *before.breach)
		}
		if before.live || !before.started.IsZero() && k != clock.Update {
			n.aside = &before
		}
		return
	}
	if tk.phase != "open" && n.aside != nil && !n.aside.live {
		n.takeUp()
		return
	}
	if n.started.IsZero() {
		n.within = minutes(t.Within)
	}
	if n.live {
		n.retarget(now)
	}
}

// updated ends the count up to an update, also one put aside.
func (tk *ticket) updated(now time.Time, quit bool) {
	tk.counters[clock.Update].end(now, quit)
	tk.counters[clock.Update].aside = nil
}

func (tk *ticket) answer(now time.Time) {
	if !tk.responded {
		tk.responded, tk.waiting = true, false
		tk.counters[clock.FirstResponse].end(now, false)
	}
}

func (tk *ticket) move(to string, e clock.Entry, now time.Time) {
	from := tk.phase
	switch {
	case from == "open" && to == "gone":
		for _, n := range tk.counters {
			n.end(now, true)
		}
		tk.updated(now, true)
		tk.phase, tk.waiting, tk.causes = to, false, map[clock.Cause]bool{}
	case from == "open" && to != "open":
		tk.answer(now)
		tk.updated(now, false)
		tk.counters[clock.Solution].end(now, false)
		tk.phase, tk.waiting, tk.causes = to, false, map[clock.Cause]bool{}
	case to == "open" && from == "solved",
		to == "open" && from != "open" && tk.contract.Reopen != clock.NewTicket:
		if !tk.responded {
			tk.counters[clock.FirstResponse].again(now)
		}
		n := tk.counters[clock.Solution]
		anew := from != "solved" && tk.contract.Reopen == clock.Restart && e.Reason != ""
		if anew {
			n.aside = nil
		}
		if n.target != nil && anew {
			n.begin(now)
		} else {
			n.again(now)
		}
		tk.phase, tk.causes = "open", map[clock.Cause]bool{}
	case from == "solved" && to != "open", from == "closed" && to == "gone":
		tk.phase = to
	}
}

func (tk *ticket) start(now time.Time) {
	for _, k := range clock.Kinds() {
		n := tk.counters[k]
		n.why = ""
		for i := len(tk.contract.Pauses) - 1; i >= 0; i-- {
			p := tk.contract.Pauses[i]
			stops := len(p.Stops) == 0 || slices.Contains(p.Stops, k)
			if stops && (tk.causes[p.Cause] || slices.Contains(p.Statuses, tk.status)) {
				n.why = p.Cause
			}
		}
	}
	if tk.phase != "open" {
		return
	}
	due := map[clock.Kind]bool{
		clock.FirstResponse: !tk.responded,
		clock.Solution:      !tk.counters[clock.Solution].over && !tk.counters[clock.Solution].quit,
		clock.Update: (tk.responded || tk.promised(clock.FirstResponse) == nil) &&
			(tk.waiting || tk.contract.Updates == clock.Always),
	}
	for k, yes := range due {
		if n := tk.counters[k]; yes && !n.live && n.target != nil && !(k == clock.FirstResponse && (n.over || n.quit)) {
			why := n.why
			n.begin(now)
			n.why = why
		}
	}
}
