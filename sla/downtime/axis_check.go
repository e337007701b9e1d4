package downtime

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func (k Counting) checkMerge(c *fault.Check) {
	if !k.uses(StepMerge) {
		unused(c, k.MergeGap != nil, "mergeGap", "the step merge")
		unused(c, k.Gap != "", "gap", "the step merge")
		unused(c, k.Overlap != "", "overlap", "the step merge")
		return
	}
	switch {
	case k.MergeGap == nil:
		c.Add("mergeGap", fault.RuleRequired, "must say how far apart outages may be and still be one: 0s for those that touch or overlap,"+
			" or a span such as 5m")
	case *k.MergeGap > 0:
		wholeMicros(c, "mergeGap", *k.MergeGap, 0)
		oneOf(c, "gap", k.Gap, gaps, "whether the time between merged outages counts")
	default:
		wholeMicros(c, "mergeGap", *k.MergeGap, 0)
		unused(c, k.Gap != "", "gap", "a mergeGap above 0s")
	}
	if k.Degraded == DegradedWeighed {
		oneOf(c, "overlap", k.Overlap, overlaps, "what outages at the same time weigh together")
		return
	}
	unused(c, k.Overlap != "", "overlap", "degraded: weighed")
}

func (k Counting) checkHours(c *fault.Check) {
	if !k.uses(StepHours) {
		unused(c, k.Hours != nil, "hours", "the step hours")
		return
	}
	c.That(k.Hours != nil && !k.Hours.IsZero(), "hours", fault.RuleRequired, "must be the service hours, which the step hours asks for")
}

func (k Counting) checkRules(c *fault.Check) {
	if !k.uses(StepExclude) {
		unused(c, len(k.Rules) > 0, "rules", "the step exclude")
		return
	}
	c.That(len(k.Rules) > 0, "rules", fault.RuleRequired, "must name the causes that exclude, each with its conditions, which the step exclude"+
		" asks for: scheduledMaintenance, customer, forceMajeure …")
	known := map[Cause]bool{}
	for i, r := range k.Rules {
		path := fmt.Sprintf("rules[%d]", i)
		c.Text(path+".cause", string(r.Cause), fault.MaxName)
		c.That(r.Cause == "" || !known[r.Cause], path+".cause", fault.RuleDuplicate, fmt.Sprintf("%.40q has a rule already; give it one", r.Cause))
		known[r.Cause] = true
		wholeMicros(c, path+".notice", r.Notice, 0)
		wholeMicros(c, path+".yearlyCap", r.YearlyCap, 0)
		wholeMicros(c, path+".periodCap", r.PeriodCap, 0)
	}
}

func (k Counting) checkMinimum(c *fault.Check) {
	if !k.uses(StepMinimum) {
		unused(c, k.Minimum != nil, "minimum", "the step minimum")
		return
	}
	if k.Minimum == nil {
		c.Add("minimum", fault.RuleRequired, "must say how long an outage must be, which the step minimum asks for")
		return
	}
	wholeMicros(c, "minimum.least", k.Minimum.Least, calendar.Span(time.Microsecond))
	oneOf(c, "minimum.counts", k.Minimum.Counts, minima, "what counts of an outage that is long enough")
	oneOf(c, "minimum.of", k.Minimum.Of, minimumOf, "what must be long enough")
}

func (k Counting) checkFloor(c *fault.Check) {
	if !k.uses(StepFloor) {
		unused(c, k.Floor != nil, "floor", "the step floor")
		return
	}
	if k.Floor == nil {
		c.Add("floor", fault.RuleRequired, "must say to which unit is cut down, which the step floor asks for")
		return
	}
	wholeMicros(c, "floor.to", k.Floor.To, calendar.Span(time.Microsecond))
	oneOf(c, "floor.of", k.Floor.Of, floorOf, "what is cut down to whole units")
	const quarter = calendar.Span(15 * time.Minute)
	if k.Floor.Of == OfClock && k.Floor.To > 0 {
		c.That(quarter%k.Floor.To == 0, "floor.to", fault.RuleRange, "must divide 15m: zones are set by quarters of an hour, and larger units"+
			" of the clock are not the same in all of them")
	}
}

func (k Counting) checkDenominator(c *fault.Check) {
	d := k.Denominator
	oneOf(c, "denominator.kind", d.Kind, denominators, "what downtime is divided by")
	switch d.Kind {
	case DenominatorServiceHours, DenominatorServiceHoursLessExclusions:
		c.That(k.uses(StepHours), "denominator.kind", fault.RuleRange, "asks for service hours: without the step hours what is down outside them"+
			" would be held against the time inside; add the step")
	}
	switch d.Kind {
	case DenominatorPeriodLessExclusions, DenominatorServiceHoursLessExclusions:
		c.That(k.uses(StepExclude), "denominator.kind", fault.RuleRange, "takes exclusions away, but nothing is excluded; add the step exclude")
	}
	if d.Kind == DenominatorFixed {
		wholeMicros(c, "denominator.fixed", d.Fixed, calendar.Span(time.Microsecond))
		return
	}
	unused(c, d.Fixed != 0, "denominator.fixed", "the kind fixed")
}

// wholeMicros asks for a span of whole microseconds, from least to 20 years.
func wholeMicros(c *fault.Check, path string, span, least calendar.Span) {
	switch {
	case span == 0 && least > 0:
		c.Add(path, fault.RuleRequired, "must be a span above 0s, such as 5m")
	case span < least:
		c.Add(path, fault.RuleRange, fmt.Sprintf("is %s, must not be negative", span))
	case span > calendar.Span(fault.Horizon):
		c.Add(path, fault.RuleRange, "must be at most 20 years")
	default:
		c.That(span%calendar.Span(time.Microsecond) == 0, path, fault.RuleRange, "must be whole microseconds")
	}
}
