package clock_test

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// The oracle steps through a ticket's life minute by minute with a counter in its hand. It knows no spans, no arithmetic of working
// time and no walking ahead, and is right for instants and times of whole minutes only.

type counter struct {
	target         *clock.Target
	within, used   int // minutes
	live, over     bool
	quit           bool
	started, ended time.Time
	breach         *clock.Breach
	past           []clock.Breach
	warned         []time.Time
	paused         map[clock.Cause]int
	why            clock.Cause
}

type ticket struct {
	contract  *clock.Contract
	priority  string
	status    string
	phase     string // open, solved, closed, gone
	causes    map[clock.Cause]bool
	responded bool
	waiting   bool
	counters  map[clock.Kind]*counter
}

func step(c clock.Contract, history []clock.Entry, asOf time.Time) map[clock.Kind]*counter {
	tk := &ticket{contract: &c, phase: "open", causes: map[clock.Cause]bool{}, counters: map[clock.Kind]*counter{}}
	for _, k := range clock.Kinds() {
		tk.counters[k] = &counter{paused: map[clock.Cause]int{}}
	}
	var known []clock.Entry
	for _, e := range history {
		if !e.At.After(asOf) {
			known = append(known, e)
		}
	}
	known = rewritten(&tk.contract, known)
	if len(known) == 0 {
		return tk.counters
	}
	for now := known[0].At; ; now = now.Add(time.Minute) {
		for len(known) > 0 && known[0].At.Equal(now) {
			tk.take(known[0], now)
			known = known[1:]
		}
		for _, k := range clock.Kinds() {
			if n := tk.counters[k]; n.live && n.used >= n.within && n.breach == nil {
				n.broken(now)
			}
		}
		if !now.Before(asOf) {
			return tk.counters
		}
		for _, k := range clock.Kinds() {
			tk.tick(k, now)
		}
	}
}

// rewritten is the history in which the last retroactive change was there from the beginning.
func rewritten(c **clock.Contract, known []clock.Entry) []clock.Entry {
	known = slices.Clone(known)
	for i, e := range known {
		if e.Applies != clock.Retroactive {
			continue
		}
		for n := range known[:i] {
			if known[n].Type == e.Type {
				known[n] = clock.Entry{At: known[n].At, Type: clock.Confirmed}
			}
		}
		known[i] = clock.Entry{At: e.At, Type: clock.Confirmed}
		if e.Type == clock.ContractChanged {
			*c = e.Contract
		} else {
			known[0].Priority = e.Priority
		}
	}
	return known
}

func (tk *ticket) tick(k clock.Kind, now time.Time) {
	n := tk.counters[k]
	if !n.live || !n.target.Hours.Open(now) {
		return
	}
	if n.why != "" {
		n.paused[n.why]++
		return
	}
	n.used++
	for _, w := range n.thresholds() {
		if w == n.used {
			n.warned = append(n.warned, now.Add(time.Minute))
		}
	}
}

func minutes(s calendar.Span) int { return int(s.Duration() / time.Minute) }

func (n *counter) thresholds() (all []int) {
	for _, w := range n.target.Warn {
		text := w.String()
		if text[len(text)-1] == '%' {
			all = append(all, n.within*(int(text[0]-'0')*10+int(text[1]-'0'))/100)
		} else {
			all = append(all, n.within-minutes(span(text)))
		}
	}
	return all
}

func (n *counter) begin(now time.Time) {
	if n.breach != nil {
		n.past = append(n.past, *n.breach)
	}
	*n = counter{target: n.target, within: minutes(n.target.Within), live: true, started: now, past: n.past, paused: map[clock.Cause]int{}}
}

func (n *counter) broken(now time.Time) {
	n.breach = &clock.Breach{Started: n.started, At: now, Within: calendar.Span(time.Duration(n.within) * time.Minute)}
}

func (n *counter) end(now time.Time, quit bool) {
	if n.live {
		n.live, n.over, n.quit, n.ended = false, !quit, quit, now
	}
}

// again takes the count up once more; the minutes between belong to nobody.
func (n *counter) again(now time.Time) {
	if n.target == nil || !n.over && !n.quit {
		return
	}
	for m := n.ended; m.Before(now); m = m.Add(time.Minute) {
		if n.target.Hours.Open(m) {
			n.paused[clock.CauseResolved]++
		}
	}
	n.live, n.over, n.quit, n.ended = true, false, false, time.Time{}
	n.retarget(now)
}

func (n *counter) retarget(now time.Time) {
	n.within = minutes(n.target.Within)
	if n.used > n.within && n.breach == nil {
		n.broken(now)
	}
	if len(n.warned) == 0 && n.used > 0 && slices.ContainsFunc(n.thresholds(), func(w int) bool { return w <= n.used }) {
		n.warned = append(n.warned, now)
	}
}

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
		tk.offer(tk.counters[k], tk.promised(k), now)
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
		tk.counters[clock.Update].end(now, false)
	}
	tk.start(now)
}

func (tk *ticket) offer(n *counter, t *clock.Target, now time.Time) {
	if t == n.target {
		return
	}
	n.target = t
	if t == nil {
		if n.breach != nil {
			n.past = append(n.past, *n.breach)
		}
		*n = counter{past: n.past, paused: map[clock.Cause]int{}}
		return
	}
	if n.started.IsZero() {
		n.within = minutes(t.Within)
	}
	if n.live {
		n.retarget(now)
	}
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
		tk.phase, tk.waiting, tk.causes = to, false, map[clock.Cause]bool{}
	case from == "open" && to != "open":
		tk.answer(now)
		tk.counters[clock.Update].end(now, false)
		tk.counters[clock.Solution].end(now, false)
		tk.phase, tk.waiting, tk.causes = to, false, map[clock.Cause]bool{}
	case to == "open" && from == "solved",
		to == "open" && from != "open" && tk.contract.Reopen != clock.NewTicket:
		if !tk.responded {
			tk.counters[clock.FirstResponse].again(now)
		}
		if n := tk.counters[clock.Solution]; n.target != nil && from != "solved" && tk.contract.Reopen == clock.Restart && e.Reason != "" {
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
