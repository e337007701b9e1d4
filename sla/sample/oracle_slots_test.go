package sample_test

import (
	"math/big"
	"time"

	"github.com/etomcrm/etomcrm/sla/sample"
)

// ofSlots takes every slot that has ended on its own.
func (o oracle) ofSlots() *big.Rat {
	good, bad, empty := 0, 0, 0
	sum := new(big.Rat)
	for start := day.Start(); start.Before(day.End()); start = start.Add(time.Duration(o.rule.Slot)) {
		end := earlier(start.Add(time.Duration(o.rule.Slot)), day.End())
		if end.After(o.asOf) {
			break
		}
		figure := o.slot(start, end)
		switch {
		case figure == nil:
			empty++
		case o.rule.Kind == sample.MeanOfSlots:
			good++ // here only as one that counts
			sum.Add(sum, figure)
		case o.holds(figure):
			good++
		default:
			bad++
		}
	}
	if o.rule.Kind == sample.MeanOfSlots {
		return o.meanOfSlots(sum, good, empty)
	}
	return o.share(good, bad, empty)
}

func (o oracle) meanOfSlots(sum *big.Rat, slots, empty int) *big.Rat {
	switch o.rule.Missing {
	case sample.Good:
		sum.Add(sum, big.NewRat(int64(empty), 1))
		slots += empty
	case sample.Bad:
		slots += empty
	}
	if slots == 0 {
		return nil
	}
	return sum.Quo(sum, big.NewRat(int64(slots), 1))
}

// slot is the figure of the samples and counts from start up to end; nil if there are none.
func (o oracle) slot(start, end time.Time) *big.Rat {
	var samples []sample.Sample
	for _, s := range o.samples {
		if !s.At.Before(start) && s.At.Before(end) {
			samples = append(samples, s)
		}
	}
	var counts []sample.Count
	for _, n := range o.counts {
		if !n.At.Before(start) && n.At.Before(end) {
			counts = append(counts, n)
		}
	}
	switch o.rule.Of {
	case sample.OfMean:
		return o.mean(samples)
	case sample.OfMax:
		return o.peak(samples)
	}
	return ratio(counts)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
