package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

func TestRead_a_denial_returns_to_the_same_solution_clock(t *testing.T) {
	t.Parallel()
	h := history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 12:00", clock.Resolved), entry("2026-03-03 10:00", clock.Denied))
	f := figure(t, standard(office), h, "2026-03-03 11:00", clock.Solution)
	assert.Equal(t, clock.StateRunning, f.State)
	assert.Equal(t, "4h", f.Used.String(), "3 h before the resolution and 1 h after the denial")
	assert.Equal(t, at("2026-03-02 09:00"), f.Started)
	assert.Equal(t, []clock.Stopped{{Cause: clock.CauseResolved, For: span("8h")}}, f.Paused)
	assert.Equal(t, at("2026-03-03 15:00"), f.Due)

	f = figure(t, standard(office), h, "2026-03-03 11:00", clock.Update)
	assert.Equal(t, clock.StateRunning, f.State, "who denies waits for news")
	assert.Equal(t, at("2026-03-03 10:00"), f.Started)
}

func TestRead_a_reopened_ticket_follows_the_policy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		policy clock.Reopen
		reason string
		state  clock.State
		used   string
	}{
		{clock.Continue, "", clock.StateRunning, "4h"},
		{clock.Continue, "another cause", clock.StateRunning, "4h"},
		{clock.Restart, "another cause", clock.StateRunning, "1h"},
		{clock.Restart, "", clock.StateRunning, "4h"},
		{clock.NewTicket, "another cause", clock.StateMet, "3h"},
	}
	for _, tt := range tests {
		t.Run(string(tt.policy)+" "+tt.reason, func(t *testing.T) {
			t.Parallel()
			c := standard(office)
			c.Reopen = tt.policy
			h := history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 12:00", clock.Closed),
				clock.Entry{At: at("2026-03-03 10:00"), Type: clock.Reopened, Reason: tt.reason})
			f := figure(t, c, h, "2026-03-03 11:00", clock.Solution)
			assert.Equal(t, tt.state, f.State)
			assert.Equal(t, tt.used, f.Used.String())
		})
	}
}

func TestRead_an_answer_at_the_last_instant_is_in_time_and_a_nanosecond_later_is_not(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		late time.Duration
		want clock.State
	}{{-1, clock.StateMet}, {0, clock.StateMet}, {1, clock.StateBreached}} {
		h := history(entry("2026-03-02 09:00", clock.Opened), clock.Entry{At: at("2026-03-02 10:00").Add(tt.late), Type: clock.Responded})
		assert.Equal(t, tt.want, figure(t, standard(office), h, "2026-03-02 11:00", clock.FirstResponse).State, tt.late)
	}
	h := history(entry("2026-03-02 17:00", clock.Opened), entry("2026-03-02 23:00", clock.Responded))
	assert.Equal(t, clock.StateBreached, figure(t, standard(office), h, "2026-03-03 09:00", clock.FirstResponse).State,
		"in the night after its last working minute an answer is late")
}

func TestRead_working_time_where_the_clocks_change_and_holidays(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, opened, due string }{
		{"over the weekend of 29 March, on which the clocks go forward", "2026-03-27 14:00", "2026-03-30 12:00"},
		{"over the weekend of 25 October, on which they go back", "2026-10-23 14:00", "2026-10-26 12:00"},
		{"over Easter", "2026-04-02 14:00", "2026-04-07 12:00"},
		{"opened at night", "2026-03-03 03:17:45", "2026-03-03 16:00"},
		{"opened on a Sunday", "2026-03-08 12:00", "2026-03-09 16:00"},
		{"to the second", "2026-03-02 12:34:56", "2026-03-03 10:34:56"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := figure(t, standard(office), history(entry(tt.opened, clock.Opened)), tt.opened, clock.Solution)
			assert.Equal(t, tt.due, local(f.Due))
		})
	}
	c := standard(always)
	f := figure(t, c, history(entry("2026-03-28 22:00", clock.Opened)), "2026-03-28 22:00", clock.Solution)
	assert.Equal(t, "2026-03-29 07:00", local(f.Due), "round the clock a night of 23 hours ends 8 hours later at 7")
}

