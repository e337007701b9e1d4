package charge

import "github.com/etomcrm/etomcrm/etom/calendar"

// recurrences are the periods a recurring price is charged for, laid end to end, each counted from the anchor: from 31 January they begin
// on 31 January, 28 February, 31 March.
type recurrences struct {
	anchor       calendar.Date
	months, days int // one of them
}

// millennium is where calendar months, quarters and years are counted from.
var millennium = calendar.MustParse("2000-01-01")

func recurrencesOf(unit calendar.Unit, times int, anchor calendar.Date) recurrences {
	if anchor.IsZero() {
		anchor = millennium
	}
	times = max(times, 1)
	switch unit {
	case calendar.Year:
		return recurrences{anchor: anchor, months: 12 * times}
	case calendar.Quarter:
		return recurrences{anchor: anchor, months: 3 * times}
	case calendar.Month:
		return recurrences{anchor: anchor, months: times}
	}
	return recurrences{anchor: anchor, days: times}
}

// begin is the first day of the recurrence with the number; 0 is the anchor's. No date outside the years 1 to 9999.
func (r recurrences) begin(n int) calendar.Date {
	if r.days > 0 {
		return r.anchor.AddDays(n * r.days)
	}
	return r.anchor.AddMonths(n * r.months)
}

// number is that of the recurrence that holds the day.
func (r recurrences) number(d calendar.Date) int {
	var n int
	if r.days > 0 {
		n = r.anchor.DaysUntil(d) / r.days
	} else {
		n = (d.Year()*12 + int(d.Month()) - r.anchor.Year()*12 - int(r.anchor.Month())) / r.months
	}
	// Division rounds towards 0, and the day of the month is still to be seen: it is this one or one before.
	for d.Before(r.begin(n)) {
		n--
	}
	return n
}

// around is the recurrence that holds the day.
func (r recurrences) around(d calendar.Date) Range {
	n := r.number(d)
	return Range{r.begin(n), r.begin(n + 1)}
}
