package ordering

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Progress is what Service Configuration & Activation says about the work while it goes on.
type Progress struct {
	Note     string    // such as "line ordered, technician booked"; up to fault.MaxText bytes
	Expected time.Time // when the order is now expected to be complete; zero: nothing new
}

// ReportProgress takes the current status of an order in progress (3.5.4). A completion expected behind the promised date
// puts the order in jeopardy at once.
func (s *Service) ReportProgress(ctx context.Context, id string, p Progress) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.ReportProgressTx(u, id, p) })
}

// ReportProgressTx is ReportProgress in the caller's unit.
func (s *Service) ReportProgressTx(u *work.Unit, id string, p Progress) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		if o.State != InProgress {
			return o, fault.State(o.Subject(), "is "+string(o.State)+"; progress is reported of orders inProgress")
		}
		if err := p.check(o, u.At); err != nil {
			return o, err
		}
		if !p.Expected.IsZero() {
			o.ExpectedCompletion = fault.Instant(p.Expected)
		}
		say(EventProgress, o.notice(p.Note))
		return s.assess(u, o, say), nil
	})
}

func (p Progress) check(o Order, at time.Time) error {
	var c fault.Check
	c.Optional("note", p.Note, fault.MaxText)
	c.That(p.Expected.IsZero() || !p.Expected.Before(o.OrderedAt), "expected", fault.RuleRange, "lies before the order")
	c.That(p.Expected.IsZero() || p.Expected.Before(at.Add(fault.Horizon)), "expected", fault.RuleRange, "lies more than 20 years ahead")
	return c.Err("ordering.progress")
}

// ReportStatus passes the order's status on to Customer Interface Management, which answers inquiries from it (3.2.2).
func (s *Service) ReportStatus(ctx context.Context, id, note string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.ReportStatusTx(u, id, note) })
}

// ReportStatusTx is ReportStatus in the caller's unit.
func (s *Service) ReportStatusTx(u *work.Unit, id, note string) error {
	var c fault.Check
	c.Optional("note", note, fault.MaxText)
	if err := c.Err("ordering.status"); err != nil {
		return err
	}
	o, err := orders.Get(u, id)
	if err != nil {
		return err
	}
	return u.Emit(EventStatus, o.ID, o.Correlation, o.notice(note))
}

// WorkResult says how a service order ended.
type WorkResult struct {
	ServiceOrder string
	Done         bool
	Reason       string // why it failed
}

// EndWork notes that a service order is done or has failed. What waited for a done one is released; what waited for a
// failed one is given up. With the last one the order is complete, or partly, or failed; or, if the customer tests first,
// the test is offered. The order must be in progress: while it is held, pending, or its cancellation is assessed, the answer
// is fault.ErrState, and the end has to be reported again later.
func (s *Service) EndWork(ctx context.Context, id string, r WorkResult) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.EndWorkTx(u, id, r) })
}

// EndWorkTx is EndWork in the caller's unit.
func (s *Service) EndWorkTx(u *work.Unit, id string, r WorkResult) (Order, error) {
	var c fault.Check
	c.Text("serviceOrder", r.ServiceOrder, 2*fault.MaxID+1)
	c.Optional("reason", r.Reason, fault.MaxText)
	c.That(r.Done || r.Reason != "", "reason", fault.RuleRequired, "must say why the work failed")
	if err := c.Err("ordering.workResult"); err != nil {
		return Order{}, err
	}
	return s.change(u, id, func(o Order, say say) (Order, error) {
		end := WorkFailed
		if r.Done {
			end = WorkDone
		}
		o, ended, released, err := o.endWork(r.ServiceOrder, end, r.Reason, u.At)
		if err != nil {
			return o, err
		}
		say(EventWorkEnded, o.workNotice(ended))
		if len(released) > 0 {
			say(EventReleased, o.workNotice(released))
		}
		return s.settle(u, o, say)
	})
}

// settle closes the order if its work is over, or offers the test.
func (s *Service) settle(u *work.Unit, o Order, say say) (Order, error) {
	if !o.worked() {
		return o, nil
	}
	if o.TestFirst && len(o.delivered()) > 0 {
		o = o.offerTest(u.At)
		say(EventTestOffered, o.notice(""))
		return o, nil
	}
	o, closed, err := o.close(u.At)
	if err != nil || !closed {
		return o, err
	}
	say(closings[o.State], o.notice(""))
	return o, nil
}

// closings tells which event closes an order in a state.
var closings = map[State]string{Completed: EventCompleted, Partial: EventPartial, Failed: EventFailed}

// assess raises a new jeopardy, if there is one.
func (s *Service) assess(u *work.Unit, o Order, say say) Order {
	j, danger := AssessJeopardy(o, u.At, JeopardyRules{Warn: s.config.Warn, Measures: s.config.Measures})
	if !danger {
		return o
	}
	o, fresh := o.noteJeopardy(j)
	if fresh {
		n := o.notice(j.Why)
		n.Jeopardy = &j
		say(EventJeopardy, n)
	}
	return o
}

// schedule sets when time alone changes something for the order: its promised date comes near or passes, its charges
// have waited long enough.
func (s *Service) schedule(o *Order) {
	o.CheckAt, o.ChargeBy = time.Time{}, time.Time{}
	if o.Final() {
		if !o.Charged && (o.State == Completed || o.State == Partial) {
			o.ChargeBy = o.ClosedAt.Add(s.config.ChargeAfter)
		}
		return
	}
	promised := o.PromisedCompletion
	if promised.IsZero() {
		return
	}
	switch {
	case o.noted(Missed, promised):
	case o.noted(Endangered, promised):
		o.CheckAt = behind(promised)
	default: // what is expected lies before what is promised, or the danger would be noted
		o.CheckAt = promised.Add(-s.config.Warn)
		if overdue := behind(o.ExpectedCompletion); overdue.After(o.CheckAt) {
			o.CheckAt = overdue
		}
	}
}

// behind is the first instant at which a date has passed.
func behind(date time.Time) time.Time { return date.Add(time.Microsecond) }
