package problem

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Open registers a problem (3.6.1). The ticket that comes back is acknowledged, and Retention & Loyalty and Customer QoS/SLA
// Management are asked about its priority; it goes in progress with their answers, or when they have been waited for. If
// nobody is asked, because the problem was found inside or Config says so, it is in progress at once. With a Key, opening
// again returns the first ticket; another report under the same Key is fault.ErrConflict.
func (s *Service) Open(ctx context.Context, r Report) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.OpenTx(u, r) })
}

// OpenTx is Open in the caller's unit.
func (s *Service) OpenTx(u *work.Unit, r Report) (Ticket, error) {
	r.RequestedResolution = fault.Instant(r.RequestedResolution)
	if y := r.RequestedResolution.Year(); y < 0 || y > 9999 {
		return Ticket{}, r.Check(u.At) // no key can be compared with such a report
	}
	return work.Once(u, "problem.open", r.Key, r, func() (Ticket, error) {
		if err := r.Check(u.At); err != nil {
			return Ticket{}, err
		}
		return s.open(u, r.ticket(u.NewID(), u.At, s.config.Terms), r.Parent)
	})
}

// OpenProactive registers a problem that was found inside, before any customer reported it. Whether Problem Handling tells the
// customer, as the eTOM has it, or Customer QoS/SLA Management does, is decided by whoever calls TellDegradation, or does not
// (the document's critique, section 7, point 4).
func (s *Service) OpenProactive(ctx context.Context, r Report) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.OpenProactiveTx(u, r) })
}

// OpenProactiveTx is OpenProactive in the caller's unit.
func (s *Service) OpenProactiveTx(u *work.Unit, r Report) (Ticket, error) {
	r.Proactive = true
	return s.OpenTx(u, r)
}

// open acknowledges a new ticket and takes it as far as it goes by itself.
func (s *Service) open(u *work.Unit, t Ticket, parent string) (Ticket, error) {
	if parent != "" {
		if err := s.checkParent(u, t, parent); err != nil {
			return Ticket{}, err
		}
		t = t.relate(ParentTicket, parent)
	}
	t, err := s.save(u, t, func(t Ticket, say say) (Ticket, error) {
		t, err := t.apply(Acknowledge, u.At, "")
		if err != nil {
			return t, err
		}
		say(EventAcknowledged, t.notice())
		if t.Proactive || s.config.AskNobody {
			return s.proceed(u, t, say)
		}
		t.AnswerBy = u.At.Add(s.config.AnswerWithin)
		say(EventPriorityAsked, t.question())
		say(EventServiceLevelAsked, t.question())
		return t, nil
	})
	if err != nil {
		return Ticket{}, err
	}
	if err := s.lift(u, t); err != nil {
		return Ticket{}, err
	}
	return s.gather(u, t)
}

// Reject ends a ticket that is none: the check of the report, behind its receipt, is not passed.
func (s *Service) Reject(ctx context.Context, id, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.RejectTx(u, id, reason) })
}

// RejectTx is Reject in the caller's unit.
func (s *Service) RejectTx(u *work.Unit, id, reason string) (Ticket, error) {
	return s.end(u, id, reason, Rejected, EventRejected)
}

// Cancel ends a ticket that nobody needs any more. A held one is resumed first: the published chart has no arrow from held to
// cancelled. A resolved one cannot be cancelled: the customer confirms it.
func (s *Service) Cancel(ctx context.Context, id, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.CancelTx(u, id, reason) })
}

// CancelTx is Cancel in the caller's unit.
func (s *Service) CancelTx(u *work.Unit, id, reason string) (Ticket, error) {
	return s.end(u, id, reason, Cancelled, EventCancelled)
}

func (s *Service) end(u *work.Unit, id, reason string, to Status, event string) (Ticket, error) {
	if err := checkReason(reason); err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		t, err := t.lead(to, u.At, reason)
		if err != nil {
			return t, err
		}
		say(event, t.notice())
		return t, nil
	})
}

func checkReason(reason string) error {
	var c fault.Check
	c.Text("reason", reason, fault.MaxText)
	return c.Err("problem.ticket")
}
