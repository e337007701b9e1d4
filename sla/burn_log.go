package sla

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// burnLog keeps, for the burn rates of what is sampled, what was bad of how many lately: in buckets of time, not many more of
// them than the longest window needs. A window begins with the first bucket that lies in it whole.
type burnLog struct {
	bucket, keep int64 // microseconds
	entries      []burnEntry
}

// burnEntry is one bucket: which since 1970, and what was counted in it.
type burnEntry [3]int64 // bucket, bad, total

// bucketsAWindow is how finely the shortest window is told apart, mostBuckets how many the longest one has at most.
const (
	bucketsAWindow = 5
	mostBuckets    = 5000
	maxEntries     = 2*mostBuckets + 10
)

// newBurnLog makes the log of an objective; nil for what has none.
func newBurnLog(o Objective, rates []BurnRate) *burnLog {
	if len(rates) == 0 || o.Rule == nil || o.Rule.Kind != sample.Availability && o.Rule.Kind != sample.Ratio {
		return nil
	}
	shortest, longest := rates[0].Short, rates[0].Long
	for _, r := range rates {
		shortest, longest = min(shortest, r.Short), max(longest, r.Long)
	}
	keep := longest.Duration().Microseconds()
	return &burnLog{bucket: max(shortest.Duration().Microseconds()/bucketsAWindow, keep/mostBuckets, 1), keep: keep}
}

// add counts something in.
func (l *burnLog) add(at time.Time, bad, total int64) {
	bucket := at.UnixMicro() / l.bucket
	if n := len(l.entries); n > 0 && l.entries[n-1][0] == bucket {
		l.entries[n-1][1] += bad
		l.entries[n-1][2] += total
		return
	}
	if len(l.entries) == maxEntries {
		l.forget(bucket - l.keep/l.bucket - 1)
	}
	l.entries = append(l.entries, burnEntry{bucket, bad, total})
}

// forget drops what lies before a bucket: of maxEntries half at least, so that it is seldom done.
func (l *burnLog) forget(before int64) {
	old, _ := slices.BinarySearchFunc(l.entries, before, func(e burnEntry, bucket int64) int { return cmp.Compare(e[0], bucket) })
	l.entries = slices.Delete(l.entries, 0, old)
}

func (l *burnLog) addSample(s sample.Sample) { l.add(s.At, 1-min(s.Value, 1), 1) }

func (l *burnLog) addCount(n sample.Count) { l.add(n.At, n.Total-n.Good, n.Total) }

// addAll counts in what a record has for the objective; a nil log takes nothing.
func (l *burnLog) addAll(o Objective, r Record) {
	switch {
	case l == nil:
	case o.takesCounts():
		for _, n := range r.Counts[o.Metric.Name] {
			l.addCount(n)
		}
	default:
		for _, s := range r.Samples[o.Metric.Name] {
			l.addSample(s)
		}
	}
}

// bad is the share that was bad in a window; 0 if nothing was counted.
func (l *burnLog) bad(w calendar.Interval) *big.Rat {
	first := (w.Start.UnixMicro() + l.bucket - 1) / l.bucket
	var bad, total int64
	for _, e := range l.entries {
		if e[0] >= first {
			bad += e[1]
			total += e[2]
		}
	}
	if total == 0 {
		return new(big.Rat)
	}
	return big.NewRat(bad, total)
}

// restore puts stored entries back, if they can be such.
func (l *burnLog) restore(c *fault.Check, path string, entries []burnEntry) {
	c.That(len(entries) <= maxEntries, path, fault.RuleLength, fmt.Sprintf("has %d entries, more than are kept", len(entries)))
	last := int64(-1)
	for i, e := range entries {
		ok := e[0] > last && 0 <= e[1] && e[1] <= e[2]
		c.That(ok, index(path, i), fault.RuleFormat, "must be a bucket behind the one before, what was bad in it, and its total")
		last = e[0]
	}
	l.entries = entries
}
