package calendar

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// After is the first instant, in UTC, at which d of working time has passed since start: the end of a working day, not the
// beginning of the next, if d is used up just then. Without d it is start itself. It is fault.ErrInvalid for the zero
// Hours, a d less than 0, and an instant outside the years 1 to 9999.
func (h Hours) After(start time.Time, d time.Duration) (time.Time, error) {
	var c fault.Check
	c.That(h.in != nil, "hours", fault.RuleRequired, "must be a calendar")
	c.That(d >= 0, "d", fault.RuleRange, "must not be less than 0")
	c.That(allTime.Contains(start), "start", fault.RuleRange, "must lie in the years 1 to 9999")
	if err := c.Err("calendar.After"); err != nil {
		return time.Time{}, err
	}
	start = start.Round(0).UTC()
	if d == 0 {
		return start, nil
	}
	start, d = h.leap(start, d)
	for span := range h.Spans(Interval{start, allTime.End}) {
		if open := span.Duration(); open < d {
			d -= open
			continue
		}
		return span.Start.Add(d), nil
	}
	c.Add("d", fault.RuleRange, "is not over before the year 10000")
	return time.Time{}, c.Err("calendar.After")
}

// leap takes whole weeks at once, as long as some of d is left behind them.
func (h Hours) leap(start time.Time, d time.Duration) (time.Time, time.Duration) {
	const week = 7 * 24 * time.Hour
	total := week
	if !h.in.spec.Always {
		total = time.Duration(h.in.week.total) * time.Second
	}
	for weeks := d/total - 1; weeks > 1; weeks = d/total - 1 {
		to := start.Add(min(weeks, 1000) * week)
		passed := h.Working(Interval{start, to})
		if passed >= d || !to.Before(allTime.End) {
			break
		}
		start, d = to, d-passed
	}
	return start, d
}
