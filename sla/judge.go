package sla

import (
	"math/big"
	"time"

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
	}
	for _, line := range ledger.Lines {
		if !line.Counted.IsZero() {
			one.ended = later(one.ended, line.Span.End)
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
