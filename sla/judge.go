package sla

import (
	"fmt"
	"math/big"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// measurement is a result and what of it failed the target.
type measurement struct {
	result Result
	figure *big.Rat // what was measured, in base units; nil: nothing
	misses []miss

	remedies []Remedy
}

// measure measures the n-th objective.
func (e *evaluation) measure(n int, r Record, asOf time.Time) (measurement, error) {
	o := e.agreement.Objectives[n]
	m := measurement{result: Result{Objective: o.ID, Name: o.Name, De: o.De, Feature: o.Feature, Kind: o.Kind,
		Operator: o.Operator, Target: measure(o.target(), o.Unit, nil)}}
	if o.Warning != nil {
		m.result.Warning = &Level{o.Warning.Operator, measure(o.Unit.base(o.Warning.Value), o.Unit, nil)}
	}
	var err error
	switch {
	case e.meters[n] != nil:
		err = m.sampled(o, e.meters[n], asOf)
	case forms[o.Kind].repairs:
		err = m.repairs(o, e, r, asOf)
	default:
		err = m.counted(o, e, r, asOf)
	}
	if err != nil {
		return measurement{}, err
	}
	if asOf.Before(e.period.End()) {
		m.result.Reasons = append(m.result.Reasons, reason(CodeProvisional))
	}
	return m, nil
}

// counted measures outages.
func (m *measurement) counted(o Objective, e *evaluation, r Record, asOf time.Time) error {
	ledger, err := r.count(o, e.period, asOf)
	if err != nil {
		return err
	}
	m.result.Ledger = &ledger
	down := nanoseconds(ledger.Down)
	one := miss{down: down}
	longest := new(big.Rat)
	for _, episode := range ledger.Episodes {
		if counted := nanoseconds(episode.Counted); counted.Cmp(longest) > 0 {
			longest = counted
		}
		if episode.Span.End.After(one.ended) {
			one.ended = episode.Span.End
		}
	}
	switch o.Kind {
	case Downtime:
		one.figure = down
	case Outages:
		one.figure = big.NewRat(int64(len(ledger.Episodes)), 1)
	case LongestOutage:
		one.figure = longest
	default:
		one.figure, _ = ledger.Availability()
	}
	m.judge(o, one)
	return nil
}

// nanoseconds is an exact length in the base unit of time.
func nanoseconds(l downtime.Length) *big.Rat {
	r := l.Rat()
	return r.Mul(r, big.NewRat(int64(time.Microsecond), 1))
}

// sampled measures what a meter has.
func (m *measurement) sampled(o Objective, meter *sample.Meter, asOf time.Time) error {
	f, err := meter.Figure(asOf)
	if err != nil {
		return err
	}
	m.result.Figure = &f
	var one miss
	if f.Known {
		one.figure = f.Value.Rat()
		switch o.asked() {
		case ofValue:
			one.figure.Mul(one.figure, o.Unit.factor())
		case ofTime:
			one.figure.Mul(one.figure, Seconds.factor())
		}
	}
	m.judge(o, one)
	if f.Missing > 0 {
		m.result.Reasons = append(m.result.Reasons, reason(CodeMissing, f.Missing))
	}
	if f.Clipped > 0 {
		m.result.Reasons = append(m.result.Reasons, reason(CodeClipped, f.Clipped))
	}
	return nil
}

// judge holds one figure against target and warning level.
func (m *measurement) judge(o Objective, one miss) {
	m.figure = one.figure
	if one.figure == nil {
		m.result.State = NoData
		m.result.Reasons = append(m.result.Reasons, reason(CodeNoData))
		return
	}
	m.result.Measured = measure(one.figure, o.Unit, o.edges())
	m.result.State = o.state(one.figure)
	if m.result.State == Violated {
		m.misses = append(m.misses, one)
	}
	m.result.Reasons = append(m.result.Reasons, o.verdict(m.result.State, m.result.Measured))
}

// state is how a figure, in base units, stands.
func (o Objective) state(figure *big.Rat) State {
	switch {
	case !o.Operator.Holds(figure.Cmp(o.target())):
		return Violated
	case o.Warning != nil && !o.Warning.Operator.Holds(figure.Cmp(o.Unit.base(o.Warning.Value))):
		return Warned
	}
	return Met
}

// verdict is the reason of a state.
func (o Objective) verdict(s State, measured Measure) fault.Reason {
	switch s {
	case Violated:
		return reason(CodeViolated, measured.Text, o.promise("en"))
	case Warned:
		return reason(CodeWarning, measured.Text, o.Warning.say("en", o.Unit))
	}
	return reason(CodeMet, measured.Text, o.promise("en"))
}

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
