package downtime_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// faults are the faults of a counting as path and rule, and the messages by path.
func faults(k downtime.Counting) ([]string, map[string]string) {
	var c fault.Check
	k.Check(&c, "counting")
	return fields(c.Fields())
}

func fields(all []fault.Field) ([]string, map[string]string) {
	short, messages := []string{}, map[string]string{}
	for _, f := range all {
		short = append(short, f.Path+" "+f.Rule)
		messages[f.Path] += f.Message
	}
	return short, messages
}

func TestCounting_Check_passes_what_is_complete(t *testing.T) {
	t.Parallel()
	for _, k := range []downtime.Counting{
		counting(clip), counting(merge, clip, inHours, exclude, minimum, floor, weigh), counting(weigh, floor, minimum, clip, merge),
		everyStep(), weighedSteps(downtime.OverlapMax), weighedSteps(downtime.OverlapSum),
	} {
		if k.Floor != nil && k.Order[0] == weigh {
			k.Floor.Of = downtime.OfClock // the others leave fractions, which nothing may cut after
		}
		got, _ := faults(k)
		assert.Empty(t, got, "%v", k.Order)
	}
}

// Nothing has a silent default: the zero Counting, and one with every step and nothing else, name all that is missing.
func TestCounting_Check_names_each_axis_that_is_missing(t *testing.T) {
	t.Parallel()
	got, messages := faults(downtime.Counting{})
	assert.Equal(t, []string{
		"counting.begin ETOM-REQUIRED", "counting.degraded ETOM-REQUIRED", "counting.order ETOM-REQUIRED", "counting.denominator.kind ETOM-REQUIRED",
	}, got)
	assert.Equal(t, "must say from when an outage counts: start, report", messages["counting.begin"])
	assert.Equal(t, "must say how an outage with a weight counts: full, none, weighed", messages["counting.degraded"])
	assert.Equal(t, "must name the steps in the order in which they are done, clip at least: merge, clip, hours, exclude, minimum, floor, weigh", messages["counting.order"])
	assert.Equal(t, "must say what downtime is divided by: period, periodLessExclusions, serviceHours, serviceHoursLessExclusions, fixed", messages["counting.denominator.kind"])

	got, _ = faults(downtime.Counting{Degraded: downtime.DegradedWeighed, Order: []downtime.Step{merge, clip, inHours, exclude, minimum, floor, weigh}})
	assert.Equal(t, []string{
		"counting.begin ETOM-REQUIRED", "counting.mergeGap ETOM-REQUIRED", "counting.overlap ETOM-REQUIRED", "counting.hours ETOM-REQUIRED",
		"counting.rules ETOM-REQUIRED", "counting.minimum ETOM-REQUIRED", "counting.floor ETOM-REQUIRED", "counting.denominator.kind ETOM-REQUIRED",
	}, got)

	got, _ = faults(downtime.Counting{
		Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{clip, merge, minimum, floor}, MergeGap: new(minutes(1)),
		Minimum: &downtime.Minimum{}, Floor: &downtime.Floor{}, Denominator: downtime.Denominator{Kind: downtime.DenominatorFixed},
	})
	assert.Equal(t, []string{
		"counting.gap ETOM-REQUIRED", "counting.minimum.least ETOM-REQUIRED", "counting.minimum.counts ETOM-REQUIRED", "counting.minimum.of ETOM-REQUIRED",
		"counting.floor.to ETOM-REQUIRED", "counting.floor.of ETOM-REQUIRED", "counting.denominator.fixed ETOM-REQUIRED",
	}, got)
}

// What no step uses contradicts the order: one of the two is a mistake.
func TestCounting_Check_names_each_axis_that_nothing_uses(t *testing.T) {
	t.Parallel()
	k := everyStep()
	k.Order, k.Overlap = []downtime.Step{clip}, downtime.OverlapMax
	k.Denominator = downtime.Denominator{Kind: downtime.DenominatorPeriod, Fixed: minutes(43200)}
	got, messages := faults(k)
	assert.Equal(t, []string{
		"counting.mergeGap ETOM-RANGE", "counting.gap ETOM-RANGE", "counting.overlap ETOM-RANGE", "counting.hours ETOM-RANGE", "counting.rules ETOM-RANGE",
		"counting.minimum ETOM-RANGE", "counting.floor ETOM-RANGE", "counting.denominator.fixed ETOM-RANGE",
	}, got)
	assert.Equal(t, "is given, but nothing uses it: it is only for the step merge; leave it out or add that", messages["counting.mergeGap"])
}

