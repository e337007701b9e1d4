package problem_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// tally is what reference.json, made by reference.py beside the log, says of it.
type tally struct {
	Events         int            `json:"events"`
	Incidents      int            `json:"incidents"`
	Monotone       int            `json:"incidents_with_monotone_update_time"`
	EventsPerState map[string]int `json:"events_per_state"`
	FirstState     map[string]int `json:"first_state"`
	LastState      map[string]int `json:"last_state"`
	Transitions    [][3]any       `json:"transitions"`
	Reopen         struct {
		Max int `json:"max"`
	} `json:"reopen"`
}

func TestReplay_of_a_real_log(t *testing.T) {
	t.Parallel()
	incidents := incidentLog(t)
	var want tally
	require.NoError(t, json.Unmarshal(shared(t, "data", "tickets", "reference.json"), &want))
	t.Run("through the life cycle", func(t *testing.T) { t.Parallel(); throughLifecycle(t, incidents, want) })
	t.Run("through the clock", func(t *testing.T) { t.Parallel(); throughClock(t, incidents, want) })
	t.Run("through the service", func(t *testing.T) { t.Parallel(); throughService(t, incidents) })
}

// Every transition is counted, and answered.
func throughLifecycle(t *testing.T, incidents [][]row, want tally) {
	got := tally{EventsPerState: map[string]int{}, FirstState: map[string]int{}, LastState: map[string]int{}}
	counts := map[[2]string]int{}
	taken := map[problem.Event]int{}
	for _, incident := range incidents {
		got.Incidents++
		got.Monotone += map[bool]int{true: 1}[slices.IsSortedFunc(incident, func(a, b row) int { return a.updated.Compare(b.updated) })]
		got.FirstState[incident[0].state]++
		got.LastState[incident[len(incident)-1].state]++
		before, known, at := "start", "start", problem.Start
		for _, r := range incident {
			got.Events++
			got.EventsPerState[r.state]++
			got.Reopen.Max = max(got.Reopen.Max, r.reopened)
			counts[[2]string{before, r.state}]++
			for _, on := range judge(known, r.state).events {
				next, err := problem.Lifecycle().Next(at, on)
				require.NoError(t, err, "%s: %s to %s", r.number, known, r.state)
				at = next
				taken[on]++
			}
			if before = r.state; mapping[r.state] != "" {
				known = r.state
				require.Equal(t, mapping[r.state], at, r.number)
			}
		}
	}
	transitions := want.Transitions
	want.Transitions = nil // held against the counts below
	assert.Equal(t, want, got)
	reached := 0
	for _, tr := range transitions {
		n := int(tr[2].(float64))
		assert.Equal(t, n, counts[[2]string{tr[0].(string), tr[1].(string)}], "%s to %s", tr[0], tr[1])
		reached += n
	}
	assert.Equal(t, want.Events-want.Incidents, reached, "every event but the first of each incident is a transition")
	etomtest.Golden(t, "replay.md", transcript(counts, taken))
}

// transcript is the table of transitions with our answers, the frequent ones first.
func transcript(counts map[[2]string]int, taken map[problem.Event]int) string {
	type line struct {
		pair [2]string
		n    int
		verdict
	}
	var lines []line
	answers := map[string]int{}
	for pair, n := range counts {
		v := judge(pair[0], pair[1])
		lines = append(lines, line{pair, n, v})
		answers[v.answer] += n
	}
	slices.SortFunc(lines, func(a, b line) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.pair[0]+a.pair[1], b.pair[0]+b.pair[1])
	})
	var b strings.Builder
	b.WriteString("| from | to | events | our answer | by |\n|---|---|---:|---|---|\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "| %s | %s | %d | %s | %s |\n", l.pair[0], l.pair[1], l.n, l.answer, joined(l.events))
	}
	b.WriteString("\n| our answer | events |\n|---|---:|\n")
	var names []string
	for name := range answers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "| %s | %d |\n", name, answers[name])
	}
	b.WriteString("\n| event of the life cycle | times |\n|---|---:|\n")
	for _, on := range problem.Lifecycle().Events() {
		fmt.Fprintf(&b, "| %s | %d |\n", on, taken[on])
	}
	return b.String()
}

func joined(events []problem.Event) string {
	var words []string
	for _, e := range events {
		words = append(words, string(e))
	}
	return strings.Join(words, ", ")
}

