package downtime

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// span is half-open, in microseconds since 1970-01-01 UTC.
type span struct{ from, to int64 }

func spanOf(i calendar.Interval) span { return span{i.Start.UnixMicro(), i.End.UnixMicro()} }

func (s span) interval() calendar.Interval {
	return calendar.Interval{Start: time.UnixMicro(s.from).UTC(), End: time.UnixMicro(s.to).UTC()}
}

func (s span) length() int64 { return max(0, s.to-s.from) }

func (s span) isEmpty() bool { return s.to <= s.from }

func (s span) overlap(other span) span { return span{max(s.from, other.from), min(s.to, other.to)} }

// toSpan and toMicros go between microseconds and a calendar.Span.
func toSpan(micros int64) calendar.Span { return calendar.Span(micros * int64(time.Microsecond)) }

func toMicros(s calendar.Span) int64 { return s.Duration().Microseconds() }

// union sorts the spans and joins those that overlap or touch.
func union(spans []span) []span {
	spans = slices.DeleteFunc(spans, span.isEmpty)
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

func total(spans []span) int64 {
	var sum int64
	for _, s := range spans {
		sum += s.length()
	}
	return sum
}

// inside is the part of the sorted, disjoint spans that lies in s.
func inside(spans []span, s span) []span {
	first := sort.Search(len(spans), func(i int) bool { return spans[i].to > s.from })
	var parts []span
	for _, other := range spans[first:] {
		if other.from >= s.to {
			break
		}
		parts = append(parts, other.overlap(s))
	}
	return parts
}

// without is the part of s that the sorted, disjoint spans leave.
func without(s span, spans []span) []span {
	var left []span
	for _, gone := range inside(spans, s) {
		if s.from < gone.from {
			left = append(left, span{s.from, gone.from})
		}
		s.from = gone.to
	}
	if !s.isEmpty() {
		left = append(left, s)
	}
	return left
}

// piece is a span of one line that still counts.
type piece struct {
	span
	line int // its index
}

func byTime(a, b piece) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.line, b.line)) }

// cut is a span to be taken out of pieces.
type cut struct {
	span
	why *why
}

// runs are the spans without a break that the pieces, sorted by time, make up together.
func runs(pieces []piece) []span {
	var joined []span
	for _, p := range pieces {
		if n := len(joined); n > 0 && p.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, p.to)
			continue
		}
		joined = append(joined, p.span)
	}
	return joined
}
