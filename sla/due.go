package sla

import (
	"context"
	"errors"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// DueReport counts what Due did.
type DueReport struct {
	Settled  int // periods that were settled
	Reports  int // regular reports that were made
	Looked   int // periods with an open outage that were looked at again
	Shared   int // pages of periods that were looked at again because another one leaves them more of the contract's cap
	Assumed  int // alarms whose customer's priority was assumed
	Lapsed   int // violations that nobody claimed in time
	Continue int // pages of customers who were told of an announcement
}

// Due does what has fallen due by asOf: it looks again at periods with open outages, and at those that share a contract's cap with
// one of which something was taken back, settles periods that are over, makes the
// regular reports, assumes priorities that nobody gave, lets claims lapse, and goes on telling what is announced. It does each once
// however often it is called, and by however many hosts; one record's fault does not stop the others and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	var r DueReport
	var faults [7]error
	r.Looked, faults[0] = work.EachDue(ctx, s.env, records, keyCheck, asOf, s.lookAgain)
	r.Settled, faults[1] = turns(ctx, s.env, agreements, keySettle, asOf, s.settleTurn)
	r.Reports, faults[2] = turns(ctx, s.env, agreements, keyReport, asOf, s.reportTurn)
	r.Assumed, faults[3] = work.EachDue(ctx, s.env, alarms, keyAnswer, asOf, func(u *work.Unit, a Alarm) (bool, error) {
		now, err := alarms.Get(u, a.ID)
		if err != nil || now.State != AlarmReceived || now.AnswerBy.After(u.At) {
			return false, err // answered meanwhile
		}
		_, err = s.assume(u, now)
		return true, err
	})
	r.Lapsed, faults[4] = work.EachDue(ctx, s.env, violations, keyClaim, asOf, func(u *work.Unit, v Violation) (bool, error) {
		now, err := violations.Get(u, v.ID)
		if err != nil || now.State != ViolationFound || now.ClaimBy.IsZero() || now.ClaimBy.After(u.At) {
			return false, err // claimed meanwhile
		}
		_, err = work.Save(u, violations, now, func(v Violation, say work.Say) (Violation, error) {
			v, err := v.apply(LapseViolation, u.At)
			say(EventViolationLapsed, v.notice(v.Breaches))
			return v, err
		})
		return true, err
	})
	r.Continue, faults[5] = turns(ctx, s.env, maintenances, keyContinue, asOf, func(u *work.Unit, m Maintenance) (bool, error) {
		now, err := maintenances.Get(u, m.ID)
		if err != nil || now.ContinueAt.IsZero() {
			return false, err
		}
		_, err = s.spread(u, now)
		return true, err
	})
	r.Shared, faults[6] = turns(ctx, s.env, granted, keyLook, asOf, s.lookAtShares)
	return r, errors.Join(faults[:]...)
}

// turns is work.EachDue for what may be due several times, until nothing more is done.
func turns[T any, P store.Entity[T]](ctx context.Context, e *work.Env, c *store.Collection[T, P], key string, asOf time.Time,
	do func(*work.Unit, T) (bool, error)) (int, error) {
	for sum := 0; ; {
		n, err := work.EachDue(ctx, e, c, key, asOf, do)
		sum += n
		if n == 0 {
			return sum, err
		}
	}
}

// lookAgain assesses a period in which an outage goes on, or which is complete and over, and carries what goes on into the periods
// that have begun meanwhile.
func (s *Service) lookAgain(u *work.Unit, r PeriodRecord) (bool, error) {
	rec, err := records.Get(u, r.ID)
	if err != nil || rec.CheckAt.IsZero() || rec.CheckAt.After(u.At) {
		return false, err // looked at meanwhile
	}
	g, err := agreements.Get(u, rec.Agreement)
	if err != nil {
		return false, err
	}
	in := &intake{u: u, agreement: g}
	if err := in.carry(in.hold(rec)); err != nil {
		return false, err
	}
	_, err = s.assessAll(in, occasion{})
	return true, err
}

// carry puts the open outages and repairs of a record into the records of the periods that have begun behind it.
func (in *intake) carry(rec *PeriodRecord) error {
	if in.u.At.Before(rec.Period.End()) {
		return nil
	}
	var going []piece
	for _, o := range rec.Outages {
		if o.End.IsZero() {
			going = append(going, pieceOfOutage(o, ""))
		}
	}
	for _, m := range rec.Repairs {
		if m.Restored.IsZero() {
			going = append(going, pieceOfRepair(m, ""))
		}
	}
	for _, p := range going {
		var c fault.Check // a feature that has ended is carried no further
		if err := in.place(&c, p); err != nil {
			return err
		}
	}
	return nil
}

// settleTurn settles the period whose turn it is. Of a period of which nothing is known, and which needs nothing to be told, no
// record is made.
func (s *Service) settleTurn(u *work.Unit, was Registered) (bool, error) {
	g, err := agreements.Get(u, was.ID)
	if err != nil || g.Settle.At.IsZero() || g.Settle.At.After(u.At) {
		return false, err // settled meanwhile
	}
	_, p, _, err := g.periodOn(g.Settle.From)
	if err != nil {
		return false, err
	}
	rec, found, err := findRecord(u, g, p)
	if err != nil {
		return false, err
	}
	in := &intake{u: u, agreement: g}
	if !found {
		_, t, err := in.judging(rec)
		if err != nil {
			return false, err
		}
		rep, err := in.evaluate(t, rec)
		if err != nil {
			return false, err
		}
		found = rep.Violated() || rep.Warned()
	}
	if found {
		if err := in.carry(in.hold(rec)); err != nil {
			return false, err
		}
		if _, err := s.assessAll(in, occasion{}); err != nil {
			return false, err
		}
	}
	g.Settle.From = p.To()
	if g, err = g.scheduled(); err != nil {
		return false, err
	}
	return true, agreements.Put(u, &g)
}

// reportTurn makes the report on the period whose turn it is, if the customer gets it unasked.
func (s *Service) reportTurn(u *work.Unit, was Registered) (bool, error) {
	g, err := agreements.Get(u, was.ID)
	if err != nil || g.Report.At.IsZero() || g.Report.At.After(u.At) {
		return false, err // made meanwhile
	}
	v, p, _, err := g.periodOn(g.Report.From)
	if err != nil {
		return false, err
	}
	if !v.Reports.OnRequest {
		rep, err := s.report(u, g, p.Start())
		if err != nil {
			return false, err
		}
		if err := emitReport(u, rep, ReportOrder{Reason: RegularReport}); err != nil {
			return false, err
		}
	}
	g.Report.From = p.To()
	if g, err = g.scheduled(); err != nil {
		return false, err
	}
	return true, agreements.Put(u, &g)
}
