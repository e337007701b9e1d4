package sample

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// A plan is what a meter needs of metric, rule and period at every sample, in whole numbers; times are in microseconds.
type plan struct {
	condition
	kind       Kind
	by         By
	of         Of
	missing    Missing // as one of Met, NotMet and LeftOut
	most       uint64
	start, end int64
	every      int64
	length     int64 // of a slot; 0 if there are none
	counts     bool  // whether the rule takes counts
}

// as says what the words of each kind mean to a meter.
var as = map[Missing]Missing{Up: Met, Met: Met, Good: Met, Down: NotMet, NotMet: NotMet, Bad: NotMet, LeftOut: LeftOut}

func newPlan(m Metric, r Rule, p calendar.Period) plan {
	t, _ := r.trait()
	made := plan{
		condition: up,
		kind:      r.Kind, by: r.By, of: r.Of, missing: as[r.Missing],
		most:  uint64(m.Most),
		start: p.Start().UnixMicro(), end: p.End().UnixMicro(),
		every: time.Duration(r.Every).Microseconds(), length: time.Duration(r.Slot).Microseconds(),
		counts: t.input == counter,
	}
	if r.Bound != nil {
		most := m.Most
		if t.input == counter {
			most = 1
		}
		made.condition, _ = newCondition(r.Operator, *r.Bound, m.Digits, most)
	}
	return made
}
