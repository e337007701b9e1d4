package ordering

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Cancellation is the task CancelProductOrder of TMF622.
type Cancellation struct {
	store.Meta
	Order       string         `json:"productOrder"`
	Reason      string         `json:"cancellationReason"`
	State       TaskState      `json:"state"`
	RequestedAt time.Time      `json:"requestedCancellationDate"`
	EndedAt     time.Time      `json:"effectiveCancellationDate,omitzero"`
	Reasons     []fault.Reason `json:"reasons,omitempty"` // why it was denied
}

var cancellations = store.NewCollection("ordering.cancellation", func(c *Cancellation) []store.Key {
	return []store.Key{{Name: "order", Value: c.Order}}
})

// The codes of a denied cancellation's reasons.
const (
	ReasonItemDone     = "ORDERING-CANCEL-01" // the point of no return: something is delivered already
	ReasonCannotUndo   = "ORDERING-CANCEL-02" // Service Configuration & Activation cannot stop the work any more
	cancellationDenied = "the cancellation is denied"
)

// Verdict is the assessment of a cancellation.
type Verdict string

// The verdicts.
const (
	CancelAccepted Verdict = "accepted" // nothing is in work
	CancelAsk      Verdict = "ask"      // work has begun: Service Configuration & Activation must say whether it can be stopped
	CancelDenied   Verdict = "denied"   // something is delivered: order a deletion instead
)

// Cancellable says whether an order can still be cancelled as a whole. The standard leaves the point of no return
// open; here it is the first item delivered.
func Cancellable(o Order) (Verdict, []fault.Reason) {
	verdict := CancelAccepted
	for _, w := range o.Work {
		switch w.State {
		case WorkDone:
			return CancelDenied, []fault.Reason{{Code: ReasonItemDone, Message: fmt.Sprintf("item %q is delivered already; place an order that deletes it", w.Item)}}
		case WorkIssued:
			verdict = CancelAsk
		}
	}
	return verdict, nil
}

// returns tells how a denied cancellation leads back.
var returns = map[State]Event{InProgress: ReturnInProgress, Pending: ReturnPending, Held: ReturnHeld}

// RequestCancellation asks for an order to be cancelled. The task that comes back is done, terminated with an error (the
// reasons say why), or in progress until Service Configuration & Activation has answered: see DecideCancellation.
// An acknowledged order, from which no published arrow leads to cancellation, is begun first, without issuing any work.
func (s *Service) RequestCancellation(ctx context.Context, id, reason string) (Cancellation, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Cancellation, error) { return s.RequestCancellationTx(u, id, reason) })
}

// RequestCancellationTx is RequestCancellation in the caller's unit.
func (s *Service) RequestCancellationTx(u *work.Unit, id, reason string) (Cancellation, error) {
	var c fault.Check
	c.Text("reason", reason, fault.MaxText)
	if err := c.Err("ordering.cancellation"); err != nil {
		return Cancellation{}, err
	}
	task := Cancellation{Order: id, Reason: reason, State: TaskAcknowledged, RequestedAt: u.At}
	task.ID = u.NewID()
	_, err := s.change(u, id, func(o Order, say say) (Order, error) {
		o, err := o.assessCancellation(&task, u.At)
		if err != nil {
			return o, err
		}
		verdict, reasons := Cancellable(o)
		switch verdict {
		case CancelDenied:
			return o.denyCancellation(&task, reasons, u.At, say)
		case CancelAsk:
			say(EventCancellationAsked, CancellationNotice{Customer: o.Customer, Order: o.ID, Cancellation: task, Work: o.issued()})
			return o, nil
		}
		if o, err = o.acceptCancellation(task, u.At, say); err != nil {
			return o, err
		}
		return o.endCancellation(&task, u.At, say)
	})
	if err != nil {
		return Cancellation{}, err
	}
	return task, cancellations.Put(u, &task)
}

// DecideCancellation is Service Configuration & Activation's answer to a cancellation in progress: either it takes the
// work back, and ConfirmCancellation ends the order, or it cannot, and the order goes on where it was.
func (s *Service) DecideCancellation(ctx context.Context, task string, accepted bool, reason string) (Cancellation, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Cancellation, error) { return s.DecideCancellationTx(u, task, accepted, reason) })
}

// DecideCancellationTx is DecideCancellation in the caller's unit.
func (s *Service) DecideCancellationTx(u *work.Unit, task string, accepted bool, reason string) (Cancellation, error) {
	var c fault.Check
	c.Optional("reason", reason, fault.MaxText)
	c.That(accepted || reason != "", "reason", fault.RuleRequired, "must say why the work cannot be stopped")
	if err := c.Err("ordering.cancellation"); err != nil {
		return Cancellation{}, err
	}
	return s.changeTask(u, task, func(t *Cancellation, o Order, say say) (Order, error) {
		if o.State != AssessingCancellation {
			return o, fault.State(o.Subject(), fmt.Sprintf("is %s; a cancellation is decided while it is assessed", o.State))
		}
		if accepted {
			return o.acceptCancellation(*t, u.At, say)
		}
		return o.denyCancellation(t, []fault.Reason{{Code: ReasonCannotUndo, Message: reason}}, u.At, say)
	})
}

// ConfirmCancellation says that everything is taken back: the order is cancelled, the task done.
func (s *Service) ConfirmCancellation(ctx context.Context, task string) (Cancellation, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Cancellation, error) { return s.ConfirmCancellationTx(u, task) })
}

