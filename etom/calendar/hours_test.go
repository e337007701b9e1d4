package calendar_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func sundaysOf(year int) []calendar.Holiday {
	var all []calendar.Holiday
	for d := day(fmt.Sprintf("%d-01-01", year)); d.Year() == year; d = d.AddDays(1) {
		if d.Weekday() == time.Sunday {
			all = append(all, calendar.Holiday{Date: d, Name: "no Sunday"})
		}
	}
	return all
}

func TestNewHours_refuses(t *testing.T) {
	t.Parallel()
	ordinary := hoursIn(t, "Europe/Berlin", "Monday 08:00-18:00, Sunday 22:00-06:00")
	with := func(change func(s *calendar.HoursSpec)) calendar.HoursSpec {
		spec := ordinary
		change(&spec)
		return spec
	}
	windows := func(text string) calendar.HoursSpec {
		return with(func(s *calendar.HoursSpec) { s.Windows = hoursIn(t, "UTC", text).Windows })
	}
	open(t, ordinary)
	tests := []struct {
		name string
		spec calendar.HoursSpec
		want map[string]string
	}{
		{"no window: not an open minute", with(func(s *calendar.HoursSpec) { s.Windows = nil }), map[string]string{"windows": fault.RuleRequired}},
		{"a year whose holidays leave no open minute", calendar.HoursSpec{
			Name: "Sundays", Zone: "UTC", Windows: []calendar.Window{window(t, "Sunday 08:00-12:00")}, Holidays: sundaysOf(2027),
		}, map[string]string{"holidays": fault.RuleRange}},
		{"an unknown zone", with(func(s *calendar.HoursSpec) { s.Zone = "Europe/Berlln" }), map[string]string{"zone": fault.RuleUnknown}},
		{"an unknown region", with(func(s *calendar.HoursSpec) { s.Region = "DE-XX" }), map[string]string{"region": fault.RuleUnknown}},
		{"no name", with(func(s *calendar.HoursSpec) { s.Name = "" }), map[string]string{"name": fault.RuleRequired}},
		{"a version with NUL", with(func(s *calendar.HoursSpec) { s.Version = "\x00" }), map[string]string{"version": fault.RuleNUL}},
		{"a window of no length", windows("Monday 08:00-08:00"), map[string]string{"windows[0].to": fault.RuleRange}},
		{"a window from the day's end", windows("Monday 24:00-08:00"), map[string]string{"windows[0].from": fault.RuleRange}},
		{"a window of nothing", with(func(s *calendar.HoursSpec) { s.Windows = make([]calendar.Window, 1) }), map[string]string{
			"windows[0].day": fault.RuleRequired, "windows[0].from": fault.RuleRequired, "windows[0].to": fault.RuleRequired,
		}},
		{"windows that overlap", windows("Monday 08:00-12:00, Monday 11:59:59-18:00"), map[string]string{"windows[1]": fault.RuleDuplicate}},
		{"the same window twice", windows("Monday 08:00-12:00, Monday 08:00-12:00"), map[string]string{"windows[1]": fault.RuleDuplicate}},
		{"one within another", windows("Monday 22:00-06:00, Tuesday 00:00-00:01"), map[string]string{"windows[1]": fault.RuleDuplicate}},
		{"over midnight into the next", windows("Monday 22:00-06:00, Tuesday 05:00-18:00"), map[string]string{"windows[1]": fault.RuleDuplicate}},
		{"over the week's end", windows("Monday 05:00-18:00, Sunday 22:00-06:00"), map[string]string{"windows[1]": fault.RuleDuplicate}},
		{"over the week's end, the other way round", windows("Sunday 22:00-06:00, Monday 05:00-18:00"), map[string]string{"windows[1]": fault.RuleDuplicate}},
		{"a holiday twice, with another name", with(func(s *calendar.HoursSpec) {
			s.Holidays = []calendar.Holiday{{Date: day("2026-12-24"), Name: "Christmas Eve"}, {Date: day("2026-12-24"), Name: "Eve"}}
		}), map[string]string{"holidays[1].date": fault.RuleDuplicate}},
		{"a holiday without date and name", with(func(s *calendar.HoursSpec) { s.Holidays = make([]calendar.Holiday, 1) }), map[string]string{
			"holidays[0].date": fault.RuleRequired, "holidays[0].name": fault.RuleRequired,
		}},
		{"a working day that is no holiday", with(func(s *calendar.HoursSpec) { s.Workdays = []calendar.Date{day("2026-03-02")} }), map[string]string{
			"workdays[0]": fault.RuleUnknown,
		}},
		{"a working day without a window", with(func(s *calendar.HoursSpec) {
			s.Region, s.Workdays = "DE", []calendar.Date{day("2026-05-01")}
		}), map[string]string{"workdays[0]": fault.RuleRange}},
		{"working days twice and of no date", with(func(s *calendar.HoursSpec) {
			s.Region, s.Workdays = "DE", []calendar.Date{day("2026-05-25"), day("2026-05-25"), {}}
		}), map[string]string{"workdays[1]": fault.RuleDuplicate, "workdays[2]": fault.RuleRequired}},
		{"anything beside always", calendar.HoursSpec{
			Name: "always", Zone: "UTC", Always: true, Windows: ordinary.Windows, Region: "DE", Holidays: sundaysOf(2027), Workdays: []calendar.Date{minDate},
		}, map[string]string{
			"windows": fault.RuleRange, "region": fault.RuleRange, "holidays": fault.RuleRange, "workdays": fault.RuleRange,
		}},
		{"more windows than anybody has", with(func(s *calendar.HoursSpec) { s.Windows = manyWindows() }), map[string]string{
			"windows": fault.RuleLength,
		}},
		{"more dates than anybody has", with(func(s *calendar.HoursSpec) {
			s.Holidays = make([]calendar.Holiday, calendar.MaxHolidays+1)
			s.Workdays = make([]calendar.Date, calendar.MaxHolidays+1)
		}), map[string]string{"holidays": fault.RuleLength, "workdays": fault.RuleLength}},
		{"everything at once", calendar.HoursSpec{
			Version: "\xff", Region: "FR", Holidays: []calendar.Holiday{{Date: minDate}}, Workdays: make([]calendar.Date, 1),
		}, map[string]string{
			"name": fault.RuleRequired, "version": fault.RuleUTF8, "zone": fault.RuleRequired, "region": fault.RuleUnknown,
			"windows": fault.RuleRequired, "holidays[0].name": fault.RuleRequired, "workdays[0]": fault.RuleRequired,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, err := calendar.NewHours(tt.spec)
			assert.Equal(t, tt.want, faultyFields(t, err))
			assert.True(t, h.IsZero())
		})
	}
}

