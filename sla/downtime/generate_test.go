package downtime_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// The small world of the properties: everything happens on ticks of five minutes, around one civil day at the turn of a year.
const (
	tick      = 5 * time.Minute
	dayTicks  = 288
	lead      = 40 // ticks before the day
	worldEnds = lead + dayTicks + 40
)

var (
	newYear    = calendar.MustParse("2026-01-01")
	worldDay   = mustPeriod(newYear, newYear.AddDays(1), "UTC")
	worldStart = worldDay.Start().Add(-lead * tick)
	openHours  = mustHours(calendar.HoursSpec{Name: "office", Zone: "UTC", Windows: []calendar.Window{
		{Day: calendar.WeekdayOf(time.Thursday), From: mustTime("02:00"), To: mustTime("09:30")},
		{Day: calendar.WeekdayOf(time.Thursday), From: mustTime("10:00"), To: mustTime("23:00")},
		{Day: calendar.WeekdayOf(time.Wednesday), From: mustTime("21:00"), To: mustTime("01:00")},
	}})
	worldCauses = []downtime.Cause{"a", "b", "c"}
)

func instant(ticks int) time.Time { return worldStart.Add(time.Duration(ticks) * tick) }

func spanOf(ticks int) calendar.Span { return calendar.Span(time.Duration(ticks) * tick) }

// world is one drawn input of Count.
type world struct {
	counting   downtime.Counting
	outages    []downtime.Outage
	exclusions []downtime.Exclusion
	asOf       time.Time
}

func (w world) count() (downtime.Ledger, error) {
	return w.counting.Count(w.outages, w.exclusions, worldDay, w.asOf)
}

func worlds() *rapid.Generator[world] {
	return rapid.Custom(func(t *rapid.T) world {
		asOf := rapid.IntRange(lead/2, worldEnds).Draw(t, "asOf")
		w := world{counting: countings().Draw(t, "counting"), asOf: instant(asOf)}
		apart := !slices.Contains(w.counting.Order, downtime.StepMerge)
		w.outages = drawOutages(t, asOf, apart)
		w.exclusions = drawExclusions(t, asOf, len(w.outages))
		return w
	})
}

func drawOutages(t *rapid.T, asOf int, apart bool) []downtime.Outage {
	var outages []downtime.Outage
	reach := 0
	for i := range rapid.IntRange(0, 7).Draw(t, "outages") {
		from := rapid.IntRange(0, asOf-1).Draw(t, "from")
		if apart {
			from = reach + rapid.IntRange(0, 20).Draw(t, "break")
		}
		if from >= asOf {
			break
		}
		o := downtime.Outage{ID: fmt.Sprintf("o%d", i), Start: instant(from)}
		to := min(asOf, from+rapid.IntRange(1, 60).Draw(t, "length"))
		if to < asOf || rapid.Bool().Draw(t, "closed") {
			o.End = instant(to)
		}
		reach = to
		if rapid.Bool().Draw(t, "reported") {
			o.Reported = instant(rapid.IntRange(0, asOf).Draw(t, "at"))
		}
		if rapid.Bool().Draw(t, "degraded") {
			den := rapid.Int64Range(1, 7).Draw(t, "den")
			o.Weight = &downtime.Ratio{Num: rapid.Int64Range(0, den).Draw(t, "num"), Den: den}
		}
		o.Cause = rapid.SampledFrom([]downtime.Cause{"", "", "", "a", "c"}).Draw(t, "cause")
		outages = append(outages, o)
	}
	return outages
}

func drawExclusions(t *rapid.T, asOf, outages int) []downtime.Exclusion {
	var exclusions []downtime.Exclusion
	for i := range rapid.IntRange(0, 6).Draw(t, "exclusions") {
		from := rapid.IntRange(0, worldEnds-1).Draw(t, "from")
		x := downtime.Exclusion{
			ID: fmt.Sprintf("x%d", i), Cause: rapid.SampledFrom(worldCauses).Draw(t, "cause"),
			Start: instant(from), End: instant(from + rapid.IntRange(1, 60).Draw(t, "length")),
			Confirmed: rapid.Bool().Draw(t, "confirmed"),
		}
		if rapid.Bool().Draw(t, "announced") {
			x.Announced = instant(rapid.IntRange(0, asOf).Draw(t, "at"))
		}
		if outages > 0 && rapid.IntRange(0, 3).Draw(t, "bound") == 0 {
			x.Outage = fmt.Sprintf("o%d", rapid.IntRange(0, outages-1).Draw(t, "to"))
		}
		exclusions = append(exclusions, x)
	}
	return exclusions
}
