package calendar_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests do not depend on the machine's zone data

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Zones that between them have done everything zones do: gaps and repeats at midnight and across it, skipped and repeated days,
// half-hour and quarter-hour steps, offsets with seconds, negative summer time, the far ends of the day, and nothing at all.
var zones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Moscow", "Europe/Istanbul",
	"America/New_York", "America/Toronto", "America/St_Johns", "America/Halifax", "America/Santiago", "America/Havana",
	"America/Asuncion", "America/Sao_Paulo", "America/Nuuk", "America/Scoresbysund", "America/Juneau", "America/Caracas",
	"Asia/Beirut", "Asia/Amman", "Asia/Gaza", "Asia/Tehran", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Manila",
	"Africa/Cairo", "Africa/Casablanca", "Africa/Monrovia", "Atlantic/Azores", "Australia/Lord_Howe", "Antarctica/Casey",
	"Antarctica/Troll", "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati", "Pacific/Chatham", "Pacific/Auckland",
	"Etc/GMT+12", "Etc/GMT-14",
}

func anyZone() *rapid.Generator[string] { return rapid.SampledFrom(zones) }

func zone(t require.TestingT, name string) *time.Location {
	loc, err := calendar.LoadZone(name)
	require.NoError(t, err)
	return loc
}

// The instants are those of the IANA time zone database as Python's zoneinfo reads it (release 2025b).
func TestFirstInstant_where_civil_time_is_odd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		zone  string
		date  string
		first string // RFC 3339, UTC
		clock string // what the zone shows then
		hours float64
	}{
		{"an ordinary day", "Europe/Berlin", "2026-03-28", "2026-03-27T23:00:00Z", "28 00:00:00", 24},
		{"forward at 02:00", "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "29 00:00:00", 23},
		{"back at 03:00", "Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "25 00:00:00", 25},
		{"forward in the first hours of the earth's day", "Pacific/Auckland", "2025-09-28", "2025-09-27T12:00:00Z", "28 00:00:00", 23},
		{"forward by half an hour", "Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", "04 00:00:00", 23.5},
		{"no midnight in Santiago", "America/Santiago", "2024-09-08", "2024-09-08T04:00:00Z", "08 01:00:00", 23},
		{"no midnight in Havana", "America/Havana", "2024-03-10", "2024-03-10T05:00:00Z", "10 01:00:00", 23},
		{"no midnight in Asuncion", "America/Asuncion", "2023-10-01", "2023-10-01T04:00:00Z", "01 01:00:00", 23},
		{"no midnight in Sao Paulo", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "04 01:00:00", 23},
		{"no midnight in Beirut", "Asia/Beirut", "2025-03-30", "2025-03-29T22:00:00Z", "30 01:00:00", 23},
		{"no midnight in Cairo", "Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z", "26 01:00:00", 23},
		{"no midnight for a quarter of an hour", "Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30:00Z", "01 00:15:00", 23.75},
		{"a gap from 23:30 to 00:30", "America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z", "31 00:30:00", 23.5},
		{"midnight twice in Havana, the first counts", "America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", "03 00:00:00", 25},
		{"23:00 twice the evening before", "America/Santiago", "2024-04-06", "2024-04-06T03:00:00Z", "06 00:00:00", 25},
		{"back from 00:01 to 23:01, the first midnight counts", "America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z", "29 00:00:00", 25},
		{"back from 02:00 to 23:00", "Antarctica/Casey", "2010-03-05", "2010-03-04T13:00:00Z", "05 00:00:00", 27},
		{"the day before a skipped day", "Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "29 00:00:00", 24},
		{"a skipped day is empty", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "31 00:00:00", 0},
		{"the day after a skipped day", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "31 00:00:00", 24},
		{"another skipped day", "Pacific/Kwajalein", "1993-08-21", "1993-08-21T12:00:00Z", "22 00:00:00", 0},
		{"a repeated day", "Pacific/Kwajalein", "1969-09-30", "1969-09-29T13:00:00Z", "30 00:00:00", 47},
		{"the first day there is", "Etc/GMT-14", "0001-01-01", "0000-12-31T10:00:00Z", "01 00:00:00", 24},
		{"the last day of a leap year to come", "Europe/Berlin", "2040-12-31", "2040-12-30T23:00:00Z", "31 00:00:00", 24},
		{"the day after it", "Europe/Berlin", "2041-01-01", "2040-12-31T23:00:00Z", "01 00:00:00", 24},
		{"the day after it, west of Greenwich", "America/New_York", "2041-01-01", "2041-01-01T05:00:00Z", "01 00:00:00", 24},
		{"the day after it, in summer", "Pacific/Auckland", "2041-01-01", "2040-12-31T11:00:00Z", "01 00:00:00", 24},
		{"the last day but one", "Europe/Berlin", "9999-12-30", "9999-12-29T23:00:00Z", "30 00:00:00", 24},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, tt.zone)
			first := calendar.FirstInstant(day(tt.date), loc)
			assert.Equal(t, tt.first, first.Format(time.RFC3339Nano))
			assert.Equal(t, tt.clock, first.In(loc).Format("02 15:04:05"))
			next := calendar.FirstInstant(day(tt.date).AddDays(1), loc)
			assert.InDelta(t, tt.hours, next.Sub(first).Hours(), 0)
		})
	}
}

