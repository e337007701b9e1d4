package sla

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// ReportReason says why a report is made.
type ReportReason string

// The reasons of section 4.2.1, step 2.
const (
	RegularReport   ReportReason = "regular"
	RequestedReport ReportReason = "request"
)

// ReportOrder asks for a report on a period of an agreement (3.7.3).
type ReportOrder struct {
	Correlation string       `json:"correlation,omitempty"` // the case it belongs to; empty: the period's record is a case of its own
	Agreement   string       `json:"agreement"`
	In          time.Time    `json:"in,omitzero"`      // an instant of the period; zero: now
	Reason      ReportReason `json:"reason,omitempty"` // empty: on request
}

// MakeReport makes the report on a period for the customer, as things stand.
func (s *Service) MakeReport(ctx context.Context, o ReportOrder) (Report, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Report, error) { return s.MakeReportTx(u, o) })
}

// MakeReportTx is MakeReport in the caller's unit.
func (s *Service) MakeReportTx(u *work.Unit, o ReportOrder) (Report, error) {
	if err := o.check(u.At); err != nil {
		return Report{}, err
	}
	g, err := agreements.Get(u, o.Agreement)
	if err != nil {
		return Report{}, err
	}
	rep, err := s.report(u, g, o.In)
	if err != nil {
		return Report{}, err
	}
	return rep, emitReport(u, rep, o)
}

func (o ReportOrder) check(now time.Time) error {
	var c fault.Check
	c.Optional("correlation", o.Correlation, fault.MaxID)
	c.Text("agreement", o.Agreement, fault.MaxID)
	c.Near("in", o.In, now)
	c.That(o.Reason == "" || o.Reason == RegularReport || o.Reason == RequestedReport, "reason", fault.RuleUnknown, "must be regular or request")
	return c.Err("sla.reportOrder")
}

// report evaluates the period with an instant; the zero instant is now.
func (s *Service) report(u *work.Unit, g Registered, instant time.Time) (Report, error) {
	if instant.IsZero() {
		instant = u.At
	}
	_, p, found, err := g.periodAt(instant)
	if err != nil {
		return Report{}, err
	}
	if !found || p.Start().After(u.At) {
		return Report{}, fault.NotFound(fmt.Sprintf("%s: a period that has begun at %s", agreements.Subject(g.ID), instant.Format(time.RFC3339)))
	}
	rec, _, err := findRecord(u, g, p)
	if err != nil {
		return Report{}, err
	}
	in := &intake{u: u, agreement: g}
	_, t, err := in.judging(rec)
	if err != nil {
		return Report{}, err
	}
	return in.evaluate(t, rec)
}

func emitReport(u *work.Unit, rep Report, o ReportOrder) error {
	id := recordID(rep.Agreement, rep.Period.From())
	n := ReportNotice{Customer: rep.Customer, Agreement: rep.Agreement, Record: id, Period: rep.Period, Reason: o.Reason}
	if n.Reason == "" {
		n.Reason = RequestedReport
	}
	var err error
	if n.Report, n.Shortened, err = rep.within(maxReportBytes); err != nil {
		return err
	}
	return u.Emit(EventReportMade, id, orDefault(o.Correlation, id), n)
}

// maxReportBytes is how long a report may be in an event; with the ledgers of thousands of outages it is longer. A contact carries
// twice as much.
const maxReportBytes = 128 << 10

// within is the report, shortened until its JSON is no longer than that: first the ledgers lose their lines, then the faults go,
// and at last all but the first reasons.
func (r Report) within(most int) (_ Report, shortened bool, err error) {
	for _, cut := range []func(*Result){nil, (*Result).cutLedger, (*Result).cutFaults, (*Result).cutReasons} {
		if cut != nil {
			r.Results = slices.Clone(r.Results)
			for n := range r.Results {
				cut(&r.Results[n])
			}
			shortened = true
		}
		text, err := json.Marshal(r)
		if err != nil || len(text) <= most {
			return r, shortened, err
		}
	}
	r.Remedies = nil // the total says what they come to
	return r, true, nil
}

func (r *Result) cutLedger() {
	if r.Ledger != nil {
		sums := *r.Ledger
		sums.Episodes, sums.Lines, sums.Exclusions = nil, nil, nil
		r.Ledger = &sums
	}
	r.Faults = slices.Clone(r.Faults)
	for n := range r.Faults {
		r.Faults[n].Ledger = downtime.Ledger{}
	}
}

