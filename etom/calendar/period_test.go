package calendar_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func period(t require.TestingT, from, to, zone string) calendar.Period {
	p, err := calendar.NewPeriod(day(from), day(to), zone)
	require.NoError(t, err)
	return p
}

func TestNewPeriod_refuses(t *testing.T) {
	t.Parallel()
	var none calendar.Date
	tests := []struct {
		name     string
		from, to calendar.Date
		zone     string
		want     map[string]string
	}{
		{"no days", day("2026-03-01"), day("2026-03-01"), "UTC", map[string]string{"to": fault.RuleRange}},
		{"an end before the start", day("2026-03-01"), day("2026-02-28"), "UTC", map[string]string{"to": fault.RuleRange}},
		{"an unknown zone", day("2026-03-01"), day("2026-04-01"), "Europe/Berlln", map[string]string{"zone": fault.RuleUnknown}},
		{"the machine's own zone", day("2026-03-01"), day("2026-04-01"), "Local", map[string]string{"zone": fault.RuleRequired}},
		{"a step out of the calendar", maxDate, maxDate.AddDays(1), "UTC", map[string]string{"to": fault.RuleRequired}},
		{"everything at once", none, none, "", map[string]string{
			"from": fault.RuleRequired, "to": fault.RuleRequired, "zone": fault.RuleRequired,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := calendar.NewPeriod(tt.from, tt.to, tt.zone)
			assert.Equal(t, tt.want, faultyFields(t, err))
			assert.True(t, p.IsZero())
		})
	}
}

func TestPeriod_lengths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		from, to, zone string
		days           int
		hours          float64
	}{
		{"a month", "2026-02-01", "2026-03-01", "Europe/Berlin", 28, 672},
		{"the month the clocks go forward", "2026-03-01", "2026-04-01", "Europe/Berlin", 31, 743},
		{"the month the clocks go back", "2026-10-01", "2026-11-01", "Europe/Berlin", 31, 745},
		{"the same month where they stay", "2026-10-01", "2026-11-01", "UTC", 31, 744},
		{"a day of 23 hours", "2026-03-29", "2026-03-30", "Europe/Berlin", 1, 23},
		{"a day of 25 hours", "2026-10-25", "2026-10-26", "Europe/Berlin", 1, 25},
		{"a month that begins in a gap", "2023-10-01", "2023-11-01", "America/Asuncion", 31, 743},
		{"a year", "2026-01-01", "2027-01-01", "Europe/Berlin", 365, 8760},
		{"a leap year", "2028-01-01", "2029-01-01", "Europe/Berlin", 366, 8784},
		{"a month with a skipped day", "2011-12-01", "2012-01-01", "Pacific/Apia", 31, 720},
		{"a skipped day alone", "2011-12-30", "2011-12-31", "Pacific/Apia", 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := period(t, tt.from, tt.to, tt.zone)
			assert.Equal(t, tt.days, p.Days())
			assert.InDelta(t, tt.hours, p.Duration().Hours(), 0)
			assert.Equal(t, tt.from+"/"+tt.to+" "+tt.zone, p.String())
			assert.Equal(t, [2]calendar.Date{day(tt.from), day(tt.to)}, [2]calendar.Date{p.From(), p.To()})
			assert.Equal(t, tt.zone, p.Zone())
			assert.Equal(t, calendar.Interval{Start: p.Start(), End: p.End()}, p.Interval())
			assert.Equal(t, tt.hours > 0, p.Contains(p.Start()), "the start belongs to it, unless it is empty")
			assert.False(t, p.Contains(p.End()), "the end does not")
		})
	}
}

func TestPeriod_adjacent_periods_tile_a_year(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := anyZone().Draw(t, "zone")
		from := anyDate().Filter(func(d calendar.Date) bool { return d.Year() < calendar.MaxYear }).Draw(t, "from")
		to := from.AddMonths(12)
		cuts := rapid.SliceOfN(rapid.IntRange(1, from.DaysUntil(to)-1), 0, 40).Draw(t, "cuts")
		days := append([]int{0, from.DaysUntil(to)}, cuts...)
		slices.Sort(days)
		days = slices.Compact(days)

		year, err := calendar.NewPeriod(from, to, name)
		require.NoError(t, err)
		var parts []calendar.Period
		for i := 1; i < len(days); i++ {
			part, err := calendar.NewPeriod(from.AddDays(days[i-1]), from.AddDays(days[i]), name)
			require.NoError(t, err)
			parts = append(parts, part)
		}

		assert.Equal(t, year.Start(), parts[0].Start())
		assert.Equal(t, year.End(), parts[len(parts)-1].End())
		var total time.Duration
		var count int
		for i, part := range parts {
			total += part.Duration()
			count += part.Days()
			if part.Duration() > 0 { // a skipped day is empty and overlaps nothing
				assert.Equal(t, part.Interval(), year.Overlap(part.Interval()))
			}
			if i > 0 {
				assert.Equal(t, parts[i-1].End(), part.Start(), "no gap and no overlap")
			}
		}
		assert.Equal(t, year.Duration(), total)
		assert.Equal(t, year.Days(), count)

		instant := year.Start().Add(time.Duration(rapid.Int64Range(0, int64(year.Duration())-1).Draw(t, "instant")))
		holders := slices.DeleteFunc(parts, func(p calendar.Period) bool { return !p.Contains(instant) })
		assert.Len(t, holders, 1, "every instant of the year lies in exactly one")
	})
}

