package clock

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// dial shows how much working time has passed since it was made, at instants that never fall. It asks the calendar for some spans at
// once and so answers for most of the entries of a history by a subtraction. Instants are nanoseconds from 1970.
type dial struct {
	hours  calendar.Hours
	passed int64 // working time up to now
	now    int64
	since  int64 // the spans are known from here
	known  int64 // up to here
	next   int   // the first span that is not all over
	count  int
	spans  [16]struct{ from, to int64 }
}

// ahead is how far the dial looks for spans at once; over a longer time in which nothing happened it leaps.
const ahead = 14 * 24 * time.Hour

// dials are those of a reading, one for each calendar.
type dials struct{ all []*dial }

func (d *dials) of(hours calendar.Hours, at time.Time) *dial {
	for _, known := range d.all {
		if known.hours == hours {
			return known
		}
	}
	now := at.UnixNano()
	made := &dial{hours: hours, now: now, since: now, known: now}
	d.all = append(d.all, made)
	return made
}

// at is the working time passed.
func (d *dial) at(t time.Time) time.Duration {
	to := t.UnixNano()
	for d.now < to {
		switch {
		case d.now < d.known:
			d.walk(min(to, d.known))
		case to-d.now > int64(ahead):
			d.passed += int64(d.hours.Working(calendar.Interval{Start: time.Unix(0, d.now), End: t}))
			d.now, d.since, d.known, d.count = to, to, to, 0
		default:
			d.look()
		}
	}
	return time.Duration(d.passed)
}

// walk goes on to an instant that is known.
func (d *dial) walk(to int64) {
	for ; d.next < d.count && d.spans[d.next].from < to; d.next++ {
		s := &d.spans[d.next]
		d.passed += min(s.to, to) - max(s.from, d.now)
		if s.to > to {
			break
		}
	}
	d.now = to
}

// look asks for the spans from now on.
func (d *dial) look() {
	from := time.Unix(0, d.now)
	d.next, d.count, d.since, d.known = 0, 0, d.now, d.now+int64(ahead)
	for s := range d.hours.Spans(calendar.Interval{Start: from, End: from.Add(ahead)}) {
		d.spans[d.count] = struct{ from, to int64 }{s.Start.UnixNano(), s.End.UnixNano()}
		d.count++
		if d.count == len(d.spans) {
			d.known = s.End.UnixNano()
			return
		}
	}
}

// after is the instant when so much working time has passed since another, if the spans for it are known.
func (d *dial) after(start time.Time, more time.Duration) (time.Time, bool) {
	from, left := start.UnixNano(), int64(more)
	if from < d.since {
		return time.Time{}, false
	}
	for _, s := range d.spans[:d.count] {
		begin := max(s.from, from)
		if left <= s.to-begin {
			return time.Unix(0, begin+left).UTC(), true
		}
		left -= max(0, s.to-begin)
	}
	return time.Time{}, false
}
