package calendar_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The dates of date-holidays 3.37.0, which feiertagejs 1.5.1 confirms but for three one-off days of Berlin; 6145 of sixteen
// states and 36 years. Days of single communities are in neither column.
func TestHolidays_are_those_of_the_published_list(t *testing.T) {
	t.Parallel()
	file := etomtest.Source(t, "../shared/data/calendars/de_public_holidays_2000_2035.csv")
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+6145)

	var want, got []string
	for _, row := range rows[1:] {
		want = append(want, fmt.Sprint("DE-", row[1], " ", row[0], " ", row[2]))
	}
	for _, region := range calendar.Regions()[1:] {
		for year := 2000; year <= 2035; year++ {
			holidays, err := calendar.Holidays(region, year)
			require.NoError(t, err)
			for _, h := range holidays {
				got = append(got, fmt.Sprint(region, " ", h.Date, " ", h.De))
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	assert.Equal(t, want, got)
}

// From the laws named beside the table, and of days that not all lists have.
func TestHolidays_of_single_states(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		region calendar.Region
		date   string
		de     string // empty: none
	}{
		{"Reformation Day was a holiday everywhere once", "DE-BY", "2017-10-31", "Reformationstag"},
		{"and in all Germany therefore", "DE", "2017-10-31", "Reformationstag"},
		{"but only once", "DE-BY", "2018-10-31", ""},
		{"in the north since 2018", "DE-HH", "2018-10-31", "Reformationstag"},
		{"and not before 2017", "DE-HH", "2016-10-31", ""},
		{"in the east always", "DE-SN", "2001-10-31", "Reformationstag"},
		{"8 May in Berlin, once 75 years after", "DE-BE", "2020-05-08", "Tag der Befreiung (75. Jahrestag)"},
		{"once 80 years after", "DE-BE", "2025-05-08", "Tag der Befreiung (80. Jahrestag)"},
		{"not in between", "DE-BE", "2024-05-08", ""},
		{"nor elsewhere", "DE-BB", "2025-05-08", ""},
		{"17 June in Berlin, announced for 2028", "DE-BE", "2028-06-17", "75-jähriges Jubiläum des Volksaufstands in der DDR"},
		{"Women's Day in Berlin since 2019", "DE-BE", "2019-03-08", "Internationaler Frauentag"},
		{"not in 2018", "DE-BE", "2018-03-08", ""},
		{"in Mecklenburg-Vorpommern since 2023", "DE-MV", "2023-03-08", "Internationaler Frauentag"},
		{"not in 2022", "DE-MV", "2022-03-08", ""},
		{"Children's Day in Thuringia since 2019", "DE-TH", "2019-09-20", "Weltkindertag"},
		{"not in 2018", "DE-TH", "2018-09-20", ""},
		{"Repentance Day in Saxony", "DE-SN", "2026-11-18", "Buß- und Bettag"},
		{"nowhere else", "DE-TH", "2026-11-18", ""},
		{"Assumption Day in Saarland", "DE-SL", "2026-08-15", "Mariä Himmelfahrt"},
		{"in Bavaria only in Catholic communities", "DE-BY", "2026-08-15", ""},
		{"Corpus Christi in Saxony only in some communities", "DE-SN", "2026-06-04", ""},
		{"Easter Sunday in Brandenburg", "DE-BB", "2026-04-05", "Ostersonntag"},
		{"3 October in all Germany", "DE", "2026-10-03", "Tag der Deutschen Einheit"},
		{"All Saints' Day not", "DE", "2026-11-01", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.de, holidayName(t, tt.region, day(tt.date)))
		})
	}
}

func holidayName(t require.TestingT, region calendar.Region, d calendar.Date) string {
	holidays, err := calendar.Holidays(region, d.Year())
	require.NoError(t, err)
	at := slices.IndexFunc(holidays, func(h calendar.Holiday) bool { return h.Date == d })
	if at < 0 {
		return ""
	}
	return holidays[at].De
}

// Easter at its latest, 25 April 2038, at its earliest, 22 March 2285, and in the years in which Gauss' rule needs its exceptions,
// 2049 and 2076.
func TestHolidays_move_with_Easter(t *testing.T) {
	t.Parallel()
	for year, monday := range map[int]string{
		2008: "2008-03-24", 2011: "2011-04-25", 2019: "2019-04-22", 2038: "2038-04-26", 2049: "2049-04-19", 2076: "2076-04-20", 2285: "2285-03-23",
	} {
		assert.Equal(t, "Ostermontag", holidayName(t, "DE", day(monday)), year)
	}
}

func TestHolidays_two_on_one_date_are_both_there(t *testing.T) {
	t.Parallel()
	holidays, err := calendar.Holidays("DE", 2008)
	require.NoError(t, err)
	assert.Contains(t, holidays, calendar.Holiday{Date: day("2008-05-01"), Name: "May Day", De: "Maifeiertag"})
	assert.Contains(t, holidays, calendar.Holiday{Date: day("2008-05-01"), Name: "Ascension Day", De: "Christi Himmelfahrt"})
	assert.Len(t, holidays, 9)
}

func TestHolidays_every_state_has_what_all_have(t *testing.T) {
	t.Parallel()
	require.Len(t, calendar.Regions(), 17)
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(calendar.FirstHolidayYear, calendar.MaxYear).Draw(t, "year")
		region := rapid.SampledFrom(calendar.Regions()).Draw(t, "region")
		state, err := calendar.Holidays(region, year)
		require.NoError(t, err)
		all, err := calendar.Holidays("DE", year)
		require.NoError(t, err)
		assert.Subset(t, state, all)
		assert.True(t, slices.IsSortedFunc(state, func(a, b calendar.Holiday) int { return a.Date.Compare(b.Date) }))
		weekday := map[string]time.Weekday{
			"Good Friday": time.Friday, "Easter Sunday": time.Sunday, "Easter Monday": time.Monday, "Ascension Day": time.Thursday,
			"Whit Sunday": time.Sunday, "Whit Monday": time.Monday, "Corpus Christi": time.Thursday, "Day of Repentance and Prayer": time.Wednesday,
		}
		for _, h := range state {
			assert.Equal(t, year, h.Date.Year())
			assert.NotEmpty(t, h.De)
			if want, moves := weekday[h.Name]; moves {
				assert.Equal(t, want, h.Date.Weekday(), h.Name)
			}
			// Eleven days before the first Sunday in Advent, which is the fourth before 25 December.
			if h.Name == "Day of Repentance and Prayer" {
				assert.True(t, h.Date.Month() == time.November && 16 <= h.Date.Day() && h.Date.Day() <= 22)
			}
		}
	})
}

func TestHolidays_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		region calendar.Region
		year   int
		want   map[string]string
	}{
		{"a region nobody knows", "DE-XX", 2026, map[string]string{"region": fault.RuleUnknown}},
		{"another country", "FR", 2026, map[string]string{"region": fault.RuleUnknown}},
		{"no region", "", 2026, map[string]string{"region": fault.RuleUnknown}},
		{"a year before the table", "DE", 1999, map[string]string{"year": fault.RuleRange}},
		{"a year past the calendar", "DE", 10000, map[string]string{"year": fault.RuleRange}},
		{"both at once", calendar.Region(strings.Repeat("x", 9999)), 0, map[string]string{"region": fault.RuleUnknown, "year": fault.RuleRange}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.Holidays(tt.region, tt.year)
			assert.Equal(t, tt.want, faultyFields(t, err))
			assert.Less(t, len(err.Error()), 400)
		})
	}
}
