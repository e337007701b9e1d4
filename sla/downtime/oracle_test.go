package downtime_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/sla/downtime"
)

// oracle counts tick by tick, without any of the package's ideas: each row says for every tick whether it still counts.
type oracle struct {
	world
	rows    []row
	group   []int // for each row, which outage it belongs to
	gone    [worldEnds]bool
	weighed bool
	amounts map[int][]*big.Rat // by group, once weighted time is taken away: what each tick counts
}

type row struct {
	outage downtime.Outage
	on     [worldEnds]bool
	weight *big.Rat
}

var one = big.NewRat(1, 1)

func toTicks(at time.Time) int { return int(at.Sub(worldStart) / tick) }

func (o *oracle) clear(r, t int) {
	if o.rows[r].on[t] {
		o.rows[r].on[t], o.gone[t] = false, true
	}
}

func (o *oracle) clearAll(t int) {
	o.gone[t] = true
	for r := range o.rows {
		o.clear(r, t)
	}
}

func newOracle(w world) *oracle {
	o := &oracle{world: w}
	for _, outage := range w.outages {
		r := row{outage: outage, weight: one}
		to := toTicks(w.asOf)
		if !outage.End.IsZero() {
			to = toTicks(outage.End)
		}
		for t := toTicks(outage.Start); t < to; t++ {
			r.on[t] = true
		}
		if outage.Weight != nil && w.counting.Degraded == downtime.DegradedWeighed {
			r.weight = outage.Weight.Rat()
		}
		o.rows, o.group = append(o.rows, r), append(o.group, len(o.group))
	}
	for i, r := range o.rows {
		for t := range r.on {
			degraded := r.outage.Weight != nil && r.outage.Weight.Rat().Cmp(one) < 0
			if w.counting.Degraded == downtime.DegradedNone && degraded {
				o.clear(i, t)
			}
			unreported := r.outage.Reported.IsZero() || t < toTicks(r.outage.Reported)
			if w.counting.Begin == downtime.BeginReport && unreported {
				o.clear(i, t)
			}
		}
	}
	return o
}

func (o *oracle) run() *oracle {
	for _, s := range o.counting.Order {
		switch s {
		case downtime.StepMerge:
			o.merge()
		case downtime.StepClip:
			for t := range worldEnds {
				if !worldDay.Contains(instant(t)) {
					o.clearAll(t)
				}
			}
		case downtime.StepHours:
			for t := range worldEnds {
				if !openHours.Open(instant(t)) {
					o.clearAll(t)
				}
			}
		case downtime.StepExclude:
			o.exclude()
		case downtime.StepMinimum:
			o.trim(downtime.StepMinimum, o.counting.Minimum.Of)
		case downtime.StepFloor:
			o.trim(downtime.StepFloor, o.counting.Floor.Of)
		case downtime.StepWeigh:
			o.weighed = true
			for r := range o.rows {
				for t := range worldEnds {
					if o.rows[r].weight.Sign() == 0 {
						o.clear(r, t)
					}
				}
			}
		}
	}
	return o
}

func (o *oracle) anyOn(t int) bool {
	return slices.ContainsFunc(o.rows, func(r row) bool { return r.on[t] })
}

// tickAmounts is what each tick of a group counts at present.
func (o *oracle) tickAmounts(group int) []*big.Rat {
	if o.amounts != nil {
		return o.amounts[group]
	}
	part := &oracle{world: o.world}
	for r := range o.rows {
		if o.group[r] == group {
			part.rows = append(part.rows, o.rows[r])
		}
	}
	all := make([]*big.Rat, worldEnds)
	for t := range all {
		all[t] = new(big.Rat)
		if part.anyOn(t) {
			all[t] = one
			if o.weighed {
				all[t] = part.together(t)
			}
		}
	}
	return all
}

func (o *oracle) groups() []int {
	all := slices.Clone(o.group)
	slices.Sort(all)
	return slices.Compact(all)
}

// results are what each outage counts, in microseconds, sorted.
func (o *oracle) results() []string {
	var all []*big.Rat
	for _, g := range o.groups() {
		sum := new(big.Rat)
		for _, a := range o.tickAmounts(g) {
			sum.Add(sum, a)
		}
		if sum.Sign() > 0 {
			all = append(all, sum.Mul(sum, big.NewRat(tick.Microseconds(), 1)))
		}
	}
	return sortedTexts(all)
}

func sortedTexts(all []*big.Rat) []string {
	slices.SortFunc(all, func(a, b *big.Rat) int { return a.Cmp(b) })
	texts := []string{}
	for _, r := range all {
		texts = append(texts, r.RatString())
	}
	return texts
}

// Whatever the rules, their order and the input: the sweeps find what counting tick by tick finds.
func TestCount_agrees_with_counting_by_hand(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := worlds().Draw(t, "world")
		ledger, err := w.count()
		require.NoError(t, err)
		var counted []*big.Rat
		for _, e := range ledger.Episodes {
			counted = append(counted, e.Counted.Rat())
		}
		require.Equal(t, newOracle(w).run().results(), sortedTexts(counted))
	})
}
