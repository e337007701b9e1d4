package sla

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func (o Objective) checkConsequences(c *fault.Check, path string, a Agreement, figures bool) {
	n := len(o.Consequences)
	atMost(c, at(path, "consequence"), n, maxConsequences)
	if n > 1 {
		choose(c, at(path, "stacking"), o.Stacking, Sum, Max, First)
	} else {
		absent(c, o.Stacking == "", at(path, "stacking"), "there are not several consequences")
	}
	switch {
	case n == 0:
		absent(c, o.Cap == nil, at(path, "cap"), "there are no consequences")
	case o.Cap == nil:
		c.Add(at(path, "cap"), fault.RuleRequired, "must say the most that this objective may cost in a period; kind none: there is no limit")
	default:
		o.Cap.check(c, at(path, "cap"), a.Fees)
	}
	c.That(n == 0 || a.Cycle.Unit != calendar.Rolling, at(path, "consequence"), RulePeriod,
		"rolling periods overlap, so one outage would be paid for on many days; let the periods of what costs money follow one another")
	for i, one := range o.Consequences {
		one.check(c, index(at(path, "consequence"), i), o, a, figures)
	}
}

func (q Consequence) check(c *fault.Check, path string, o Objective, a Agreement, figures bool) {
	known := choose(c, at(path, "kind"), q.Kind, PercentOfFee, Fixed, MultipleOfFee, DaysOfFee)
	if known {
		q.Worth.check(c, path, a.Fees)
	}
	c.That(q.Basis != FeeOfDowntime || forms[o.Kind].counts && !o.sampled(), at(path, "basis"), fault.RuleRange,
		"must be wholeFee: what is sampled has no time without service")
	c.That(len(q.Tiers) > 0, at(path, "tier"), fault.RuleRequired, "must have one at least; one without when is due whenever the target is missed")
	atMost(c, at(path, "tier"), len(q.Tiers), maxTiers)
	bounds := true
	for i, t := range q.Tiers {
		at := index(at(path, "tier"), i)
		if known {
			t.Value.check(c, at, q.Kind)
		}
		for j, b := range t.When {
			b.check(c, index(at+".when", j))
			bounds = bounds && b.Operator.known()
		}
	}
	if figures && bounds && len(q.Tiers) <= maxTiers {
		q.checkTiers(c, path, o)
	}
	if q.Step != nil {
		q.Step.check(c, at(path, "step"), o)
	}
}

// checkTiers refuses tiers that never apply, reach into where the target is met, or overlap.
func (q Consequence) checkTiers(c *fault.Check, path string, o Objective) {
	can, met := possible(o.asked()), o.met()
	for i, t := range q.Tiers {
		at := index(at(path, "tier"), i)
		holds := t.region(o).and(can)
		switch {
		case holds.empty():
			c.Add(at, RuleTierEmpty, "never applies: its bounds leave nothing")
			continue
		case len(t.When) == 0: // whenever the target is missed
		case holds.within(met):
			c.Add(at, RuleTierEmpty, "never applies: the target, "+o.promise("en")+", is met there")
		case !holds.and(met).empty():
			c.Add(at, RuleTierMet, "reaches into where the target, "+o.promise("en")+", is met; end it there")
		}
		for j, earlier := range q.Tiers[:i] {
			if !holds.and(earlier.region(o)).empty() {
				c.Add(at, RuleTierTwice, fmt.Sprintf("applies together with tier[%d]; bound both so that one holds for any figure", j))
			}
		}
	}
}

func (s Step) check(c *fault.Check, path string, o Objective) {
	c.That(s.Size.Sign() > 0, at(path, "size"), fault.RuleRange, "must be above 0")
	if choose(c, at(path, "from"), s.From, FromTarget, FromZero) {
		c.That(s.From == FromTarget || o.Operator.upper(), at(path, "from"), fault.RuleRange, "must be target: counted from zero, a better figure would be worth more")
	}
	choose(c, at(path, "count"), s.Count, Started, Full)
}
