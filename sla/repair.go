package sla

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// repairs measures the time to repair of every fault that belongs to the period.
func (m *measurement) repairs(o Objective, e *evaluation, r Record, asOf time.Time) error {
	faults := r.faults(o)
	var worst, sum, done *big.Rat = nil, new(big.Rat), new(big.Rat)
	var ended time.Time
	for _, f := range faults {
		if !o.Repair.belongs(f, e.period) {
			continue
		}
		ledger, err := r.countFault(o, f, e.period.Zone(), asOf)
		if err != nil {
			return err
		}
		figure := nanoseconds(ledger.Down)
		one := FaultTime{ID: f.ID, Start: f.Start, End: f.End, Time: measure(figure, o.Unit, o.edges()), State: o.state(figure), Ledger: ledger}
		m.result.Faults = append(m.result.Faults, one)
		if f.End.IsZero() {
			m.result.Reasons = append(m.result.Reasons, reason(CodeOpenFault, f.ID))
		} else {
			sum.Add(sum, figure)
			done.Add(done, big.NewRat(1, 1))
			ended = later(ended, f.End)
		}
		if o.Kind == TimeToRepair && one.State == Violated {
			m.misses = append(m.misses, miss{fault: f.ID, figure: figure, down: figure, ended: f.End})
		}
		if worst == nil || o.worse(figure, worst) {
			worst = figure
		}
	}
	if o.Kind == MeanTimeToRepair {
		m.mean(o, sum, done, ended)
		return nil
	}
	m.worst(o, worst)
	return nil
}

// worse reports whether a figure is further from the good side than another.
func (o Objective) worse(a, b *big.Rat) bool {
	if o.Operator.upper() || o.Operator == Equal {
		return a.Cmp(b) > 0
	}
	return a.Cmp(b) < 0
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// mean judges the mean over the repaired faults.
func (m *measurement) mean(o Objective, sum, done *big.Rat, ended time.Time) {
	if done.Sign() == 0 {
		m.none()
		return
	}
	m.judge(o, miss{figure: new(big.Rat).Quo(sum, done), down: sum, ended: ended})
}

// worst shows the worst fault; each that missed the target is a miss of its own already.
func (m *measurement) worst(o Objective, figure *big.Rat) {
	if figure == nil {
		m.none()
		return
	}
	misses := m.misses
	m.judge(o, miss{figure: figure})
	m.misses = misses
}

// none says that there was no fault: the target is met.
func (m *measurement) none() {
	m.result.State = Met
	m.result.Reasons = append(m.result.Reasons, reason(CodeNoFault))
}

// faults are those that the objective is about, as outages, by start and id.
func (r Record) faults(o Objective) []downtime.Outage {
	var all []downtime.Outage
	if o.Repair.Faults == FromOutages {
		all, _ = pick(r.Outages, o.concernedBy, outageFeature)
	} else {
		for _, p := range r.Repairs {
			if o.concernedBy(p.Feature) {
				all = append(all, downtime.Outage{ID: p.ID, Start: p.Reported, End: p.Restored, Reported: p.Reported, Cause: p.Cause})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b downtime.Outage) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// belongs reports whether a fault belongs to the period; one that is open does not yet, if it belongs where it ends.
func (b Repairing) belongs(f downtime.Outage, p calendar.Period) bool {
	if b.Belongs == ByEnd {
		return !f.End.IsZero() && p.Contains(f.End)
	}
	return p.Contains(f.Start)
}

// countFault counts one fault alone and uncut: over the days on which it lasted.
func (r Record) countFault(o Objective, f downtime.Outage, zone string, asOf time.Time) (downtime.Ledger, error) {
	location, err := calendar.LoadZone(zone)
	if err != nil {
		return downtime.Ledger{}, err
	}
	end := f.End
	if end.IsZero() || end.After(asOf) {
		end = asOf
	}
	last := calendar.DateOf(end, location)
	days, err := calendar.NewPeriod(calendar.DateOf(f.Start, location).AddDays(-1), last.AddDays(2), zone)
	if err != nil {
		return downtime.Ledger{}, err
	}
	exclusions, where, err := r.exclusions(o)
	if err != nil {
		return downtime.Ledger{}, err
	}
	ledger, err := o.Counting.Count([]downtime.Outage{f}, exclusions, days, asOf)
	if err != nil {
		return downtime.Ledger{}, ofRecord(err, o, map[string][]int{"exclusions": where})
	}
	return ledger, nil
}
