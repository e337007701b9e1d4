package downtime_test

import (
	"math/big"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

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
