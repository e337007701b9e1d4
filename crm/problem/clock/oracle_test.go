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
	aside          *counter // as it stood when nothing was promised any more
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
	if n.aside != nil {
		n.takeUp()
		n.live, n.over, n.quit, n.ended = true, false, false, time.Time{}
		n.retarget(now)
		return
	}
	if n.breach != nil {
		n.past = append(n.past, *n.breach)
	}
	*n = counter{target: n.target, within: minutes(n.target.Within), live: true, started: now, past: n.past, paused: map[clock.Cause]int{}}
}

// takeUp is the count put aside, for the target promised now.
func (n *counter) takeUp() {
	target, past, why := n.target, n.past, n.why
	*n = *n.aside
	n.target, n.why, n.aside = target, why, nil
	if n.breach == nil {
		n.past = past
	}
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
