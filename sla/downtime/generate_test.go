package downtime_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
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

func mustPeriod(from, to calendar.Date, zone string) calendar.Period {
	p, err := calendar.NewPeriod(from, to, zone)
	if err != nil {
		panic(err)
	}
	return p
}

func mustHours(spec calendar.HoursSpec) calendar.Hours {
	h, err := calendar.NewHours(spec)
	if err != nil {
		panic(err)
	}
	return h
}

func mustTime(text string) calendar.TimeOfDay {
	var t calendar.TimeOfDay
	if err := t.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return t
}

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

func countings() *rapid.Generator[downtime.Counting] {
	return rapid.Custom(drawCounting).Filter(func(k downtime.Counting) bool {
		var c fault.Check
		k.Check(&c, "")
		return len(c.Fields()) == 0
	})
}

func drawCounting(t *rapid.T) downtime.Counting {
	k := downtime.Counting{
		Begin:    rapid.SampledFrom([]downtime.Begin{downtime.BeginStart, downtime.BeginStart, downtime.BeginReport}).Draw(t, "begin"),
		Degraded: rapid.SampledFrom([]downtime.Degraded{downtime.DegradedFull, downtime.DegradedNone, downtime.DegradedWeighed, downtime.DegradedWeighed}).Draw(t, "degraded"),
		Order:    []downtime.Step{downtime.StepClip},
	}
	for _, s := range []downtime.Step{downtime.StepMerge, downtime.StepMerge, downtime.StepHours, downtime.StepExclude, downtime.StepMinimum, downtime.StepFloor} {
		if rapid.Bool().Draw(t, string(s)) && !slices.Contains(k.Order, s) {
			k.Order = append(k.Order, s)
		}
	}
	if k.Degraded == downtime.DegradedWeighed {
		k.Order = append(k.Order, downtime.StepWeigh)
	}
	k.Order = rapid.Permutation(k.Order).Draw(t, "order")
	kinds := []downtime.DenominatorKind{downtime.DenominatorPeriod, downtime.DenominatorFixed}
	for _, s := range k.Order {
		kinds = append(kinds, drawAxes(t, s, &k)...)
	}
	if slices.Contains(k.Order, downtime.StepHours) && slices.Contains(k.Order, downtime.StepExclude) {
		kinds = append(kinds, downtime.DenominatorServiceHoursLessExclusions)
	}
	k.Denominator.Kind = rapid.SampledFrom(kinds).Draw(t, "denominator")
	if k.Denominator.Kind == downtime.DenominatorFixed {
		k.Denominator.Fixed = spanOf(dayTicks)
	}
	return k
}

func drawAxes(t *rapid.T, s downtime.Step, k *downtime.Counting) []downtime.DenominatorKind {
	ticks := func(name string, least, most int) calendar.Span {
		return spanOf(rapid.IntRange(least, most).Draw(t, name))
	}
	switch s {
	case downtime.StepMerge:
		k.MergeGap = new(ticks("mergeGap", 0, 12))
		if *k.MergeGap > 0 {
			k.Gap = rapid.SampledFrom([]downtime.Gap{downtime.GapCounts, downtime.GapFree}).Draw(t, "gap")
		}
		if k.Degraded == downtime.DegradedWeighed {
			k.Overlap = rapid.SampledFrom([]downtime.Overlap{downtime.OverlapMax, downtime.OverlapSum}).Draw(t, "overlap")
		}
	case downtime.StepHours:
		k.Hours = &openHours
		return []downtime.DenominatorKind{downtime.DenominatorServiceHours}
	case downtime.StepExclude:
		k.Rules = drawRules(t, ticks)
		return []downtime.DenominatorKind{downtime.DenominatorPeriodLessExclusions}
	case downtime.StepMinimum:
		counts := []downtime.MinimumCounts{downtime.MinimumAtLeast, downtime.MinimumLongerThan, downtime.MinimumBeyond}
		k.Minimum = &downtime.Minimum{
			Least: ticks("least", 1, 30), Counts: rapid.SampledFrom(counts).Draw(t, "counts"),
			Of: rapid.SampledFrom([]downtime.Of{downtime.OfOutage, downtime.OfStretch}).Draw(t, "minimum of"),
		}
	case downtime.StepFloor:
		k.Floor = &downtime.Floor{
			To: ticks("unit", 1, 12), Of: rapid.SampledFrom([]downtime.Of{downtime.OfOutage, downtime.OfStretch, downtime.OfClock}).Draw(t, "floor of"),
		}
		if k.Floor.Of == downtime.OfClock {
			k.Floor.To = spanOf(3)
		}
	}
	return nil
}

func drawRules(t *rapid.T, ticks func(string, int, int) calendar.Span) []downtime.Rule {
	var rules []downtime.Rule
	for _, cause := range worldCauses[:rapid.IntRange(1, 3).Draw(t, "rules")] {
		rules = append(rules, downtime.Rule{
			Cause: cause, Confirmed: rapid.Bool().Draw(t, "confirmation needed"),
			Notice:    ticks("notice", 0, 1) * calendar.Span(rapid.IntRange(0, 40).Draw(t, "times")),
			YearlyCap: ticks("yearly cap", 0, 1) * calendar.Span(rapid.IntRange(1, 60).Draw(t, "times")),
			PeriodCap: ticks("period cap", 0, 1) * calendar.Span(rapid.IntRange(1, 60).Draw(t, "times")),
		})
	}
	return rules
}
