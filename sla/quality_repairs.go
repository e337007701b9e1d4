package sla

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// RepairReport is what Problem Handling reports of its faults (3.6.2): how long their repair took, or that it goes on, and when work
// stood for a reason that the agreement may exclude.
type RepairReport struct {
	ID          string               `json:"id"`                    // the sender's
	Correlation string               `json:"correlation,omitempty"` // the case it belongs to; empty: that of the agreement's period
	Agreement   string               `json:"agreement"`
	Repairs     []Repair             `json:"repair"`              // one whose id and feature are known replaces the one known
	Exclusions  []downtime.Exclusion `json:"exclusion,omitempty"` // each names its fault
}

// ReceiveRepairs takes the times to repair that Problem Handling reports, and assesses the periods concerned (3.7.1) as ReceiveQuality
// does, but for the events that a quality report has arrived: none has. An agreement that promises no time to repair has no use
// for them: the answer is empty, and nothing is kept.
func (s *Service) ReceiveRepairs(ctx context.Context, r RepairReport) ([]Assessment, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) ([]Assessment, error) { return s.ReceiveRepairsTx(u, r) })
}

// ReceiveRepairsTx is ReceiveRepairs in the caller's unit.
func (s *Service) ReceiveRepairsTx(u *work.Unit, r RepairReport) ([]Assessment, error) {
	q := QualityReport{ID: r.ID, Correlation: r.Correlation, Agreement: r.Agreement, Repairs: r.Repairs, Exclusions: r.Exclusions}
	if err := q.check(u.At); err != nil {
		return nil, err
	}
	return work.Once(u, "sla.receiveRepairs", r.ID, r, func() ([]Assessment, error) {
		g, err := agreements.Get(u, r.Agreement)
		if err != nil {
			return nil, err
		}
		in := &intake{u: u, agreement: g}
		promised, err := in.promisesRepairs()
		if err != nil || !promised {
			return nil, err
		}
		if err := in.take(q); err != nil {
			return nil, err
		}
		return s.assessAll(in, occasion{correlation: r.Correlation})
	})
}

// promisesRepairs reports whether any version of the agreement promises a time to repair of the faults that Problem Handling reports.
func (in *intake) promisesRepairs() (bool, error) {
	for _, v := range in.agreement.Versions {
		t, err := in.terms(v)
		if err != nil {
			return false, err
		}
		for _, o := range t.Agreement.Objectives {
			if o.Repair != nil && o.Repair.Faults == FromRepairs {
				return true, nil
			}
		}
	}
	return false, nil
}