func TestRead_warnings_come_before_the_breach_and_stay_in_the_reading(t *testing.T) {
	t.Parallel()
	h := history(entry("2026-03-02 08:00", clock.Opened), paused("2026-03-02 15:00", "customer"), resumed("2026-03-02 16:00", "customer"))
	read := func(asOf string) clock.Figure { return figure(t, standard(office), h, asOf, clock.Solution) }

	f := read("2026-03-02 13:00")
	assert.Equal(t, clock.StateRunning, f.State)
	assert.Equal(t, []time.Time{at("2026-03-02 14:00"), at("2026-03-02 15:30")}, f.WarnAt, "as it looks before the pause")

	f = read("2026-03-02 14:00")
	assert.Equal(t, clock.StateWarned, f.State)

	f = read("2026-03-02 15:30")
	assert.Equal(t, clock.StatePaused, f.State)
	assert.Equal(t, []time.Time{at("2026-03-02 14:00")}, f.WarnAt, "while it stands nobody knows when the next comes")

	f = read("2026-03-02 16:10")
	assert.Equal(t, []time.Time{at("2026-03-02 14:00"), at("2026-03-02 16:30")}, f.WarnAt)
	assert.Equal(t, at("2026-03-02 17:00"), f.Due)
}

func TestRead_before_the_ticket_was_opened_nothing_runs(t *testing.T) {
	t.Parallel()
	reading, err := clock.Read(standard(office), history(entry("2026-03-02 09:00", clock.Opened)), at("2026-03-01 09:00"))
	require.NoError(t, err)
	require.Len(t, reading.Targets, 3)
	for _, f := range reading.Targets {
		assert.Equal(t, clock.StateNotApplicable, f.State)
	}
	assert.Zero(t, reading.Next)
}

func TestRead_updates_may_be_promised_always(t *testing.T) {
	t.Parallel()
	c := standard(office)
	c.Updates = clock.Always
	h := history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 09:30", clock.Responded), entry("2026-03-02 11:00", clock.AgentUpdated))
	f := figure(t, c, h, "2026-03-02 12:00", clock.Update)
	assert.Equal(t, clock.StateRunning, f.State)
	assert.Equal(t, at("2026-03-02 11:00"), f.Started)
	assert.Equal(t, at("2026-03-02 13:00"), f.Due)
}

func TestRead_a_priority_has_its_own_targets_before_those_for_all(t *testing.T) {
	t.Parallel()
	c := standard(office)
	c.Targets = append(c.Targets, clock.Target{Kind: clock.Solution, Priorities: []string{"critical", "high"}, Within: span("2h"), Hours: always})
	h := history(clock.Entry{At: at("2026-03-02 17:00"), Type: clock.Opened, Priority: "high"})
	assert.Equal(t, at("2026-03-02 19:00"), figure(t, c, h, "2026-03-02 17:00", clock.Solution).Due)
	h[0].Priority = "low"
	assert.Equal(t, at("2026-03-03 15:00"), figure(t, c, h, "2026-03-02 17:00", clock.Solution).Due)
}

// Not parallel: it counts allocations.
func TestRead_allocates_nothing_for_an_entry(t *testing.T) {
	events := []clock.Entry{entry("2026-03-02 09:00", clock.Opened)}
	for n := range 2000 {
		events = append(events, clock.Entry{At: at("2026-03-02 09:00").Add(time.Duration(n) * time.Second),
			Type: []clock.Type{clock.Paused, clock.Resumed}[n%2], Cause: "customer"})
	}
	history(events...)
	c := standard(office)
	allocations := func(entries int) float64 {
		return testing.AllocsPerRun(20, func() {
			if _, err := clock.Read(c, events[:entries], at("2026-03-02 12:00")); err != nil {
				t.Error(err)
			}
		})
	}
	assert.Equal(t, allocations(51), allocations(251))
	assert.Equal(t, allocations(51)+1, allocations(2001), "one more for the ids of very many")
}
