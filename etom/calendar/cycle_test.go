package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func monthly(anchor string) calendar.Cycle {
	return calendar.Cycle{Unit: calendar.Month, Anchor: day(anchor), Zone: "Europe/Berlin"}
}

func TestCycle_Period(t *testing.T) {
	t.Parallel()
	berlin := func(unit calendar.Unit) calendar.Cycle { return calendar.Cycle{Unit: unit, Zone: "Europe/Berlin"} }
	yearly := calendar.Cycle{Unit: calendar.Year, Anchor: day("2024-02-29"), Zone: "UTC"}
	quarterly := calendar.Cycle{Unit: calendar.Quarter, Anchor: day("2025-11-30"), Zone: "UTC"}
	days := calendar.Cycle{Unit: calendar.Days, Days: 30, Anchor: day("2026-01-01"), Zone: "UTC"}
	rolling := calendar.Cycle{Unit: calendar.Rolling, Days: 30, Zone: "Europe/Berlin"}
	tests := []struct {
		name     string
		cycle    calendar.Cycle
		at       string
		from, to string
	}{
		{"a calendar month", berlin(calendar.Month), "2026-03-15T12:00:00Z", "2026-03-01", "2026-04-01"},
		{"by the zone's clock it is March already", berlin(calendar.Month), "2026-02-28T23:00:00Z", "2026-03-01", "2026-04-01"},
		{"a second before it is not", berlin(calendar.Month), "2026-02-28T22:59:59Z", "2026-02-01", "2026-03-01"},
		{"a quarter", berlin(calendar.Quarter), "2026-06-30T12:00:00Z", "2026-04-01", "2026-07-01"},
		{"a year", berlin(calendar.Year), "1999-06-30T12:00:00Z", "1999-01-01", "2000-01-01"},
		{"a month from the anchor", monthly("2026-01-31"), "2026-02-15T12:00:00Z", "2026-01-31", "2026-02-28"},
		{"clipped where it begins", monthly("2026-01-31"), "2026-02-28T12:00:00Z", "2026-02-28", "2026-03-31"},
		{"and back at the 31st", monthly("2026-01-31"), "2026-03-31T12:00:00Z", "2026-03-31", "2026-04-30"},
		{"before the anchor too", monthly("2026-01-31"), "2025-12-30T12:00:00Z", "2025-11-30", "2025-12-31"},
		{"years from a leap day", yearly, "2027-06-01T12:00:00Z", "2027-02-28", "2028-02-29"},
		{"quarters from 30 November", quarterly, "2026-02-28T12:00:00Z", "2026-02-28", "2026-05-30"},
		{"days of fixed length", days, "2026-03-15T12:00:00Z", "2026-03-02", "2026-04-01"},
		{"before the anchor", days, "2025-12-31T12:00:00Z", "2025-12-02", "2026-01-01"},
		{"rolling: whole days before", rolling, "2026-04-01T12:00:00Z", "2026-03-02", "2026-04-01"},
		{"until the day is over it is the same", rolling, "2026-04-01T21:59:59Z", "2026-03-02", "2026-04-01"},
		{"then the next", rolling, "2026-04-01T22:00:00Z", "2026-03-03", "2026-04-02"},
		{"a month that begins in a gap", calendar.Cycle{Unit: calendar.Month, Zone: "America/Asuncion"},
			"2023-10-01T04:00:00Z", "2023-10-01", "2023-11-01"},
		{"the instant before", calendar.Cycle{Unit: calendar.Month, Zone: "America/Asuncion"},
			"2023-10-01T03:59:59Z", "2023-09-01", "2023-10-01"},
		{"an evening that came back belongs to the day it had begun", calendar.Cycle{Unit: calendar.Days, Days: 1, Anchor: day("2006-01-01"), Zone: "America/St_Johns"},
			"2006-10-29T02:31:00Z", "2006-10-29", "2006-10-30"},
		{"the first year", berlin(calendar.Year), "0001-06-01T00:00:00Z", "0001-01-01", "0002-01-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := tt.cycle.Period(instant(t, tt.at))
			require.NoError(t, err)
			assert.Equal(t, period(t, tt.from, tt.to, tt.cycle.Zone), p)
		})
	}
}

func anyCycle() *rapid.Generator[calendar.Cycle] {
	return rapid.Custom(func(t *rapid.T) calendar.Cycle {
		units := []calendar.Unit{calendar.Month, calendar.Quarter, calendar.Year, calendar.Days}
		c := calendar.Cycle{Unit: rapid.SampledFrom(units).Draw(t, "unit"), Zone: anyZone().Draw(t, "zone")}
		if c.Unit == calendar.Days {
			c.Days = rapid.OneOf(rapid.IntRange(1, 40), rapid.IntRange(1, calendar.MaxCycleDays)).Draw(t, "days")
		}
		if c.Unit == calendar.Days || rapid.Bool().Draw(t, "anchored") {
			c.Anchor = day("1900-01-01").AddDays(rapid.IntRange(0, 80000).Draw(t, "anchor"))
		}
		return c
	})
}

func TestCycle_adjacent_periods_tile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := anyCycle().Draw(t, "cycle")
		instant := anyInstant(zone(t, c.Zone), 1840, 2100).Draw(t, "instant")
		p, err := c.Period(instant)
		require.NoError(t, err)
		assert.True(t, p.Contains(instant), "%v in %v", instant, p)
		for range 5 {
			next, err := c.Next(p)
			require.NoError(t, err)
			assert.Equal(t, p.To(), next.From())
			assert.True(t, p.End().Equal(next.Start()), "neither gap nor overlap")
			back, err := c.Previous(next)
			require.NoError(t, err)
			assert.Equal(t, p, back)
			if !next.Interval().IsEmpty() { // one of a skipped day is
				again, err := c.Period(next.Start())
				require.NoError(t, err)
				assert.Equal(t, next, again)
			}
			p = next
		}
	})
}

