package calendar

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

func (s HoursSpec) checkAlways(c *fault.Check) {
	const message = "must be empty beside always; for round the clock without holidays list windows from 00:00 to 24:00"
	c.That(len(s.Windows) == 0, "windows", fault.RuleRange, message)
	c.That(s.Region == "", "region", fault.RuleRange, message)
	c.That(len(s.Holidays) == 0, "holidays", fault.RuleRange, message)
	c.That(len(s.Workdays) == 0, "workdays", fault.RuleRange, message)
}

func (s HoursSpec) checkWindows(c *fault.Check) {
	c.That(len(s.Windows) > 0, "windows", fault.RuleRequired, "must have one at least: a calendar without an open minute counts nothing")
	c.That(len(s.Windows) <= MaxWindows, "windows", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed", len(s.Windows), MaxWindows))
	whole := len(s.Windows) <= MaxWindows
	for i, w := range s.Windows {
		var part fault.Check
		w.check(&part)
		c.Within(fmt.Sprintf("windows[%d]", i), &part)
		whole = whole && len(part.Fields()) == 0
	}
	if whole {
		checkOverlaps(c, s.Windows)
	}
}

// checkDates answers the dates as days from 1970-01-01, sorted.
func checkDates(c *fault.Check, dates []Date, path string) []int64 {
	listed := map[Date]bool{}
	var days []int64
	for i, d := range dates {
		at := fmt.Sprintf(path, i)
		c.That(!d.IsZero(), at, fault.RuleRequired, "must be a date")
		c.That(!listed[d] || d.IsZero(), at, fault.RuleDuplicate, d.String()+" is listed already; name it once")
		if !d.IsZero() && !listed[d] {
			days = append(days, civilDay(d))
		}
		listed[d] = true
	}
	slices.Sort(days)
	return days
}

func checkHolidays(c *fault.Check, holidays []Holiday) []int64 {
	if len(holidays) > MaxHolidays {
		c.Add("holidays", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed", len(holidays), MaxHolidays))
		return nil
	}
	dates := make([]Date, len(holidays))
	for i, h := range holidays {
		dates[i] = h.Date
		c.Text(fmt.Sprintf("holidays[%d].name", i), h.Name, fault.MaxName)
		c.Optional(fmt.Sprintf("holidays[%d].de", i), h.De, fault.MaxName)
	}
	return checkDates(c, dates, "holidays[%d].date")
}

func checkWorkdays(c *fault.Check, dates []Date) []int64 {
	if len(dates) > MaxHolidays {
		c.Add("workdays", fault.RuleLength, fmt.Sprintf("are %d, at most %d are allowed", len(dates), MaxHolidays))
		return nil
	}
	return checkDates(c, dates, "workdays[%d]")
}

// checkReopened asks of each working day that naming it changes something.
func (h *hours) checkReopened(c *fault.Check) {
	for i, d := range h.spec.Workdays {
		path := fmt.Sprintf("workdays[%d]", i)
		_, holiday := (Hours{in: h}).Holiday(d)
		c.That(holiday, path, fault.RuleUnknown, d.String()+" is no holiday; leave it out")
		c.That(len(h.week.begins[weekdayOf(civilDay(d))]) > 0, path, fault.RuleRange,
			fmt.Sprintf("%s is a %s, on which no window begins", d, WeekdayOf(d.Weekday())))
	}
}

// checkYears asks of each year that has holidays of one's own that they leave something open.
func (h *hours) checkYears(c *fault.Check) {
	checked := 0
	for _, day := range h.own {
		n := dateOfDay(day).Year()
		if n == checked {
			continue
		}
		checked = n
		first := civilDay(dateAt(n, time.January, 1)) * secondsADay
		next := first + int64(337+daysIn(n, time.February))*secondsADay
		c.That(h.openSeconds(stretch{first, next}) > 0, "holidays", fault.RuleRange, fmt.Sprintf("leave no open minute in %d", n))
	}
}
