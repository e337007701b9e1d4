package sla

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// count counts the outages that concern an objective.
func (r Record) count(o Objective, p calendar.Period, asOf time.Time) (downtime.Ledger, error) {
	outages, atOutage := pick(r.Outages, o.concernedBy, outageFeature)
	exclusions, atExclusion, err := r.exclusions(o)
	if err != nil {
		return downtime.Ledger{}, err
	}
	ledger, err := o.Counting.Count(outages, exclusions, p, asOf)
	if err != nil {
		return downtime.Ledger{}, ofRecord(err, o, map[string][]int{"outages": atOutage, "exclusions": atExclusion})
	}
	return ledger, nil
}

// exclusions are those that concern an objective. One of a feature alone, without an outage, cannot be held against an objective
// that counts all features as one: it would exclude the others too.
func (r Record) exclusions(o Objective) ([]downtime.Exclusion, []int, error) {
	if o.Feature == "" {
		var c fault.Check
		for i, x := range r.Exclusions {
			if x.Feature != "" && x.Outage == "" {
				c.Add(at(index("exclusion", i), "outage"), fault.RuleRequired, fmt.Sprintf("must name the outage: exclusion %.40q is of"+
					" the feature %.40q alone, but objective %.40q counts all features as one", x.ID, x.Feature, o.ID))
			}
		}
		if err := c.Err("sla.Evaluate"); err != nil {
			return nil, nil, err
		}
	}
	those, where := pick(r.Exclusions, o.concernedBy, exclusionFeature)
	return those, where, nil
}

// concernedBy reports whether what is of a feature, or of the whole service, concerns the objective.
func (o Objective) concernedBy(feature string) bool {
	return o.Feature == "" || feature == "" || feature == o.Feature
}

func outageFeature(x *downtime.Outage) *string       { return &x.Feature }
func exclusionFeature(x *downtime.Exclusion) *string { return &x.Feature }

// pick picks the entries by their feature, as entries of one thing that is measured, and tells where each stood.
func pick[T any](all []T, by func(feature string) bool, of func(*T) *string) (those []T, where []int) {
	those, where = make([]T, 0, len(all)), make([]int, 0, len(all))
	for i, one := range all {
		f := of(&one)
		if !by(*f) {
			continue
		}
		*f = ""
		those, where = append(those, one), append(where, i)
	}
	return those, where
}

// merely asks of outages and exclusions what does not depend on how they are counted.
var merely = downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{downtime.StepMerge, downtime.StepClip},
	MergeGap: new(calendar.Span), Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}

// checkUncounted asks the same of outages and exclusions that no objective counts, or only one by one, as counting does.
func (r Record) checkUncounted(a Agreement, p calendar.Period, asOf time.Time) error {
	uncounted := func(feature string) bool {
		return !slices.ContainsFunc(a.Objectives, func(o Objective) bool { return o.Counting != nil && o.Repair == nil && o.concernedBy(feature) })
	}
	outages, atOutage := pick(r.Outages, uncounted, outageFeature)
	exclusions, atExclusion := pick(r.Exclusions, uncounted, exclusionFeature)
	if len(outages)+len(exclusions) == 0 {
		return nil
	}
	_, err := merely.Count(outages, exclusions, p, asOf)
	if err != nil {
		return ofRecord(err, Objective{}, map[string][]int{"outages": atOutage, "exclusions": atExclusion})
	}
	return nil
}

// ofRecord gives the faults of counting the paths of the record.
func ofRecord(err error, o Objective, where map[string][]int) error {
	invalid, ok := asInvalid(err)
	if !ok {
		return fmt.Errorf("%s: %w", fault.Subject("sla.objective", o.ID), err)
	}
	var c fault.Check
	for _, f := range invalid.Fields {
		c.Add(relocate(f.Path, where), f.Rule, f.Message)
	}
	return c.Err("sla.Evaluate")
}
