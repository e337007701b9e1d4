package relationship

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// checkAt is when time alone changes something for an ending: the day on which it begins, then each day while something is open.
func (s *Service) checkAt(u *work.Unit, e Ending) time.Time {
	switch e.State {
	case Running:
		return calendar.FirstInstant(e.EndsOn, s.zone)
	case Settling:
		return calendar.FirstInstant(s.Today(u).AddDays(1), s.zone)
	}
	return time.Time{}
}

// Confirm says that a proposed ending holds. by is who says so: an id. One that holds already is answered as it is. If its day has
// passed meanwhile, it begins at once, today.
func (s *Service) Confirm(ctx context.Context, id, by string) (Ending, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ending, error) { return s.ConfirmTx(u, id, by) })
}

// ConfirmTx is Confirm in the caller's unit.
func (s *Service) ConfirmTx(u *work.Unit, id, by string) (Ending, error) {
	var c fault.Check
	c.Text("by", by, fault.MaxID)
	if err := c.Err("relationship.confirmation"); err != nil {
		return Ending{}, err
	}
	e, err := endings.Get(u, id)
	if err != nil || e.State == Running || e.State == Settling {
		return e, err
	}
	return s.confirm(u, e, by)
}

func (s *Service) confirm(u *work.Unit, e Ending, by string) (Ending, error) {
	if today := s.Today(u); e.EndsOn.Before(today) {
		e.EndsOn = today
	}
	if err := s.replace(u, e); err != nil {
		return Ending{}, err
	}
	e, err := s.save(u, e, func(e Ending, say work.Say) (Ending, error) {
		e, err := e.apply(Confirm, u.At, "")
		if err != nil {
			return e, err
		}
		e.ConfirmedBy = by
		say(EventEndingConfirmed, e.notice())
		return e, nil
	})
	if err != nil || s.Today(u).Before(e.EndsOn) {
		return e, err
	}
	return s.begin(u, e)
}

// begin tells all concerned that the day has come, and looks at what is open.
func (s *Service) begin(u *work.Unit, e Ending) (Ending, error) {
	open, err := s.open(u, e.Customer)
	if err != nil {
		return e, err
	}
	e, err = s.save(u, e, func(e Ending, say work.Say) (Ending, error) {
		e, err := e.apply(Begin, u.At, "")
		if err != nil {
			return e, err
		}
		e.Open, e.Left = e.split(open)
		say(EventEndingBegun, e.notice())
		say(EventServicesEnding, ServicesNotice{Customer: e.Customer, Ending: e.ID, Ground: e.Ground.Code, EndsOn: e.EndsOn, Blocked: e.Ground.Blocked})
		return e, nil
	})
	if err != nil || len(e.Open) > 0 {
		return e, err
	}
	return s.settle(u, e, open)
}

func (s *Service) open(u *work.Unit, customer string) ([]Matter, error) {
	if s.config.Matters == nil {
		return nil, nil
	}
	return s.config.Matters.Open(u, customer)
}

// split tells what is waited for from what goes on without the relationship.
func (e Ending) split(open []Matter) (waited, left []Matter) {
	for _, m := range open {
		if e.Ground.Of(m.Kind) == Leave {
			left = append(left, m)
			continue
		}
		waited = append(waited, m)
	}
	return waited, left
}

// Withdraw takes back an ending whose day has not come. One that is withdrawn is answered as it is.
func (s *Service) Withdraw(ctx context.Context, id, reason string) (Ending, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ending, error) { return s.WithdrawTx(u, id, reason) })
}

// WithdrawTx is Withdraw in the caller's unit.
func (s *Service) WithdrawTx(u *work.Unit, id, reason string) (Ending, error) {
	var c fault.Check
	c.Text("reason", reason, fault.MaxText)
	if err := c.Err("relationship.withdrawal"); err != nil {
		return Ending{}, err
	}
	e, err := endings.Get(u, id)
	if err != nil || e.State == Withdrawn {
		return e, err
	}
	return s.withdraw(u, e, reason)
}

func (s *Service) withdraw(u *work.Unit, e Ending, reason string) (Ending, error) {
	return s.save(u, e, func(e Ending, say work.Say) (Ending, error) {
		e, err := e.apply(Withdraw, u.At, reason)
		if err != nil {
			return e, err
		}
		say(EventEndingWithdrawn, e.notice())
		return e, nil
	})
}
