package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// What users of help desks report as wrong, as sentences that hold here. Beside each stands where they do: the number in the public
// tracker of the help desk named, be it open or fixed by now.
func TestRead_where_help_desks_are_wrong(t *testing.T) {
	t.Parallel()
	type want struct {
		state      clock.State
		used, left string
		due        string // empty: none
		breaches   []string
		why        clock.Cause
	}
	// Monday 2 March 2026, in the hours Monday to Friday 08:00 to 18:00 of Berlin unless the case says otherwise.
	tests := []struct {
		name    string
		issue   string
		terms   func(*clock.Contract)
		history []clock.Entry
		asOf    string
		kind    clock.Kind
		want    want
	}{
		{
			name: "the clock stands while we wait for the customer", issue: "osTicket#3034, #6524; faveo#91",
			history: history(entry("2026-03-02 09:00", clock.Opened), paused("2026-03-02 10:00", "customer")),
			asOf:    "2026-03-06 17:00", kind: clock.Solution,
			want: want{clock.StatePaused, "1h", "7h", "", nil, "customer"},
		}, {
			name: "the clock stands while the ticket is on hold, by its status alone", issue: "frappe/helpdesk#1542, #1554",
			history: history(entry("2026-03-02 09:00", clock.Opened), status("2026-03-02 10:00", "held"), status("2026-03-03 10:00", "inProgress")),
			asOf:    "2026-03-03 11:00", kind: clock.Solution,
			want: want{clock.StateRunning, "2h", "6h", "2026-03-03 17:00", nil, ""},
		}, {
			name: "a cause stops only the targets that the contract says", issue: "django-helpdesk#1283",
			history: history(entry("2026-03-02 09:00", clock.Opened), status("2026-03-02 09:30", "held")),
			asOf:    "2026-03-02 09:45", kind: clock.FirstResponse,
			want: want{clock.StateRunning, "45m", "15m", "2026-03-02 10:00", nil, ""},
		}, {
			name: "the lunch break does not count", issue: "frappe#2212",
			terms:   func(c *clock.Contract) { *c = standard(shifts) },
			history: history(entry("2026-03-02 11:00", clock.Opened)),
			asOf:    "2026-03-02 13:30", kind: clock.Solution,
			want: want{clock.StateRunning, "1h30m", "6h30m", "2026-03-03 11:00", nil, ""},
		}, {
			name: "a change of priority from now on keeps the pause", issue: "glpi#6902, #15605",
			terms: func(c *clock.Contract) {
				c.Targets = append(c.Targets, clock.Target{Kind: clock.Solution, Priorities: []string{"high"}, Within: span("4h"), Hours: office})
			},
			history: history(entry("2026-03-02 09:00", clock.Opened), paused("2026-03-02 10:00", "customer"), resumed("2026-03-02 12:00", "customer"),
				clock.Entry{At: at("2026-03-02 13:00"), Type: clock.PriorityChanged, Priority: "high", Applies: clock.FromNow}),
			asOf: "2026-03-02 13:00", kind: clock.Solution,
			want: want{clock.StateRunning, "2h", "2h", "2026-03-02 15:00", nil, ""},
		}, {
			name: "a change of priority during a pause leaves it standing", issue: "glpi#6902",
			history: history(entry("2026-03-02 09:00", clock.Opened), paused("2026-03-02 10:00", "customer"),
				clock.Entry{At: at("2026-03-02 13:00"), Type: clock.PriorityChanged, Priority: "high", Applies: clock.Retroactive}),
			asOf: "2026-03-02 17:00", kind: clock.Solution,
			want: want{clock.StatePaused, "1h", "7h", "", nil, "customer"},
		}, {
			name: "a change of contract as if it had been so from the beginning keeps the pause", issue: "glpi#15605",
			history: history(entry("2026-03-02 09:00", clock.Opened), paused("2026-03-02 10:00", "customer"), resumed("2026-03-02 12:00", "customer"),
				changed("2026-03-02 13:00", clock.Retroactive, "3h", always)),
			asOf: "2026-03-02 13:00", kind: clock.Solution,
			want: want{clock.StateRunning, "2h", "1h", "2026-03-02 14:00", nil, ""},
		}, {
			name: "business hours hold for all targets", issue: "osTicket#2131",
			history: history(entry("2026-03-06 17:30", clock.Opened)), // a Friday
			asOf:    "2026-03-08 12:00", kind: clock.FirstResponse,
			want: want{clock.StateRunning, "30m", "30m", "2026-03-09 08:30", nil, ""},
		}, {
			name: "the hours are those of the contract's zone, wherever the server stands", issue: "glpi#15429, erpnext#38745",
			history: []clock.Entry{{ID: "1", At: at("2026-03-02 17:30").In(time.FixedZone("server", -8*3600)), Type: clock.Opened}},
			asOf:    "2026-03-03 08:15", kind: clock.FirstResponse,
			want: want{clock.StateRunning, "45m", "15m", "2026-03-03 08:30", nil, ""},
		}, {
			name: "the update target does not run before the first response", issue: "zammad#5177",
			terms: func(c *clock.Contract) { c.Targets[0].Within = span("5h") },
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 09:10", clock.CustomerWrote),
				entry("2026-03-02 09:20", clock.CustomerWrote)),
			asOf: "2026-03-02 13:00", kind: clock.Update,
			want: want{clock.StateNotApplicable, "0s", "2h", "", nil, ""},
		}, {
			name: "who was answered waits no longer", issue: "zammad#3140",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 09:30", clock.Responded),
				entry("2026-03-02 10:00", clock.CustomerWrote), entry("2026-03-02 11:00", clock.AgentUpdated)),
			asOf: "2026-03-04 12:00", kind: clock.Update,
			want: want{clock.StateMet, "1h", "1h", "", nil, ""},
		}, {
			name: "the customer waits from the first message that was not answered", issue: "zammad#3140",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 09:30", clock.Responded),
				entry("2026-03-02 10:00", clock.CustomerWrote), entry("2026-03-02 11:30", clock.CustomerWrote)),
			asOf: "2026-03-02 11:45", kind: clock.Update,
			want: want{clock.StateRunning, "1h45m", "15m", "2026-03-02 12:00", nil, ""},
		}, {
			name: "an earlier breach stays in the results when later answers are in time", issue: "zammad#4777",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 09:30", clock.Responded),
				entry("2026-03-02 10:00", clock.CustomerWrote), entry("2026-03-02 13:00", clock.AgentUpdated),
				entry("2026-03-02 14:00", clock.CustomerWrote), entry("2026-03-02 14:30", clock.AgentUpdated)),
			asOf: "2026-03-02 15:00", kind: clock.Update,
			want: want{clock.StateMet, "30m", "1h30m", "", []string{"2026-03-02 12:00"}, ""},
		}, {
			name: "closing and reopening does not launder an overdue ticket", issue: "osTicket's SLA class; Znuny#369",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-03 12:00", clock.Closed), entry("2026-03-03 13:00", clock.Reopened)),
			asOf:    "2026-03-03 14:00", kind: clock.Solution,
			want: want{clock.StateBreached, "14h", "-6h", "2026-03-02 17:00", []string{"2026-03-02 17:00"}, ""},
		}, {
			name: "a clock that begins anew for a reason keeps the breach", issue: "erpnext#18244",
			terms: func(c *clock.Contract) { c.Reopen = clock.Restart },
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-03 12:00", clock.Closed),
				clock.Entry{At: at("2026-03-03 13:00"), Type: clock.Reopened, Reason: "another cause"}),
			asOf: "2026-03-03 14:00", kind: clock.Solution,
			want: want{clock.StateRunning, "1h", "7h", "2026-03-04 11:00", []string{"2026-03-02 17:00"}, ""},
		}, {
			name: "a clock does not begin anew without a reason", issue: "erpnext#18244",
			terms:   func(c *clock.Contract) { c.Reopen = clock.Restart },
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 12:00", clock.Closed), entry("2026-03-02 13:00", clock.Reopened)),
			asOf:    "2026-03-02 14:00", kind: clock.Solution,
			want: want{clock.StateRunning, "4h", "4h", "2026-03-02 18:00", nil, ""},
		}, {
			name: "a ticket that is opened paused stands from the beginning", issue: "alga-psa#3091",
			history: history(clock.Entry{At: at("2026-03-02 09:00"), Type: clock.Opened, Status: "pending"}),
			asOf:    "2026-03-04 09:00", kind: clock.FirstResponse,
			want: want{clock.StatePaused, "0s", "1h", "", nil, "customer"},
		}, {
			name: "a ticket that is opened closed was in time", issue: "alga-psa#3091",
			history: history(clock.Entry{At: at("2026-03-02 09:00"), Type: clock.Opened, Status: "closed"}),
			asOf:    "2026-03-04 09:00", kind: clock.Solution,
			want: want{clock.StateMet, "0s", "8h", "", nil, ""},
		}, {
			name: "a closed ticket alerts nobody", issue: "libredesk#70",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:00", clock.Closed)),
			asOf:    "2026-03-09 09:00", kind: clock.FirstResponse,
			want: want{clock.StateMet, "1h", "0s", "", nil, ""},
		}, {
			name: "the clock of a merged ticket ends with the merger", issue: "osTicket#5049, #5194",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 09:30", clock.Merged)),
			asOf:    "2026-03-09 09:00", kind: clock.Solution,
			want: want{clock.StateNotApplicable, "30m", "7h30m", "", nil, ""},
		}, {
			name: "what was overdue before the merger stays so", issue: "osTicket#5049",
			history: history(entry("2026-03-02 09:00", clock.Opened), entry("2026-03-02 10:30", clock.Merged)),
			asOf:    "2026-03-09 09:00", kind: clock.FirstResponse,
			want: want{clock.StateBreached, "1h30m", "-30m", "2026-03-02 10:00", []string{"2026-03-02 10:00"}, ""},
		}, {
			name: "nothing falls due outside the hours", issue: "zammad#4432",
			history: history(entry("2026-03-02 17:00", clock.Opened)),
			asOf:    "2026-03-02 17:30", kind: clock.FirstResponse,
			want: want{clock.StateRunning, "30m", "30m", "2026-03-02 18:00", nil, ""},
		}, {
			name: "seconds count", issue: "libredesk, whole minutes a day in its calculator",
			history: history(entry("2026-03-02 17:59:59", clock.Opened)),
			asOf:    "2026-03-03 08:00:58", kind: clock.FirstResponse,
			want: want{clock.StateRunning, "59s", "59m1s", "2026-03-03 08:59:59", nil, ""},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := standard(office)
			if tt.terms != nil {
				tt.terms(&c)
			}
			f := figure(t, c, tt.history, tt.asOf, tt.kind)
			assert.Equal(t, tt.want.state, f.State)
			assert.Equal(t, tt.want.used, f.Used.String())
			assert.Equal(t, tt.want.left, f.Left.String())
			assert.Equal(t, tt.want.due, local(f.Due))
			assert.Equal(t, tt.want.why, f.WhyPaused)
			var breaches []string
			for _, b := range f.Breaches {
				breaches = append(breaches, local(b.At))
			}
			assert.Equal(t, tt.want.breaches, breaches)
		})
	}
}

// local writes an instant as at reads it.
func local(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.Second() == 0:
		return t.In(berlin).Format("2006-01-02 15:04")
	}
	return t.In(berlin).Format("2006-01-02 15:04:05")
}

// changed is a new version of the standard contract with another time and other hours for the solution.
func changed(when string, applies clock.Applies, within string, hours calendar.Hours) clock.Entry {
	c := standard(hours)
	c.Version = "2"
	c.Targets[2].Within = span(within)
	return clock.Entry{At: at(when), Type: clock.ContractChanged, Contract: &c, Applies: applies}
}
