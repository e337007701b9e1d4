package sla

import (
	"math/big"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// burnCounted fills in the burn rates of what outages use up.
func (v view) burnCounted(f *Forecast) {
	whole, _, _, ok := v.allowance()
	if !ok || !v.adds() || whole.Sign() <= 0 || v.elapsed <= 0 {
		return
	}
	evenly := new(big.Rat).Quo(whole, big.NewRat(int64(v.period.Duration()), 1)) // budget by nanosecond
	for _, b := range v.agreement.Burn {
		rate := func(length calendar.Span) *big.Rat {
			w := v.window(length)
			used := new(big.Rat).Quo(v.usedIn(w), big.NewRat(int64(w.Duration()), 1))
			return used.Quo(used, evenly)
		}
		f.Burn = append(f.Burn, b.burn(rate(b.Long), rate(b.Short)))
	}
}

// usedIn is what the episodes used up in a window: an episode's time is spread evenly over its span, and an outage is counted
// where it begins.
func (v view) usedIn(w calendar.Interval) *big.Rat {
	used := new(big.Rat)
	for _, e := range v.m.result.Ledger.Episodes {
		if v.o.Kind == Outages {
			if w.Contains(e.Span.Start) {
				used.Add(used, big.NewRat(1, 1))
			}
			continue
		}
		if part := e.Span.Overlap(w); !part.IsEmpty() {
			share := big.NewRat(int64(part.Duration()), int64(e.Span.Duration()))
			used.Add(used, share.Mul(share, nanoseconds(e.Counted)))
		}
	}
	return used
}

func (b BurnRate) burn(long, short *big.Rat) Burn {
	factor := ratOf(b.Factor)
	edges := []*big.Rat{factor}
	return Burn{BurnRate: b, OverLong: measure(long, Share, edges), OverShort: measure(short, Share, edges),
		Burning: long.Cmp(factor) >= 0 && short.Cmp(factor) >= 0}
}

// burnSampled fills in the burn rates of what probes and counts found bad.
func (v view) burnSampled(f *Forecast, log *burnLog) {
	whole, _, _, ok := v.allowance()
	if !ok || whole.Sign() <= 0 {
		return
	}
	for _, b := range v.agreement.Burn {
		long, short := log.bad(v.window(b.Long)), log.bad(v.window(b.Short))
		f.Burn = append(f.Burn, b.burn(long.Quo(long, whole), short.Quo(short, whole)))
	}
}
