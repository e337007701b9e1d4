package ordering

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// moves are the events that Move takes an order through; the others have commands of their own.
var moves = map[Event]bool{AskInformation: true, SupplyInformation: true, Hold: true, Resume: true, Cancel: true}

// Move holds an order, resumes it, sets it pending for information, takes it back in progress, or cancels it from pending
// or held ("cannot be supplied", "cannot be solved"): the events AskInformation, SupplyInformation, Hold, Resume, Cancel.
// The reason is told to the customer. Back in progress, what can begin is issued: all of it, if information was missing
// before the order began. Past the point of no return, Cancel is a *fault.Refusal: see Cancellable.
func (s *Service) Move(ctx context.Context, id string, on Event, reason string) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.MoveTx(u, id, on, reason) })
}

// MoveTx is Move in the caller's unit.
func (s *Service) MoveTx(u *work.Unit, id string, on Event, reason string) (Order, error) {
	var c fault.Check
	c.That(moves[on], "event", fault.RuleUnknown, "must be askInformation, supplyInformation, hold, resume or cancel")
	c.Text("reason", reason, fault.MaxText)
	if err := c.Err("ordering.move"); err != nil {
		return Order{}, err
	}
	return s.change(u, id, func(o Order, say say) (Order, error) {
		if on == SupplyInformation && (o.AwaitsCredit() || o.released()) {
			return o, fault.State(o.Subject(), "is held for credit: DecideCredit decides it, and Begin goes on")
		}
		if on == Cancel {
			return o.cancelUnsolved(reason, u.At, say)
		}
		o, err := o.step(on, u.At, reason)
		if err != nil {
			return o, err
		}
		say(EventStateChanged, o.notice(reason))
		if o.State != InProgress {
			return o, nil
		}
		return s.proceed(u, o, say)
	})
}
