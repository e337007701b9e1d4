package downtime

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// entry collects the faults of one outage or exclusion, below its own path; the messages name the id. There may be ten thousand
// entries without a fault, so that nothing is formatted for them.
type entry struct {
	fault.Check
	kind, id string
	asOf     time.Time
}

func (e *entry) fault(field, rule, message string) {
	e.Add(field, rule, fmt.Sprintf("%s %.40q %s", e.kind, e.id, message))
}

func (e *entry) that(ok bool, field, rule, message string) {
	if !ok {
		e.fault(field, rule, message)
	}
}

func (e *entry) checkID(ids map[string]int, i int) {
	e.Text("id", e.id, fault.MaxID)
	if e.id == "" {
		return
	}
	if first, twice := ids[e.id]; twice {
		e.fault("id", fault.RuleDuplicate, fmt.Sprintf("is there already, at index %d; give each its own id", first))
		return
	}
	ids[e.id] = i
}

// checkFeature asks that all entries are of one feature; first is the first that was named.
func (e *entry) checkFeature(feature string, first *string) {
	e.Optional("feature", feature, fault.MaxName)
	if *first == "" {
		*first = feature
	}
	if feature != "" && feature != *first {
		e.fault("feature", fault.RuleRange, fmt.Sprintf("is of the feature %.40q, others are of %.40q; count each alone (see ForFeature),"+
			" or clear the features to count them as one", feature, *first))
	}
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
	if at.IsZero() || e.asOf.IsZero() {
		return
	}
	near := at.After(e.asOf.Add(-fault.Horizon)) && at.Before(e.asOf.Add(fault.Horizon))
	e.that(near, field, fault.RuleRange, "lies more than 20 years away from asOf")
}

// known asks for a time that can be known at asOf.
func (e *entry) known(field string, at time.Time) {
	future := fault.Instant(at).After(e.asOf) && !e.asOf.IsZero()
	e.that(at.IsZero() || !future, field, fault.RuleRange, "lies in the future, after asOf")
}
