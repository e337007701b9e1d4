package calendar

import (
	"iter"
	"math"
	"time"
)

// Open reports whether the calendar is open at the instant.
func (h Hours) Open(at time.Time) bool {
	if h.in == nil || h.in.spec.Always {
		return h.in != nil
	}
	_, offset := at.In(h.in.zone).Zone()
	return h.in.openAt(at.Unix() + int64(offset))
}

func (h *hours) openAt(second int64) bool {
	today, rest := dayOf(second)
	for back := range int64(2) {
		for _, s := range h.week.begins[weekdayOf(today-back)] {
			if s.contains(rest + back*secondsADay) {
				return !h.isClosed(today - back) // windows do not overlap: no other one contains the second
			}
		}
	}
	return false
}

// Working is the time within the interval in which the calendar is open, to the nanosecond: the true time that passes, whatever
// the clocks do. Splitting an interval never changes the total. It costs the same for a day and a month, and little more for
// twenty years. What lies outside the years 1 to 9999 does not count, and more than about 292 years are not counted.
func (h Hours) Working(i Interval) time.Duration {
	i = civil(i)
	if h.in == nil || i.IsEmpty() {
		return 0
	}
	if h.in.spec.Always {
		return i.Duration()
	}
	var seconds, rest int64
	for s := range h.in.steadySpans(i) {
		seconds += h.in.openSeconds(stretch{s.local(s.Start), s.local(s.End)})
		rest += h.in.fraction(s, s.End) - h.in.fraction(s, s.Start)
	}
	if seconds >= math.MaxInt64/int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(seconds)*time.Second + time.Duration(rest)
}

// fraction is what lies before the instant in its second, if that is open. Windows and offsets begin and end on seconds.
func (h *hours) fraction(s steady, at time.Time) int64 {
	if n := int64(at.Nanosecond()); n > 0 && h.openAt(s.local(at)) {
		return n
	}
	return 0
}

// openSeconds counts those of a run of local seconds: what the week has, less what holidays take away.
func (h *hours) openSeconds(run stretch) int64 {
	sum := h.week.upTo(run.to) - h.week.upTo(run.from)
	first, _ := dayOf(run.from)
	last, _ := dayOf(run.to)
	var room [32]int64
	for _, day := range h.closed(room[:0], first-1, last) {
		for _, s := range h.week.begins[weekdayOf(day)] {
			sum -= s.moved(day * secondsADay).overlap(run)
		}
	}
	return sum
}

// steady is a span of time during which the zone's offset does not change.
type steady struct {
	Interval
	offset int64 // seconds east of UTC
}

// local are the seconds of the local clock at the instant, its fraction dropped.
func (s steady) local(at time.Time) int64 { return at.Unix() + s.offset }

// steadySpans split an interval where the zone's clocks change.
func (h *hours) steadySpans(i Interval) iter.Seq[steady] {
	return func(yield func(steady) bool) {
		for at := i.Start.In(h.zone); at.Before(i.End); {
			_, offset := at.Zone()
			end, ok := offsetHolds(at)
			if !ok || end.After(i.End) {
				end = i.End
			}
			if !yield(steady{Interval{at, end}, int64(offset)}) {
				return
			}
			at = end
		}
	}
}

// civil is what of the interval lies in the years a Date can have, by the wall clock alone.
func civil(i Interval) Interval {
	i = i.Overlap(allTime)
	return Interval{Start: i.Start.Round(0).UTC(), End: i.End.Round(0).UTC()}
}

var allTime = Interval{
	Start: time.Date(MinYear, time.January, 1, 0, 0, 0, 0, time.UTC),
	End:   time.Date(MaxYear+1, time.January, 1, 0, 0, 0, 0, time.UTC),
}