func TestCounting_Check_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		steps  []downtime.Step
		change func(*downtime.Counting)
		want   string
		says   string
	}{
		{"a step that is unknown", []downtime.Step{clip, "round"}, nil, "counting.order[1] ETOM-UNKNOWN", `"round" is none of the choices of which step is done`},
		{"a step of none of the order", []downtime.Step{downtime.StepBegin, clip}, nil, "counting.order[0] ETOM-UNKNOWN", ""},
		{"a step twice", []downtime.Step{clip, merge, clip}, nil, "counting.order[2] ETOM-DUPLICATE", "clip is done already"},
		{"no clip", []downtime.Step{merge}, nil, "counting.order ETOM-REQUIRED", "must have the step clip"},
		{"weighed without the step", []downtime.Step{clip}, func(k *downtime.Counting) { k.Degraded = downtime.DegradedWeighed }, "counting.order ETOM-REQUIRED", "must have the step weigh"},
		{"the step without weighed", []downtime.Step{clip, weigh}, func(k *downtime.Counting) { k.Degraded = downtime.DegradedNone }, "counting.order ETOM-RANGE", "only for degraded: weighed"},
		{"a choice that is none", []downtime.Step{clip}, func(k *downtime.Counting) { k.Begin = "ticket" }, "counting.begin ETOM-UNKNOWN", `"ticket" is none of the choices`},
		{"an overlap that nobody weighs", []downtime.Step{clip, merge}, func(k *downtime.Counting) { k.Overlap = downtime.OverlapMax }, "counting.overlap ETOM-RANGE", "only for degraded: weighed"},
		{"a negative gap", []downtime.Step{clip, merge}, func(k *downtime.Counting) { k.MergeGap = new(minutes(-1)) }, "counting.mergeGap ETOM-RANGE", "is -1m, must not be negative"},
		{"what becomes of a gap that cannot be", []downtime.Step{clip, merge}, func(k *downtime.Counting) { k.Gap = downtime.GapFree }, "counting.gap ETOM-RANGE", "a mergeGap above 0s"},
		{"hours that are no calendar", []downtime.Step{clip, inHours}, func(k *downtime.Counting) { k.Hours = new(calendar.Hours{}) }, "counting.hours ETOM-REQUIRED", ""},
		{"a negative minimum", []downtime.Step{clip, minimum}, func(k *downtime.Counting) { k.Minimum.Least = minutes(-5) }, "counting.minimum.least ETOM-RANGE", "is -5m"},
		{"a minimum of nanoseconds", []downtime.Step{clip, minimum}, func(k *downtime.Counting) { k.Minimum.Least = calendar.Span(1001) }, "counting.minimum.least ETOM-RANGE", "whole microseconds"},
		{"a minimum of the clock", []downtime.Step{clip, minimum}, func(k *downtime.Counting) { k.Minimum.Of = downtime.OfClock }, "counting.minimum.of ETOM-UNKNOWN", "outage, stretch"},
		{"a unit of 7 minutes of the clock", []downtime.Step{clip, floor}, func(k *downtime.Counting) { k.Floor = &downtime.Floor{To: minutes(7), Of: downtime.OfClock} }, "counting.floor.to ETOM-RANGE", "must divide 15m"},
		{"a unit of a lifetime", []downtime.Step{clip, floor}, func(k *downtime.Counting) { k.Floor.To = hours(24 * 366 * 80) }, "counting.floor.to ETOM-RANGE", "at most 20 years"},
		{"two rules of a cause", []downtime.Step{clip, exclude}, func(k *downtime.Counting) { k.Rules = append(k.Rules, k.Rules[0]) }, "counting.rules[1].cause ETOM-DUPLICATE", "has a rule already"},
		{"a rule of no cause", []downtime.Step{clip, exclude}, func(k *downtime.Counting) { k.Rules[0].Cause = "" }, "counting.rules[0].cause ETOM-REQUIRED", ""},
		{"a negative notice", []downtime.Step{clip, exclude}, func(k *downtime.Counting) { k.Rules[0].Notice = hours(-1) }, "counting.rules[0].notice ETOM-RANGE", "is -1h"},
		{"a negative cap", []downtime.Step{clip, exclude}, func(k *downtime.Counting) { k.Rules[0].PeriodCap = hours(-1) }, "counting.rules[0].periodCap ETOM-RANGE", "is -1h"},
		{"service hours below, but not above", []downtime.Step{clip}, func(k *downtime.Counting) { k.Denominator.Kind = downtime.DenominatorServiceHours }, "counting.denominator.kind ETOM-RANGE", "add the step"},
		{"exclusions below, but not above", []downtime.Step{clip}, func(k *downtime.Counting) { k.Denominator.Kind = downtime.DenominatorPeriodLessExclusions }, "counting.denominator.kind ETOM-RANGE", "add the step exclude"},
		{"a negative denominator", []downtime.Step{clip}, func(k *downtime.Counting) {
			k.Denominator = downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: minutes(-1)}
		}, "counting.denominator.fixed ETOM-RANGE", "is -1m"},
		{"a cut behind fractions", []downtime.Step{weigh, floor, clip}, nil, "counting.order[2] ETOM-RANGE", "clip cannot follow floor after weigh"},
		{"the clock behind fractions", []downtime.Step{clip, weigh, minimum, floor}, func(k *downtime.Counting) {
			k.Minimum.Counts, k.Floor.Of = downtime.MinimumBeyond, downtime.OfClock
		}, "counting.order[3] ETOM-RANGE", "floor cannot follow minimum after weigh"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := counting(tt.steps...)
			if tt.change != nil {
				tt.change(&k)
			}
			got, messages := faults(k)
			assert.Equal(t, []string{tt.want}, got)
			path, _, _ := strings.Cut(tt.want, " ")
			assert.Contains(t, messages[path], tt.says)
		})
	}
}
