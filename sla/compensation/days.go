package compensation

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// period is the time in which days can be paid: from the first paid day on, up to an instant.
type period struct {
	reported calendar.Date
	deadline calendar.Date // the last of the free working days, if it is paid when missed; zero: none
	first    calendar.Date
	end      time.Time
}

// period of a matter. The end is when it was over, or asOf if that comes first.
func (r *Rule) period(s *Scheme, zone *time.Location, m matter, asOf time.Time) (period, error) {
	p := period{reported: calendar.DateOf(m.since, zone), end: asOf}
	if !m.until.IsZero() && m.until.Before(asOf) {
		p.end = m.until
	}
	if r.AfterWorkdays == 0 {
		p.first = p.reported.AddDays(r.FirstDay)
		return p, nil
	}
	last, err := s.Workdays.WorkdayAfter(p.reported, r.AfterWorkdays)
	if err != nil {
		return p, err
	}
	p.first = last.AddDays(1)
	if r.DeadlineDay {
		p.deadline = last
	}
	return p, nil
}

// days are the days that are paid, in order, and whether the rule's limit cut them off.
func (r *Rule) days(s *Scheme, zone *time.Location, p period) (days []calendar.Date, cut bool) {
	from := p.first
	if !p.deadline.IsZero() {
		from = p.deadline
	}
	for d := from; calendar.FirstInstant(d, zone).Before(p.end); d = d.AddDays(1) {
		next := calendar.FirstInstant(d.AddDays(1), zone)
		whole := r.RestoredDay == WholeDays || d == p.deadline
		switch {
		case whole && p.end.Before(next):
			return days, false
		case r.Pays == EachWorkday && !s.Workdays.IsWorkday(d):
			continue
		case !next.After(calendar.FirstInstant(d, zone)):
			continue // a day that the zone skipped
		case r.MostDays > 0 && len(days) == r.MostDays:
			return days, true
		}
		days = append(days, d)
	}
	return days, false
}