// entriesOf is an incident as the clock's input, in the order of the file.
func entriesOf(incident []row) []clock.Entry {
	first := incident[0]
	at := first.opened
	if first.updated.Before(at) {
		at = first.updated
	}
	entries := []clock.Entry{{ID: "0", At: at, Type: clock.Opened, Priority: first.priority, Status: string(problem.Acknowledged)}}
	known, status := "start", problem.Start
	for n, r := range incident {
		add := func(e clock.Entry) {
			e.ID, e.At = strconv.Itoa(len(entries)), r.updated
			entries = append(entries, e)
		}
		if n > 0 && r.priority != incident[n-1].priority {
			add(clock.Entry{Type: clock.PriorityChanged, Priority: r.priority, Applies: clock.Retroactive})
		}
		for _, on := range judge(known, r.state).events {
			status, _ = problem.Lifecycle().Next(status, on)
			e := clock.Entry{Type: clock.StatusChanged, Status: string(status)}
			switch on {
			case problem.Acknowledge:
				continue
			case problem.Hold, problem.AskInformation:
				e.Type, e.Cause = clock.Paused, waitsFor[r.state]
			case problem.Resume, problem.SupplyInformation:
				e.Type = clock.Resumed
			case problem.Reopen:
				e.Type, e.Reason = clock.Reopened, "the log says so"
			}
			add(e)
		}
		if mapping[r.state] != "" {
			known = r.state
		}
	}
	return entries
}

// The clock reads every incident: one of them, whose updates are not in the order of time, is refused as it stands.
func throughClock(t *testing.T, incidents [][]row, want tally) {
	contract := clock.Contract{ID: "help desk", Version: "1", Reopen: clock.Continue, Pauses: problem.Pauses()}
	for n, priority := range []string{"1 - Critical", "2 - High", "3 - Moderate", "4 - Low"} {
		contract.Targets = append(contract.Targets, clock.Target{Kind: clock.Solution, Priorities: []string{priority},
			Within: calendar.Span(time.Duration(4<<(2*n)) * time.Hour), Hours: around(t), Warn: []clock.Warning{clock.AtPercent(75)}})
	}
	read, refused, states, paused := 0, 0, map[clock.State]int{}, 0
	for _, incident := range incidents {
		entries := entriesOf(incident)
		reading, err := clock.Read(contract, entries, entries[len(entries)-1].At)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			refused++
			continue
		}
		read++
		for _, f := range reading.Targets {
			require.Equal(t, f.Within, f.Used+f.Left)
			states[f.State]++
			paused += min(1, len(f.Paused))
		}
	}
	assert.Equal(t, want.Incidents, read+refused)
	assert.LessOrEqual(t, refused, want.Incidents-want.Monotone)
	etomtest.Golden(t, "replay_clock.md", fmt.Sprintf("| | incidents |\n|---|---:|\n| read | %d |\n| refused: not in the order of time | %d |\n| solution met | %d |\n"+
		"| solution breached | %d |\n| with a pause that counts | %d |\n", read, refused, states[clock.StateMet], states[clock.StateBreached], paused))
}

// Some of the incidents run through the service itself, with all that follows from its commands.
func throughService(t *testing.T, incidents [][]row) {
	d := inMemory(t, &problem.Config{Terms: gold(t), ReopenWithin: fault.Horizon})
	tickets := 0
	for n, incident := range incidents {
		reopened := slices.ContainsFunc(incident, func(r row) bool { return r.reopened > 0 })
		if n%200 != 0 && (!reopened || n%10 != 0) {
			continue
		}
		d.clock.Set(incident[0].opened)
		ticket := d.opened(problem.Report{Customer: incident[0].number, Text: "as in the log"})
		known := "New"
		for _, r := range incident {
			if r.updated.After(d.clock.Now()) {
				d.clock.Set(r.updated)
			}
			for _, on := range judge(known, r.state).events {
				d.follow(ticket.ID, on, r)
			}
			if mapping[r.state] != "" {
				known = r.state
				require.Equal(t, mapping[r.state], d.ticket(ticket.ID).Status)
			}
		}
		tickets++
	}
	assert.Greater(t, tickets, 100)
	_, err := d.Due(d.ctx, d.clock.Now().Add(day))
	assert.NoError(t, err)
}

// follow takes a ticket through one event of the chart by the command that does it.
func (d *desk) follow(id string, on problem.Event, r row) {
	d.t.Helper()
	switch on {
	case problem.Begin:
		d.must(d.TakeCustomerPriority(d.ctx, id, problem.Priority(strconv.Itoa(int(r.priority[0]-'1'))), nil))
		d.must(d.TakeServiceLevel(d.ctx, id, problem.ServiceLevelPriority{Covered: true}))
	case problem.Hold, problem.AskInformation:
		d.must(d.Hold(d.ctx, id, waitsFor[r.state], r.state))
	case problem.Resume, problem.SupplyInformation:
		d.must(d.Resume(d.ctx, id, r.state))
	case problem.Resolve:
		d.resolved(id)
	case problem.Confirm, problem.Deny:
		d.must(d.Answer(d.ctx, id, problem.Confirmation{Confirmed: on == problem.Confirm}))
	case problem.Reopen:
		d.must(d.Reopen(d.ctx, id, "the log says so"))
	default:
		require.Failf(d.t, "no command", "%s", on)
	}
}