func (r *Result) cutFaults() { r.Faults = nil }

func (r *Result) cutReasons() { r.Reasons = r.Reasons[:min(len(r.Reasons), maxReasons)] }

// ReportOf is the report on the period of an agreement with an instant, whole, and for nobody else to see. The zero instant is
// now.
func (s *Service) ReportOf(ctx context.Context, agreement string, instant time.Time) (Report, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Report, error) {
		if err := (ReportOrder{Agreement: agreement, In: instant}).check(u.At); err != nil {
			return Report{}, err
		}
		g, err := agreements.Get(u, agreement)
		if err != nil {
			return Report{}, err
		}
		return s.report(u, g, instant)
	})
}

// ReportOnRequest answers a customer who asks for the performance in the period with an instant (3.7.3): it makes a report on each
// agreement of the customer's that has that period, in order of id. The zero instant is now. A customer without any
// is fault.ErrNotFound.
func (s *Service) ReportOnRequest(ctx context.Context, customer, correlation string, instant time.Time) ([]Report, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) ([]Report, error) { return s.ReportOnRequestTx(u, customer, correlation, instant) })
}

// ReportOnRequestTx is ReportOnRequest in the caller's unit.
func (s *Service) ReportOnRequestTx(u *work.Unit, customer, correlation string, instant time.Time) ([]Report, error) {
	o := ReportOrder{Correlation: correlation, Agreement: customer, In: instant}
	if err := o.check(u.At); err != nil {
		return nil, err
	}
	all, err := agreements.By(u, byCustomer, customer)
	if err != nil {
		return nil, err
	}
	var reports []Report
	for _, g := range all {
		rep, err := s.report(u, g, instant)
		if fault.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := emitReport(u, rep, o); err != nil {
			return nil, err
		}
		reports = append(reports, rep)
	}
	if len(reports) == 0 {
		return nil, fault.NotFound(fmt.Sprintf("a service level agreement of customer %q for that period", customer))
	}
	return reports, nil
}

// Performance is how an agreement stood in a period when it was last assessed: a line of the internal report (3.7.3).
type Performance struct {
	Customer   string          `json:"customer"`
	Agreement  string          `json:"agreement"`
	Period     calendar.Period `json:"period"`
	Reports    int             `json:"reports"` // how many quality reports there were
	State      State           `json:"state"`   // noData if it was never assessed
	Standings  []Standing      `json:"standing,omitempty"`
	Violation  bool            `json:"violation"` // there is or was one
	AssessedAt time.Time       `json:"assessedAt,omitzero"`
}

// Performances lists how the agreements stand in their period with an instant, in order of id, behind a cursor, at most limit
// agreements; agreements without such a period are left out. A zero cursor comes back at the end.
func (s *Service) Performances(ctx context.Context, instant time.Time, after store.Cursor, limit int) ([]Performance, store.Cursor, error) {
	var all []Performance
	next, err := work.See(ctx, s.env, func(u *work.Unit) (store.Cursor, error) {
		all = nil
		var c fault.Check
		c.Near("instant", instant, u.At)
		c.That(!instant.IsZero(), "instant", fault.RuleRequired, "must be one of the periods asked for")
		if err := c.Err("sla.performances"); err != nil {
			return store.Cursor{}, err
		}
		page, next, err := agreements.Page(u, store.Query{After: after, Limit: limit})
		if err != nil {
			return next, err
		}
		for _, g := range page {
			_, p, found, err := g.periodAt(instant)
			if err != nil {
				return next, err
			}
			if !found {
				continue
			}
			rec, _, err := findRecord(u, g, p)
			if err != nil {
				return next, err
			}
			one := Performance{Customer: g.Customer, Agreement: g.ID, Period: p, Reports: rec.Reports, State: rec.State, Standings: rec.Standings,
				Violation: rec.Violation, AssessedAt: rec.AssessedAt}
			one.State = State(orDefault(string(one.State), string(NoData)))
			all = append(all, one)
		}
		return next, nil
	})
	if err != nil {
		return nil, store.Cursor{}, err
	}
	return all, next, nil
}
