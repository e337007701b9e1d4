package downtime

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

var (
	begins       = []Begin{BeginStart, BeginReport}
	degradations = []Degraded{DegradedFull, DegradedNone, DegradedWeighed}
	steps        = []Step{StepMerge, StepClip, StepHours, StepExclude, StepMinimum, StepFloor, StepWeigh}
	gaps         = []Gap{GapCounts, GapFree}
	overlaps     = []Overlap{OverlapMax, OverlapSum}
	minima       = []MinimumCounts{MinimumAtLeast, MinimumLongerThan, MinimumBeyond}
	minimumOf    = []Of{OfOutage, OfStretch}
	floorOf      = []Of{OfOutage, OfStretch, OfClock}
	denominators = []DenominatorKind{
		DenominatorPeriod, DenominatorPeriodLessExclusions, DenominatorServiceHours, DenominatorServiceHoursLessExclusions, DenominatorFixed,
	}
)

// Check notes every fault of k below the path: what is missing, with the choices; what no step uses; what contradicts itself.
func (k Counting) Check(c *fault.Check, path string) {
	var part fault.Check
	k.check(&part)
	c.Within(path, &part)
}

func (k Counting) check(c *fault.Check) {
	oneOf(c, "begin", k.Begin, begins, "from when an outage counts")
	oneOf(c, "degraded", k.Degraded, degradations, "how an outage with a weight counts")
	k.checkOrder(c)
	k.checkMerge(c)
	k.checkHours(c)
	k.checkRules(c)
	k.checkMinimum(c)
	k.checkFloor(c)
	k.checkDenominator(c)
}

func (k Counting) uses(s Step) bool { return slices.Contains(k.Order, s) }

// oneOf asks for one of the choices; what says what it decides.
func oneOf[T ~string](c *fault.Check, path string, value T, choices []T, what string) bool {
	if slices.Contains(choices, value) {
		return true
	}
	all := make([]string, len(choices))
	for i, choice := range choices {
		all[i] = string(choice)
	}
	listed := strings.Join(all, ", ")
	if value == "" {
		c.Add(path, fault.RuleRequired, "must say "+what+": "+listed)
		return false
	}
	c.Add(path, fault.RuleUnknown, fmt.Sprintf("%.40q is none of the choices of %s: %s", value, what, listed))
	return false
}

// unused notes a value that none of the steps asks for.
func unused(c *fault.Check, given bool, path, need string) {
	c.That(!given, path, fault.RuleRange, "is given, but nothing uses it: it is only for "+need+"; leave it out or add that")
}

func (k Counting) checkOrder(c *fault.Check) {
	c.That(len(k.Order) > 0, "order", fault.RuleRequired, "must name the steps in the order in which they are done, clip at least: merge, clip,"+
		" hours, exclude, minimum, floor, weigh")
	for i, s := range k.Order {
		path := fmt.Sprintf("order[%d]", i)
		if oneOf(c, path, s, steps, "which step is done") {
			c.That(!slices.Contains(k.Order[:i], s), path, fault.RuleDuplicate, string(s)+" is done already; each step is done once")
		}
	}
	if len(k.Order) > 0 {
		c.That(k.uses(StepClip), "order", fault.RuleRequired, "must have the step clip: what lies outside the period never counts")
	}
	weighed := k.Degraded == DegradedWeighed
	c.That(!weighed || k.uses(StepWeigh), "order", fault.RuleRequired, "must have the step weigh: degraded is weighed")
	c.That(weighed || !k.uses(StepWeigh), "order", fault.RuleRange, "has the step weigh, which is only for degraded: weighed")
	k.checkFractions(c)
}

// checkFractions keeps steps that cut at instants away from behind those that take away weighted time, which lies at no instant.
func (k Counting) checkFractions(c *fault.Check) {
	weighed, takes := false, Step("")
	for i, s := range k.Order {
		switch {
		case s == StepWeigh:
			weighed = true
		case takes != "" && k.cuts(s):
			c.Add(fmt.Sprintf("order[%d]", i), fault.RuleRange, fmt.Sprintf("%s cannot follow %s after weigh, which takes away weighted time"+
				" and no longer spans of the clock; put it before", s, takes))
		case weighed && takesAmounts(k, s):
			takes = s
		}
	}
}

func (k Counting) cuts(s Step) bool {
	return s != StepMinimum && (s != StepFloor || k.Floor != nil && k.Floor.Of == OfClock)
}

func takesAmounts(k Counting, s Step) bool {
	return s == StepMinimum && k.Minimum != nil && k.Minimum.Counts == MinimumBeyond ||
		s == StepFloor && k.Floor != nil && k.Floor.Of != OfClock
}

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
