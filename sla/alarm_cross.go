package sla

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Crossing is a threshold of an agreement that was crossed. It is a value.
type Crossing struct {
	Agreement string         `json:"agreement"`
	Version   string         `json:"version"`
	Objective string         `json:"objective"`
	Name      string         `json:"name"`
	Operator  Operator       `json:"operator"` // what should hold
	Threshold money.Quantity `json:"threshold"`
	Value     money.Quantity `json:"value"`
	Unit      string         `json:"unit"`
	Features  []string       `json:"feature"` // of the agreement, affected
	Of        int            `json:"of"`      // how many features the agreement has
	Extent    Extent         `json:"extent"`
	Why       fault.Reason   `json:"why"` // of the extent
}

// cross adds the thresholds of an agreement that are crossed, or why none is.
func (s *Service) cross(u *work.Unit, a *Alarm, g Registered, r AlarmReport) error {
	v, _, found, err := g.periodAt(a.At)
	if err != nil || !found {
		return err
	}
	t, err := g.terms(u, v.No)
	if err != nil {
		return err
	}
	for _, o := range t.Agreement.Objectives {
		if o.Kind != Threshold || o.Metric.Name != r.Metric && o.ID != r.Metric {
			continue
		}
		c := Crossing{Agreement: g.ID, Version: v.Version, Objective: o.ID, Name: o.Name, Value: r.Value, Unit: o.Metric.Unit,
			Features: affected(o, t.Agreement, r.Features), Of: len(t.Agreement.Features)}
		c.Operator, c.Threshold = o.limit()
		switch {
		case c.Operator.Holds(r.Value.Cmp(c.Threshold)):
			a.Reasons = append(a.Reasons, fault.Reason{Code: ReasonNotCrossed, Message: fmt.Sprintf("%s of %s: %s %s is %s %s %s", o.Name, g.ID, r.Value, c.Unit, c.Operator.Words("en"), c.Threshold, c.Unit)})
			continue
		case len(c.Features) == 0:
			a.Reasons = append(a.Reasons, fault.Reason{Code: ReasonNoFeature, Message: fmt.Sprintf("%s of %s: none of its features is affected", o.Name, g.ID)})
			continue
		}
		c.Extent, c.Why = AssessExtent(Reach{Affected: len(c.Features), Features: c.Of, Value: c.Value, Threshold: c.Threshold}, s.config.Extents)
		a.add(c)
	}
	return nil
}

func (a *Alarm) add(c Crossing) {
	a.Crossings = append(a.Crossings, c)
	a.Extent = larger(a.Extent, c.Extent)
	for _, f := range c.Features {
		if !slices.Contains(a.Features, f) {
			a.Features = append(a.Features, f)
		}
	}
}

// limit is what must hold for a sample of a threshold: the warning level of its peak, or else the target; of a share of time, that
// the condition does not hold of which the time is measured.
func (o Objective) limit() (Operator, money.Quantity) {
	switch {
	case o.Rule.Bound == nil && o.Warning != nil:
		return o.Warning.Operator, o.Warning.Value
	case o.Rule.Bound == nil:
		return o.Operator, o.Target
	}
	return opposites[Operator(o.Rule.Operator)], *o.Rule.Bound
}

var opposites = map[Operator]Operator{Less: GreaterOrEqual, LessOrEqual: Greater, GreaterOrEqual: Less, Greater: LessOrEqual}

// affected are the agreement's features that an alarm affects: of those named, or where none is those of the objective.
func affected(o Objective, a Agreement, named []string) []string {
	var all []string
	for _, f := range a.Features {
		ofObjective := o.Feature == "" || o.Feature == f
		if len(named) == 0 && ofObjective || slices.Contains(named, f) {
			all = append(all, f)
		}
	}
	return all
}
