package problem

import (
	"context"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Hold lets work on a ticket in progress stand still for a cause: of CauseCustomer it is pending, since information is asked of the
// customer, to whom the question is an answer as well; of every other cause it is held. Whether a clock stands still is for the
// contract to say.
func (s *Service) Hold(ctx context.Context, id string, cause clock.Cause, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.HoldTx(u, id, cause, reason) })
}

// HoldTx is Hold in the caller's unit.
func (s *Service) HoldTx(u *work.Unit, id string, cause clock.Cause, reason string) (Ticket, error) {
	var c fault.Check
	c.Text("cause", string(cause), fault.MaxName)
	c.That(cause != clock.CauseResolved, "cause", fault.RuleUnknown, "must be another word: that is the clock's own")
	c.Text("reason", reason, fault.MaxText)
	if err := c.Err("problem.hold"); err != nil {
		return Ticket{}, err
	}
	on := Hold
	if cause == CauseCustomer {
		on = AskInformation
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		if cause == CauseCustomer && t.Status == InProgress {
			t = t.enter(u.At, clock.Entry{Type: clock.Responded})
		}
		t, err := t.applyFor(on, u.At, reason, cause)
		if err != nil {
			return t, err
		}
		say(EventStateChanged, t.notice())
		return t, nil
	})
}

// Resume takes a held or pending ticket back in progress. What the customer has said is a detail for Service Problem Management,
// which gets it.
func (s *Service) Resume(ctx context.Context, id, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.ResumeTx(u, id, reason) })
}

// ResumeTx is Resume in the caller's unit.
func (s *Service) ResumeTx(u *work.Unit, id, reason string) (Ticket, error) {
	if err := checkReason(reason); err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		on := Resume
		if t.Status == Pending {
			on = SupplyInformation
		}
		t, err := t.apply(on, u.At, reason)
		if err != nil {
			return t, err
		}
		say(EventStateChanged, t.notice())
		if on == SupplyInformation {
			say(EventDetailsReported, t.details(reason))
		}
		return t, nil
	})
}

// ForwardDetails passes on to Service Problem Management what has become known about a ticket that is worked on.
func (s *Service) ForwardDetails(ctx context.Context, id, text string) error {
	return s.env.Update(ctx, func(u *work.Unit) error { return s.ForwardDetailsTx(u, id, text) })
}

// ForwardDetailsTx is ForwardDetails in the caller's unit.
func (s *Service) ForwardDetailsTx(u *work.Unit, id, text string) error {
	var c fault.Check
	c.Text("text", text, fault.MaxText)
	if err := c.Err("problem.details"); err != nil {
		return err
	}
	t, err := tickets.Get(u, id)
	if err != nil {
		return err
	}
	if err := t.mustBeWorked("details are forwarded while it is worked on"); err != nil {
		return err
	}
	return u.Emit(EventDetailsReported, t.ID, t.Correlation, t.details(text))
}
