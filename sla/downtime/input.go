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
	ids, feature := make(map[string]int, len(in.outages)), ""
	for i, o := range in.outages {
		e := entry{kind: "outage", id: o.ID, asOf: in.asOf}
		e.checkID(ids, i)
		e.checkFeature(o.Feature, &feature)
		o.check(&e)
		within(&c, "outages", i, &e)
	}
	ids = make(map[string]int, len(in.exclusions))
	for i, x := range in.exclusions {
		e := entry{kind: "exclusion", id: x.ID, asOf: in.asOf}
		e.checkID(ids, i)
		e.checkFeature(x.Feature, &feature)
		x.check(&e)
		within(&c, "exclusions", i, &e)
	}
	if !in.k.uses(StepMerge) {
		in.checkOverlaps(&c)
	}
	return c.Err("downtime.Count")
}

func within(c *fault.Check, list string, i int, e *entry) {
	if len(e.Fields()) > 0 {
		c.Within(fmt.Sprintf("%s[%d]", list, i), &e.Check)
	}
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
		if last >= 0 && start(i).Before(reach) {
			c.Add(fmt.Sprintf("outages[%d].start", i), fault.RuleDuplicate, fmt.Sprintf("outage %.40q overlaps outage %.40q (outages[%d]),"+
				" and nothing merges them; add the step merge", in.outages[i].ID, in.outages[last].ID, last))
		}
		if end := in.outages[i].end(in.asOf); last < 0 || end.After(reach) {
			reach, last = end, i
		}
	}
}
