package calendar

import "time"

// dayRule says on which day of a year a holiday falls.
type dayRule struct {
	kind  dayKind
	month time.Month
	day   int // of the month; relative to Easter: days after Easter Sunday
}

type dayKind int

const (
	onDate dayKind = iota
	fromEaster
	onWednesdayBefore
)

func fixed(month time.Month, day int) dayRule { return dayRule{onDate, month, day} }

func easter(days int) dayRule { return dayRule{kind: fromEaster, day: days} }

func wednesdayBefore(month time.Month, day int) dayRule {
	return dayRule{onWednesdayBefore, month, day}
}

// year is what all day rules of a year start from; days are counted from 1970-01-01.
type year struct {
	first  int64 // 1 January
	leap   bool
	easter int64
}

func newYear(n int) year {
	first := civilDay(dateAt(n, time.January, 1))
	y := year{first: first, leap: daysIn(n, time.February) == 29}
	y.easter = y.date(easterSunday(n))
	return y
}

func (y year) date(month time.Month, day int) int64 {
	n := y.first + daysBefore[month-1] + int64(day-1)
	if y.leap && month > time.February {
		n++
	}
	return n
}

var daysBefore = [12]int64{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334} // days of a common year before the month

func (y year) day(rule dayRule) int64 {
	switch rule.kind {
	case fromEaster:
		return y.easter + int64(rule.day)
	case onWednesdayBefore:
		eve := y.date(rule.month, rule.day) - 1
		return eve - int64((weekdayOf(eve)+5)%7) // 2 is a Wednesday
	}
	return y.date(rule.month, rule.day)
}

// easterSunday is the Gregorian rule as in Meeus, Astronomical Algorithms, chapter 8.
func easterSunday(year int) (time.Month, int) {
	a, b, c := year%19, year/100, year%100
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - b/4 - g + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Month(n / 31), n%31 + 1
}

// civilDay counts the days from 1970-01-01 to the date. Years are taken to begin with March, so that a leap day is their last.
func civilDay(d Date) int64 {
	y, m := int64(d.year), int64(d.month)
	if m < 3 {
		y, m = y-1, m+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*m-457)/5 + int64(d.day) - 719469
}

func dateOfDay(day int64) Date { return dateOf(time.Unix(day*secondsADay, 0).UTC()) }
