package calendar

import (
	"cmp"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// The years a Date can have; four digits, as ISO 8601 writes them.
const (
	MinYear = 1
	MaxYear = 9999
)

// Date is a day of the Gregorian calendar, in no zone, of the years 1 to 9999. Dates are compared with == and work as map keys.
// The zero Date is no date: IsZero tells, its methods answer zero, NewPeriod refuses it and it cannot be marshalled, so an
// optional field of JSON is tagged omitzero. Immutable.
type Date struct { // small, since everything has dates
	year       uint16
	month, day uint8
}

// NewDate makes a date. A day that does not exist, such as 29 February 2026, is fault.ErrInvalid.
func NewDate(year int, month time.Month, day int) (Date, error) {
	var c fault.Check
	within(&c, "year", year, MinYear, MaxYear)
	within(&c, "month", int(month), 1, 12)
	within(&c, "day", day, 1, daysIn(year, month))
	if err := c.Err("calendar.Date"); err != nil {
		return Date{}, err
	}
	return dateAt(year, month, day), nil
}

// dateAt is a day that exists.
func dateAt(year int, month time.Month, day int) Date {
	return Date{uint16(year), uint8(month), uint8(day)}
}

func within(c *fault.Check, path string, n, least, most int) {
	if n < least || n > most {
		c.Add(path, fault.RuleRange, fmt.Sprintf("is %d, must lie between %d and %d", n, least, most))
	}
}

// daysIn answers 31 for a month that does not exist, so that a wrong month is not blamed on the day.
func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Year is 1 to 9999.
func (d Date) Year() int { return int(d.year) }

// Month is January to December.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day is the day of the month, 1 to 31.
func (d Date) Day() int { return int(d.day) }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Weekday is the day of the week; Sunday for the zero Date, which has none.
func (d Date) Weekday() time.Weekday {
	if d.IsZero() {
		return time.Sunday
	}
	return d.midnight().Weekday()
}

// AddDays is the date n days later, or earlier if n is negative. Before year 1 and after year 9999 it is no date.
func (d Date) AddDays(n int) Date {
	const all = 366 * MaxYear // more leave the calendar from wherever they start; the bound keeps the sum from overflowing
	if d.IsZero() || n < -all || n > all {
		return Date{}
	}
	if day := d.Day() + n; 1 <= day && day <= daysIn(d.Year(), d.Month()) { // needs no calendar
		return dateAt(d.Year(), d.Month(), day)
	}
	return dateOfDay(civilDay(d) + int64(n))
}

// AddMonths is the same day n months later, or earlier if n is negative; in a shorter month it is that month's last day. So
// steps do not add up: 31 January plus one month is 28 February, plus one more is 28 March. Who steps through billing cycles
// keeps the first date, the anchor, and adds 1, 2, 3 ... months to it. Before year 1 and after year 9999 it is no date.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return Date{}
	}
	// A sum that overflows comes out negative, and so as no year.
	months := d.Year()*12 + int(d.Month()-time.January) + n
	year, month := months/12, time.January+time.Month(months%12)
	if year < MinYear || year > MaxYear {
		return Date{}
	}
	return dateAt(year, month, min(d.Day(), daysIn(year, month)))
}

// DaysUntil is the number of days from d to other: 1 from a day to the next, negative if other is earlier. It is 0 if either is
// no date.
func (d Date) DaysUntil(other Date) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(civilDay(other) - civilDay(d))
}

const secondsADay = 24 * 60 * 60

// Compare is -1 if d is earlier than other, 0 if they are the same day, 1 if d is later. The zero Date is before all others.
func (d Date) Compare(other Date) int {
	return cmp.Compare(d.rank(), other.rank())
}

// rank grows with the date.
func (d Date) rank() uint32 { return uint32(d.year)<<16 | uint32(d.month)<<8 | uint32(d.day) }

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.rank() < other.rank() }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.rank() > other.rank() }

// midnight places the date in UTC, where every day has 24 hours and arithmetic is safe.
func (d Date) midnight() time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
}

// dateOf is the date that t shows in the zone it carries.
func dateOf(t time.Time) Date {
	year, month, day := t.Date()
	if year < MinYear || year > MaxYear {
		return Date{}
	}
	return dateAt(year, month, day)
}
