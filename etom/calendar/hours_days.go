package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// closed appends the days from first to last whose windows a holiday takes away, each once, in no order.
func (h *hours) closed(days []int64, first, last int64) []int64 {
	at, _ := slices.BinarySearch(h.holidays, first)
	for _, day := range h.holidays[at:] {
		if day > last {
			break
		}
		if !h.reopened(day) {
			days = append(days, day)
		}
	}
	if h.where == 0 {
		return days
	}
	from := len(days)
	for n := max(FirstHolidayYear, yearOf(first)); n <= min(MaxYear, yearOf(last)); n++ {
		eachHoliday(h.where, n, func(day int64, _ *holidayRule) {
			if first <= day && day <= last && !h.reopened(day) && !h.isOwn(day) && !slices.Contains(days[from:], day) {
				days = append(days, day)
			}
		})
		from = len(days)
	}
	return days
}

func yearOf(day int64) int { return time.Unix(day*secondsADay, 0).UTC().Year() }

func (h *hours) isOwn(day int64) bool {
	_, found := slices.BinarySearch(h.holidays, day)
	return found
}

func (h *hours) reopened(day int64) bool {
	_, found := slices.BinarySearch(h.workdays, day)
	return found
}

func (h *hours) isClosed(day int64) bool {
	var room [2]int64
	return len(h.closed(room[:0], day, day)) > 0
}

// Holiday is the holiday on the date, one's own before the region's; also one that Workdays opens.
func (h Hours) Holiday(d Date) (Holiday, bool) {
	if h.in == nil || d.IsZero() {
		return Holiday{}, false
	}
	for _, own := range h.in.spec.Holidays {
		if own.Date == d {
			return own, true
		}
	}
	var found Holiday
	eachHoliday(h.in.where, d.Year(), func(day int64, rule *holidayRule) {
		if found.Name == "" && day == civilDay(d) {
			found = Holiday{Date: d, Name: rule.name, De: rule.de}
		}
	})
	return found, found.Name != ""
}

// IsWorkday reports whether a window begins on the date: it is on a weekday that has one, no holiday, and no day that the zone
// skipped. Round the clock every day is.
func (h Hours) IsWorkday(d Date) bool {
	if h.in == nil || d.IsZero() {
		return false
	}
	day := civilDay(d)
	if !h.in.spec.Always && (len(h.in.week.begins[weekdayOf(day)]) == 0 || h.in.isClosed(day)) {
		return false
	}
	return DateOf(FirstInstant(d, h.in.zone), h.in.zone) == d
}

// MaxWorkdays is the most WorkdayAfter counts, some twenty years.
const MaxWorkdays = 7300

// WorkdayAfter is the n-th working day after the date, whether the date is one or not; for n = 0 it is the date itself. It is
// fault.ErrInvalid for the zero Hours, no date, n less than 0 or more than MaxWorkdays, and past the year 9999.
func (h Hours) WorkdayAfter(d Date, n int) (Date, error) {
	var c fault.Check
	c.That(h.in != nil, "hours", fault.RuleRequired, "must be a calendar")
	c.That(!d.IsZero(), "date", fault.RuleRequired, "must be a date")
	within(&c, "n", n, 0, MaxWorkdays)
	if err := c.Err("calendar.WorkdayAfter"); err != nil {
		return Date{}, err
	}
	from := d
	for ; n > 0; n-- {
		for d = d.AddDays(1); !d.IsZero() && !h.IsWorkday(d); d = d.AddDays(1) {
		}
	}
	if d.IsZero() {
		c.Add("date", fault.RuleRange, fmt.Sprintf("%s has not that many working days behind it before the year 10000", from))
	}
	return d, c.Err("calendar.WorkdayAfter")
}
