package sample

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// A way is what a meter does with each sample or count.
type way uint8

const (
	tallyValues way = iota // Percentile
	tallySum               // Mean
	tallyPeak              // Peak
	tallyMet               // shares by Samples
	tallyTime              // shares by Time
	tallyRuns              // Longest
	tallySlots             // Timeslices of samples
	tallyCounts            // Ratio, MeanOfSlots and Timeslices of counts
)

// A plan is what a meter needs of metric, rule and period at every sample, in whole numbers; times are in microseconds.
type plan struct {
	condition
	way        way
	most       uint64
	start, end int64
	every      int64
	length     int64   // of a slot; 0 if there are none
	missing    Missing // as one of Met, NotMet and LeftOut
}

// means says what the words of each kind come to.
var means = map[Missing]Missing{Up: Met, Met: Met, Good: Met, Down: NotMet, NotMet: NotMet, Bad: NotMet, LeftOut: LeftOut}

// up is the condition of a probe.
var up = condition{edge: 1, above: true, orEqual: true, num: 1, den: 1}

func newPlan(m Metric, r Rule, p calendar.Period) plan {
	t, _ := r.trait()
	made := plan{
		condition: up,
		way:       t.way,
		most:      uint64(m.Most),
		start:     p.Start().UnixMicro(), end: p.End().UnixMicro(),
		every: time.Duration(r.Every).Microseconds(), length: time.Duration(r.Slot).Microseconds(),
		missing: means[r.Missing],
	}
	if r.Bound != nil {
		made.condition, _ = newCondition(r.Operator, *r.Bound, m.Digits, t.most(m))
	}
	return made
}