// manyWindows do not overlap: a second open, a second shut.
func manyWindows() []calendar.Window {
	var all []calendar.Window
	for n := range calendar.MaxWindows + 1 {
		clock := func(n int) calendar.TimeOfDay { return at(fmt.Sprintf("00:%02d:%02d", n/60, n%60)) }
		all = append(all, calendar.Window{Day: calendar.Monday, From: clock(2 * n), To: clock(2*n + 1)})
	}
	return all
}

func TestNewHours_allows(t *testing.T) {
	t.Parallel()
	for name, windows := range map[string]string{
		"windows that touch":                      "Monday 08:00-12:00, Monday 12:00-18:00",
		"windows that touch at midnight":          "Monday 08:00-24:00, Tuesday 00:00-08:00",
		"windows that touch at the week's end":    "Sunday 22:00-06:00, Monday 06:00-22:00",
		"a window until 00:00 of the day after":   "Monday 08:00-00:00, Tuesday 00:00-08:00",
		"a window of one second":                  "Monday 08:00:00-08:00:01",
		"one that is shut for a second a day":     "00:00:01-00:00",
		"windows in any order of days":            "Friday 08:00-18:00, Monday 08:00-18:00",
		"a window of nearly a day, over midnight": "Monday 08:00-07:59:59",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.False(t, open(t, hoursIn(t, "Europe/Berlin", windows)).IsZero())
		})
	}
	spec := hoursIn(t, "UTC", "Monday 08:00-18:00")
	spec.Windows = manyWindows()[:calendar.MaxWindows]
	open(t, spec)
}

func TestHours_keeps_a_spec_of_its_own(t *testing.T) {
	t.Parallel()
	made := func() calendar.HoursSpec {
		spec := hoursIn(t, "Europe/Berlin", "Friday 08:00-18:00")
		spec.Version, spec.Region = "7", "DE"
		spec.Holidays = []calendar.Holiday{{Date: day("2026-12-24"), Name: "Christmas Eve", De: "Heiligabend"}}
		spec.Workdays = []calendar.Date{day("2026-05-01")}
		return spec
	}
	spec := made()
	h := open(t, spec)
	assert.Equal(t, []string{"test", "7", "Europe/Berlin"}, []string{h.Name(), h.Version(), h.Zone()})
	for _, given := range []calendar.HoursSpec{spec, h.Spec()} {
		given.Windows[0].Day, given.Holidays[0].Name, given.Workdays[0] = calendar.Sunday, "changed", minDate
		assert.Equal(t, made(), h.Spec())
	}
}

func TestHours_the_zero_calendar_is_never_open(t *testing.T) {
	t.Parallel()
	var none calendar.Hours
	march := period(t, "2026-03-01", "2026-04-01", "Europe/Berlin").Interval()
	assert.True(t, none.IsZero())
	assert.False(t, none.Open(march.Start))
	assert.Zero(t, none.Working(march))
	for span := range none.Spans(march) {
		t.Errorf("%v is no open span", span)
	}
	assert.False(t, none.IsWorkday(day("2026-03-02")))
	_, ok := none.Holiday(day("2026-12-25"))
	assert.False(t, ok)
	_, err := none.WorkdayAfter(day("2026-03-02"), 1)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, calendar.HoursSpec{}, none.Spec())
	assert.Empty(t, none.Name()+none.Version()+none.Zone())
}

func TestNewHours_blames_a_window_once(t *testing.T) {
	t.Parallel()
	spec := hoursIn(t, "UTC", "Monday 08:00-12:00")
	spec.Windows = slices.Repeat(spec.Windows, calendar.MaxWindows)
	_, err := calendar.NewHours(spec)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Fields, calendar.MaxWindows-1)
}
