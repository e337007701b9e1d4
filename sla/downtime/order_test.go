package downtime_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Cases min-merge and min-maint and their like: the same outages under the same rules, in both orders of two steps.
func TestCount_the_order_of_the_steps_decides(t *testing.T) {
	t.Parallel()
	withGap := func(gap downtime.Gap) func(*downtime.Counting) {
		return func(k *downtime.Counting) { k.MergeGap, k.Gap = new(minutes(1)), gap }
	}
	tests := []struct {
		name       string
		one, other []downtime.Step
		change     func(*downtime.Counting)
		outages    []downtime.Outage
		exclusions []downtime.Exclusion
		down       [2]string // in the one order and in the other
	}{
		{
			"two outages of 3 minutes, 1 minute apart, at least 5: merged first they are one of 6",
			[]downtime.Step{clip, merge, minimum}, []downtime.Step{clip, minimum, merge}, withGap(downtime.GapFree),
			[]downtime.Outage{outage("a", "10:00:00", "10:03:00"), outage("b", "10:04:00", "10:07:00")}, nil,
			[2]string{"6m", "0s"},
		},
		{
			"and one of 7 if the minute between them counts",
			[]downtime.Step{clip, merge, minimum}, []downtime.Step{clip, minimum, merge}, withGap(downtime.GapCounts),
			[]downtime.Outage{outage("a", "10:00:00", "10:03:00"), outage("b", "10:04:00", "10:07:00")}, nil,
			[2]string{"7m", "0s"},
		},
		{
			"an outage of 7 minutes, 4 of them in maintenance, at least 5: judged before or after the maintenance goes",
			[]downtime.Step{clip, minimum, exclude}, []downtime.Step{clip, exclude, minimum}, nil,
			[]downtime.Outage{outage("a", "10:00:00", "10:07:00")},
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "10:00:00", "10:04:00")},
			[2]string{"3m", "0s"},
		},
		{
			"an outage of 7 minutes over the end of the month, 4 of them in it",
			[]downtime.Step{minimum, clip}, []downtime.Step{clip, minimum}, nil,
			[]downtime.Outage{outage("a", "2026-03-31 21:56:00", "2026-03-31 22:03:00")}, nil,
			[2]string{"4m", "0s"},
		},
		{
			"whole minutes of what is left of an outage, or what is left of its whole minutes",
			[]downtime.Step{clip, floor, exclude}, []downtime.Step{clip, exclude, floor}, nil,
			[]downtime.Outage{outage("a", "10:00:00", "10:06:50")},
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "10:00:00", "10:01:30")},
			[2]string{"4m30s", "5m"},
		},
		{
			"two touching outages of 90 seconds in whole minutes",
			[]downtime.Step{clip, merge, floor}, []downtime.Step{clip, floor, merge}, nil,
			[]downtime.Outage{outage("a", "10:00:00", "10:01:30"), outage("b", "10:01:30", "10:03:00")}, nil,
			[2]string{"3m", "2m"},
		},
		{
			"whole minutes of a degradation's time, or of its weighted time",
			[]downtime.Step{clip, floor, weigh}, []downtime.Step{clip, weigh, floor}, nil,
			[]downtime.Outage{degraded("a", "10:00:00", "10:03:50", "50%")}, nil,
			[2]string{"1m30s", "1m"},
		},
		{
			"a degradation of 8 minutes at half weight, at least 5",
			[]downtime.Step{clip, minimum, weigh}, []downtime.Step{clip, weigh, minimum}, nil,
			[]downtime.Outage{degraded("a", "10:00:00", "10:08:00", "50%")}, nil,
			[2]string{"4m", "0s"},
		},
		{
			"an outage that the service hours part, its pieces 4 minutes each",
			[]downtime.Step{clip, minimum, inHours}, []downtime.Step{clip, inHours, minimum},
			func(k *downtime.Counting) { k.Minimum.Of = downtime.OfStretch },
			[]downtime.Outage{outage("a", "2026-03-09 16:56:00", "2026-03-10 07:04:00")}, nil,
			[2]string{"8m", "0s"},
		},
		{
			"outages that only maintenance joins",
			[]downtime.Step{clip, merge, exclude, minimum}, []downtime.Step{clip, exclude, merge, minimum}, nil,
			[]downtime.Outage{outage("a", "10:00:00", "10:05:00"), outage("b", "10:03:00", "10:08:00")},
			[]downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "10:03:00", "10:05:00")},
			[2]string{"6m", "0s"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var down [2]string
			for i, order := range [][]downtime.Step{tt.one, tt.other} {
				k := counting(order...)
				if tt.change != nil {
					tt.change(&k)
				}
				ledger, err := k.Count(tt.outages, tt.exclusions, march2026, at("2026-04-02 00:00:00"))
				require.NoError(t, err)
				down[i] = ledger.Down.String()
			}
			assert.Equal(t, tt.down, down)
		})
	}
}

