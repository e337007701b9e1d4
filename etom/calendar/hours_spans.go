package calendar

import (
	"iter"
	"slices"
	"time"
)

// Spans are the parts of the interval in which the calendar is open, in UTC, in order, merged where they touch. Their durations
// add up to Working. They are computed as they are asked for.
func (h Hours) Spans(i Interval) iter.Seq[Interval] {
	i = civil(i)
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
		days := walk{hours: h}
		for s := range h.steadySpans(i) {
			first, _ := dayOf(s.local(s.Start))
			last, _ := dayOf(s.local(s.End))
			for day := first; day <= last; day++ {
				for _, open := range days.open(day) {
					from := time.Unix(day*secondsADay+open.from-s.offset, 0).UTC()
					to := time.Unix(day*secondsADay+open.to-s.offset, 0).UTC()
					if piece := (Interval{from, to}).Overlap(s.Interval); !piece.IsEmpty() && !yield(Interval{piece.Start.UTC(), piece.End.UTC()}) {
						return
					}
				}
			}
		}
	}
}

// walk answers for one day after another what is open on it; it remembers the year's holidays.
type walk struct {
	*hours
	first, last int64   // the days whose holidays are known
	closed      []int64 // of them
	room        []stretch
}

func (w *walk) isClosed(day int64) bool {
	const ahead = 366
	if w.last == w.first || day < w.first || w.last < day {
		w.first, w.last = day, day+ahead
		w.closed = w.hours.closed(w.closed[:0], w.first, w.last)
	}
	return slices.Contains(w.closed, day)
}

// open are the day's open seconds in order; the slice is good until the next call.
func (w *walk) open(day int64) []stretch {
	w.room = w.room[:0]
	if !w.isClosed(day - 1) {
		for _, s := range w.week.begins[weekdayOf(day-1)] {
			if s.to > secondsADay {
				w.room = append(w.room, stretch{0, s.to - secondsADay})
			}
		}
	}
	if !w.isClosed(day) {
		for _, s := range w.week.begins[weekdayOf(day)] {
			w.room = append(w.room, stretch{s.from, min(s.to, secondsADay)})
		}
	}
	return w.room
}
