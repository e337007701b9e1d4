package sla

import (
	"fmt"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func (m Minimum) check(c *fault.Check, caps map[string]Cap) {
	if !choose(c, "minimum.kind", m.Kind, NoMinimum, MinimumAmount) {
		return
	}
	if m.Kind == NoMinimum {
		absent(c, m.Operator == "", "minimum.operator", "there is no minimum")
		absent(c, m.Amount == nil, "minimum.amount", "there is no minimum")
		return
	}
	known := choose(c, "minimum.operator", m.Operator, GreaterOrEqual, Greater)
	c.That(m.Amount != nil && m.Amount.Sign() > 0, "minimum.amount", fault.RuleRange, "must be an amount above 0")
	if m.Amount == nil || !known {
		return
	}
	for _, path := range slices.Sorted(maps.Keys(caps)) {
		most := caps[path]
		if most.Kind != Fixed || most.Amount == nil {
			continue
		}
		order, err := most.Amount.Cmp(*m.Amount)
		c.That(err == nil, "minimum.amount", fault.RuleCurrency, "must be in the currency of the "+path)
		c.That(err != nil || m.Operator.Holds(order), at(path, "amount"), RuleCap, "lies below the minimum: nothing would ever be paid")
	}
}

func (k Claim) check(c *fault.Check, cycle calendar.Cycle) {
	if !choose(c, "claim.kind", k.Kind, Automatic, OnClaim) {
		return
	}
	if k.Kind == Automatic {
		absent(c, k.Within == 0, "claim.within", "the remedy is automatic")
		absent(c, k.Unit == "", "claim.unit", "the remedy is automatic")
		absent(c, k.From == "", "claim.from", "the remedy is automatic")
		absent(c, k.Hours == nil, "claim.hours", "the remedy is automatic")
		return
	}
	c.That(1 <= k.Within && k.Within <= maxWithin, "claim.within", fault.RuleRange, fmt.Sprintf("must be 1 to %d", maxWithin))
	choose(c, "claim.unit", k.Unit, CalendarDays, WorkingDays, BillingCycles)
	choose(c, "claim.from", k.From, FromPeriodEnd, FromIncident)
	if k.Unit == BillingCycles {
		c.That(k.From != FromIncident, "claim.from", fault.RuleRange, "must be periodEnd: cycles are counted from the one it happened in")
		c.That(cycle.Unit != calendar.Rolling, "claim.unit", RulePeriod, "a rolling period has no cycles behind it; count days")
	}
	if k.Unit != WorkingDays {
		absent(c, k.Hours == nil, "claim.hours", "only working days need them")
		return
	}
	if k.Hours == nil || k.Hours.IsZero() {
		c.Add("claim.hours", fault.RuleRequired, "must say which days are working days")
		return
	}
	checkZone(c, "claim.hours", *k.Hours, cycle)
}

// checkZone asks for the hours to be in the zone of the periods.
func checkZone(c *fault.Check, path string, h calendar.Hours, cycle calendar.Cycle) {
	c.That(h.Zone() == cycle.Zone, at(path, "zone"), RuleZone,
		fmt.Sprintf("is %q, but the periods are in %q; use one zone, or a day would begin twice", h.Zone(), cycle.Zone))
}
