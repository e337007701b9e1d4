package ordering

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Place receives a product order (3.5.3): it is checked, credit is authorised (3.5.2), and receipt is confirmed. The order
// that comes back is acknowledged; or pending, if credit is neither granted nor refused yet: DecideCredit says what becomes of it;
// or rejected with the reasons of the credit decision: that is an answer, not an error.
// With a Key, placing again returns the first order; another draft under the same Key is fault.ErrConflict.
func (s *Service) Place(ctx context.Context, d Draft) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.PlaceTx(u, d) })
}

// PlaceTx is Place in the caller's unit.
func (s *Service) PlaceTx(u *work.Unit, d Draft) (Order, error) {
	d.RequestedCompletion, d.PromisedCompletion = fault.Instant(d.RequestedCompletion), fault.Instant(d.PromisedCompletion)
	if !writable(d.RequestedCompletion) || !writable(d.PromisedCompletion) {
		return Order{}, d.Check(u.At) // no key can be compared with such a draft
	}
	return work.Once(u, "ordering.place", d.Key, d, func() (Order, error) {
		if err := d.Check(u.At); err != nil {
			return Order{}, err
		}
		o := d.order(u.NewID(), u.At)
		credit, err := s.authorize(u, o, o.Items)
		if err != nil {
			return Order{}, err
		}
		return s.save(u, o, func(o Order, say say) (Order, error) {
			o.Credit = credit
			return s.receive(o, u.At, say)
		})
	})
}

// receive takes a new order as far as its credit lets it.
func (s *Service) receive(o Order, at time.Time, say say) (Order, error) {
	switch o.Credit.Authorization {
	case CreditGranted:
		o, err := o.step(Accept, at, "")
		say(EventAcknowledged, o.notice(""))
		return o, err
	case CreditHeld:
		return s.holdForCredit(o, at, say)
	}
	o.Reasons = o.Credit.Reasons
	o, err := o.step(Reject, at, "")
	say(EventRejected, o.notice(""))
	return o, err
}

// Begin issues the service orders of an acknowledged order, or of one that was held for credit and has got it, to Service Configuration &
// Activation: those that depend on others wait for them. An order without any work is complete at once.
func (s *Service) Begin(ctx context.Context, id string) (Order, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Order, error) { return s.BeginTx(u, id) })
}

// BeginTx is Begin in the caller's unit.
func (s *Service) BeginTx(u *work.Unit, id string) (Order, error) {
	return s.change(u, id, func(o Order, say say) (Order, error) {
		on := Begin
		if o.released() {
			on = SupplyInformation
		}
		o, err := o.step(on, u.At, "")
		if err != nil {
			return o, err
		}
		o.CreditBy = time.Time{}
		return s.proceed(u, o, say)
	})
}

// proceed carries an order forward that came into progress, or back into it, or has grown there: it issues what can begin.
func (s *Service) proceed(u *work.Unit, o Order, say say) (Order, error) {
	first := len(o.Work) == 0
	o, released := o.proceed(u.At)
	switch {
	case first:
		say(EventIssued, o.workNotice(o.Work))
	case len(released) > 0:
		say(EventReleased, o.workNotice(released))
	}
	if o.openTest() >= 0 {
		return o, nil // nothing is delivered that has not been offered
	}
	return s.settle(u, o, say)
}