// ConfirmCancellationTx is ConfirmCancellation in the caller's unit.
func (s *Service) ConfirmCancellationTx(u *work.Unit, task string) (Cancellation, error) {
	return s.changeTask(u, task, func(t *Cancellation, o Order, say say) (Order, error) {
		return o.endCancellation(t, u.At, say)
	})
}

// Cancellations lists the cancellation tasks of an order.
func (s *Service) Cancellations(ctx context.Context, order string) ([]Cancellation, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Cancellation, error) { return cancellations.By(u, "order", order) })
}

func (s *Service) changeTask(u *work.Unit, id string, decide func(*Cancellation, Order, say) (Order, error)) (Cancellation, error) {
	t, err := cancellations.Get(u, id)
	if err != nil {
		return Cancellation{}, err
	}
	if t.State != TaskInProgress {
		return Cancellation{}, fault.State(cancellations.Subject(id), fmt.Sprintf("is %s; only a cancellation in progress can be decided or confirmed", t.State))
	}
	if _, err := s.change(u, t.Order, func(o Order, say say) (Order, error) { return decide(&t, o, say) }); err != nil {
		return Cancellation{}, err
	}
	return t, cancellations.Put(u, &t)
}

func (o Order) assessCancellation(t *Cancellation, at time.Time) (Order, error) {
	var err error
	if o.State == Acknowledged {
		if o, err = o.apply(Begin, at, "to be cancelled"); err != nil {
			return o, err
		}
		o = o.applyItems(Begin)
	}
	o.CancelFrom = o.State
	if o, err = o.apply(AssessCancellation, at, t.Reason); err != nil {
		return o, err
	}
	return o.applyItems(AssessCancellation), t.apply(TaskBegin, at)
}

func (o Order) acceptCancellation(t Cancellation, at time.Time, say say) (Order, error) {
	o, err := o.apply(AcceptCancellation, at, t.Reason)
	if err != nil {
		return o, err
	}
	o = o.applyItems(AcceptCancellation)
	say(EventCancellationDecided, CancellationNotice{Customer: o.Customer, Order: o.ID, Cancellation: t, Work: o.issued()})
	return o, nil
}

func (o Order) denyCancellation(t *Cancellation, why []fault.Reason, at time.Time, say say) (Order, error) {
	on := returns[o.CancelFrom]
	o, err := o.apply(on, at, cancellationDenied)
	if err != nil {
		return o, err
	}
	o, o.CancelFrom, t.Reasons = o.applyItems(on), "", why
	if err := t.apply(TaskTerminate, at); err != nil {
		return o, err
	}
	say(EventCancellationDecided, CancellationNotice{Customer: o.Customer, Order: o.ID, Cancellation: *t})
	return o, nil
}

func (o Order) endCancellation(t *Cancellation, at time.Time, say say) (Order, error) {
	if o.State != PendingCancellation {
		return o, fault.State(o.Subject(), fmt.Sprintf("is %s; only an accepted cancellation can end", o.State))
	}
	o, err := o.apply(Cancel, at, t.Reason)
	if err != nil {
		return o, err
	}
	o = o.applyItems(Cancel).cancelWork(t.Reason, at)
	if err := t.apply(TaskFinish, at); err != nil {
		return o, err
	}
	say(EventCancelled, CancellationNotice{Customer: o.Customer, Order: o.ID, Cancellation: *t})
	return o, nil
}

// cancelUnsolved cancels an order that is pending or held, because what it waits for does not come.
func (o Order) cancelUnsolved(reason string, at time.Time, say say) (Order, error) {
	if o.State == PendingCancellation {
		return o, fault.State(o.Subject(), "its cancellation is under way: ConfirmCancellation ends it")
	}
	cancelled, err := o.apply(Cancel, at, reason)
	if err != nil {
		return o, err
	}
	if verdict, why := Cancellable(o); verdict == CancelDenied {
		return o, &fault.Refusal{Subject: o.Subject(), Reasons: why}
	}
	say(EventCancelled, CancellationNotice{Customer: o.Customer, Order: o.ID, Work: o.issued(),
		Cancellation: Cancellation{Order: o.ID, Reason: reason, State: TaskDone, RequestedAt: at, EndedAt: at}})
	return cancelled.applyItems(Cancel).cancelWork(reason, at), nil
}

func (t *Cancellation) apply(on TaskEvent, at time.Time) error {
	to, err := cancellationLifecycle.Next(t.State, on)
	if err != nil {
		return fmt.Errorf("%s: %w", cancellations.Subject(t.ID), err)
	}
	t.State = to
	if cancellationLifecycle.Final(to) {
		t.EndedAt = at
	}
	return nil
}

// issued lists the service orders in work.
func (o Order) issued() []string {
	var ids []string
	for _, w := range o.Work {
		if w.State == WorkIssued {
			ids = append(ids, w.ID)
		}
	}
	return ids
}

// cancelWork ends all open work.
func (o Order) cancelWork(reason string, at time.Time) Order {
	o.Work = slices.Clone(o.Work)
	for n, w := range o.Work {
		if w.State == WorkWaiting || w.State == WorkIssued {
			o.Work[n].State, o.Work[n].Reason, o.Work[n].EndedAt = WorkCancelled, reason, at
		}
	}
	return o
}
