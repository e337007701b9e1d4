package sla

import (
	"cmp"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// occasion is why a period is assessed.
type occasion struct {
	correlation string // the case; empty: of an assessment the record, of a violation the case that found it
	report      string // the quality report's id; empty: time has passed
	text        string // what it says
}

// assessAll assesses the periods whose records have changed, in order of time.
func (s *Service) assessAll(in *intake, on occasion) ([]Assessment, error) {
	var all []Assessment
	for _, rec := range in.inOrder() {
		if rec.Period.Start().After(in.u.At) { // something is planned in it
			if err := records.Put(in.u, rec); err != nil {
				return nil, err
			}
			continue
		}
		one, err := s.assess(in, rec, on)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// assess holds a record against its agreement, tells what follows from it, and keeps the record.
func (s *Service) assess(in *intake, rec *PeriodRecord, on occasion) (Assessment, error) {
	u := in.u
	v, t, err := in.judging(*rec)
	if err != nil {
		return Assessment{}, err
	}
	rep, err := in.evaluate(t, *rec)
	if err != nil {
		return Assessment{}, err
	}
	if on.report != "" {
		rec.Reports++
	}
	if rep.Violated() && on.correlation != "" {
		rec.Correlation = on.correlation
	}
	fresh := rec.take(rep)
	rec.CheckAt = s.nextCheck(*rec, t, rep)
	answer := rec.assessment(rep, on)
	tell := teller{u, rec.ID, cmp.Or(on.correlation, rec.ID)}
	if on.report != "" {
		if err := tell.that(performances[rep.Violated()], answer); err != nil {
			return Assessment{}, err
		}
	}
	for _, one := range fresh {
		if err := tell.that(EventWarningRaised, rec.warning(one, rep)); err != nil {
			return Assessment{}, err
		}
	}
	tell.correlation = cmp.Or(on.correlation, rec.Correlation)
	if err := in.pursue(tell, rec, v, t, rep); err != nil {
		return Assessment{}, err
	}
	return answer, records.Put(u, rec)
}

// judging is the version that judges a record.
func (in *intake) judging(rec PeriodRecord) (Version, terms, error) {
	v, _, _, err := in.agreement.periodAt(rec.Period.Start())
	if err != nil {
		return v, terms{}, err
	}
	t, err := in.terms(v)
	return v, t, err
}

// performances are the events of an assessed quality report, by whether a target was missed.
var performances = map[bool]string{false: EventPerformanceMet, true: EventPerformanceViolated}

// teller writes events about one subject into the journal of one case.
type teller struct {
	u                    *work.Unit
	subject, correlation string
}

func (t teller) that(typ string, data any) error {
	return t.u.Emit(typ, t.subject, t.correlation, data)
}

// nextCheck is when time alone may have changed something. An outage that goes on: within the period that is at the latest when the
// budget of an objective is used up by it; behind the period's end nothing changes any more, but for the time to repair. A
// period that is complete is settled as soon as it is over.
func (s *Service) nextCheck(rec PeriodRecord, t terms, rep Report) time.Time {
	now, end := rep.AsOf, rec.Period.End()
	goesOn := rec.open() && (now.Before(end) || t.timesRepairs())
	switch {
	case !goesOn && rec.Complete && now.Before(end):
		return end
	case !goesOn:
		return time.Time{}
	}
	next := now.Add(s.config.LookAgain)
	if now.Before(end) {
		next = sooner(next, end)
	}
	for _, r := range rep.Results {
		if r.Forecast != nil && r.Forecast.IfOpen.After(now) {
			next = sooner(next, r.Forecast.IfOpen.Add(time.Microsecond)) // at the edge itself the target may hold
		}
	}
	return next
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// timesRepairs reports whether the agreement promises a time to repair.
func (t terms) timesRepairs() bool {
	for _, o := range t.Agreement.Objectives {
		if forms[o.Kind].repairs {
			return true
		}
	}
	return false
}
