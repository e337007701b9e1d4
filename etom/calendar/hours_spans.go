package calendar

import (
	"iter"
	"time"
)

// Spans are the parts of the interval in which the calendar is open, in UTC, in order, merged where they touch. Their durations
// add up to Working. They are computed as they are asked for.
func (h Hours) Spans(i Interval) iter.Seq[Interval] {
	i = i.Overlap(allTime)
	i = Interval{Start: i.Start.Round(0).UTC(), End: i.End.Round(0).UTC()}
	return func(yield func(Interval) bool) {
		if h.in == nil || i.IsEmpty() {
			return
		}
		if h.in.spec.Always {
			yield(i)
			return
		}
		h.in.merged(i, yield)
	}
}

// merged holds each piece back until it is known that the next does not touch it.
func (h *hours) merged(i Interval, yield func(Interval) bool) {
	var held Interval
	for piece := range h.pieces(i) {
		switch {
		case held.IsEmpty():
			held = piece
		case held.End.Equal(piece.Start):
			held.End = piece.End
		case !yield(held):
			return
		default:
			held = piece
		}
	}
	if !held.IsEmpty() {
		yield(held)
	}
}

// pieces are the open spans, cut at midnight and where the clocks change.
func (h *hours) pieces(i Interval) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		for second, end := i.Start.Unix(), i.End.Unix(); second <= end; {
			offset, until := h.clock.at(second)
			steady := Interval{time.Unix(second, 0), time.Unix(min(until, end+1), 0)}.Overlap(i)
			first, _ := dayOf(second + offset)
			last, _ := dayOf(min(until, end) + offset)
			for day := first; day <= last; day++ {
				for _, open := range h.openOn(day) {
					open = open.moved(day*secondsADay - offset)
					piece := Interval{time.Unix(open.from, 0), time.Unix(open.to, 0)}.Overlap(steady)
					if !piece.IsEmpty() && !yield(Interval{piece.Start.UTC(), piece.End.UTC()}) {
						return
					}
				}
			}
			second = until
		}
	}
}

// openOn are the seconds of the day that are open, in order.
func (h *hours) openOn(day int64) []stretch {
	weekday := weekdayOf(day)
	if len(h.week.open[weekday]) == 0 || len(h.closed(day-1, day)) == 0 {
		return h.week.open[weekday]
	}
	var open []stretch
	for _, begun := range []int64{day - 1, day} {
		if h.isClosed(begun) {
			continue
		}
		for _, s := range h.week.begins[weekdayOf(begun)] {
			s = s.moved((begun - day) * secondsADay)
			if s = (stretch{max(0, s.from), min(s.to, secondsADay)}); s.from < s.to {
				open = append(open, s)
			}
		}
	}
	return open
}
