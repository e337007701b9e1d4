package clock_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// faults are the paths and rules of everything wrong, in order.
func faults(t *testing.T, err error) (all []string) {
	t.Helper()
	require.ErrorIs(t, err, fault.ErrInvalid)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	for _, f := range invalid.Fields {
		assert.NotEmpty(t, f.Message)
		all = append(all, f.Path+" "+f.Rule)
	}
	return all
}

func TestCheck_names_everything_that_is_wrong_with_a_history_at_once(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		history []clock.Entry
		want    []string
	}{
		{"nothing", nil, []string{"history ETOM-REQUIRED"}},
		{"something before the ticket was opened", history(entry("2026-03-02 09:00", clock.Responded), entry("2026-03-02 10:00", clock.Opened)),
			[]string{"history[0].type CLOCK-HISTORY", "history[1].type ETOM-DUPLICATE"}},
		{"opened twice", history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", clock.Opened)), []string{"history[1].type ETOM-DUPLICATE"}},
		{"out of order", history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 12:00", clock.CustomerWrote), entry("2026-03-02 11:00", clock.Responded)),
			[]string{"history[2].at CLOCK-HISTORY"}},
		{"an entry twice", []clock.Entry{{ID: "a", At: at("2026-03-02 09:00"), Type: clock.Opened}, {ID: "b", At: at("2026-03-02 09:00"), Type: clock.Responded},
			{ID: "a", At: at("2026-03-02 09:00"), Type: clock.Closed}}, []string{"history[2].id ETOM-DUPLICATE"}},
		{"no ids", []clock.Entry{{At: at("2026-03-02 09:00"), Type: clock.Opened}, {At: at("2026-03-02 09:00"), Type: clock.Responded}},
			[]string{"history[0].id ETOM-REQUIRED", "history[1].id ETOM-REQUIRED"}},
		{"no instant", history(clock.Entry{Type: clock.Opened}, entry("2026-03-02 09:00", clock.Closed)), []string{"history[0].at ETOM-RANGE"}},
		{"an instant far away", history(entry("2026-03-02 09:00", clock.Opened), clock.Entry{At: time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), Type: clock.Closed},
			entry("2026-03-02 10:00", clock.Closed)), []string{"history[1].at ETOM-RANGE"}},
		{"a pause without a cause", history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", clock.Paused)), []string{"history[1].cause ETOM-REQUIRED"}},
		{"a change of status to nothing", history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", clock.StatusChanged)),
			[]string{"history[1].status ETOM-REQUIRED"}},
		{"changes of which nobody knows from when and to what", history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", clock.PriorityChanged),
			entry("2026-03-02 10:00", clock.ContractChanged)),
			[]string{"history[1].priority ETOM-REQUIRED", "history[1].applies ETOM-REQUIRED", "history[2].applies ETOM-REQUIRED", "history[2].contract ETOM-REQUIRED"}},
		{"a contract that is none", history(entry("2026-03-02 09:00", clock.Opened),
			clock.Entry{At: at("2026-03-02 10:00"), Type: clock.ContractChanged, Applies: clock.FromNow, Contract: &clock.Contract{ID: "x", Version: "1", Reopen: clock.Continue}}),
			[]string{"history[1].contract.targets ETOM-REQUIRED"}},
		{"changes where none belong", history(clock.Entry{At: at("2026-03-02 09:00"), Type: clock.Opened, Contract: &clock.Contract{}},
			clock.Entry{At: at("2026-03-02 10:00"), Type: clock.Closed, Priority: "high"}), []string{"history[0].contract CLOCK-HISTORY", "history[1].priority CLOCK-HISTORY"}},
		{"unknown words", history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", "exploded"),
			clock.Entry{At: at("2026-03-02 10:00"), Type: clock.PriorityChanged, Priority: "high", Applies: "tomorrow"}),
			[]string{"history[1].type ETOM-UNKNOWN", "history[2].applies ETOM-UNKNOWN"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, faults(t, clock.Check(tt.history)))
			_, err := clock.Read(standard(office), tt.history, at("2026-03-03 09:00"))
			assert.Equal(t, tt.want, faults(t, err))
		})
	}
}

func TestRead_names_faults_of_contract_history_and_instant_together(t *testing.T) {
	t.Parallel()
	c := standard(office)
	c.ID, c.Reopen = "", ""
	_, err := clock.Read(c, nil, time.Time{})
	assert.Equal(t, []string{"contract.id ETOM-REQUIRED", "contract.reopen ETOM-REQUIRED", "asOf ETOM-RANGE", "history ETOM-REQUIRED"}, faults(t, err))
}

