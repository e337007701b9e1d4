package sla

import (
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

// claimBy is the first instant at which it is too late to ask for a remedy; zero if it is automatic.
func (a Agreement) claimBy(p calendar.Period, ended time.Time) (time.Time, error) {
	k := a.Claim
	if k.Kind == Automatic {
		return time.Time{}, nil
	}
	if k.Unit == BillingCycles {
		return a.endOfCycle(p)
	}
	zone, err := calendar.LoadZone(p.Zone())
	if err != nil {
		return time.Time{}, err
	}
	last := p.To().AddDays(-1)
	if k.From == FromIncident && !ended.IsZero() {
		last = calendar.DateOf(ended, zone)
	}
	deadline := last.AddDays(k.Within)
	if k.Unit == WorkingDays {
		if deadline, err = k.Hours.WorkdayAfter(last, k.Within); err != nil {
			return time.Time{}, err
		}
	}
	return calendar.FirstInstant(deadline.AddDays(1), zone), nil
}

// endOfCycle is the end of the n-th billing cycle behind the one of the period.
func (a Agreement) endOfCycle(p calendar.Period) (time.Time, error) {
	cycle, err := a.Cycle.Period(p.Start())
	for range a.Claim.Within {
		if err != nil {
			return time.Time{}, err
		}
		cycle, err = a.Cycle.Next(cycle)
	}
	return cycle.End(), err
}
