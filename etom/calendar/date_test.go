package calendar_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

var (
	day     = calendar.MustParse
	minDate = day("0001-01-01")
	maxDate = day("9999-12-31")
)

// anyDate draws from all years, as often from those in which zones change their clocks, and as often around the turn of a year,
// where Go's rules for the years to come have their seams.
func anyDate() *rapid.Generator[calendar.Date] {
	from := func(first, last calendar.Date) *rapid.Generator[calendar.Date] {
		return rapid.Map(rapid.IntRange(0, first.DaysUntil(last)), first.AddDays)
	}
	turn := rapid.Custom(func(t *rapid.T) calendar.Date {
		january := minDate.AddMonths(12 * rapid.IntRange(1, calendar.MaxYear-1).Draw(t, "years"))
		return january.AddDays(rapid.IntRange(-3, 3).Draw(t, "days"))
	})
	return rapid.OneOf(from(minDate, maxDate), from(day("1840-01-01"), day("2100-12-31")), turn)
}

func faultyFields(t *testing.T, err error) map[string]string {
	t.Helper()
	require.ErrorIs(t, err, fault.ErrInvalid)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	rules := map[string]string{}
	for _, f := range invalid.Fields {
		rules[f.Path] = f.Rule
	}
	return rules
}

func TestNewDate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		year      int
		month     time.Month
		day       int
		faultyFor []string
	}{
		{"the first day", 1, time.January, 1, nil},
		{"the last day", 9999, time.December, 31, nil},
		{"29 February of a leap year", 2028, time.February, 29, nil},
		{"29 February of a year divisible by 400", 2000, time.February, 29, nil},
		{"29 February of a common year", 2026, time.February, 29, []string{"day"}},
		{"29 February of a year divisible by 100", 1900, time.February, 29, []string{"day"}},
		{"31 April", 2026, time.April, 31, []string{"day"}},
		{"day 0", 2026, time.March, 0, []string{"day"}},
		{"year 0", 0, time.January, 1, []string{"year"}},
		{"year 10000", 10000, time.January, 1, []string{"year"}},
		{"month 13 is not blamed on its day", 2026, 13, 31, []string{"month"}},
		{"everything wrong is named at once", -1, 0, 32, []string{"year", "month", "day"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := calendar.NewDate(tt.year, tt.month, tt.day)
			if tt.faultyFor != nil {
				want := map[string]string{}
				for _, path := range tt.faultyFor {
					want[path] = fault.RuleRange
				}
				assert.Equal(t, want, faultyFields(t, err))
				assert.True(t, d.IsZero())
				return
			}
			require.NoError(t, err)
			assert.False(t, d.IsZero())
			assert.Equal(t, []int{tt.year, int(tt.month), tt.day}, []int{d.Year(), int(d.Month()), d.Day()})
		})
	}
}

func TestDate_AddMonths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		from   string
		months int
		want   string // empty: no date
	}{
		{"a day that every month has", "2026-01-15", 1, "2026-02-15"},
		{"clipped to the end of February", "2026-01-31", 1, "2026-02-28"},
		{"clipped to the end of a leap February", "2028-01-31", 1, "2028-02-29"},
		{"from the anchor the 31st comes back", "2026-01-31", 2, "2026-03-31"},
		{"from the clipped day it does not", "2026-02-28", 1, "2026-03-28"},
		{"over the year's end", "2026-11-30", 3, "2027-02-28"},
		{"backwards over the year's beginning", "2026-01-31", -2, "2025-11-30"},
		{"twelve months from a leap day", "2028-02-29", 12, "2029-02-28"},
		{"no months", "2026-03-29", 0, "2026-03-29"},
		{"to the last month", "9998-12-31", 12, "9999-12-31"},
		{"past the last month", "9999-12-31", 1, ""},
		{"to the first month", "0001-12-31", -11, "0001-01-31"},
		{"before the first month", "0001-01-31", -1, ""},
		{"as far back as an int goes", "2026-01-31", math.MinInt, ""},
		{"as far on as an int goes", "2026-01-31", math.MaxInt, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, day(tt.from).AddMonths(tt.months).String())
		})
	}
}

func TestDate_AddMonths_lands_in_the_month_and_clips_to_its_end(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate().Draw(t, "date"), rapid.IntRange(-30000, 30000).Draw(t, "months")
		got := d.AddMonths(n)
		month := d.Year()*12 + int(d.Month()) - 1 + n
		if month < 12 || month >= 12*10000 {
			assert.True(t, got.IsZero())
			return
		}
		assert.Equal(t, month, got.Year()*12+int(got.Month())-1)
		if got.Day() != d.Day() {
			assert.Less(t, got.Day(), d.Day(), "clipping only shortens")
			assert.NotEqual(t, got.Month(), got.AddDays(1).Month(), "a clipped day is its month's last")
		}
	})
}

func TestDate_AddDays(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "2026-03-01", day("2026-02-28").AddDays(1).String())
	assert.Equal(t, "2028-02-29", day("2028-03-01").AddDays(-1).String())
	for _, beyond := range []calendar.Date{
		maxDate.AddDays(1), minDate.AddDays(-1), minDate.AddDays(math.MaxInt), maxDate.AddDays(math.MinInt),
	} {
		assert.True(t, beyond.IsZero())
	}
	assert.Equal(t, maxDate, minDate.AddDays(minDate.DaysUntil(maxDate)))
	assert.Equal(t, minDate, maxDate.AddDays(maxDate.DaysUntil(minDate)))
}

func TestDate_days_agree_with_those_of_time(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		days := a.DaysUntil(b)
		assert.Equal(t, b, a.AddDays(days))
		assert.Equal(t, -days, b.DaysUntil(a))

		utc := func(d calendar.Date) time.Time {
			return time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, time.UTC)
		}
		assert.Equal(t, utc(b), utc(a).AddDate(0, 0, days))
		assert.Equal(t, utc(a).Weekday(), a.Weekday())
		assert.Equal(t, utc(a).Compare(utc(b)), a.Compare(b))
		assert.Equal(t, a.Compare(b) < 0, a.Before(b))
		assert.Equal(t, a.Compare(b) > 0, a.After(b))
		assert.Equal(t, a.Compare(b) == 0, a == b)
		assert.Equal(t, a, calendar.DateOf(utc(a), nil), "a nil zone is UTC")
	})
}

func TestDate_no_date_answers_zero(t *testing.T) {
	t.Parallel()
	var none calendar.Date
	assert.True(t, none.IsZero())
	assert.Zero(t, none.Year())
	assert.Zero(t, none.Month())
	assert.Zero(t, none.Day())
	assert.Equal(t, time.Sunday, none.Weekday())
	assert.True(t, none.AddDays(1).IsZero())
	assert.True(t, none.AddMonths(1).IsZero())
	assert.Zero(t, none.DaysUntil(day("2026-01-01")))
	assert.Zero(t, day("2026-01-01").DaysUntil(none))
	assert.True(t, none.Before(minDate))
	assert.Empty(t, none.String())
	assert.Zero(t, calendar.FirstInstant(none, time.UTC))
}

func TestDate_counts_every_day_as_package_time_does(t *testing.T) {
	t.Parallel()
	first := day("0001-01-01")
	for n, want := 0, time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC); want.Year() <= calendar.MaxYear; n, want = n+1, want.AddDate(0, 0, 1) {
		got := first.AddDays(n)
		if got.Year() != want.Year() || got.Month() != want.Month() || got.Day() != want.Day() || first.DaysUntil(got) != n || got.AddDays(-n) != first {
			t.Fatalf("day %d is %s, not %s", n, got, want)
		}
	}
}
