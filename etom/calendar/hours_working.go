package calendar

import (
	"math"
	"time"
)

// Open reports whether the calendar is open at the instant; never outside the years 1 to 9999.
func (h Hours) Open(at time.Time) bool {
	if h.in == nil || !allTime.Contains(at) {
		return false
	}
	return h.in.spec.Always || h.in.openAt(at.Unix())
}

func (h *hours) openAt(second int64) bool {
	offset, _ := h.clock.at(second)
	today, rest := dayOf(second + offset)
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
// the clocks do. Splitting an interval never changes the total. Its cost grows with the holidays and the changes of clocks
// in the interval, not with its days. What lies outside the years 1 to 9999 does not count, and more than about 292 years are
// not counted.
func (h Hours) Working(i Interval) time.Duration {
	i = i.Overlap(allTime)
	if h.in == nil || i.IsEmpty() {
		return 0
	}
	if h.in.spec.Always {
		return i.Duration()
	}
	var sum int64
	end := i.End.Unix()
	for second := i.Start.Unix(); second < end; {
		offset, until := h.in.clock.at(second)
		until = min(until, end)
		sum += h.in.openSeconds(stretch{second + offset, until + offset})
		second = until
	}
	if sum >= math.MaxInt64/int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(sum)*time.Second + h.in.fraction(i.End) - h.in.fraction(i.Start)
}

// fraction is what lies before the instant in its second, if that is open. Windows and offsets begin and end on seconds.
func (h *hours) fraction(at time.Time) time.Duration {
	if n := at.Nanosecond(); n > 0 && h.openAt(at.Unix()) {
		return time.Duration(n)
	}
	return 0
}

// openSeconds counts those of a run of local seconds: what the week has, less what holidays take away.
func (h *hours) openSeconds(run stretch) int64 {
	sum := h.week.upTo(run.to) - h.week.upTo(run.from)
	first, _ := dayOf(run.from)
	last, _ := dayOf(run.to)
	for _, day := range h.closed(first-1, last) {
		for _, s := range h.week.begins[weekdayOf(day)] {
			sum -= s.moved(day * secondsADay).overlap(run)
		}
	}
	return sum
}

var allTime = Interval{
	Start: time.Date(MinYear, time.January, 1, 0, 0, 0, 0, time.UTC),
	End:   time.Date(MaxYear+1, time.January, 1, 0, 0, 0, 0, time.UTC),
}
