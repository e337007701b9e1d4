package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func office(t require.TestingT) calendar.Hours {
	return open(t, calendar.HoursSpec{
		Name: "office", Zone: "Europe/Berlin", Region: "DE-BE", Windows: calendar.Daily(at("08:00"), at("18:00"), workWeek...),
		Holidays: []calendar.Holiday{
			{Date: day("2026-12-24"), Name: "Christmas Eve", De: "Heiligabend"},
			{Date: day("2026-05-14"), Name: "the company's day"}, // Ascension Day too
		},
		Workdays: []calendar.Date{day("2026-05-01")},
	})
}

func TestHours_WorkdayAfter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, from string
		n          int
		want       string
	}{
		{"the next day", "2026-03-02", 1, "2026-03-03"},
		{"over a week-end", "2026-03-06", 1, "2026-03-09"},
		{"from a Sunday", "2026-03-08", 1, "2026-03-09"},
		{"ten of them are two weeks", "2026-03-02", 10, "2026-03-16"},
		{"over Easter", "2026-04-02", 1, "2026-04-07"},
		{"over one's own holiday, Christmas and a week-end", "2026-12-23", 1, "2026-12-28"},
		{"onto a holiday that is worked", "2026-04-30", 1, "2026-05-01"},
		{"none is the day itself", "2026-03-08", 0, "2026-03-08"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := office(t).WorkdayAfter(day(tt.from), tt.n)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got.String())
		})
	}
}

func TestHours_WorkdayAfter_counts_working_days(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, _, _ := anyHours(t, 60)
		from := day("1990-01-01").AddDays(rapid.IntRange(0, 20000).Draw(t, "from"))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		got, err := h.WorkdayAfter(from, n)
		require.NoError(t, err)
		assert.True(t, h.IsWorkday(got))
		for d := from.AddDays(1); !d.After(got); d = d.AddDays(1) {
			if h.IsWorkday(d) {
				n--
			}
		}
		assert.Zero(t, n)
	})
}

func TestHours_WorkdayAfter_refuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from calendar.Date
		n    int
		want map[string]string
	}{
		"days that run backwards": {day("2026-03-02"), -1, map[string]string{"n": fault.RuleRange}},
		"too many of them":        {day("2026-03-02"), calendar.MaxWorkdays + 1, map[string]string{"n": fault.RuleRange}},
		"no date":                 {calendar.Date{}, 1, map[string]string{"date": fault.RuleRequired}},
		"past the year 9999":      {day("9999-12-30"), 2, map[string]string{"date": fault.RuleRange}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := office(t).WorkdayAfter(tt.from, tt.n)
			assert.Equal(t, tt.want, faultyFields(t, err))
			assert.True(t, got.IsZero())
		})
	}
}

func TestHours_IsWorkday(t *testing.T) {
	t.Parallel()
	h := office(t)
	for text, want := range map[string]bool{
		"2026-03-02": true,  // a Monday
		"2026-03-07": false, // a Saturday
		"2026-12-24": false, // one's own holiday
		"2026-12-25": false, // the region's
		"2026-05-01": true,  // a holiday that is worked
		"2026-06-04": true,  // Corpus Christi, not in Berlin
		"1999-12-31": true,  // before the regions' tables
		"1999-01-01": true,  // and so is New Year's Day then
	} {
		assert.Equal(t, want, h.IsWorkday(day(text)), text)
	}
	assert.False(t, h.IsWorkday(calendar.Date{}))

	night := open(t, hoursIn(t, "Europe/Berlin", "Friday 22:00-06:00"))
	assert.True(t, night.IsWorkday(day("2026-03-06")))
	assert.False(t, night.IsWorkday(day("2026-03-07")), "no window begins on it, though one ends")

	apia := open(t, hoursIn(t, "Pacific/Apia", "08:00-18:00"))
	assert.True(t, apia.IsWorkday(day("2011-12-29")))
	assert.False(t, apia.IsWorkday(day("2011-12-30")), "the zone skipped it")
	assert.True(t, apia.IsWorkday(day("2011-12-31")))
}

func TestHours_Holiday(t *testing.T) {
	t.Parallel()
	h := office(t)
	for text, want := range map[string]string{
		"2026-12-24": "Christmas Eve",
		"2026-12-25": "Christmas Day",
		"2026-05-14": "the company's day", // before the region's
		"2026-05-01": "May Day",           // though it is worked
		"2026-03-08": "International Women's Day",
		"2026-03-09": "",
		"1999-12-25": "",
	} {
		holiday, ok := h.Holiday(day(text))
		assert.Equal(t, want, holiday.Name, text)
		assert.Equal(t, want != "", ok)
		if ok {
			assert.Equal(t, day(text), holiday.Date)
		}
	}
	_, ok := h.Holiday(calendar.Date{})
	assert.False(t, ok)
}