func TestCheck_finds_the_one_entry_of_a_thousand_that_is_there_twice(t *testing.T) {
	t.Parallel()
	h := []clock.Entry{entry("2026-03-02 09:00", clock.Opened)}
	for range 1000 {
		h = append(h, entry("2026-03-02 09:00", clock.CustomerWrote))
	}
	require.NoError(t, clock.Check(history(h...)))
	h[777].ID = h[4].ID
	err := clock.Check(h)
	assert.Equal(t, []string{"history[777].id ETOM-DUPLICATE"}, faults(t, err))
	assert.ErrorContains(t, err, "is that of history[4] too")
}

func TestContract_Check_names_everything_that_is_wrong_at_once(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*clock.Contract)
		want   []string
	}{
		{"nothing there", func(c *clock.Contract) { *c = clock.Contract{} }, []string{"id ETOM-REQUIRED", "version ETOM-REQUIRED", "targets ETOM-REQUIRED", "reopen ETOM-REQUIRED"}},
		{"a target with nothing in it", func(c *clock.Contract) { c.Targets[0] = clock.Target{} },
			[]string{"targets[0].kind ETOM-REQUIRED", "targets[0].within ETOM-RANGE", "targets[0].hours ETOM-REQUIRED"}},
		{"an unknown kind and more than a life of time", func(c *clock.Contract) {
			c.Targets[0].Kind, c.Targets[0].Within = "joy", calendar.Span(fault.Horizon+1)
		},
			[]string{"targets[0].kind ETOM-UNKNOWN", "targets[0].within ETOM-RANGE"}},
		{"a priority without a name", func(c *clock.Contract) { c.Targets[0].Priorities = []string{""} }, []string{"targets[0].priorities ETOM-LENGTH"}},
		{"warnings that never come", func(c *clock.Contract) {
			c.Targets[0].Warn = []clock.Warning{{}, clock.AtPercent(0), clock.AtPercent(100), clock.Before(span("1h")), clock.Before(span("-1m")), clock.AtPercent(99), clock.Before(1)}
		}, []string{"targets[0].warn[0] ETOM-RANGE", "targets[0].warn[1] ETOM-RANGE", "targets[0].warn[2] ETOM-RANGE", "targets[0].warn[3] ETOM-RANGE", "targets[0].warn[4] ETOM-RANGE"}},
		{"two targets for all", func(c *clock.Contract) { c.Targets = append(c.Targets, c.Targets[0]) }, []string{"targets[3].priorities CLOCK-CONTRACT"}},
		{"two targets for one priority", func(c *clock.Contract) {
			low, high := c.Targets[0], c.Targets[0]
			low.Priorities, high.Priorities = []string{"low", "medium"}, []string{"medium", "high"}
			c.Targets = append(c.Targets, low, high)
		}, []string{"targets[4].priorities CLOCK-CONTRACT"}},
		{"pauses that are none", func(c *clock.Contract) {
			c.Pauses = []clock.Pause{{}, {Cause: clock.CauseResolved}, {Cause: "a", Stops: []clock.Kind{"", "joy"}}, {Cause: "a", Statuses: []string{"", "closed", "held"}}}
		}, []string{"pauses[0].cause ETOM-REQUIRED", "pauses[1].cause ETOM-REQUIRED", "pauses[2].stops[0] ETOM-REQUIRED", "pauses[2].stops[1] ETOM-UNKNOWN",
			"pauses[3].cause ETOM-DUPLICATE", "pauses[3].statuses[0] ETOM-RANGE", "pauses[3].statuses[1] ETOM-RANGE"}},
		{"an unknown policy", func(c *clock.Contract) { c.Reopen = "forget" }, []string{"reopen ETOM-UNKNOWN"}},
		{"updates of which nobody knows when and what", func(c *clock.Contract) { c.Updates, c.UpdatedBy = "", nil }, []string{"updates ETOM-REQUIRED", "updatedBy ETOM-REQUIRED"}},
		{"updates by what is none", func(c *clock.Contract) { c.Updates, c.UpdatedBy = "daily", []clock.Type{clock.Closed} },
			[]string{"updates ETOM-UNKNOWN", "updatedBy[0] ETOM-UNKNOWN"}},
		{"updates that nobody promised", func(c *clock.Contract) { c.Targets = slices.Delete(c.Targets, 1, 2) }, []string{"updates CLOCK-CONTRACT", "updatedBy CLOCK-CONTRACT"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := standard(office)
			require.NoError(t, c.Check())
			tt.change(&c)
			assert.Equal(t, tt.want, faults(t, c.Check()))
		})
	}
}