func TestPeriod_Overlap_of_periods_in_two_zones(t *testing.T) {
	t.Parallel()
	berlin := period(t, "2026-03-01", "2026-04-01", "Europe/Berlin")
	santiago := period(t, "2026-03-01", "2026-04-01", "America/Santiago")
	assert.Equal(t, calendar.Interval{Start: santiago.Start(), End: berlin.End()}, berlin.Overlap(santiago.Interval()))
	assert.Equal(t, santiago.Overlap(berlin.Interval()), berlin.Overlap(santiago.Interval()))

	april := period(t, "2026-04-01", "2026-05-01", "Europe/Berlin")
	assert.Zero(t, berlin.Overlap(april.Interval()))
}

func TestPeriod_JSON(t *testing.T) {
	t.Parallel()
	march := period(t, "2026-03-01", "2026-04-01", "Europe/Berlin")
	text, err := json.Marshal(march)
	require.NoError(t, err)
	assert.JSONEq(t, `{"from":"2026-03-01","to":"2026-04-01","zone":"Europe/Berlin"}`, string(text))

	var read calendar.Period
	require.NoError(t, json.Unmarshal(text, &read))
	assert.True(t, read == march, "periods of the same days and zone are equal by ==")

	refused := []string{
		`{}`,
		`{"from":"2026-03-01","to":"2026-04-01"}`,
		`{"from":"2026-03-01","zone":"UTC"}`,
		`{"from":"2026-03-01","to":"2026-03-01","zone":"UTC"}`,
		`{"from":"2026-03-32","to":"2026-04-01","zone":"UTC"}`,
		`{"from":"2026-03-01","to":"2026-04-01","zone":"Mars"}`,
	}
	for _, text := range refused {
		require.ErrorIs(t, json.Unmarshal([]byte(text), &read), fault.ErrInvalid, text)
	}
	for text, want := range map[string]map[string]string{
		`"march"`: {"": fault.RuleFormat},
		`{"from":5,"to":"2026-04-01","zone":"UTC"}`:                                 {"from": fault.RuleFormat},
		`{"from":"2026-13-01","to":"April","zone":"Mars"}`:                          {"from": fault.RuleRange, "to": fault.RuleFormat, "zone": fault.RuleUnknown},
		`{"from":"2026-03-01","until":"2026-04-01","to":"2026-04-01","zone":"UTC"}`: {"": fault.RuleFormat},
	} {
		assert.Equal(t, want, faultyFields(t, json.Unmarshal([]byte(text), &read)), text)
	}
	require.NoError(t, json.Unmarshal([]byte(`null`), &read))
	assert.Equal(t, march, read, "after an error it is as before, and null changes nothing")

	_, err = json.Marshal(calendar.Period{})
	require.ErrorIs(t, err, fault.ErrInvalid, "the zero Period cannot be marshalled")
	text, err = json.Marshal(struct {
		Valid calendar.Period `json:"valid,omitzero"`
	}{})
	require.NoError(t, err)
	assert.JSONEq(t, `{}`, string(text))
}

func TestPeriod_JSON_gives_the_same_period_back(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		if a == b {
			return
		}
		if b.Before(a) {
			a, b = b, a
		}
		p, err := calendar.NewPeriod(a, b, anyZone().Draw(t, "zone"))
		require.NoError(t, err)
		text, err := json.Marshal(p)
		require.NoError(t, err)
		var read calendar.Period
		require.NoError(t, json.Unmarshal(text, &read))
		assert.Equal(t, p, read)
	})
}

func TestPeriod_the_zero_period_contains_nothing(t *testing.T) {
	t.Parallel()
	var none calendar.Period
	assert.False(t, none.Contains(time.Time{}))
	assert.Zero(t, none.Days())
	assert.Zero(t, none.Duration())
	assert.Empty(t, none.String())
	assert.Zero(t, none.Overlap(period(t, "2026-03-01", "2026-04-01", "UTC").Interval()))
}
