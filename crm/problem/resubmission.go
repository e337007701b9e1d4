package problem

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Resubmission is when an open ticket is to be submitted again (M6: Wiedervorlage).
type Resubmission struct {
	At   time.Time `json:"at"`
	To   string    `json:"to,omitempty"` // a group or a person; empty: whoever has it
	Note string    `json:"note,omitempty"`
}

// ResubmissionRequest asks for a resubmission at an instant, or when so many working days are over.
type ResubmissionRequest struct {
	At       time.Time // zero: by Workdays
	Workdays int       // 1 is the next working day, when it opens; 0: by At
	To       string
	Note     string
}

// MaxResubmission is how many working days a resubmission may lie ahead.
const MaxResubmission = 2000

// Resubmit plans when an open ticket is submitted again, in place of what was planned before; Due does it. If Config says so, an instant outside
// its Hours becomes the next in them.
func (s *Service) Resubmit(ctx context.Context, id string, r ResubmissionRequest) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.ResubmitTx(u, id, r) })
}

// ResubmitTx is Resubmit in the caller's unit.
func (s *Service) ResubmitTx(u *work.Unit, id string, r ResubmissionRequest) (Ticket, error) {
	if err := r.check(u.At); err != nil {
		return Ticket{}, err
	}
	at, err := s.resubmitAt(r, u.At)
	if err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, _ say) (Ticket, error) {
		if !t.Status.Open() {
			return t, fault.State(t.Subject(), "is "+string(t.Status)+"; only open tickets are submitted again")
		}
		t.Resubmission = &Resubmission{At: at, To: r.To, Note: r.Note}
		return t, nil
	})
}

// CancelResubmission gives up what was planned.
func (s *Service) CancelResubmission(ctx context.Context, id string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.CancelResubmissionTx(u, id) })
}

// CancelResubmissionTx is CancelResubmission in the caller's unit.
func (s *Service) CancelResubmissionTx(u *work.Unit, id string) (Ticket, error) {
	return s.change(u, id, func(t Ticket, _ say) (Ticket, error) {
		if t.Resubmission == nil {
			return t, fault.State(t.Subject(), "is not to be submitted again")
		}
		t.Resubmission = nil
		return t, nil
	})
}

func (r ResubmissionRequest) check(at time.Time) error {
	var c fault.Check
	c.Future("at", r.At, at)
	c.That(r.Workdays >= 0 && r.Workdays <= MaxResubmission, "workdays", fault.RuleRange, "must be between 1 and 2000")
	c.That(!r.At.IsZero() || r.Workdays != 0, "at", fault.RuleRequired, "must be an instant, unless workdays says after how many working days")
	c.That(r.At.IsZero() || r.Workdays == 0, "at", fault.RuleRange, "must be left out where workdays is given")
	c.Optional("to", r.To, fault.MaxID)
	c.Optional("note", r.Note, fault.MaxText)
	return c.Err("problem.resubmission")
}

// resubmitAt is the instant that a request means.
func (s *Service) resubmitAt(r ResubmissionRequest, now time.Time) (time.Time, error) {
	hours := s.config.Hours
	if r.Workdays == 0 {
		if at := fault.Instant(r.At); !s.config.RemindInHours || hours.Open(at) {
			return at, nil
		}
		return opening(hours, r.At)
	}
	zone, err := calendar.LoadZone(hours.Zone())
	if err != nil {
		return time.Time{}, err
	}
	day, err := hours.WorkdayAfter(calendar.DateOf(now, zone), r.Workdays)
	if err != nil {
		return time.Time{}, err
	}
	return opening(hours, calendar.FirstInstant(day, zone))
}

// opening is the first instant from at on in which the hours are open.
func opening(hours calendar.Hours, at time.Time) (time.Time, error) {
	for span := range hours.Spans(calendar.Interval{Start: at, End: at.Add(fault.Horizon)}) {
		return fault.Instant(span.Start), nil
	}
	return time.Time{}, fault.State("problem.config", "has hours without an open minute in the next 20 years")
}
