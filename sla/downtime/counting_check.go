package downtime

import (
	"fmt"
	"slices"
	"strings"

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
