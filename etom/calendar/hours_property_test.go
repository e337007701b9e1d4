package calendar_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// windowsBetween opens some of the pieces between the cuts of a week, none longer than to the same time of the day after.
func windowsBetween(t *rapid.T, cuts []int, step int) []calendar.Window {
	const day = 24 * 60 * 60
	clock := func(n int) calendar.TimeOfDay {
		return at(fmt.Sprintf("%02d:%02d:%02d", n/3600, n/60%60, n%60))
	}
	slices.Sort(cuts)
	var windows []calendar.Window
	for i, cut := range cuts {
		if i > 0 && !rapid.Bool().Draw(t, "open") {
			continue
		}
		from, end := cut*step, (cuts[0]+7*day/step)*step
		if i+1 < len(cuts) {
			end = cuts[i+1] * step
		}
		end = min(end, from+day-step)
		to := clock(end % day)
		if end%day == 0 && rapid.Bool().Draw(t, "24:00") {
			to = at("24:00")
		}
		windows = append(windows, calendar.Window{Day: calendar.Weekday(1 + from/day), From: clock(from % day), To: to})
	}
	return windows
}

func anyHours(t *rapid.T, step int) (calendar.Hours, calendar.HoursSpec, time.Time) {
	name := anyZone().Draw(t, "zone")
	loc := zone(t, name)
	start := anyInstant(loc, 1975, 2060).Draw(t, "start")
	spec := anySpec(name, step, calendar.DateOf(start, loc)).Draw(t, "spec")
	h, err := calendar.NewHours(spec)
	require.NoError(t, err)
	return h, spec, start
}

func TestHours_agree_with_a_walk_by_the_minute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, spec, start := anyHours(t, 60)
		// In these years all offsets are whole minutes, and the windows are too.
		start = start.Truncate(time.Minute)
		i := calendar.Interval{Start: start, End: start.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "minutes")) * time.Minute)}
		assert.Equal(t, newOracle(t, spec).working(i, time.Minute), h.Working(i))
	})
}

func TestHours_agree_with_a_walk_by_the_second(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := anyZone().Draw(t, "zone")
		loc := zone(t, name)
		start := anyInstant(loc, 1850, 1975).Draw(t, "start") // offsets with seconds too
		spec := anySpec(name, 1, calendar.DateOf(start, loc)).Draw(t, "spec")
		h, err := calendar.NewHours(spec)
		require.NoError(t, err)
		o := newOracle(t, spec)
		for range 20 { // the edges are few: several short intervals hit more of them than a long one
			start = start.Add(time.Duration(rapid.IntRange(-40_000, 40_000).Draw(t, "on")) * time.Second)
			i := calendar.Interval{Start: start, End: start.Add(200 * time.Second)}
			require.Equal(t, o.working(i, time.Second), h.Working(i), i)
			require.Equal(t, o.open(start), h.Open(start), start)
		}
	})
}

func TestHours_splitting_an_interval_never_changes_the_total(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, _, start := anyHours(t, 1)
		cuts := []time.Time{start}
		for range rapid.IntRange(1, 6).Draw(t, "parts") {
			start = start.Add(time.Duration(rapid.Int64Range(0, 30*24*int64(time.Hour)).Draw(t, "nanoseconds")))
			cuts = append(cuts, start)
		}
		var sum time.Duration
		for n := range cuts[1:] {
			part := h.Working(calendar.Interval{Start: cuts[n], End: cuts[n+1]})
			assert.GreaterOrEqual(t, part, time.Duration(0))
			assert.LessOrEqual(t, part, cuts[n+1].Sub(cuts[n]))
			sum += part
		}
		assert.Equal(t, h.Working(calendar.Interval{Start: cuts[0], End: start}), sum)
	})
}

func TestHours_Spans_are_what_is_open_in_order_and_merged(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, _, start := anyHours(t, 1)
		i := calendar.Interval{Start: start, End: start.Add(time.Duration(rapid.Int64Range(0, 60*24*int64(time.Hour)).Draw(t, "nanoseconds")))}
		var sum time.Duration
		before := i.Start.Add(-1)
		for span := range h.Spans(i) {
			assert.False(t, span.IsEmpty())
			assert.True(t, span.Start.After(before), "they neither overlap nor touch")
			assert.True(t, h.Open(span.Start) && h.Open(span.End.Add(-1)), "open from the first instant to the last")
			assert.True(t, span.Start.Equal(i.Start) || !h.Open(span.Start.Add(-1)), "shut before")
			assert.True(t, span.End.Equal(i.End) || !h.Open(span.End), "shut after")
			assert.Equal(t, span, span.Overlap(i))
			assert.Equal(t, span.Duration(), h.Working(span))
			sum, before = sum+span.Duration(), span.End
		}
		assert.Equal(t, sum, h.Working(i))
	})
}

func TestHours_After_is_the_first_instant_at_which_the_time_has_passed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, _, start := anyHours(t, 1)
		longest := rapid.SampledFrom([]time.Duration{time.Minute, 24 * time.Hour, 1000 * time.Hour, 100_000 * time.Hour}).Draw(t, "longest")
		d := time.Duration(rapid.Int64Range(1, int64(longest)).Draw(t, "d"))
		end, err := h.After(start, d)
		if err != nil {
			forever := calendar.Interval{Start: start, End: calendar.FirstInstant(maxDate, nil).AddDate(0, 0, 1)}
			assert.Less(t, h.Working(forever), d, "all the time there is would not do")
			return
		}
		assert.Equal(t, d, h.Working(calendar.Interval{Start: start, End: end}))
		assert.Equal(t, d-1, h.Working(calendar.Interval{Start: start, End: end.Add(-1)}), "not a nanosecond before")
	})
}

func TestHours_After_what_was_worked_is_where_the_work_ended(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, _, start := anyHours(t, 60)
		i := calendar.Interval{Start: start, End: start.Add(time.Duration(rapid.Int64Range(0, 90*24*int64(time.Hour)).Draw(t, "nanoseconds")))}
		worked := h.Working(i)
		end, err := h.After(start, worked)
		require.NoError(t, err)
		assert.False(t, end.After(i.End))
		assert.Zero(t, h.Working(calendar.Interval{Start: end, End: i.End}), "behind it nothing was open")
	})
}
