package downtime

import "github.com/etomcrm/etomcrm/etom/fault"

// The codes of a Removal's reason.
const (
	RuleDegraded      = "DOWNTIME-DEGRADED"       // degradations do not count
	RuleNotReported   = "DOWNTIME-NOT-REPORTED"   // not reported, or not yet
	RuleBeforePeriod  = "DOWNTIME-BEFORE-PERIOD"  // before the period begins
	RuleAfterPeriod   = "DOWNTIME-AFTER-PERIOD"   // after the period ends
	RuleOutsideHours  = "DOWNTIME-OUTSIDE-HOURS"  // outside the service hours
	RuleExcluded      = "DOWNTIME-EXCLUDED"       // covered by an exclusion
	RuleTooShort      = "DOWNTIME-TOO-SHORT"      // of an outage that is not long enough
	RuleWithinMinimum = "DOWNTIME-WITHIN-MINIMUM" // the first part of an outage, up to the minimum
	RulePartialUnit   = "DOWNTIME-PARTIAL-UNIT"   // does not fill a whole unit
	RuleWeight        = "DOWNTIME-WEIGHT"         // what the weight of a degradation leaves out
	RuleCounted       = "DOWNTIME-COUNTED"        // another outage counts the same time
	RuleWhole         = "DOWNTIME-WHOLE"          // outages at the same time are more than a whole one together
)

// The codes of an ExclusionUse's reason.
const (
	RuleExcludes    = "DOWNTIME-EXCLUDES"     // meets every condition
	RuleNoExclusion = "DOWNTIME-NO-EXCLUSION" // the counting rules have no step exclude
	RuleCause       = "DOWNTIME-CAUSE"        // its cause has no rule
	RuleNotice      = "DOWNTIME-NOTICE"       // announced too late or not at all
	RuleUnconfirmed = "DOWNTIME-UNCONFIRMED"  // not confirmed
	RuleYearlyCap   = "DOWNTIME-YEARLY-CAP"   // the cap of the calendar year is used up, for part of it or for all
	RulePeriodCap   = "DOWNTIME-PERIOD-CAP"   // the cap of the period is used up, for part of it or for all
)

// why is what the removals of one cut have in common.
type why struct {
	step      Step
	reason    fault.Reason
	cause     Cause
	exclusion string
	claim     int // the index of the claim that excludes; -1: none
}

func because(s Step, code, message string) *why {
	return &why{step: s, reason: fault.Reason{Code: code, Message: message}, claim: -1}
}
