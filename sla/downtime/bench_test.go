package downtime_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// everyStep is a counting with every step but weigh.
func everyStep() downtime.Counting {
	return downtime.Counting{
		Begin:    downtime.BeginReport,
		Degraded: downtime.DegradedFull,
		Order: []downtime.Step{
			downtime.StepMerge, downtime.StepClip, downtime.StepHours, downtime.StepExclude, downtime.StepMinimum, downtime.StepFloor,
		},
		MergeGap:    new(calendar.Span(time.Minute)),
		Gap:         downtime.GapCounts,
		Hours:       new(office("Europe/Berlin")),
		Rules:       []downtime.Rule{{Cause: downtime.ScheduledMaintenance, YearlyCap: calendar.Span(10 * time.Hour)}},
		Minimum:     &downtime.Minimum{Least: calendar.Span(time.Minute), Counts: downtime.MinimumAtLeast, Of: downtime.OfOutage},
		Floor:       &downtime.Floor{To: calendar.Span(time.Minute), Of: downtime.OfOutage},
		Denominator: downtime.Denominator{Kind: downtime.DenominatorServiceHoursLessExclusions},
	}
}

func weighedSteps(overlap downtime.Overlap) downtime.Counting {
	k := everyStep()
	k.Degraded, k.Overlap = downtime.DegradedWeighed, overlap
	k.Order = append(k.Order, downtime.StepWeigh)
	return k
}

// many are outages spread over the month of March, each begun after the one before, one in fifty of them long.
func many(n int, weighed bool) []downtime.Outage {
	begin := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	outages := make([]downtime.Outage, n)
	for i := range outages {
		start := begin.Add(time.Duration(i) * (30 * 24 * time.Hour / time.Duration(n)))
		length := time.Duration(i%7+1) * 37 * time.Second
		if i%50 == 0 {
			length = 5 * time.Hour
		}
		outages[i] = downtime.Outage{ID: fmt.Sprintf("o-%05d", i), Start: start, Reported: start.Add(20 * time.Second), End: start.Add(length)}
		if weighed {
			outages[i].Weight = &downtime.Ratio{Num: int64(i%9) + 1, Den: 10}
		}
	}
	return outages
}

// nested are outages each of which lies in the one before: as many at the same time as there are.
func nested(n int) []downtime.Outage {
	begin := time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC)
	outages := make([]downtime.Outage, n)
	for i := range outages {
		start := begin.Add(time.Duration(i) * time.Second)
		end := begin.Add(time.Duration(3*n-i) * time.Second)
		outages[i] = downtime.Outage{ID: fmt.Sprintf("o-%05d", i), Start: start, Reported: start, End: end, Weight: &downtime.Ratio{Num: int64(i%9) + 1, Den: 10}}
	}
	return outages
}

func maintenance(n int) []downtime.Exclusion {
	begin := time.Date(2026, 3, 1, 0, 10, 0, 0, time.UTC)
	exclusions := make([]downtime.Exclusion, n)
	for i := range exclusions {
		start := begin.Add(time.Duration(i) * (30 * 24 * time.Hour / time.Duration(n)))
		exclusions[i] = downtime.Exclusion{
			ID: fmt.Sprintf("m-%05d", i), Cause: downtime.ScheduledMaintenance, Start: start, End: start.Add(3 * time.Minute),
		}
	}
	return exclusions
}

func BenchmarkCount(b *testing.B) {
	march := mustPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	for _, bm := range []struct {
		name       string
		counting   downtime.Counting
		outages    []downtime.Outage
		exclusions []downtime.Exclusion
	}{
		{"10 outages", everyStep(), many(10, false), maintenance(2)},
		{"10000 outages", everyStep(), many(10000, false), maintenance(100)},
		{"10000 outages, weighed by the heaviest", weighedSteps(downtime.OverlapMax), many(10000, true), maintenance(100)},
		{"10000 outages, weighed by the sum", weighedSteps(downtime.OverlapSum), many(10000, true), maintenance(100)},
		{"10000 outages in one another", everyStep(), nested(10000), nil},
		{"10000 outages in one another, weighed by the heaviest", weighedSteps(downtime.OverlapMax), nested(10000), nil},
		{"10000 outages in one another, weighed by the sum", weighedSteps(downtime.OverlapSum), nested(10000), nil},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := bm.counting.Count(bm.outages, bm.exclusions, march, march.End())
				require.NoError(b, err)
			}
		})
	}
}