func TestCycle_rolling_moves_a_day_at_a_time(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := calendar.Cycle{Unit: calendar.Rolling, Days: rapid.IntRange(1, 400).Draw(t, "days"), Zone: anyZone().Draw(t, "zone")}
		at := anyInstant(zone(t, c.Zone), 1840, 2100).Draw(t, "instant")
		p, err := c.Period(at)
		require.NoError(t, err)
		assert.Equal(t, c.Days, p.Days())
		assert.False(t, at.Before(p.End()), "all of it is over")
		today := period(t, p.To().String(), p.To().AddDays(1).String(), c.Zone)
		assert.True(t, today.Contains(at))
		next, err := c.Next(p)
		require.NoError(t, err)
		assert.Equal(t, p.From().AddDays(1), next.From())
		back, err := c.Previous(next)
		require.NoError(t, err)
		assert.Equal(t, p, back)
	})
}

func TestCycle_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		cycle calendar.Cycle
		want  map[string]string
	}{
		{"nothing", calendar.Cycle{}, map[string]string{"unit": fault.RuleUnknown, "zone": fault.RuleRequired}},
		{"an unknown unit", calendar.Cycle{Unit: "week", Zone: "UTC"}, map[string]string{"unit": fault.RuleUnknown}},
		{"days for a month", calendar.Cycle{Unit: calendar.Month, Days: 30, Zone: "UTC"}, map[string]string{"days": fault.RuleRange}},
		{"days without number and anchor", calendar.Cycle{Unit: calendar.Days, Zone: "Mars"}, map[string]string{
			"days": fault.RuleRange, "anchor": fault.RuleRequired, "zone": fault.RuleUnknown,
		}},
		{"more days than twenty years", calendar.Cycle{Unit: calendar.Days, Days: calendar.MaxCycleDays + 1, Anchor: day("2026-01-01"), Zone: "UTC"},
			map[string]string{"days": fault.RuleRange}},
		{"an anchor for a rolling one", calendar.Cycle{Unit: calendar.Rolling, Days: 30, Anchor: day("2026-01-01"), Zone: "UTC"},
			map[string]string{"anchor": fault.RuleRange}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, faultyFields(t, tt.cycle.Check()))
			_, err := tt.cycle.Period(instant(t, "2026-03-01T00:00:00Z"))
			assert.Equal(t, tt.want, faultyFields(t, err))
			_, err = tt.cycle.Next(period(t, "2026-03-01", "2026-04-01", "UTC"))
			assert.Equal(t, tt.want, faultyFields(t, err))
			_, err = json.Marshal(tt.cycle)
			require.ErrorIs(t, err, fault.ErrInvalid)
		})
	}
}

func TestCycle_steps_only_from_periods_of_its_own(t *testing.T) {
	t.Parallel()
	month := calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}
	rolling := calendar.Cycle{Unit: calendar.Rolling, Days: 30, Zone: "Europe/Berlin"}
	for name, tt := range map[string]struct {
		cycle  calendar.Cycle
		period calendar.Period
	}{
		"no period":                 {month, calendar.Period{}},
		"another zone":              {month, period(t, "2026-03-01", "2026-04-01", "UTC")},
		"another beginning":         {month, period(t, "2026-03-02", "2026-04-01", "Europe/Berlin")},
		"another end":               {month, period(t, "2026-03-01", "2026-05-01", "Europe/Berlin")},
		"other anniversaries":       {monthly("2026-01-31"), period(t, "2026-03-28", "2026-04-28", "Europe/Berlin")},
		"another length":            {rolling, period(t, "2026-03-01", "2026-04-01", "Europe/Berlin")},
		"no period of a rolling":    {rolling, calendar.Period{}},
		"a rolling in another zone": {rolling, period(t, "2026-03-02", "2026-04-01", "UTC")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.cycle.Next(tt.period)
			assert.Equal(t, map[string]string{"period": fault.RuleReference}, faultyFields(t, err))
			_, err = tt.cycle.Previous(tt.period)
			assert.Equal(t, map[string]string{"period": fault.RuleReference}, faultyFields(t, err))
		})
	}
}

func TestCycle_does_not_leave_the_calendar(t *testing.T) {
	t.Parallel()
	year := calendar.Cycle{Unit: calendar.Year, Zone: "UTC"}
	first, err := year.Period(instant(t, "0001-06-01T00:00:00Z"))
	require.NoError(t, err)
	last, err := year.Period(instant(t, "9998-06-01T00:00:00Z"))
	require.NoError(t, err)
	_, before := year.Previous(first)
	_, after := year.Next(last)
	_, never := year.Period(time.Date(10000, time.June, 1, 0, 0, 0, 0, time.UTC))
	_, rolled := calendar.Cycle{Unit: calendar.Rolling, Days: 30, Zone: "UTC"}.Period(instant(t, "0001-01-15T00:00:00Z"))
	_, days := calendar.Cycle{Unit: calendar.Days, Days: 7305, Anchor: maxDate, Zone: "UTC"}.Period(instant(t, "0001-01-15T00:00:00Z"))
	for _, err := range []error{before, after, never, rolled, days} {
		assert.Equal(t, map[string]string{"period": fault.RuleRange}, faultyFields(t, err))
	}
}