func TestFirstInstant_is_in_its_day_and_the_nanosecond_before_is_not(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, loc := anyDate().Draw(t, "date"), zone(t, anyZone().Draw(t, "zone"))
		first := calendar.FirstInstant(d, loc)
		before := calendar.DateOf(first.Add(-time.Nanosecond), loc)
		assert.True(t, before.Before(d), "the nanosecond before is in %s", before)

		next := calendar.FirstInstant(d.AddDays(1), loc)
		if d == maxDate || first.Before(next) {
			assert.Equal(t, d, calendar.DateOf(first, loc))
			return
		}
		assert.Equal(t, next, first, "a skipped day is empty")
		assert.True(t, d.Before(calendar.DateOf(first, loc)))
	})
}

// No instant before it shows the date: looked for minute by minute, back to where it is a day earlier everywhere on earth.
func TestFirstInstant_is_the_first(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, loc := anyDate().Draw(t, "date"), zone(t, anyZone().Draw(t, "zone"))
		first := calendar.FirstInstant(d, loc)
		for at := first.Add(-time.Minute); at.After(first.Add(-40 * time.Hour)); at = at.Add(-time.Minute) {
			if shown := calendar.DateOf(at, loc); !shown.Before(d) {
				t.Fatalf("%s shows %s already", at, shown)
			}
		}
	})
}

func TestFirstInstant_in_a_zone_of_no_name(t *testing.T) {
	t.Parallel()
	for _, hours := range []int{-23, -12, 0, 14, 23} {
		loc := time.FixedZone("", hours*60*60)
		first := calendar.FirstInstant(day("2026-03-29"), loc)
		assert.Equal(t, time.Date(2026, time.March, 29, 0, 0, 0, 0, loc).UTC(), first)
	}
	assert.Equal(t, "2026-03-29T00:00:00Z", calendar.FirstInstant(day("2026-03-29"), nil).Format(time.RFC3339), "a nil zone is UTC")
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	instant := time.Date(2026, time.March, 28, 23, 30, 0, 0, time.UTC)
	assert.Equal(t, day("2026-03-29"), calendar.DateOf(instant, zone(t, "Europe/Berlin")))
	assert.Equal(t, day("2026-03-28"), calendar.DateOf(instant, zone(t, "America/New_York")))

	// The minute of the new day and the hour of the old one after it, in the night the clocks went back from 00:01 to 23:01.
	stJohns := zone(t, "America/St_Johns")
	first := calendar.FirstInstant(day("2006-10-29"), stJohns)
	assert.Equal(t, day("2006-10-29"), calendar.DateOf(first, stJohns))
	assert.Equal(t, day("2006-10-28"), calendar.DateOf(first.Add(time.Minute), stJohns))
	assert.Equal(t, day("2006-10-29"), calendar.DateOf(first.Add(time.Hour), stJohns))

	assert.True(t, calendar.DateOf(time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC), nil).IsZero())
	assert.True(t, calendar.DateOf(time.Time{}, zone(t, "America/New_York")).IsZero())
}

func TestLoadZone(t *testing.T) {
	t.Parallel()
	for _, name := range zones {
		assert.Equal(t, name, zone(t, name).String())
	}
	tests := []struct{ name, zone, rule string }{
		{"nothing", "", fault.RuleRequired},
		{"the machine's own zone", "Local", fault.RuleRequired},
		{"a typo", "Europe/Berlln", fault.RuleUnknown},
		{"an offset", "+01:00", fault.RuleUnknown},
		{"a way out of the database", "../../etc/passwd", fault.RuleUnknown},
		{"NUL", "Europe/Berlin\x00", fault.RuleUnknown},
		{"a very long name", strings.Repeat("x", 1<<16), fault.RuleUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name+" is refused", func(t *testing.T) {
			t.Parallel()
			loc, err := calendar.LoadZone(tt.zone)
			assert.Nil(t, loc)
			assert.Equal(t, map[string]string{"zone": tt.rule}, faultyFields(t, err))
			assert.Less(t, len(err.Error()), 400)
		})
	}
}

func BenchmarkFirstInstant(b *testing.B) {
	for _, bb := range []struct{ name, zone, date string }{
		{"ordinary", "Europe/Berlin", "2026-03-15"},
		{"gap", "America/Santiago", "2024-09-08"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			d, loc := day(bb.date), zone(b, bb.zone)
			for b.Loop() {
				calendar.FirstInstant(d, loc)
			}
		})
	}
}
