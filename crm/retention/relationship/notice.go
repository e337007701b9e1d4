package relationship

import (
	"cmp"
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Draft is a notice: a relationship is to end.
type Draft struct {
	Key         string // the caller's key: the same notice twice under one key is one; may be empty
	Correlation string // the case it belongs to; empty: its own
	Customer    string
	Ground      Code
	By          string        // who gives it: an id
	On          calendar.Date `json:",omitzero"` // the first day without service that is asked for; none: as early as possible
	Reason      string        // for people, in their words; may be empty
	Confirmed   bool          // a person has confirmed it already, if the ground wants that
}

// Assess says whether and when a relationship could end if notice were given now; nothing is written.
func (s *Service) Assess(ctx context.Context, d Draft) (Answer, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Answer, error) { return s.AssessTx(u, d) })
}

// AssessTx is Assess in the caller's unit.
func (s *Service) AssessTx(u *work.Unit, d Draft) (Answer, error) {
	if err := s.check(d, u); err != nil {
		return Answer{}, err
	}
	if _, err := s.going(u, d.Customer); err != nil {
		return Answer{}, err
	}
	q := Question{Ground: s.rows[d.Ground], Arrived: s.Today(u), On: d.On}
	if q.Ground.Bound && s.config.Terms != nil {
		var err error
		if q.Terms, err = s.config.Terms.Minimum(u, d.Customer); err != nil {
			return Answer{}, err
		}
	}
	return Assess(q), nil
}

func (s *Service) check(d Draft, u *work.Unit) error {
	var c fault.Check
	c.Text("customer", d.Customer, fault.MaxID)
	c.Text("by", d.By, fault.MaxID)
	c.Optional("key", d.Key, fault.MaxID)
	c.Optional("correlation", d.Correlation, fault.MaxID)
	c.Optional("reason", d.Reason, fault.MaxText)
	_, known := s.rows[d.Ground]
	c.That(known, "ground", fault.RuleUnknown, fmt.Sprintf("%q is no ground of the table", d.Ground))
	c.That(d.On.IsZero() || s.Today(u).DaysUntil(d.On) <= maxAhead, "on", fault.RuleRange, "lies more than 20 years ahead")
	return c.Err("relationship.notice")
}

// maxAhead is how far a day may lie ahead, in days.
const maxAhead = int(fault.Horizon / (24 * 60 * 60 * 1e9))

// Notice gives notice: the relationship is to end. What is earlier than the ground and the minimum terms permit is *fault.Refusal, whose
// reasons name the earliest day. A ground that takes a person's confirmation leaves it noticed until Confirm; any other holds
// at once, and begins at once if there is no period of notice. The same notice again is answered as it is. When one holds that ends
// earlier than the one on its way, that one is withdrawn; if it ends later, or that one has begun, it is fault.ErrConflict.
func (s *Service) Notice(ctx context.Context, d Draft) (Ending, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ending, error) { return s.NoticeTx(u, d) })
}

// NoticeTx is Notice in the caller's unit.
func (s *Service) NoticeTx(u *work.Unit, d Draft) (Ending, error) {
	if err := s.check(d, u); err != nil {
		return Ending{}, err
	}
	return work.Once(u, "relationship.notice", d.Key, d, func() (Ending, error) { return s.give(u, d) })
}

func (s *Service) give(u *work.Unit, d Draft) (Ending, error) {
	a, err := s.AssessTx(u, d)
	if err != nil {
		return Ending{}, err
	}
	r, err := relationships.Get(u, d.Customer)
	if err != nil {
		return Ending{}, err
	}
	if !a.Permitted {
		return Ending{}, &fault.Refusal{Subject: r.Subject(), Reasons: a.Reasons}
	}
	e := Ending{Meta: store.Meta{ID: u.NewID()}, Customer: d.Customer, Ground: s.rows[d.Ground], State: life.Initial(), By: d.By,
		Reason: d.Reason, NoticedAt: u.At, NoticedOn: s.Today(u), EndsOn: a.EndsOn, Why: a.Reasons}
	e.Correlation = cmp.Or(d.Correlation, e.ID)
	same, found, err := s.same(u, e, d)
	if err != nil || found {
		return same, err
	}
	if e, err = s.save(u, e, func(e Ending, say work.Say) (Ending, error) {
		say(EventEndingNoticed, e.notice())
		return e, nil
	}); err != nil || e.Ground.Proposed && !d.Confirmed {
		return e, err
	}
	return s.confirm(u, e, d.By)
}

// same finds the notice on the same ground that is on its way already.
func (s *Service) same(u *work.Unit, e Ending, d Draft) (Ending, bool, error) {
	open, err := endings.By(u, keyOpen, e.Customer)
	if err != nil {
		return Ending{}, false, err
	}
	for _, was := range open {
		if was.Ground.Code != e.Ground.Code {
			continue
		}
		if d.On.IsZero() || e.EndsOn == was.EndsOn {
			return was, true, nil
		}
		if was.State == Noticed {
			return Ending{}, false, fault.Conflict(was.Subject(), "is proposed for another day; confirm or withdraw it first")
		}
	}
	return Ending{}, false, nil
}

// replace makes room for an ending that holds: one that ends later is withdrawn, one that does not is in the way.
func (s *Service) replace(u *work.Unit, e Ending) error {
	was, found, err := s.OpenEndingTx(u, e.Customer)
	switch {
	case err != nil || !found:
		return err
	case was.State == Settling || !e.EndsOn.Before(was.EndsOn):
		return fault.Conflict(was.Subject(), fmt.Sprintf("ends the relationship on %s already; withdraw it first, if it can be", was.EndsOn))
	}
	was.Instead = e.ID
	_, err = s.withdraw(u, was, "another ending takes its place")
	return err
}

// save puts an ending, with the instant at which time alone changes something.
func (s *Service) save(u *work.Unit, e Ending, decide func(Ending, work.Say) (Ending, error)) (Ending, error) {
	return work.Save(u, endings, e, func(e Ending, say work.Say) (Ending, error) {
		e, err := decide(e, say)
		e.CheckAt = s.checkAt(u, e)
		return e, err
	})
}
