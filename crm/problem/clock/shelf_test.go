package clock_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

func priority(when, to string) clock.Entry {
	return clock.Entry{At: at(when), Type: clock.PriorityChanged, Priority: to, Applies: clock.FromNow}
}

// Only tickets of the priority high are promised anything here: 1 h to the first response, 2 h for an update, 8 h for the solution.
func TestRead_what_was_used_is_not_lost_while_nothing_is_promised(t *testing.T) {
	t.Parallel()
	opened := entry("2026-03-02 09:00", clock.Opened)
	opened.Priority = "high"
	tests := []struct {
		name       string
		reopen     clock.Reopen
		history    []clock.Entry
		asOf       string
		kind       clock.Kind
		state      clock.State
		used, left string
		due        string
		breaches   []string
	}{
		{"the solution's clock goes on where it stood", clock.Continue,
			history(opened, priority("2026-03-02 15:00", "low"), priority("2026-03-02 15:30", "high")),
			"2026-03-02 16:30", clock.Solution, clock.StateWarned, "7h", "1h", "2026-03-02 17:30", nil},
		{"an overdue ticket stays overdue, and is so once", clock.Continue,
			history(opened, priority("2026-03-03 09:00", "low"), priority("2026-03-03 10:00", "high")),
			"2026-03-03 12:00", clock.Solution, clock.StateBreached, "26h", "-18h", "2026-03-02 17:00", []string{"2026-03-02 17:00"}},
		{"a solution in time stays one", clock.Continue,
			history(opened, entry("2026-03-02 10:00", clock.Resolved), priority("2026-03-02 11:00", "low"), priority("2026-03-02 12:00", "high")),
			"2026-03-02 13:00", clock.Solution, clock.StateMet, "1h", "7h", "", nil},
		{"denied when nothing is promised, it goes on when something is again", clock.Continue,
			history(opened, priority("2026-03-02 10:00", "low"), entry("2026-03-02 11:00", clock.Resolved), entry("2026-03-02 12:00", clock.Denied),
				priority("2026-03-02 13:00", "high")),
			"2026-03-02 14:00", clock.Solution, clock.StateRunning, "2h", "6h", "2026-03-02 20:00", nil},
		{"a clock that begins anew for a reason does so", clock.Restart,
			history(opened, priority("2026-03-02 10:00", "low"), entry("2026-03-02 11:00", clock.Closed),
				clock.Entry{At: at("2026-03-02 12:00"), Type: clock.Reopened, Reason: "another cause"}, priority("2026-03-02 13:00", "high")),
			"2026-03-02 14:00", clock.Solution, clock.StateRunning, "1h", "7h", "2026-03-02 21:00", nil},
		{"the customer still waits for news", clock.Continue,
			history(opened, entry("2026-03-02 09:10", clock.Responded), entry("2026-03-02 10:00", clock.CustomerWrote), priority("2026-03-02 11:00", "low"),
				priority("2026-03-02 12:00", "high")),
			"2026-03-02 12:30", clock.Update, clock.StateRunning, "1h30m", "30m", "2026-03-02 13:00", nil},
		{"the next news are another promise", clock.Continue,
			history(opened, entry("2026-03-02 09:10", clock.Responded), entry("2026-03-02 10:00", clock.CustomerWrote), priority("2026-03-02 11:00", "low"),
				entry("2026-03-02 11:10", clock.AgentUpdated), entry("2026-03-02 11:20", clock.CustomerWrote), priority("2026-03-02 12:00", "high")),
			"2026-03-02 12:30", clock.Update, clock.StateRunning, "30m", "1h30m", "2026-03-02 14:00", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := standard(always)
			c.Reopen = tt.reopen
			for i := range c.Targets {
				c.Targets[i].Priorities = []string{"high"}
			}
			f := figure(t, c, tt.history, tt.asOf, tt.kind)
			assert.Equal(t, tt.state, f.State)
			assert.Equal(t, tt.used, f.Used.String())
			assert.Equal(t, tt.left, f.Left.String())
			assert.Equal(t, tt.due, local(f.Due))
			var breaches []string
			for _, b := range f.Breaches {
				breaches = append(breaches, local(b.At))
			}
			assert.Equal(t, tt.breaches, breaches)
		})
	}
}
