package clock_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// over midnight and over the night on which Berlin's clocks go forward; Good Friday and Easter Monday follow.
var (
	night     = window("night", "22:00", "06:00")
	calendars = []calendar.Hours{office, shifts, night, always}
)

func window(name, from, to string) calendar.Hours {
	days := []calendar.Weekday{calendar.Friday, calendar.Saturday, calendar.Sunday}
	return must(calendar.NewHours(calendar.HoursSpec{Name: name, Version: "1", Zone: "Europe/Berlin",
		Windows: calendar.Daily(hour(from), hour(to), days...)}))
}

func anyContract() *rapid.Generator[clock.Contract] {
	return rapid.Custom(func(t *rapid.T) clock.Contract {
		within := rapid.Custom(func(t *rapid.T) calendar.Span {
			return calendar.Span(time.Duration(rapid.IntRange(1, 24).Draw(t, "twenty minutes")) * 20 * time.Minute)
		})
		hours := rapid.SampledFrom(calendars)
		c := clock.Contract{ID: "c", Version: "1", Reopen: rapid.SampledFrom([]clock.Reopen{clock.Continue, clock.Restart, clock.NewTicket}).Draw(t, "reopen")}
		target := func(k clock.Kind, priorities ...string) {
			tg := clock.Target{Kind: k, Priorities: priorities, Within: within.Draw(t, "within"), Hours: hours.Draw(t, "hours")}
			if rapid.Bool().Draw(t, "warned") {
				tg.Warn = []clock.Warning{clock.AtPercent(75), clock.Before(calendar.Span(10 * time.Minute))}
			}
			c.Targets = append(c.Targets, tg)
		}
		for _, k := range clock.Kinds() {
			if rapid.IntRange(0, 4).Draw(t, "promised") > 0 {
				target(k)
			}
			if rapid.IntRange(0, 2).Draw(t, "for high") == 0 {
				target(k, "high")
			}
		}
		if len(c.Targets) == 0 {
			target(clock.Solution)
		}
		if slices.ContainsFunc(c.Targets, func(t clock.Target) bool { return t.Kind == clock.Update }) {
			c.Updates = rapid.SampledFrom([]clock.Updates{clock.WhileWaiting, clock.Always}).Draw(t, "updates")
			c.UpdatedBy = rapid.SliceOfNDistinct(rapid.SampledFrom([]clock.Type{clock.AgentUpdated, clock.Responded, clock.StatusChanged}), 1, 3, rapid.ID).Draw(t, "by")
		}
		stops := rapid.SliceOfNDistinct(rapid.SampledFrom(clock.Kinds()), 0, 2, rapid.ID)
		c.Pauses = []clock.Pause{
			{Cause: "customer", Statuses: []string{"pending"}, Stops: stops.Draw(t, "customer stops")},
			{Cause: "thirdParty", Statuses: []string{"held", "pending"}, Stops: stops.Draw(t, "third party stops")},
		}
		return c
	})
}

var types = []clock.Type{clock.Responded, clock.CustomerWrote, clock.CustomerWrote, clock.AgentUpdated, clock.Paused, clock.Paused, clock.Resumed,
	clock.Resumed, clock.StatusChanged, clock.StatusChanged, clock.Resolved, clock.Confirmed, clock.Denied, clock.Closed, clock.Reopened, clock.PriorityChanged,
	clock.ContractChanged, clock.Merged, clock.Cancelled}

// anyHistory is up to twenty entries around the clock change of 29 March 2026, in whole minutes.
func anyHistory() *rapid.Generator[[]clock.Entry] {
	return rapid.Custom(func(t *rapid.T) []clock.Entry {
		begin := at("2026-03-27 07:00").Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "opened")) * time.Minute)
		entries := []clock.Entry{{At: begin, Type: clock.Opened, Priority: anyPriority.Draw(t, "priority"), Status: rapid.SampledFrom([]string{"", "", "", "acknowledged", "pending", "closed"}).Draw(t, "status")}}
		gap := rapid.OneOf(rapid.IntRange(0, 90), rapid.IntRange(0, 1500))
		for range rapid.IntRange(0, 20).Draw(t, "entries") {
			begin = begin.Add(time.Duration(gap.Draw(t, "gap")) * time.Minute)
			entries = append(entries, anyEntry(t, begin))
		}
		return history(entries...)
	})
}

var (
	anyPriority = rapid.SampledFrom([]string{"", "low", "high"})
	anyApplies  = rapid.SampledFrom([]clock.Applies{clock.Retroactive, clock.FromNow, clock.FromNow})
	anyCause    = rapid.SampledFrom([]clock.Cause{"customer", "thirdParty", "weather"})
	anyStatus   = rapid.SampledFrom([]string{"inProgress", "pending", "held", "resolved", "closed", "cancelled"})
)

func anyEntry(t *rapid.T, when time.Time) clock.Entry {
	e := clock.Entry{At: when, Type: rapid.SampledFrom(types).Draw(t, "type")}
	switch e.Type {
	case clock.Paused, clock.Resumed:
		e.Cause = anyCause.Draw(t, "cause")
		if e.Type == clock.Resumed && rapid.Bool().Draw(t, "all") {
			e.Cause = ""
		}
	case clock.StatusChanged:
		e.Status = anyStatus.Draw(t, "status")
	case clock.PriorityChanged:
		e.Priority, e.Applies = rapid.SampledFrom([]string{"low", "high"}).Draw(t, "priority"), anyApplies.Draw(t, "applies")
	case clock.ContractChanged:
		c := anyContract().Draw(t, "contract")
		e.Contract, e.Applies = &c, anyApplies.Draw(t, "applies")
	case clock.Reopened:
		e.Reason = rapid.SampledFrom([]string{"", "again"}).Draw(t, "reason")
	}
	return e
}

func anyAsOf(t *rapid.T, h []clock.Entry) time.Time {
	last := int(h[len(h)-1].At.Sub(h[0].At) / time.Minute)
	return h[0].At.Add(time.Duration(rapid.IntRange(0, last+1500).Draw(t, "as of")) * time.Minute)
}
