package sla

import (
	"errors"
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func asInvalid(err error) (*fault.Invalid, bool) {
	var invalid *fault.Invalid
	return invalid, errors.As(err, &invalid)
}

// kinds are all kinds in the order in which they are documented.
var kinds = []Kind{Availability, Downtime, Outages, LongestOutage, TimeToRepair, MeanTimeToRepair, Percentile, Mean, Ratio, Threshold, Timeslices}

func (o Objective) check(c *fault.Check, path string, a Agreement) {
	c.Text(at(path, "id"), o.ID, fault.MaxID)
	c.Text(at(path, "name"), o.Name, fault.MaxName)
	c.Optional(at(path, "de"), o.De, fault.MaxName)
	checkFeature(c, path, o.Feature, a)
	known := choose(c, at(path, "operator"), o.Operator, Less, LessOrEqual, Equal, GreaterOrEqual, Greater)
	c.That(o.Target.Sign() >= 0, at(path, "target"), fault.RuleRange, "must not be negative")
	if !choose(c, at(path, "kind"), o.Kind, kinds...) {
		return
	}
	o.checkSource(c, path, a)
	unit := o.checkUnit(c, path)
	if known && unit && o.Target.Sign() >= 0 {
		o.checkTarget(c, path)
		o.checkWarning(c, path)
	}
	o.checkConsequences(c, path, a, known && unit)
}

// checkSource asks for what the kind is measured by, and for nothing else.
func (o Objective) checkSource(c *fault.Check, path string, a Agreement) {
	f := forms[o.Kind]
	sampled := o.sampled()
	if f.counts && !sampled {
		o.checkCounting(c, path, a)
	} else {
		absent(c, o.Counting == nil, at(path, "counting"), "it is sampled")
	}
	if f.repairs {
		o.checkRepair(c, path)
	} else {
		absent(c, o.Repair == nil, at(path, "repair"), "only times to repair need it")
	}
	if !sampled {
		absent(c, o.Metric == nil, at(path, "metric"), string(o.Kind)+" is counted")
		absent(c, o.Rule == nil, at(path, "rule"), string(o.Kind)+" is counted")
		return
	}
	c.That(o.Metric != nil, at(path, "metric"), fault.RuleRequired, "must say what is sampled")
	c.That(o.Rule != nil, at(path, "rule"), fault.RuleRequired, "must say what is made of the samples")
	if o.Metric == nil || o.Rule == nil {
		return
	}
	o.Metric.Check(c, at(path, "metric"))
	o.Rule.Check(c, at(path, "rule"), *o.Metric)
	choose(c, at(path, "rule.kind"), o.Rule.Kind, f.rules...)
}

func (o Objective) checkCounting(c *fault.Check, path string, a Agreement) {
	if o.Counting == nil {
		c.Add(at(path, "counting"), fault.RuleRequired, "must say how "+string(o.Kind)+" is counted")
		return
	}
	o.Counting.Check(c, at(path, "counting"))
	if h := o.Counting.Hours; h != nil && !h.IsZero() {
		checkZone(c, at(path, "counting.hours"), *h, a.Cycle)
	}
	if o.Kind == Availability && o.Counting.Denominator.Kind == downtime.DenominatorFixed {
		c.That(o.Counting.Denominator.Fixed > 0, at(path, "counting.denominator.fixed"), fault.RuleRange, "must be above 0s for an availability")
	}
}

func (o Objective) checkRepair(c *fault.Check, path string) {
	if o.Repair == nil {
		c.Add(at(path, "repair"), fault.RuleRequired, "must say which faults count: faults outages or repairs, belongs start or end")
		return
	}
	choose(c, at(path, "repair.faults"), o.Repair.Faults, FromOutages, FromRepairs)
	choose(c, at(path, "repair.belongs"), o.Repair.Belongs, ByStart, ByEnd)
}

// sampled reports whether samples are measured, and not outages or repairs.
func (o Objective) sampled() bool {
	f := forms[o.Kind]
	return !f.counts || len(f.rules) > 0 && o.Counting == nil && o.Metric != nil
}

// checkUnit asks for a unit of what the kind measures.
func (o Objective) checkUnit(c *fault.Check, path string) bool {
	d := o.asked()
	ok := o.Unit.of(d)
	if d == ofValue {
		ok = o.Metric != nil && o.Metric.Unit != "" && string(o.Unit) == o.Metric.Unit
	}
	if !ok {
		c.Add(at(path, "unit"), RuleUnit, fmt.Sprintf("%.40q is no unit of this objective; use %s", o.Unit, strings.Join(o.unitsAllowed(), ", ")))
	}
	return ok
}

// unitsAllowed are the units of what the objective measures.
func (o Objective) unitsAllowed() []string {
	d := o.asked()
	if d == ofValue && (o.Metric == nil || o.Metric.Unit == "") {
		return []string{"that of the metric"}
	}
	if d == ofValue {
		return []string{fmt.Sprintf("%q, that of the metric", o.Metric.Unit)}
	}
	var names []string
	for _, u := range []Unit{Hours, Minutes, Seconds, Milliseconds, Percent, Share, Number} {
		if u.of(d) {
			names = append(names, fmt.Sprintf("%q", u))
		}
	}
	return names
}

// asked is the dimension of what the objective measures.
func (o Objective) asked() dimension {
	if o.Rule != nil {
		switch o.Rule.Kind {
		case sample.Percentile, sample.Mean, sample.Peak:
			return ofValue
		case sample.Longest:
			return ofTime
		default:
			return ofShare
		}
	}
	return forms[o.Kind].dimension
}

// checkTarget refuses a target that nothing can miss, or nothing meet.
func (o Objective) checkTarget(c *fault.Check, path string) {
	can, met := possible(o.asked()), o.met()
	if met.and(can).empty() {
		c.Add(at(path, "target"), RuleTarget, "can never be met: "+o.promise("en"))
	}
	if can.within(met) {
		c.Add(at(path, "target"), RuleTarget, "can never be missed: "+o.promise("en"))
	}
}

// checkWarning asks for a warning level that fails before the target does.
func (o Objective) checkWarning(c *fault.Check, path string) {
	if o.Warning == nil {
		return
	}
	path = at(path, "warning")
	if !choose(c, at(path, "operator"), o.Warning.Operator, Less, LessOrEqual, GreaterOrEqual, Greater) {
		return
	}
	can := possible(o.asked())
	holds, met := o.region(*o.Warning).and(can), o.met().and(can)
	if !holds.within(met) || met.within(holds) {
		c.Add(path, RuleWarning, fmt.Sprintf("lies on the wrong side of the target: what fails to be %s must come before what fails to be %s",
			o.Warning.say("en", o.Unit), o.promise("en")))
	}
	c.That(!holds.empty(), path, RuleWarning, "can never hold")
}

// promise is what must hold, in words.
func (o Objective) promise(lang string) string { return Bound{o.Operator, o.Target}.say(lang, o.Unit) }
