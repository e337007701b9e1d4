package sla

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// clockText writes a span of time in nanoseconds as 4 h 30 min or −10 min 1 s; to the second, half up, where it is no whole number
// of milliseconds. It is false where that would move it onto or over an edge, or there is no room for it.
func clockText(nanoseconds *big.Rat, edges []*big.Rat) (string, bool) {
	shown := nanoseconds
	if ms := new(big.Rat).Quo(nanoseconds, Milliseconds.factor()); !ms.IsInt() {
		seconds, _ := new(big.Rat).SetString(new(big.Rat).Quo(nanoseconds, Seconds.factor()).FloatString(0))
		shown = seconds.Mul(seconds, Seconds.factor())
	}
	if !shown.Num().IsInt64() || !apart(nanoseconds, shown, edges) {
		return "", false
	}
	d := time.Duration(shown.Num().Int64())
	if d < 0 {
		return "−" + spanText(-d), true
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
