package downtime_test

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

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
