package sla

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// count counts the outages that concern an objective.
func (r Record) count(o Objective, p calendar.Period, asOf time.Time) (downtime.Ledger, error) {
	outages, atOutage := concern(r.Outages, o.Feature, func(x *downtime.Outage) *string { return &x.Feature })
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
	those, where := concern(r.Exclusions, o.Feature, func(x *downtime.Exclusion) *string { return &x.Feature })
	return those, where, nil
}

// concern picks the entries of a feature and of the whole service (without a feature: all), as entries of one thing that is
// measured, and tells where each stood.
func concern[T any](all []T, feature string, of func(*T) *string) (those []T, where []int) {
	those, where = make([]T, 0, len(all)), make([]int, 0, len(all))
	for i, one := range all {
		f := of(&one)
		if feature != "" && *f != "" && *f != feature {
			continue
		}
		*f = ""
		those, where = append(those, one), append(where, i)
	}
	return those, where
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
