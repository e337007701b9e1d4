package calendar

import "time"

// Interval is the half-open span of time from Start up to, and not including, End. If End is not after Start the interval is
// empty. A plain value, safe for concurrent use.
type Interval struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// IsEmpty reports whether the interval contains no instant.
func (i Interval) IsEmpty() bool { return !i.Start.Before(i.End) }

// Contains reports whether the instant lies in the interval: Start does, End does not.
func (i Interval) Contains(instant time.Time) bool {
	return !instant.Before(i.Start) && instant.Before(i.End)
}

// Duration is the time from Start to End, 0 if the interval is empty; at most about 292 years, as long as a time.Duration can
// be.
func (i Interval) Duration() time.Duration { return max(0, i.End.Sub(i.Start)) }

// Overlap is what both intervals contain; the zero Interval if that is nothing.
func (i Interval) Overlap(other Interval) Interval {
	if i.Start.Before(other.Start) {
		i.Start = other.Start
	}
	if other.End.Before(i.End) {
		i.End = other.End
	}
	if i.IsEmpty() {
		return Interval{}
	}
	return i
}
