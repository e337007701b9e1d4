package calendar_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

func instant(t require.TestingT, text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

func between(t require.TestingT, start, end string) calendar.Interval {
	return calendar.Interval{Start: instant(t, start), End: instant(t, end)}
}

// window reads "Sunday 08:00-18:00".
func window(t require.TestingT, text string) calendar.Window {
	name, times, _ := strings.Cut(text, " ")
	from, to, _ := strings.Cut(times, "-")
	w := calendar.Window{From: at(from), To: at(to)}
	require.NoError(t, w.Day.UnmarshalText([]byte(name)))
	return w
}

var (
	workWeek  = []calendar.Weekday{calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday}
	wholeWeek = append(slices.Clone(workWeek), calendar.Saturday, calendar.Sunday)
)

// hoursIn has the windows, written "08:00-18:00" for every day of the week or "Sunday 08:00-18:00", with commas between them.
func hoursIn(t require.TestingT, zone, windows string) calendar.HoursSpec {
	spec := calendar.HoursSpec{Name: "test", Zone: zone}
	for text := range strings.SplitSeq(windows, ", ") {
		if strings.Contains(text, "day ") {
			spec.Windows = append(spec.Windows, window(t, text))
			continue
		}
		from, to, _ := strings.Cut(text, "-")
		spec.Windows = append(spec.Windows, calendar.Daily(at(from), at(to), wholeWeek...)...)
	}
	return spec
}

func open(t require.TestingT, spec calendar.HoursSpec) calendar.Hours {
	h, err := calendar.NewHours(spec)
	require.NoError(t, err)
	return h
}

// Worked out by hand from the zones' laws as the IANA time zone database has them (see zone_test.go for the days' beginnings).
func TestHours_Working_where_civil_time_is_odd(t *testing.T) {
	t.Parallel()
	const ( // the day in question, from its first instant to that of the day after
		forward  = "2026-03-29T00:00:00+01:00/2026-03-30T00:00:00+02:00"
		back     = "2026-10-25T00:00:00+02:00/2026-10-26T00:00:00+01:00"
		santiago = "2024-09-08T01:00:00-03:00/2024-09-09T00:00:00-03:00"
		eve      = "2024-09-07T12:00:00-04:00/2024-09-08T12:00:00-03:00"
		apia     = "2011-12-29T00:00:00-10:00/2012-01-01T00:00:00+14:00" // the 30th, a Friday, was skipped
	)
	tests := []struct {
		name, zone, windows, interval string
		want                          time.Duration
	}{
		{"a day of 23 hours", "Europe/Berlin", "00:00-24:00", forward, 23 * time.Hour},
		{"a day of 25 hours", "Europe/Berlin", "00:00-24:00", back, 25 * time.Hour},
		{"office hours do not move when the clocks go forward", "Europe/Berlin", "08:00-18:00",
			"2026-03-29T07:00:00+02:00/2026-03-29T09:00:00+02:00", time.Hour},
		{"nor when they go back", "Europe/Berlin", "08:00-18:00", "2026-10-25T17:00:00+01:00/2026-10-25T19:00:00+01:00", time.Hour},
		{"a window that opens in the gap opens behind it", "Europe/Berlin", "02:30-04:00", forward, time.Hour},
		{"one that shuts in the gap shuts behind it, at the same instant", "Europe/Berlin", "01:00-02:30", forward, time.Hour},
		{"one within the gap is not open that day", "Europe/Berlin", "02:10-02:50", forward, 0},
		{"one around the gap is short of it", "Europe/Berlin", "01:30-03:30", forward, time.Hour},
		{"a repeated hour is open both times", "Europe/Berlin", "02:00-03:00", back, 2 * time.Hour},
		{"half of it too, with a pause between", "Europe/Berlin", "01:00-02:30", back, 2 * time.Hour},
		{"a night shift into the shorter day", "Europe/Berlin", "Saturday 22:00-06:00",
			"2026-03-28T12:00:00+01:00/2026-03-29T12:00:00+02:00", 7 * time.Hour},
		{"a night shift into the longer day", "Europe/Berlin", "Saturday 22:00-06:00",
			"2026-10-24T12:00:00+02:00/2026-10-25T12:00:00+01:00", 9 * time.Hour},

		{"a day without midnight", "America/Santiago", "00:00-24:00", santiago, 23 * time.Hour},
		{"opening at a midnight that is not", "America/Santiago", "00:00-06:00", santiago, 5 * time.Hour},
		{"a shift over a midnight that is not", "America/Santiago", "Saturday 22:00-02:00", eve, 3 * time.Hour},
		{"one that should end in the missing hour", "America/Santiago", "Saturday 23:30-00:30", eve, 30 * time.Minute},
		{"one that should begin in it", "America/Santiago", "Sunday 00:30-02:00", eve, time.Hour},
		{"23:00 twice the evening before", "America/Santiago", "23:00-24:00",
			"2024-04-06T00:00:00-03:00/2024-04-07T00:00:00-04:00", 2 * time.Hour},
		{"Havana's day without midnight", "America/Havana", "00:00-08:00",
			"2024-03-10T01:00:00-04:00/2024-03-11T00:00:00-04:00", 7 * time.Hour},
		{"Havana's midnight twice", "America/Havana", "00:00-01:00",
			"2024-11-03T00:00:00-04:00/2024-11-04T00:00:00-05:00", 2 * time.Hour},
		{"Asuncion's", "America/Asuncion", "Saturday 22:00-06:00",
			"2023-09-30T12:00:00-04:00/2023-10-01T12:00:00-03:00", 7 * time.Hour},
		{"Cairo's", "Africa/Cairo", "Thursday 22:00-06:00", "2024-04-25T12:00:00+02:00/2024-04-26T12:00:00+03:00", 7 * time.Hour},
		{"Beirut's", "Asia/Beirut", "Saturday 22:00-06:00", "2025-03-29T12:00:00+02:00/2025-03-30T12:00:00+03:00", 7 * time.Hour},
		{"half an hour forward", "Australia/Lord_Howe", "00:00-24:00",
			"2026-10-04T00:00:00+10:30/2026-10-05T00:00:00+11:00", 23*time.Hour + 30*time.Minute},

		{"round the clock over a skipped day", "Pacific/Apia", "00:00-24:00", apia, 48 * time.Hour},
		{"a skipped day is not worked", "Pacific/Apia", "Friday 08:00-18:00", apia, 0},
		{"the day before it is", "Pacific/Apia", "Thursday 08:00-18:00", apia, 10 * time.Hour},
		{"a shift into a skipped day ends where it would begin", "Pacific/Apia", "Thursday 22:00-06:00", apia, 2 * time.Hour},
		{"one that would begin on it begins behind it", "Pacific/Apia", "Friday 22:00-06:00", apia, 6 * time.Hour},
		{"a repeated day is worked twice", "Pacific/Kwajalein", "Tuesday 08:00-18:00",
			"1969-09-29T13:00:00Z/1969-10-01T12:00:00Z", 20 * time.Hour},
		{"back from 00:01 to 23:01: that evening again, and midnight", "America/St_Johns", "23:30-00:30",
			"2006-10-28T12:00:00-02:30/2006-10-29T12:00:00-03:30", 30*time.Minute + time.Minute + time.Hour},

		{"over the turn of 1970, from which Go counts", "UTC", "Monday 08:00-18:00", "1969-12-01T00:00:00Z/1970-02-01T00:00:00Z", 90 * time.Hour},
		{"the last day of a leap year to come", "Europe/Berlin", "Monday 08:00-18:00",
			"2040-12-31T00:00:00+01:00/2041-01-01T00:00:00+01:00", 10 * time.Hour},
		{"offsets with seconds", "Africa/Monrovia", "00:00-24:00", "1972-01-07T00:00:00-00:44/1972-01-08T00:00:00Z", 23*time.Hour + 16*time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := open(t, hoursIn(t, tt.zone, tt.windows))
			start, end, _ := strings.Cut(tt.interval, "/")
			i := between(t, start, end)
			assert.Equal(t, tt.want, h.Working(i))
			var sum time.Duration
			for span := range h.Spans(i) {
				sum += span.Duration()
			}
			assert.Equal(t, tt.want, sum)
		})
	}
}