// What one axis decides, the order being the same.
func TestCount_every_axis_decides(t *testing.T) {
	t.Parallel()
	type world struct {
		outages    []downtime.Outage
		exclusions []downtime.Exclusion
	}
	reported := outage("r", "10:00:00", "10:20:00")
	reported.Reported = at("10:06:00")
	late := outage("l", "11:00:00", "11:20:00")
	late.Reported = at("12:00:00")
	early := outage("e", "13:00:00", "13:20:00")
	early.Reported = at("12:55:00")
	reports := world{outages: []downtime.Outage{reported, late, early, outage("never", "14:00:00", "14:20:00")}}
	half := world{outages: []downtime.Outage{degraded("h", "10:00:00", "10:20:00", "50%"), outage("o", "12:00:00", "12:10:00")}}
	both := world{outages: []downtime.Outage{
		degraded("h", "10:00:00", "10:20:00", "50%"), degraded("t", "10:10:00", "10:30:00", "30%"), degraded("q", "10:15:00", "10:25:00", "40%"),
	}}
	cut := world{
		outages:    []downtime.Outage{outage("a", "10:00:30", "10:09:50")},
		exclusions: []downtime.Exclusion{exclusion("m", downtime.ScheduledMaintenance, "10:04:00", "10:06:10")},
	}
	exact := world{outages: []downtime.Outage{outage("a", "10:00:00", "10:05:00"), outage("b", "11:00:00", "11:05:01")}}
	tests := []struct {
		name   string
		steps  []downtime.Step
		world  world
		change func(*downtime.Counting)
		down   string
	}{
		{"an outage counts from its start", []downtime.Step{clip}, reports, nil, "1h20m"},
		{"or from the report, and not without one", []downtime.Step{clip}, reports, func(k *downtime.Counting) { k.Begin = downtime.BeginReport }, "34m"},
		{"a degradation counts like an outage", []downtime.Step{clip}, half, nil, "30m"},
		{"or not at all", []downtime.Step{clip}, half, func(k *downtime.Counting) { k.Degraded = downtime.DegradedNone }, "10m"},
		{"or by its weight", []downtime.Step{clip, weigh}, half, nil, "20m"},
		{"degradations at the same time: the heaviest", []downtime.Step{clip, merge, weigh}, both, nil, "13m30s"},
		{"or their sum, at most all", []downtime.Step{clip, merge, weigh}, both, func(k *downtime.Counting) { k.Overlap = downtime.OverlapSum }, "19m"},
		{"at least 5 minutes: 5 are enough", []downtime.Step{clip, minimum}, exact, nil, "10m1s"},
		{"longer than 5 minutes: 5 are not", []downtime.Step{clip, minimum}, exact, func(k *downtime.Counting) { k.Minimum.Counts = downtime.MinimumLongerThan }, "5m1s"},
		{"only what is beyond 5 minutes", []downtime.Step{clip, minimum}, exact, func(k *downtime.Counting) { k.Minimum.Counts = downtime.MinimumBeyond }, "1s"},
		{"5 minutes in all: 3:30 and 3:40", []downtime.Step{clip, exclude, minimum}, cut, nil, "7m10s"},
		{"5 minutes without a break", []downtime.Step{clip, exclude, minimum}, cut, func(k *downtime.Counting) { k.Minimum.Of = downtime.OfStretch }, "0s"},
		{"beyond 3 minutes in all", []downtime.Step{clip, exclude, minimum}, cut, func(k *downtime.Counting) {
			k.Minimum = &downtime.Minimum{Least: minutes(3), Counts: downtime.MinimumBeyond, Of: downtime.OfOutage}
		}, "4m10s"},
		{"beyond 3 minutes of each piece", []downtime.Step{clip, exclude, minimum}, cut, func(k *downtime.Counting) {
			k.Minimum = &downtime.Minimum{Least: minutes(3), Counts: downtime.MinimumBeyond, Of: downtime.OfStretch}
		}, "1m10s"},
		{"whole minutes in all", []downtime.Step{clip, exclude, floor}, cut, nil, "7m"},
		{"whole minutes of each piece", []downtime.Step{clip, exclude, floor}, cut, func(k *downtime.Counting) { k.Floor.Of = downtime.OfStretch }, "6m"},
		{"whole minutes of the clock, from 10:01 to 10:04 and from 10:07 to 10:09", []downtime.Step{clip, exclude, floor}, cut,
			func(k *downtime.Counting) { k.Floor.Of = downtime.OfClock }, "5m"},
		{"less than a minute of the clock", []downtime.Step{clip, floor}, world{outages: []downtime.Outage{outage("a", "10:00:10", "10:00:55")}},
			func(k *downtime.Counting) { k.Floor.Of = downtime.OfClock }, "0s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			k := counting(tt.steps...)
			if tt.change != nil {
				tt.change(&k)
			}
			ledger, err := k.Count(tt.world.outages, tt.world.exclusions, march2026, march2026.End())
			require.NoError(t, err)
			assert.Equal(t, tt.down, ledger.Down.String())
		})
	}
}
