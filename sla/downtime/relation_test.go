package downtime_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// One exclusion more never makes more downtime, if
//   - no cap is used up by it in place of another,
//   - a floor to whole units does not decide, with its place on the clock, what a later step takes (it comes last, or is OfClock),
//   - no weighted gap is bridged between what it leaves.
func TestCount_with_one_exclusion_more_is_never_more(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Filter(func(w world) bool { return isMonotonous(w.counting) }).Draw(t, "world")
		for i := range w.counting.Rules {
			w.counting.Rules[i].YearlyCap, w.counting.Rules[i].PeriodCap = 0, 0
		}
		more, err := w.count()
		require.NoError(t, err)
		if len(w.exclusions) > 0 {
			w.exclusions = w.exclusions[1:]
		}
		less, err := w.count()
		require.NoError(t, err)
		require.LessOrEqual(t, more.Down.Cmp(less.Down), 0)
	})
}

func isMonotonous(k downtime.Counting) bool {
	if !slices.Contains(k.Order, exclude) {
		return false
	}
	if at := slices.Index(k.Order, floor); at >= 0 && k.Floor.Of != downtime.OfClock {
		for _, s := range k.Order[at+1:] {
			if s != minimum {
				return false
			}
		}
	}
	bridged := k.Gap == downtime.GapCounts && k.Degraded == downtime.DegradedWeighed
	return !bridged || slices.Index(k.Order, merge) < slices.Index(k.Order, exclude)
}

// With a cap one exclusion more can mean more downtime: it uses up the cap in which a later one lay.
func TestCount_with_a_cap_one_exclusion_more_can_be_more(t *testing.T) {
	t.Parallel()
	k := counting(clip, exclude)
	k.Rules[0].YearlyCap = hours(10)
	outages := []downtime.Outage{outage("o", "2026-03-10 00:00:00", "2026-03-10 08:00:00")}
	needed := exclusion("needed", downtime.ScheduledMaintenance, "2026-03-10 00:00:00", "2026-03-10 08:00:00")
	idle := exclusion("idle", downtime.ScheduledMaintenance, "2026-01-10 00:00:00", "2026-01-10 08:00:00")
	one, err := k.Count(outages, []downtime.Exclusion{needed}, march2026, march2026.End())
	require.NoError(t, err)
	both, err := k.Count(outages, []downtime.Exclusion{needed, idle}, march2026, march2026.End())
	require.NoError(t, err)
	assert.Equal(t, []string{"0s", "6h"}, []string{one.Down.String(), both.Down.String()})
}

// The parts of a period add up to the whole if whatever looks at an outage as one (minimum, floor, gaps that count) comes before
// clip: behind it only steps that look at each instant for itself. The cap of a period is one of each part, of course.
func TestCount_of_the_parts_of_a_period_adds_up(t *testing.T) {
	t.Parallel()
	from := newYear.AddDays(-1)
	whole := mustPeriod(from, from.AddDays(3), "UTC")
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Filter(func(w world) bool { return isAdditive(w.counting) }).Draw(t, "world")
		for i := range w.counting.Rules {
			w.counting.Rules[i].PeriodCap = 0
		}
		all, err := w.counting.Count(w.outages, w.exclusions, whole, w.asOf)
		require.NoError(t, err)
		var parts downtime.Length
		denominator := calendar.Span(0)
		for i := range 3 {
			day := mustPeriod(from.AddDays(i), from.AddDays(i+1), "UTC")
			part, err := w.counting.Count(w.outages, w.exclusions, day, w.asOf)
			require.NoError(t, err)
			parts, denominator = parts.Plus(part.Down), denominator+part.Denominator
		}
		require.Zero(t, all.Down.Cmp(parts), "%s and %s", all.Down, parts)
		if w.counting.Denominator.Kind != downtime.DenominatorFixed {
			require.Equal(t, all.Denominator, denominator)
		}
	})
}

func isAdditive(k downtime.Counting) bool {
	for _, s := range k.Order[slices.Index(k.Order, clip):] {
		gap := s == merge && k.Gap == downtime.GapCounts
		if s == minimum || s == floor && k.Floor.Of != downtime.OfClock || gap {
			return false
		}
	}
	return true
}

// Where they come behind clip, the parts can be less than the whole.
func TestCount_of_the_parts_of_a_period_can_be_less(t *testing.T) {
	t.Parallel()
	over := []downtime.Outage{outage("o", "2026-03-31 21:56:00", "2026-03-31 22:04:00")}
	april := mustPeriod(april2026, april2026.AddMonths(1), "Europe/Berlin")
	both := mustPeriod(calendar.MustParse("2026-03-01"), april.To(), "Europe/Berlin")
	var down []string
	for _, p := range []calendar.Period{march2026, april, both} {
		ledger, err := counting(clip, minimum).Count(over, nil, p, both.End())
		require.NoError(t, err)
		down = append(down, ledger.Down.String())
	}
	assert.Equal(t, []string{"0s", "0s", "8m"}, down)
}
