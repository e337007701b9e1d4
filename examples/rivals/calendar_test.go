package rivals_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Working time between two instants: ours, and that of rickar/cal with its cache of holidays on, which is the fastest way to
// use it. Measured on a month of Mondays to Fridays in Bavaria, where both give the same answer.

var (
	worked  time.Duration
	fiveDay = []calendar.Weekday{calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday}
	week    = append([]calendar.Weekday{calendar.Saturday, calendar.Sunday}, fiveDay...)
)

func oursOpen(t testing.TB, zone string, region calendar.Region, from, to string, days ...calendar.Weekday) calendar.Hours {
	windows := calendar.Daily(calendar.MustTimeOfDay(from), calendar.MustTimeOfDay(to), days...)
	h, err := calendar.NewHours(calendar.HoursSpec{Name: "rivals", Zone: zone, Region: region, Windows: windows})
	require.NoError(t, err)
	return h
}

func theirsOpen(from, to time.Duration, days ...calendar.Weekday) *cal.BusinessCalendar {
	c := cal.NewBusinessCalendar()
	c.Cacheable = true
	for day := time.Sunday; day <= time.Saturday; day++ {
		c.SetWorkday(day, false)
	}
	for _, day := range days {
		c.SetWorkday(time.Weekday(day%7), true)
	}
	c.SetWorkHours(from, to)
	return c
}

// theMonth is May 2026, with three holidays.
func theMonth(t testing.TB) (ours calendar.Hours, theirs *cal.BusinessCalendar, month calendar.Interval) {
	berlin, err := calendar.LoadZone("Europe/Berlin")
	require.NoError(t, err)
	ours = oursOpen(t, "Europe/Berlin", "DE-BY", "08:00", "18:00", fiveDay...)
	theirs = theirsOpen(8*time.Hour, 18*time.Hour, fiveDay...)
	theirs.AddHoliday(de.HolidaysBY...)
	month = calendar.Interval{
		Start: time.Date(2026, time.May, 1, 0, 0, 0, 0, berlin),
		End:   time.Date(2026, time.June, 1, 0, 0, 0, 0, berlin),
	}
	require.Equal(t, 180*time.Hour, ours.Working(month)) // 21 weekdays, less 1, 14 and 25 May
	require.Equal(t, 180*time.Hour, theirs.WorkHoursInRange(month.Start, month.End))
	return ours, theirs, month
}

func BenchmarkWorking_calendar(b *testing.B) {
	ours, _, month := theMonth(b)
	b.ReportAllocs()
	for b.Loop() {
		worked = ours.Working(month)
	}
}

func BenchmarkWorking_rickar(b *testing.B) {
	_, theirs, month := theMonth(b)
	b.ReportAllocs()
	for b.Loop() {
		worked = theirs.WorkHoursInRange(month.Start, month.End)
	}
}

// BenchmarkWorking_ratio aims at x_faster above 10.
func BenchmarkWorking_ratio(b *testing.B) {
	mine, rivals, month := theMonth(b)
	var ours, rival time.Duration
	for b.Loop() {
		ours += timed(func() {
			for range 100 {
				worked = mine.Working(month)
			}
		})
		rival += timed(func() {
			for range 100 {
				worked = rivals.WorkHoursInRange(month.Start, month.End)
			}
		})
	}
	b.ReportMetric(float64(rival)/float64(ours), "x_faster")
}

// Where the two differ: what is right is worked out by hand beside the row.
func TestWorking_where_rickar_is_wrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		zone          string
		from, to      string // hours of every day
		theirs        *cal.BusinessCalendar
		start, end    string // UTC
		right, rivals time.Duration
	}{
		{
			// Summer time began at 01:00 UTC: 08:00 to 09:00 on the clock is 06:00Z to 07:00Z. Midnight and 8 h is 09:00.
			"the first hour of a Sunday on which the clocks go forward", "Europe/Berlin", "08:00", "18:00",
			theirsOpen(8*time.Hour, 18*time.Hour, week...),
			"2026-03-29T05:00:00Z", "2026-03-29T07:00:00Z", time.Hour, 0,
		},
		{
			// 17:00 to 19:00 on the clock; shut at 18:00. Midnight and 18 h is 19:00.
			"the last hour of it", "Europe/Berlin", "08:00", "18:00",
			theirsOpen(8*time.Hour, 18*time.Hour, week...),
			"2026-03-29T15:00:00Z", "2026-03-29T17:00:00Z", time.Hour, 2 * time.Hour,
		},
		{
			// 17:00 to 18:00 on the clock, after the clocks went back. Midnight and 18 h is 17:00.
			"the last hour of a Sunday on which they go back", "Europe/Berlin", "08:00", "18:00",
			theirsOpen(8*time.Hour, 18*time.Hour, week...),
			"2026-10-25T15:30:00Z", "2026-10-25T18:00:00Z", 90 * time.Minute, 30 * time.Minute,
		},
		{
			// From the 7th, 00:00 (04:00Z) to the 10th, 00:00 (03:00Z): 24 + 23 + 24 hours. The 8th begins at 01:00.
			"round the clock over a day without a midnight", "America/Santiago", "00:00", "24:00",
			theirsOpen(0, 24*time.Hour, week...),
			"2024-09-07T04:00:00Z", "2024-09-10T03:00:00Z", 71 * time.Hour, 48 * time.Hour,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			zone, err := calendar.LoadZone(tt.zone)
			require.NoError(t, err)
			i := calendar.Interval{Start: instant(t, tt.start).In(zone), End: instant(t, tt.end).In(zone)}
			assert.Equal(t, tt.right, oursOpen(t, tt.zone, "", tt.from, tt.to, week...).Working(i))
			assert.Equal(t, tt.rivals, tt.theirs.WorkHoursInRange(i.Start, i.End))
		})
	}
}

// The laws are named beside the table of package calendar.
func TestHolidays_where_rickar_is_wrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		region        calendar.Region
		holidays      []*cal.Holiday
		date          string
		right, rivals bool
	}{
		{"no Reformation Day in Hamburg before 2018, but for 2017", "DE-HH", de.HolidaysHH, "2016-10-31", false, true},
		{"Reformation Day 2017 in Bavaria", "DE-BY", de.HolidaysBY, "2017-10-31", true, false},
		{"no Women's Day in Berlin before 2019", "DE-BE", de.HolidaysBE, "2018-03-08", false, true},
		{"Women's Day in Mecklenburg-Vorpommern since 2023", "DE-MV", de.HolidaysMV, "2027-03-08", true, false},
		{"8 May 2025 in Berlin", "DE-BE", de.HolidaysBE, "2025-05-08", true, false},
		{"Easter Sunday in Brandenburg", "DE-BB", de.HolidaysBB, "2026-04-05", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			date := calendar.MustParse(tt.date)
			_, ours := oursOpen(t, "Europe/Berlin", tt.region, "08:00", "18:00", week...).Holiday(date)
			assert.Equal(t, tt.right, ours)

			theirs := cal.NewBusinessCalendar()
			theirs.AddHoliday(tt.holidays...)
			_, observed, _ := theirs.IsHoliday(time.Date(date.Year(), date.Month(), date.Day(), 12, 0, 0, 0, time.UTC))
			assert.Equal(t, tt.rivals, observed)
		})
	}
}

func instant(t testing.TB, text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}
