package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestHours_After(t *testing.T) {
	t.Parallel()
	const office = "Monday 08:00-12:00, Monday 13:00-18:00, Tuesday 08:00-18:00, Wednesday 08:00-18:00, Thursday 08:00-18:00, Friday 08:00-18:00"
	tests := []struct {
		name, zone, windows, start string
		d                          time.Duration
		want                       string
	}{
		{"within a day", "Europe/Berlin", office, "2026-03-03T09:00:00+01:00", 4 * time.Hour, "2026-03-03T13:00:00+01:00"},
		{"over a lunch break", "Europe/Berlin", office, "2026-03-02T11:00:00+01:00", 2 * time.Hour, "2026-03-02T14:00:00+01:00"},
		{"over a week-end", "Europe/Berlin", office, "2026-03-06T17:00:00+01:00", 2 * time.Hour, "2026-03-09T09:00:00+01:00"},
		{"over the week-end the clocks go forward", "Europe/Berlin", office, "2026-03-27T17:00:00+01:00", 2 * time.Hour, "2026-03-30T09:00:00+02:00"},
		{"used up when the day ends", "Europe/Berlin", office, "2026-03-06T17:00:00+01:00", time.Hour, "2026-03-06T18:00:00+01:00"},
		{"begun at night", "Europe/Berlin", office, "2026-03-02T23:00:00+01:00", time.Hour, "2026-03-03T09:00:00+01:00"},
		{"over Easter", "Europe/Berlin", office, "2026-04-02T17:30:00+02:00", time.Hour, "2026-04-07T08:30:00+02:00"},
		{"nothing is over at once, open or not", "Europe/Berlin", office, "2026-03-01T12:00:00+01:00", 0, "2026-03-01T12:00:00+01:00"},
		{"a microsecond", "Europe/Berlin", office, "2026-03-01T12:00:00+01:00", time.Microsecond, "2026-03-02T08:00:00.000001+01:00"},
		{"a year of work", "Europe/Berlin", "Monday 08:00-09:00", "2026-01-01T00:00:00+01:00", 51 * time.Hour, "2027-01-04T09:00:00+01:00"},
		{"through the repeated hour", "Europe/Berlin", "02:00-03:00", "2026-10-25T02:30:00+02:00", 90 * time.Minute, "2026-10-25T03:00:00+01:00"},
		{"over the missing midnight", "America/Santiago", "22:00-06:00", "2024-09-07T22:00:00-04:00", 3 * time.Hour, "2024-09-08T02:00:00-03:00"},
		{"all of a repeated day", "Pacific/Kwajalein", "Tuesday 08:00-18:00", "1969-09-29T13:00:00Z", 30 * time.Hour, "1969-10-07T18:00:00-12:00"},
		{"over the skipped day", "Pacific/Apia", "08:00-18:00", "2011-12-29T17:00:00-10:00", 2 * time.Hour, "2011-12-31T09:00:00+14:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			spec := hoursIn(t, tt.zone, tt.windows)
			spec.Region = "DE"
			end, err := open(t, spec).After(instant(t, tt.start), tt.d)
			require.NoError(t, err)
			assert.Equal(t, instant(t, tt.want).UTC(), end)
		})
	}
}

func TestHours_After_refuses(t *testing.T) {
	t.Parallel()
	h := open(t, hoursIn(t, "Europe/Berlin", "08:00-18:00"))
	start := instant(t, "2026-03-02T09:00:00Z")
	tests := []struct {
		name  string
		hours calendar.Hours
		start time.Time
		d     time.Duration
		want  map[string]string
	}{
		{"time that runs backwards", h, start, -1, map[string]string{"d": fault.RuleRange}},
		{"no calendar", calendar.Hours{}, start, time.Hour, map[string]string{"hours": fault.RuleRequired}},
		{"the year 10000", h, time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC), 1, map[string]string{"start": fault.RuleRange}},
		{"everything at once", calendar.Hours{}, time.Unix(math.MaxInt64, 0), -1, map[string]string{
			"hours": fault.RuleRequired, "start": fault.RuleRange, "d": fault.RuleRange,
		}},
		{"what ends behind the year 9999", h, instant(t, "9999-12-31T17:00:00Z"), time.Hour, map[string]string{"d": fault.RuleRange}},
		{"more than all the time there is", h, instant(t, "9800-01-01T00:00:00Z"), math.MaxInt64, map[string]string{"d": fault.RuleRange}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			end, err := tt.hours.After(tt.start, tt.d)
			assert.Equal(t, tt.want, faultyFields(t, err))
			assert.Zero(t, end)
		})
	}
}

func TestAlwaysOpen(t *testing.T) {
	t.Parallel()
	h, err := calendar.AlwaysOpen("Europe/Berlin")
	require.NoError(t, err)
	march := period(t, "2026-03-01", "2026-04-01", "Europe/Berlin")
	assert.Equal(t, 743*time.Hour, h.Working(march.Interval()))
	assert.True(t, h.Open(march.Start()))
	assert.False(t, h.Open(time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)))
	for span := range h.Spans(march.Interval()) {
		assert.Equal(t, march.Interval(), span, "one span")
	}
	end, err := h.After(march.Start(), 743*time.Hour)
	require.NoError(t, err)
	assert.Equal(t, march.End(), end)
	assert.True(t, h.IsWorkday(day("2026-12-25")))

	_, err = calendar.AlwaysOpen("Mars")
	assert.Equal(t, map[string]string{"zone": fault.RuleUnknown}, faultyFields(t, err))
}

// Speed is measured elsewhere; here it ends at all.
func TestHours_nothing_hangs_on_long_intervals(t *testing.T) {
	t.Parallel()
	spec := hoursIn(t, "Europe/Berlin", "Sunday 08:00-08:01")
	spec.Region = "DE-BB"
	h := open(t, spec)
	ever := calendar.Interval{Start: time.Unix(math.MinInt64/2, 0), End: time.Unix(math.MaxInt64/2, 0)}
	assert.False(t, h.Open(ever.Start) || h.Open(ever.End), "nothing is open outside the years there are")
	assert.Greater(t, h.Working(ever), 9900*50*time.Minute)
	for span := range h.Spans(ever) {
		assert.Equal(t, 1, span.Start.Year(), "the first of them, and no more is computed")
		break
	}
	end, err := h.After(instant(t, "2026-01-01T00:00:00Z"), 1000*time.Minute)
	require.NoError(t, err)
	assert.Equal(t, 2046, end.Year(), "a thousand Sundays and those some sixty that are holidays")

	all := open(t, hoursIn(t, "UTC", "00:00-24:00"))
	assert.Equal(t, time.Duration(math.MaxInt64), all.Working(ever), "more than a time.Duration can be")
}
