package downtime_test

import (
	"math/big"
	"slices"

	"github.com/etomcrm/etomcrm/sla/downtime"
)

func (o *oracle) trim(s downtime.Step, of downtime.Of) {
	fractions := o.weighed && (o.amounts != nil || s == downtime.StepFloor && of != downtime.OfClock ||
		s == downtime.StepMinimum && o.counting.Minimum.Counts == downtime.MinimumBeyond)
	next := map[int][]*big.Rat{}
	for _, g := range o.groups() {
		amounts := slices.Clone(o.tickAmounts(g))
		for _, stretch := range stretchesOf(amounts, of) {
			o.trimStretch(s, amounts, stretch)
		}
		next[g] = amounts
		for t := range worldEnds {
			if !fractions && amounts[t].Sign() == 0 {
				o.clearGroup(g, t)
			}
		}
	}
	if fractions {
		o.amounts = next
	}
}

func (o *oracle) clearGroup(g, t int) {
	for r := range o.rows {
		if o.group[r] == g {
			o.clear(r, t)
		}
	}
}

// stretchesOf are the ticks that count something, parted where there is a break.
func stretchesOf(amounts []*big.Rat, of downtime.Of) [][]int {
	var all [][]int
	last := -1
	for t, a := range amounts {
		if a.Sign() == 0 {
			continue
		}
		if len(all) == 0 || of != downtime.OfOutage && t > last+1 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], t)
		last = t
	}
	return all
}

func (o *oracle) trimStretch(s downtime.Step, amounts []*big.Rat, stretch []int) {
	whole := new(big.Rat)
	for _, t := range stretch {
		whole.Add(whole, amounts[t])
	}
	if s == downtime.StepMinimum {
		m := o.counting.Minimum
		least := big.NewRat(int64(m.Least.Duration()), int64(tick))
		switch order := whole.Cmp(least); {
		case m.Counts == downtime.MinimumAtLeast && order >= 0, m.Counts == downtime.MinimumLongerThan && order > 0:
		case m.Counts == downtime.MinimumBeyond && order > 0:
			take(amounts, stretch, least)
		default:
			take(amounts, stretch, whole)
		}
		return
	}
	f := o.counting.Floor
	unit := int(f.To.Duration() / tick)
	if f.Of == downtime.OfClock {
		first, last := stretch[0], stretch[len(stretch)-1]+1
		for _, t := range stretch {
			begin := t - mod(t-lead, unit)
			if begin < first || begin+unit > last {
				amounts[t] = new(big.Rat)
			}
		}
		return
	}
	units := new(big.Rat).Quo(whole, big.NewRat(int64(unit), 1))
	full := new(big.Int).Quo(units.Num(), units.Denom())
	rest := new(big.Rat).Sub(whole, new(big.Rat).SetInt(full.Mul(full, big.NewInt(int64(unit)))))
	back := slices.Clone(stretch)
	slices.Reverse(back)
	take(amounts, back, rest)
}

func mod(n, unit int) int { return (n%unit + unit) % unit }

// take takes so much from the ticks, in the order given.
func take(amounts []*big.Rat, ticks []int, most *big.Rat) {
	left := new(big.Rat).Set(most)
	for _, t := range ticks {
		taken := amounts[t]
		if taken.Cmp(left) > 0 {
			taken = new(big.Rat).Set(left)
		}
		amounts[t] = new(big.Rat).Sub(amounts[t], taken)
		left.Sub(left, taken)
	}
}
