package calendar_test

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// oracle answers from what the local clock shows at an instant and nothing else: no arithmetic of days, offsets or weeks.
type oracle struct {
	zone    *time.Location
	windows []calendar.Window
	closed  map[string]bool // dates
}

func newOracle(t require.TestingT, spec calendar.HoursSpec) oracle {
	o := oracle{zone: zone(t, spec.Zone), windows: spec.Windows, closed: map[string]bool{}}
	for _, h := range spec.Holidays {
		o.closed[h.Date.String()] = true
	}
	for year := calendar.FirstHolidayYear; spec.Region != "" && year < 2100; year++ {
		holidays, err := calendar.Holidays(spec.Region, year)
		require.NoError(t, err)
		for _, h := range holidays {
			o.closed[h.Date.String()] = true
		}
	}
	for _, d := range spec.Workdays {
		o.closed[d.String()] = false
	}
	return o
}

func (o oracle) open(instant time.Time) bool {
	shown := instant.In(o.zone)
	clock := shown.Format("15:04:05")
	year, month, day := shown.Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	yesterday := time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC)
	for _, w := range o.windows {
		over := w.To.String() < w.From.String()
		if w.Day.String() == today.Weekday().String() && !o.closed[today.Format(time.DateOnly)] &&
			clock >= full(w.From) && (over || clock < full(w.To)) {
			return true
		}
		if over && w.Day.String() == yesterday.Weekday().String() && !o.closed[yesterday.Format(time.DateOnly)] && clock < full(w.To) {
			return true
		}
	}
	return false
}

func full(t calendar.TimeOfDay) string {
	if text := t.String(); len(text) == len("08:00:30") {
		return text
	}
	return t.String() + ":00"
}

// working counts the open steps of an interval that is a whole number of them.
func (o oracle) working(i calendar.Interval, step time.Duration) time.Duration {
	var sum time.Duration
	for at := i.Start; at.Before(i.End); at = at.Add(step) {
		if o.open(at) {
			sum += step
		}
	}
	return sum
}

// turns are instants at which the zone's clocks change, one or none for each year from first to last.
func turns(loc *time.Location, first, last int) []time.Time {
	var all []time.Time
	for year := first; year <= last; year++ {
		_, end := time.Date(year, time.January, 2, 0, 0, 0, 0, time.UTC).In(loc).ZoneBounds()
		if end.UTC().Year() == year {
			all = append(all, end.UTC())
			if _, second := end.ZoneBounds(); second.UTC().Year() == year {
				all = append(all, second.UTC())
			}
		}
	}
	return all
}

// anyInstant is as often near a change of the zone's clocks as anywhere.
func anyInstant(loc *time.Location, first, last int) *rapid.Generator[time.Time] {
	start := time.Date(first, time.January, 1, 0, 0, 0, 0, time.UTC)
	seconds := int(time.Date(last+1, time.January, 1, 0, 0, 0, 0, time.UTC).Sub(start) / time.Second)
	anywhere := rapid.Map(rapid.IntRange(0, seconds-1), func(n int) time.Time { return start.Add(time.Duration(n) * time.Second) })
	changes := turns(loc, first, last)
	if len(changes) == 0 {
		return anywhere
	}
	near := rapid.Custom(func(t *rapid.T) time.Time {
		return rapid.SampledFrom(changes).Draw(t, "change").Add(time.Duration(rapid.IntRange(-100_000, 100_000).Draw(t, "seconds")) * time.Second)
	})
	return rapid.OneOf(anywhere, near)
}

// anySpec draws windows that do not overlap: the week is cut at random seconds, a multiple of step, and some of the pieces are open.
func anySpec(zoneName string, step int, near calendar.Date) *rapid.Generator[calendar.HoursSpec] {
	return rapid.Custom(func(t *rapid.T) calendar.HoursSpec {
		spec := calendar.HoursSpec{Name: "any", Zone: zoneName}
		const day = 24 * 60 * 60
		cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, 7*day/step-1), 2, 24, rapid.ID[int]).Draw(t, "cuts")
		spec.Windows = windowsBetween(t, cuts, step)
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(-4, 6), 0, 4, rapid.ID[int]).Draw(t, "holidays") {
			spec.Holidays = append(spec.Holidays, calendar.Holiday{Date: near.AddDays(n), Name: fmt.Sprint("holiday ", n)})
		}
		if rapid.Bool().Draw(t, "in a region") {
			spec.Region = rapid.SampledFrom(calendar.Regions()).Draw(t, "region")
		}
		if len(spec.Holidays) > 0 && hasWindow(spec, spec.Holidays[0].Date) && rapid.Bool().Draw(t, "reopened") {
			spec.Workdays = []calendar.Date{spec.Holidays[0].Date}
		}
		return spec
	})
}

func hasWindow(spec calendar.HoursSpec, d calendar.Date) bool {
	for _, w := range spec.Windows {
		if w.Day == calendar.WeekdayOf(d.Weekday()) {
			return true
		}
	}
	return false
}
