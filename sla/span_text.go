package sla

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// clockText writes a span of time in nanoseconds as 4 h 30 min or 10 min 1 s, exactly; false where it is no whole number of
// milliseconds, or negative.
func clockText(nanoseconds *big.Rat) (string, bool) {
	if !nanoseconds.IsInt() || !nanoseconds.Num().IsInt64() {
		return "", false
	}
	d := time.Duration(nanoseconds.Num().Int64())
	if d < 0 || d%time.Millisecond != 0 {
		return "", false
	}
	return spanText(d), true
}

// spanText writes a duration as 4 h 30 min; what is below a millisecond is cut off.
func spanText(d time.Duration) string {
	parts := []struct {
		unit Unit
		span time.Duration
	}{{Hours, time.Hour}, {Minutes, time.Minute}, {Seconds, time.Second}, {Milliseconds, time.Millisecond}}
	var said []string
	for _, p := range parts {
		if n := d / p.span; n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, p.unit))
			d -= n * p.span
		}
	}
	if len(said) == 0 {
		return "0 min"
	}
	return strings.Join(said, " ")
}
