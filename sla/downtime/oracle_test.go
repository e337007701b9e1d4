package downtime_test

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
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

func (o *oracle) merge() {
	gap := int(o.counting.MergeGap.Duration() / tick)
	var bridges []row
	last := -1
	for t := range worldEnds {
		if !o.anyOn(t) {
			continue
		}
		o.join(t, t)
		if last >= 0 && t-last-1 <= gap {
			o.join(last, t)
			if bridge, ok := o.bridge(last, t); ok {
				bridges = append(bridges, bridge)
			}
		}
		last = t
	}
	for _, b := range bridges {
		// The outages on both sides are one by now: any row that is on before the gap leads to it.
		before := slices.Index(b.on[:], true) - 1
		for !o.anyOn(before) {
			before--
		}
		owner := slices.IndexFunc(o.rows, func(r row) bool { return r.on[before] })
		o.rows, o.group = append(o.rows, b), append(o.group, o.group[owner])
	}
}

// join makes one outage of all rows that are on at either tick.
func (o *oracle) join(t, u int) {
	into := -1
	for r := range o.rows {
		if !o.rows[r].on[t] && !o.rows[r].on[u] {
			continue
		}
		if into < 0 {
			into = o.group[r]
		}
		from := o.group[r]
		for i, g := range o.group {
			if g == from {
				o.group[i] = into
			}
		}
	}
}

func (o *oracle) bridge(before, behind int) (row, bool) {
	b, some := row{weight: o.together(before)}, false
	if other := o.together(behind); other.Cmp(b.weight) < 0 {
		b.weight = other
	}
	for t := before + 1; t < behind; t++ {
		b.on[t] = o.counting.Gap == downtime.GapCounts && !o.gone[t]
		some = some || b.on[t]
	}
	return b, some
}

// together is the weight of what is on at a tick.
func (o *oracle) together(t int) *big.Rat {
	sum, most := new(big.Rat), new(big.Rat)
	for _, r := range o.rows {
		if !r.on[t] {
			continue
		}
		sum.Add(sum, r.weight)
		if r.weight.Cmp(most) > 0 {
			most = r.weight
		}
	}
	if o.counting.Overlap != downtime.OverlapSum {
		return most
	}
	if sum.Cmp(one) > 0 {
		return one
	}
	return sum
}

// exclude walks the ticks once for each cause, using up its caps.
func (o *oracle) exclude() {
	var hit [worldEnds][]string // per tick the outages that are excluded; "" for all
	for _, rule := range o.counting.Rules {
		years, period := map[int]time.Duration{}, time.Duration(0)
		for t := range worldEnds {
			who := o.claimants(rule, t)
			if len(who) == 0 {
				continue
			}
			year := instant(t).Year()
			if rule.YearlyCap > 0 && years[year]+tick > rule.YearlyCap.Duration() {
				continue
			}
			years[year] += tick
			if worldDay.Contains(instant(t)) {
				if rule.PeriodCap > 0 && period+tick > rule.PeriodCap.Duration() {
					continue
				}
				period += tick
			}
			hit[t] = append(hit[t], who...)
		}
	}
	for t, who := range hit {
		if slices.Contains(who, "") {
			o.clearAll(t)
		}
		for r := range o.rows {
			if id := o.rows[r].outage.ID; id != "" && slices.Contains(who, id) {
				o.clear(r, t)
			}
		}
	}
}

// claimants are the outages that the cause claims at a tick, if its conditions but the caps are met.
func (o *oracle) claimants(rule downtime.Rule, t int) []string {
	var who []string
	for _, x := range o.exclusions {
		covers := calendar.Interval{Start: x.Start, End: x.End}.Contains(instant(t))
		noticed := rule.Notice == 0 || !x.Announced.IsZero() && !x.Announced.Add(rule.Notice.Duration()).After(x.Start)
		if covers && x.Cause == rule.Cause && noticed && (x.Confirmed || !rule.Confirmed) {
			who = append(who, x.Outage)
		}
	}
	for _, out := range o.outages {
		end := out.End
		if end.IsZero() {
			end = o.asOf
		}
		covers := calendar.Interval{Start: out.Start, End: end}.Contains(instant(t))
		if covers && out.Cause == rule.Cause && rule.Notice == 0 && !rule.Confirmed {
			who = append(who, out.ID)
		}
	}
	return who
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
