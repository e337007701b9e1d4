package calendar_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

func TestHours_Working_on_holidays(t *testing.T) {
	t.Parallel()
	const mayDay = "2026-04-30T12:00:00+02:00/2026-05-02T12:00:00+02:00" // from Thursday noon to Saturday noon; 1 May is between
	own := []calendar.Holiday{{Date: day("2026-04-30"), Name: "the company's day"}}
	reopened := []calendar.Date{day("2026-05-01")}
	tests := []struct {
		name, windows string
		region        calendar.Region
		holidays      []calendar.Holiday
		workdays      []calendar.Date
		want          time.Duration
	}{
		{"no holiday without a region", "08:00-18:00", "", nil, nil, (6 + 10 + 4) * time.Hour},
		{"the holiday is shut", "08:00-18:00", "DE-BE", nil, nil, (6 + 0 + 4) * time.Hour},
		{"one's own is too", "08:00-18:00", "DE-BE", own, nil, 4 * time.Hour},
		{"one's own alone", "08:00-18:00", "", own, nil, (0 + 10 + 4) * time.Hour},
		{"a holiday that is worked", "08:00-18:00", "DE-BE", own, reopened, (0 + 10 + 4) * time.Hour},
		{"the night before goes on into it, its own night falls out", "22:00-06:00", "DE-BE", nil, nil, 8 * time.Hour},
		{"two nights without it", "22:00-06:00", "", nil, nil, 16 * time.Hour},
		{"several windows fall out together", "08:00-12:00, 13:00-17:00, 22:00-02:00", "DE-BE", nil, nil, (4 + 4 + 4) * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			spec := hoursIn(t, "Europe/Berlin", tt.windows)
			spec.Region, spec.Holidays, spec.Workdays = tt.region, tt.holidays, tt.workdays
			start, end, _ := strings.Cut(mayDay, "/")
			assert.Equal(t, tt.want, open(t, spec).Working(between(t, start, end)))
		})
	}
}

func TestHours_Working_two_holidays_on_one_date_close_it_once(t *testing.T) {
	t.Parallel()
	spec := hoursIn(t, "Europe/Berlin", "08:00-18:00")
	spec.Region = "DE"
	may := period(t, "2008-05-01", "2008-06-01", "Europe/Berlin")
	assert.Equal(t, (31-2)*10*time.Hour, open(t, spec).Working(may.Interval()), "without 1 May, which is Ascension Day too, and Whit Monday")
	spec.Holidays = []calendar.Holiday{{Date: day("2008-05-01"), Name: "and one's own"}}
	assert.Equal(t, (31-2)*10*time.Hour, open(t, spec).Working(may.Interval()))
}

// The clocks go back from 00:01 to 23:01 of the day before, whose window began on a holiday yet another day before.
func TestHours_Working_where_the_day_before_comes_back(t *testing.T) {
	t.Parallel()
	spec := hoursIn(t, "America/St_Johns", "Friday 23:45-23:30")
	evening := between(t, "2006-10-29T00:00:00-02:30", "2006-10-29T00:00:00-03:30")
	assert.Equal(t, 29*time.Minute, open(t, spec).Working(evening))
	spec.Holidays = []calendar.Holiday{{Date: day("2006-10-27"), Name: "a Friday"}}
	assert.Zero(t, open(t, spec).Working(evening))
	assert.Empty(t, slices.Collect(open(t, spec).Spans(evening)))
}

// Some years are looked up and others computed anew: the answer is the same.
func TestHours_Working_in_every_year(t *testing.T) {
	t.Parallel()
	spec := hoursIn(t, "Europe/Berlin", "08:00-18:00")
	spec.Region = "DE-BE"
	spec.Holidays = []calendar.Holiday{{Date: day("1990-06-01"), Name: "one's own"}, {Date: day("2060-06-01"), Name: "one's own"}}
	h := open(t, spec)
	var sum time.Duration
	for year := 1990; year < 2100; year++ {
		first := day("0001-01-01").AddMonths(12 * (year - 1))
		closed := map[calendar.Date]bool{day("1990-06-01"): true, day("2060-06-01"): true}
		if year >= calendar.FirstHolidayYear {
			holidays, err := calendar.Holidays("DE-BE", year)
			assert.NoError(t, err)
			for _, holiday := range holidays {
				closed[holiday.Date] = true
			}
		}
		var want time.Duration
		for d := first; d.Year() == year; d = d.AddDays(1) {
			assert.Equal(t, !closed[d], h.IsWorkday(d), d)
			if !closed[d] {
				want += 10 * time.Hour
			}
		}
		whole := period(t, first.String(), first.AddMonths(12).String(), "Europe/Berlin")
		assert.Equal(t, want, h.Working(whole.Interval()), year)
		turn := period(t, first.AddMonths(-1).String(), first.AddMonths(1).String(), "Europe/Berlin")
		for span := range h.Spans(turn.Interval()) {
			assert.Equal(t, 10*time.Hour, span.Duration())
		}
		sum += want
	}
	assert.Equal(t, sum, h.Working(period(t, "1990-01-01", "2100-01-01", "Europe/Berlin").Interval()))
}
