package charge

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// DayCount is the rule by which a part of a recurrence is counted. Its text stands on the charge.
type DayCount string

// The rules.
const (
	ActualActual DayCount = "actual/actual" // days of service over days of the recurrence: 10 of 31
	Thirty360    DayCount = "30/360"        // every month has 30 days, its last is the 30th, as ISDA's 30E/360 counts: a 30th before a 31st weighs nothing
	Actual365    DayCount = "actual/365"    // days of service over 365 a year: each day costs the same, and a month of 31 more than one of 28
	NoProration  DayCount = "none"          // a recurrence that has begun is charged whole, and taken back whole or not at all
)

// name is the rule, ActualActual if none is written.
func (c DayCount) name() DayCount {
	if c == "" {
		return ActualActual
	}
	return c
}

// days counts those from one date to another. It is additive for every rule: splitting a range changes nothing.
func (c DayCount) days(from, until calendar.Date) int64 {
	if c == Thirty360 {
		return index360(until) - index360(from)
	}
	return int64(from.DaysUntil(until))
}

// index360 numbers the days as if every month had 30; a month's last day is its 30th.
func index360(d calendar.Date) int64 {
	day := d.Day()
	if day > 30 || day >= 28 && d.Month() == time.February && d.AddDays(1).Day() == 1 {
		day = 30
	}
	return int64(d.Year())*360 + int64(d.Month()-1)*30 + int64(day)
}

// fraction is the share of a recurrence that a part of it is.
func (c DayCount) fraction(r recurrences, part, whole Range) (numerator, denominator int64) {
	switch c {
	case NoProration:
		return 1, 1
	case Actual365:
		a, b := perYear(r.months)
		return c.days(part.From, part.Until) * a, 365 * b
	}
	return c.days(part.From, part.Until), c.days(whole.From, whole.Until)
}

// perYear is how many recurrences of so many months a year has, as a reduced fraction.
func perYear(months int) (a, b int64) {
	a, b = 12, int64(months)
	for x, y := a, b; ; x, y = y, x%y {
		if y == 0 {
			return a / x, b / x
		}
	}
}
