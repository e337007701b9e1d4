package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Evaluate holds what is known of a period against the agreement, as things stood at asOf. The period is one of the agreement's
// cycle, or a part of one where the agreement began or ended within it. The same arguments always give the same report, so a
// period can be evaluated as often as one likes: see Difference. While it goes on, what outages come to is what the whole period
// will have if nothing more happens, and what is sampled is that of the samples so far. fault.ErrInvalid names every fault at once: what Check refuses;
// a period that is none of the cycle's or has not begun; outages that are reversed, in the future, there twice, or overlap where
// they are not merged; unknown features and metrics; fees that are missing.
func Evaluate(a Agreement, r Record, p calendar.Period, asOf time.Time) (Report, error) {
	e, err := newEvaluation(a, p)
	if err != nil {
		return Report{}, err
	}
	var c faults
	e.checkMetrics(&c.Check, r)
	for i, o := range a.Objectives {
		m := e.meters[i]
		if m == nil {
			continue
		}
		if o.takesCounts() {
			err = c.take(m.AddCounts(r.Counts[o.Metric.Name]), below(o.source(), "counts"))
		} else {
			err = c.take(m.AddAll(r.Samples[o.Metric.Name]), below(o.source(), "samples"))
		}
		if err != nil {
			return Report{}, err
		}
		e.logs[i].addAll(o, r)
	}
	return e.report(&c, r, asOf)
}

// evaluation is an agreement and a period with what the samples came to.
type evaluation struct {
	agreement Agreement
	period    calendar.Period
	meters    []*sample.Meter // one for each objective; nil for those that are counted
	logs      []*burnLog      // likewise; nil for those whose burn rates are not asked for

	samplers, counters map[string][]int // the objectives that take a metric's samples or counts
}

func newEvaluation(a Agreement, p calendar.Period) (*evaluation, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	if err := a.checkPeriod(p); err != nil {
		return nil, err
	}
	e := &evaluation{agreement: a, period: p, meters: make([]*sample.Meter, len(a.Objectives)), logs: make([]*burnLog, len(a.Objectives)),
		samplers: map[string][]int{}, counters: map[string][]int{}}
	for i, o := range a.Objectives {
		if !o.sampled() {
			continue
		}
		m, err := sample.NewMeter(*o.Metric, *o.Rule, p)
		if err != nil {
			return nil, err
		}
		e.meters[i], e.logs[i] = m, newBurnLog(o, a.Burn)
		takers := e.samplers
		if o.takesCounts() {
			takers = e.counters
		}
		takers[o.Metric.Name] = append(takers[o.Metric.Name], i)
	}
	return e, nil
}

// checkPeriod asks for a period of the cycle, or a part of one.
func (a Agreement) checkPeriod(p calendar.Period) error {
	var c fault.Check
	if p.IsZero() {
		c.Add("period", fault.RuleRequired, "must be one of the agreement's cycle")
		return c.Err("sla.Evaluate")
	}
	whole, err := a.Cycle.Period(p.Start())
	if a.Cycle.Unit == calendar.Rolling {
		whole, err = a.Cycle.Period(p.End())
	}
	if err != nil {
		return err
	}
	ours := p.Zone() == whole.Zone() && !p.From().Before(whole.From()) && !whole.To().Before(p.To())
	c.That(ours, "period", RulePeriod, p.String()+" is neither a period of the cycle "+a.Cycle.String()+" nor a part of one; it has "+whole.String())
	return c.Err("sla.Evaluate")
}

// takesCounts reports whether the objective is sampled by counters.
func (o Objective) takesCounts() bool {
	k := o.Rule.Kind
	return k == sample.Ratio || k == sample.MeanOfSlots || o.Rule.Of == sample.OfRatio
}

// report evaluates what the meters have and the rest of the record, unless something is wrong with them: the check has what was
// found so far.
func (e *evaluation) report(c *faults, r Record, asOf time.Time) (Report, error) {
	asOf = fault.Instant(asOf)
	c.That(!asOf.Before(e.period.Start()), "asOf", RulePeriod, "lies before the period, which has not begun")
	r.check(&c.Check, e.agreement, asOf)
	all, err := e.measureAll(c, r, asOf)
	if err != nil {
		return Report{}, err
	}
	a := e.agreement
	report := Report{Agreement: a.ID, Version: a.Version, Customer: a.Customer, Name: a.Name, De: a.De, Period: e.period,
		AsOf: asOf, Closed: !asOf.Before(e.period.End()), Settle: a.Settle, Claim: a.Claim.Kind}
	groups := make([][]Remedy, len(all))
	for i, o := range a.Objectives {
		m := &all[i]
		if err := e.remedies(o, m, r.Fees); err != nil {
			return Report{}, err
		}
		if !report.Closed {
			if m.result.Forecast, err = e.forecast(i, m, r.Fees, asOf); err != nil {
				return Report{}, err
			}
		}
		groups[i] = m.remedies
		report.Results = append(report.Results, m.result)
	}
	if report.Remedies, err = a.settle(groups, purse{fees: r.Fees, mode: *a.Rounding, period: e.period}, r.Granted); err != nil {
		return Report{}, err
	}
	report.Total, err = total(report.Remedies)
	return report, err
}

// measureAll measures every objective. Faults are timed one by one, so what is wrong with all of them together is looked for before.
func (e *evaluation) measureAll(c *faults, r Record, asOf time.Time) ([]measurement, error) {
	all := make([]measurement, len(e.agreement.Objectives))
	if err := c.take(r.checkUncounted(e.agreement, e.period, asOf), here); err != nil {
		return nil, err
	}
	for i, o := range e.agreement.Objectives {
		if forms[o.Kind].repairs && len(c.Fields()) > 0 {
			continue
		}
		m, err := e.measure(i, r, asOf)
		if err := c.take(err, here); err != nil {
			return nil, err
		}
		all[i] = m
	}
	return all, c.Err("sla.Evaluate")
}

// settle makes of the objectives' remedies those of the period.
func (a Agreement) settle(groups [][]Remedy, p purse, granted *money.Amount) ([]Remedy, error) {
	if err := stack(a.Stacking, groups, CodeStacking); err != nil {
		return nil, err
	}
	var all []Remedy
	for _, g := range groups {
		all = append(all, g...)
	}
	if err := p.limit(a.Cap, all, CodeCap); err != nil {
		return nil, err
	}
	if err := a.ContractCap.limit(p, granted, all); err != nil {
		return nil, err
	}
	return all, a.Minimum.pay(all)
}

// remedies fills in what a missed target is worth, after the objective's own stacking and cap.
func (e *evaluation) remedies(o Objective, m *measurement, fees map[string]money.Amount) error {
	if len(o.Consequences) == 0 || len(m.misses) == 0 {
		return nil
	}
	p := purse{fees: fees, mode: *e.agreement.Rounding, period: e.period}
	groups := make([][]Remedy, len(o.Consequences))
	for i := range o.Consequences {
		for _, miss := range m.misses {
			p.down = miss.down
			one, why, err := p.remedy(o, i, miss)
			if err != nil {
				return err
			}
			if one == nil {
				m.result.Reasons = append(m.result.Reasons, why)
				continue
			}
			if one.ClaimBy, err = e.agreement.claimBy(e.period, miss.ended); err != nil {
				return err
			}
			groups[i] = append(groups[i], *one)
		}
	}
	if err := stack(o.Stacking, groups, CodeStacking); err != nil {
		return err
	}
	for _, g := range groups {
		m.remedies = append(m.remedies, g...)
	}
	return p.limit(*o.Cap, m.remedies, CodeObjectiveCap)
}
