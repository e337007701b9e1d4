package rating

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

const (
	secondsADay = 24 * 60 * 60
	firstDay    = 10957 // 2000-01-01, counted from 1970-01-01
	days        = 36525 // up to 2099-12-31
	holiday     = 7     // a kind of day behind the seven of the week
)

// week says for each kind of day (Monday 0 to Sunday 6, and holiday) which band holds from which second the clock shows.
type week struct {
	days     [8][]turn
	holidays []uint64 // a bit a day from firstDay on; nil for none
	plain    bool     // there is but one band: no clock needs to be looked at
}

type turn struct {
	from int32 // second of the day
	band int16 // index in the spec plus 1; 0 is Other
}

// bandWalk goes through the bands of a call, in nanoseconds since its beginning. It looks the zone's offset up only where it
// changes, so it is right however the clocks are put, and keeps it from one call to the next.
type bandWalk struct {
	version     *version
	unix, nanos int64 // of the call's beginning
	offset      int64
	since       int64 // seconds from which, and up to which, the offset holds
	until       int64
}

// begin sets out at a call's beginning.
func (w *bandWalk) begin(v *version, begun time.Time) {
	if w.version != v {
		*w = bandWalk{version: v}
	}
	w.unix, w.nanos = begun.Unix(), int64(begun.Nanosecond())
}

// at is the band at pos and where its turn ends: at the latest at the end of the day or of the offset, and then the same band may
// go on.
func (w *bandWalk) at(pos int64) (band int16, until int64) {
	week := &w.version.week
	if week.plain {
		return 0, 1 << 62
	}
	second := w.unix + (w.nanos+pos)/perSecond
	if second < w.since || second >= w.until {
		w.look(second)
	}
	local := second + w.offset
	day := floorDiv(local, secondsADay)
	clock := int32(local - day*secondsADay)
	turns := week.days[week.kindOf(day)]
	i := len(turns) - 1
	for turns[i].from > clock {
		i--
	}
	next := int32(secondsADay)
	if i+1 < len(turns) {
		next = turns[i+1].from
	}
	ends := min(second+int64(next-clock), w.until)
	return turns[i].band, (ends-w.unix)*perSecond - w.nanos
}

// look finds the zone's offset at a second, and how long it holds. On the last day of a leap year behind the zone's listed
// changes ZoneBounds answers with that day's beginning (golang/go issue 81583); then the next day is looked at again.
func (w *bandWalk) look(second int64) {
	at := time.Unix(second, 0).In(w.version.zone)
	_, offset := at.Zone()
	_, end := at.ZoneBounds()
	w.offset, w.since, w.until = int64(offset), second, 1<<62
	if !end.IsZero() {
		w.until = end.Unix()
		if w.until <= second {
			w.until = second - second%secondsADay + secondsADay
		}
	}
}

// kindOf is the kind of a day counted from 1970-01-01, a Thursday.
func (w *week) kindOf(day int64) int {
	if n := day - firstDay; w.holidays != nil && 0 <= n && n < days && w.holidays[n/64]>>(n%64)&1 == 1 {
		return holiday
	}
	return int((day%7 + 10) % 7)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

const maxBands = 100

func compileWeek(t *Tariff, at string, c *fault.Check) week {
	w := week{plain: len(t.Bands) == 0}
	codes := map[string]bool{Other: true}
	c.That(len(t.Bands) <= maxBands, at+"bands", fault.RuleLength, fmt.Sprintf("must be at most %d", maxBands))
	type part struct{ from, to, band int }
	var parts [8][]part
	for i, b := range t.Bands {
		here := fmt.Sprintf("%sbands[%d].", at, i)
		named(c, here, b.Code, b.Name, b.De, codes)
		c.That(len(b.Windows) > 0, here+"windows", fault.RuleRequired, "must be at least one")
		for j, window := range b.Windows {
			path := fmt.Sprintf("%swindows[%d]", here, j)
			from, to := window.From.Seconds(), window.To.Seconds()
			c.That(!window.From.IsZero() && !window.To.IsZero() && from < to, path, fault.RuleRange,
				"must go from an earlier to a later time of one day; write what goes over midnight as two windows")
			for kind := range parts {
				if window.holds(kind) {
					parts[kind] = append(parts[kind], part{from, to, i + 1})
				}
			}
		}
	}
	for kind := range parts {
		slices.SortFunc(parts[kind], func(a, b part) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.band, b.band)) })
		turns, end := []turn{}, 0
		for _, p := range parts[kind] {
			if p.from < end {
				c.Add(at+"bands", fault.RuleDuplicate, fmt.Sprintf("overlap on %s at %s; a time has one band", dayName(kind), clockText(p.from)))
			}
			if p.from > end || len(turns) == 0 && p.from > 0 {
				turns = append(turns, turn{int32(end), 0})
			}
			turns = append(turns, turn{int32(p.from), int16(p.band)})
			end = p.to
		}
		if end < secondsADay {
			turns = append(turns, turn{int32(end), 0})
		}
		w.days[kind] = turns
	}
	w.holidays = compileHolidays(t, at, c)
	return w
}

// holds reports whether the window is of a kind of day.
func (w Window) holds(kind int) bool {
	if len(w.Days) == 0 && !w.Holidays {
		return true
	}
	if kind == holiday {
		return w.Holidays
	}
	return slices.Contains(w.Days, calendar.Monday+calendar.Weekday(kind))
}

func dayName(kind int) string {
	if kind == holiday {
		return "holidays"
	}
	return (calendar.Monday + calendar.Weekday(kind)).String()
}

func clockText(second int) string { return fmt.Sprintf("%02d:%02d", second/3600, second/60%60) }

// compileHolidays computes the days of the tariff's validity that are holidays.
func compileHolidays(t *Tariff, at string, c *fault.Check) []uint64 {
	if t.Region == "" && len(t.Holidays) == 0 || len(t.Bands) == 0 {
		if t.Region != "" {
			_, err := calendar.Holidays(t.Region, 2000)
			c.That(err == nil, at+"region", fault.RuleUnknown, "is no region whose holidays are known; write DE, DE-BW and so on")
		}
		return nil
	}
	bits := make([]uint64, days/64+1)
	set := func(d calendar.Date) bool {
		n := beginning.DaysUntil(d)
		if n < 0 || n >= days {
			return false
		}
		bits[n/64] |= 1 << (n % 64)
		return true
	}
	for i, d := range t.Holidays {
		c.That(!d.IsZero() && set(d), fmt.Sprintf("%sholidays[%d]", at, i), fault.RuleRange, "must lie in the years 2000 to 2099")
	}
	last := 2099
	if !t.Until.IsZero() {
		last = min(last, t.Until.Year()+1) // a call may last longer than its version
	}
	for year := max(2000, t.From.Year()-1); t.Region != "" && year <= last; year++ {
		found, err := calendar.Holidays(t.Region, year)
		if err != nil {
			c.Add(at+"region", fault.RuleUnknown, "is no region whose holidays are known; write DE, DE-BW and so on, or list the holidays")
			return nil
		}
		for _, h := range found {
			set(h.Date)
		}
	}
	return bits
}

// beginning and ending are the days for which tariffs can be valid.
var beginning, ending = calendar.MustParse("2000-01-01"), calendar.MustParse("2100-01-01")