func TestHours_Working_to_the_nanosecond(t *testing.T) {
	t.Parallel()
	h := open(t, hoursIn(t, "Europe/Berlin", "08:00:30-08:00:45"))
	opens := instant(t, "2026-03-02T08:00:30+01:00")
	span := func(from, to time.Duration) calendar.Interval {
		return calendar.Interval{Start: opens.Add(from), End: opens.Add(to)}
	}
	assert.Equal(t, 15*time.Second, h.Working(span(-time.Hour, time.Hour)))
	assert.Equal(t, time.Nanosecond, h.Working(span(-time.Second, time.Nanosecond)))
	assert.Equal(t, time.Nanosecond, h.Working(span(15*time.Second-1, time.Hour)))
	assert.Equal(t, 2500*time.Microsecond, h.Working(span(500*time.Microsecond, 3*time.Millisecond)))
	assert.Zero(t, h.Working(span(-time.Millisecond, -time.Microsecond)))
	assert.Zero(t, h.Working(span(time.Second, 0)), "an interval the wrong way round is empty")
}

func TestHours_Working_is_the_same_in_whatever_zone_the_instants_come(t *testing.T) {
	t.Parallel()
	h := open(t, hoursIn(t, "Europe/Berlin", "08:00-18:00"))
	i := period(t, "2026-03-01", "2026-04-01", "Europe/Berlin").Interval()
	tokyo := zone(t, "Asia/Tokyo")
	abroad := calendar.Interval{Start: i.Start.In(tokyo), End: i.End.In(tokyo)}
	assert.Equal(t, 310*time.Hour, h.Working(i))
	assert.Equal(t, 310*time.Hour, h.Working(abroad))
	assert.Equal(t, slices.Collect(h.Spans(i)), slices.Collect(h.Spans(abroad)), "and its spans are in UTC")
}
