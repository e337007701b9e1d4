package downtime

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// input is what Count is given.
type input struct {
	k          Counting
	outages    []Outage
	exclusions []Exclusion
	period     calendar.Period
	asOf       time.Time
}

func (in input) check() error {
	var c fault.Check
	in.k.Check(&c, "counting")
	in.checkTime(&c)
	ids, feature := map[string]int{}, ""
	for i, o := range in.outages {
		part := entry{kind: "outage", id: o.ID, path: fmt.Sprintf("outages[%d]", i), asOf: in.asOf}
		part.checkID(ids, i)
		part.checkFeature(o.Feature, &feature)
		o.check(&part)
		c.Within("", &part.Check)
	}
	ids = map[string]int{}
	for i, x := range in.exclusions {
		part := entry{kind: "exclusion", id: x.ID, path: fmt.Sprintf("exclusions[%d]", i), asOf: in.asOf}
		part.checkID(ids, i)
		part.checkFeature(x.Feature, &feature)
		x.check(&part)
		c.Within("", &part.Check)
	}
	if !in.k.uses(StepMerge) {
		in.checkOverlaps(&c)
	}
	return c.Err("downtime.Count")
}

func (in input) checkTime(c *fault.Check) {
	if in.asOf.IsZero() || in.asOf.Year() < calendar.MinYear || in.asOf.Year() > calendar.MaxYear {
		c.Add("asOf", fault.RuleRequired, "must be the time up to which is counted, in the years 1 to 9999")
	}
	if in.period.IsZero() {
		c.Add("period", fault.RuleRequired, "must be the period in which is counted")
		return
	}
	c.That(in.period.Duration() <= fault.Horizon, "period", fault.RuleRange, "must be at most 20 years long")
}

// checkOverlaps names each outage that begins before an earlier one is over.
func (in input) checkOverlaps(c *fault.Check) {
	order := make([]int, len(in.outages))
	for i := range order {
		order[i] = i
	}
	start := func(i int) time.Time { return fault.Instant(in.outages[i].Start) }
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(start(a).Compare(start(b)), cmp.Compare(a, b)) })
	reach, last := time.Time{}, -1
	for _, i := range order {
		o := in.outages[i]
		end := fault.Instant(o.End)
		if o.End.IsZero() {
			end = in.asOf
		}
		if last >= 0 && start(i).Before(reach) {
			c.Add(fmt.Sprintf("outages[%d].start", i), fault.RuleDuplicate, fmt.Sprintf(
				"outage %.40q overlaps outage %.40q (outages[%d]), and nothing merges them; add the step merge", o.ID, in.outages[last].ID, last))
		}
		if last < 0 || end.After(reach) {
			reach, last = end, i
		}
	}
}

// entry collects the faults of one outage or exclusion; its messages name the id.
type entry struct {
	fault.Check
	kind, id, path string
	asOf           time.Time
}

func (e *entry) that(ok bool, field, rule, message string) {
	if !ok {
		e.Add(e.path+"."+field, rule, fmt.Sprintf("%s %.40q %s", e.kind, e.id, message))
	}
}

func (e *entry) checkID(ids map[string]int, i int) {
	e.Text(e.path+".id", e.id, fault.MaxID)
	first, twice := ids[e.id]
	e.that(!twice || e.id == "", "id", fault.RuleDuplicate, fmt.Sprintf("is there already, at index %d; give each its own id", first))
	if !twice {
		ids[e.id] = i
	}
}

func (e *entry) checkFeature(feature string, first *string) {
	e.Optional(e.path+".feature", feature, fault.MaxName)
	if *first == "" {
		*first = feature
	}
	e.that(feature == "" || feature == *first, "feature", fault.RuleRange, fmt.Sprintf(
		"is of the feature %.40q, others are of %.40q; count each alone (see ForFeature), or clear the features to count them as one", feature, *first))
}

// checkSpan asks for a span that is not reversed; at most 20 years away, as everything here.
func (e *entry) checkSpan(start, end time.Time, mayBeOpen bool) {
	e.that(!start.IsZero(), "start", fault.RuleRequired, "must say when it began")
	e.that(mayBeOpen || !end.IsZero(), "end", fault.RuleRequired, "must say when it ended")
	e.near("start", start)
	e.near("end", end)
	backward := !end.IsZero() && !start.IsZero() && !fault.Instant(end).After(fault.Instant(start))
	e.that(!backward, "end", fault.RuleRange, "must be after start")
}

func (e *entry) near(field string, at time.Time) {
	near := at.After(e.asOf.Add(-fault.Horizon)) && at.Before(e.asOf.Add(fault.Horizon))
	e.that(at.IsZero() || e.asOf.IsZero() || near, field, fault.RuleRange, "lies more than 20 years away from asOf")
}

// notFuture asks for a time that can be known at asOf.
func (e *entry) notFuture(field string, at time.Time) {
	e.that(at.IsZero() || e.asOf.IsZero() || !fault.Instant(at).After(e.asOf), field, fault.RuleRange, "lies in the future, after asOf")
}
