package rating_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// nights has a night from 22:00 to 06:00, written as two windows, at 0.01 a second; the rest of the day is at 1.00.
func nights(zone string) rating.Tariff {
	night, day := voice("0.60", "1/1"), voice("60", "1/1")
	night.Code, night.Bands = "night", []string{"night"}
	day.Code = "day"
	spec := tariff(night, day)
	spec.Zone, spec.From = zone, calendar.MustParse("2005-01-01")
	spec.Bands = []rating.Band{{Code: "night", Name: "Night", Windows: []rating.Window{window("22:00", "24:00"), window("00:00", "06:00")}}}
	return spec
}

// seconds are those of a call under a price.
func seconds(t *testing.T, spec rating.Tariff, begin string, d time.Duration) map[string]time.Duration {
	t.Helper()
	u := call("1", d)
	u.At = at(begin)
	used := map[string]time.Duration{}
	for _, l := range rate(t, bookOf(t, spec), u).Lines {
		used[l.Code] = l.Used.Duration.Duration()
	}
	return used
}

func TestRate_bands_follow_the_local_clock(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone, begin string
		length      time.Duration
		night       time.Duration
	}{
		"an ordinary night has 8 hours":                                       {berlin, "2026-03-02T12:00:00Z", 24 * time.Hour, 8 * time.Hour},
		"the night the clocks go forward has 7":                               {berlin, "2026-03-28T12:00:00Z", 23 * time.Hour, 7 * time.Hour},
		"the night they go back has 9":                                        {berlin, "2026-10-24T12:00:00Z", 24 * time.Hour, 9 * time.Hour},
		"a day without midnight (Santiago, 8 September 2024 begins at 01:00)": {"America/Santiago", "2024-09-07T16:00:00Z", 24 * time.Hour, 7 * time.Hour},
		"midnight twice (Santiago, 6 April 2024, 23:00 to 24:00 comes twice)": {"America/Santiago", "2024-04-06T15:00:00Z", 25 * time.Hour, 9 * time.Hour},
		"a day without midnight (Havana, 10 March 2024)":                      {"America/Havana", "2024-03-09T17:00:00Z", 24 * time.Hour, 7 * time.Hour},
		"a day without midnight (Asuncion, 6 October 2024)":                   {"America/Asuncion", "2024-10-05T16:00:00Z", 24 * time.Hour, 7 * time.Hour},
		"half an hour forward (Lord Howe, 6 October 2024)":                    {"Australia/Lord_Howe", "2024-10-05T02:00:00Z", 24 * time.Hour, 7*time.Hour + 30*time.Minute},
		"a day the zone skipped (Apia, 30 December 2011)":                     {"Pacific/Apia", "2011-12-29T22:00:00Z", 24 * time.Hour, 8 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			used := seconds(t, nights(c.zone), c.begin, c.length)
			assert.Equal(t, c.night, used["night"])
			assert.Equal(t, c.length-c.night, used["day"])
		})
	}
}

func TestRate_a_holiday_is_no_weekday(t *testing.T) {
	t.Parallel()
	spec := twoBands()
	for when, want := range map[string]string{
		"2026-03-02T10:00:00+01:00": "day",   // a Monday
		"2026-03-07T10:00:00+01:00": "night", // a Saturday
		"2026-04-03T10:00:00+02:00": "night", // Good Friday
		"2026-03-09T10:00:00+01:00": "day",   // 8 March, Women's Day in Berlin, was a Sunday
		"2027-03-08T10:00:00+01:00": "night", // and is a Monday here
		"2026-06-04T10:00:00+02:00": "day",   // Corpus Christi is none in Berlin
	} {
		used := seconds(t, spec, when, time.Second)
		assert.Contains(t, used, want, when)
	}
	bavaria := twoBands()
	bavaria.Region = "DE-BY"
	assert.Contains(t, seconds(t, bavaria, "2026-06-04T10:00:00+02:00", time.Second), "night", "but in Bavaria")
	own := twoBands()
	own.Holidays = []calendar.Date{calendar.MustParse("2026-03-02")}
	assert.Contains(t, seconds(t, own, "2026-03-02T10:00:00+01:00", time.Second), "night", "a day of one's own")
}

func TestRate_a_call_into_a_holiday_changes_band_at_its_first_instant(t *testing.T) {
	t.Parallel()
	spec := twoBands()
	spec.Bands[0].Windows = []rating.Window{window("00:00", "24:00", weekdays()...)}
	used := seconds(t, spec, "2026-04-02T23:00:00+02:00", 2*time.Hour)
	assert.Equal(t, map[string]time.Duration{"day": time.Hour, "night": time.Hour}, used)
}

func TestRate_an_increment_is_charged_at_the_price_in_whose_band_it_begins(t *testing.T) {
	t.Parallel()
	day, night := voice("0.10", "60/60"), voice("0.02", "60/60")
	day.Code, day.Bands, night.Code = "day", []string{"peak"}, "night"
	spec := tariff(day, night)
	spec.Bands = []rating.Band{peak()}
	u := call("1", 2*time.Minute)
	u.At = at("2026-03-02T17:58:30+01:00")
	result := rate(t, bookOf(t, spec), u)
	require.Len(t, result.Lines, 1, "the second minute begins at 17:59:30")
	assert.Equal(t, exact("0.20"), result.Lines[0].Amount)
	u.Duration = calendar.Span(121 * time.Second)
	assert.Equal(t, exact("0.22"), total(t, rate(t, bookOf(t, spec), u)), "the third begins at 18:00:30")
}

// litellm PR 31725: peak was looked up in UTC.
func TestRate_bands_are_of_the_tariffs_zone_however_the_time_is_written(t *testing.T) {
	t.Parallel()
	for _, when := range []string{"2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00Z", "2026-06-30T23:00:00-07:00"} {
		assert.Contains(t, seconds(t, twoBands(), when, time.Second), "day", when)
	}
}

// The offset is kept from one call to the next; but the next may begin before the clocks changed, and the last have ended behind.
func TestRate_parts_of_a_call_over_the_clocks_change(t *testing.T) {
	t.Parallel()
	spec := nights(berlin)
	whole := call("1", 10*time.Hour)
	whole.At = at("2026-03-28T21:30:00+01:00")
	first, second := whole, whole
	first.Duration = calendar.Span(9 * time.Hour)
	second.ID, second.At, second.Elapsed, second.Duration = "2", whole.At.Add(9*time.Hour), first.Duration, calendar.Span(time.Hour)
	assert.Equal(t, total(t, rate(t, bookOf(t, spec), whole)), total(t, rate(t, bookOf(t, spec), first, second)))
	assert.Equal(t, exact("11052"), total(t, rate(t, bookOf(t, spec), whole)), "half an hour of day, 7 of night, 2 and a half of day")
	beside := call("3", 10*time.Minute)
	beside.At = whole.At.Add(15 * time.Minute)
	assert.Equal(t, "day", rate(t, bookOf(t, spec), whole, beside).Rated[1].Line)
}
