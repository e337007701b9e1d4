package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// closed are the days from first to last whose windows a holiday takes away, each once, in order but for years that are not tabled.
// The slice is not to be changed.
func (h *hours) closed(first, last int64) []int64 {
	from, _ := slices.BinarySearch(h.shut, first)
	to, found := slices.BinarySearch(h.shut[from:], last)
	if to += from; found {
		to++
	}
	days := h.shut[from:to:to]
	if h.where == 0 || last < tabledEnd {
		return days
	}
	for n := max(tabledTo, yearOf(first)); n <= min(MaxYear, yearOf(last)); n++ {
		days = h.addRegional(days, n, stretch{first, last + 1})
	}
	return days
}

var tabledEnd = civilDay(dateAt(tabledTo, time.January, 1))

// addRegional appends the days of a year, from those given, on which the region's holidays alone close.
func (h *hours) addRegional(days []int64, year int, among stretch) []int64 {
	before := len(days)
	eachHoliday(h.where, year, func(day int64, _ *holidayRule) {
		if among.contains(day) && !has(h.own, day) && !has(h.reopened, day) && !slices.Contains(days[before:], day) {
			days = append(days, day)
		}
	})
	return days
}

// shutDays are one's own holidays and the region's in the years that are tabled, without those that are worked; sorted.
func (h *hours) shutDays() []int64 {
	size := len(h.own)
	if h.where != 0 {
		size += 16 * (tabledTo - tabledFrom) // no state has more holidays a year
	}
	days := make([]int64, 0, size)
	for _, day := range h.own {
		if !has(h.reopened, day) {
			days = append(days, day)
		}
	}
	for n := tabledFrom; n < tabledTo && h.where != 0; n++ {
		days = h.addRegional(days, n, stretch{0, tabledEnd})
	}
	slices.Sort(days)
	return days
}

func has(sorted []int64, day int64) bool {
	_, found := slices.BinarySearch(sorted, day)
	return found
}

func yearOf(day int64) int { return time.Unix(day*secondsADay, 0).UTC().Year() }

func (h *hours) isClosed(day int64) bool { return len(h.closed(day, day)) > 0 }

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
