package relationship

import (
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Look looks at what is still open of an ending whose day has come: what is over is noted, and when nothing is left that anybody waits
// for, the relationship has ended. Of an ending in another state it changes nothing.
func (s *Service) Look(ctx context.Context, id string) (Ending, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ending, error) { return s.LookTx(u, id) })
}

// LookTx is Look in the caller's unit.
func (s *Service) LookTx(u *work.Unit, id string) (Ending, error) {
	e, err := endings.Get(u, id)
	if err != nil || e.State != Settling {
		return e, err
	}
	open, err := s.open(u, e.Customer)
	if err != nil {
		return e, err
	}
	return s.settle(u, e, open)
}

// LookAtTx is LookTx for the ending of a customer; without one nothing happens. It is for those who hear that something has been settled.
func (s *Service) LookAtTx(u *work.Unit, customer string) error {
	e, found, err := s.OpenEndingTx(u, customer)
	if err != nil || !found {
		return err
	}
	_, err = s.LookTx(u, e.ID)
	return err
}

// settle notes what is over; it writes nothing if nothing has changed and the ending has been looked at today.
func (s *Service) settle(u *work.Unit, was Ending, open []Matter) (Ending, error) {
	is := was
	is.Open, is.Left = was.split(open)
	over := slices.DeleteFunc(slices.Clone(was.Open), func(m Matter) bool { return slices.Contains(is.Open, m) })
	is.Settled = append(slices.Clone(was.Settled), over...)
	if len(is.Open) > 0 && slices.Equal(was.Open, is.Open) && slices.Equal(was.Left, is.Left) && was.CheckAt.After(u.At) {
		return was, nil
	}
	e, err := s.save(u, is, func(e Ending, say work.Say) (Ending, error) {
		for _, m := range over {
			say(EventMatterSettled, MatterNotice{Customer: e.Customer, Ending: e.ID, Matter: m})
		}
		if len(e.Open) > 0 {
			return e, nil
		}
		return s.end(u, e, say)
	})
	if err != nil || e.State != Ended {
		return e, err
	}
	return e, s.over(u, e)
}

// over ends the relationship itself; endings that were merely proposed have become void.
func (s *Service) over(u *work.Unit, e Ending) error {
	open, err := endings.By(u, keyOpen, e.Customer)
	if err != nil {
		return err
	}
	for _, proposed := range open {
		if proposed.State == Settling {
			continue // of a record that was merged into this one
		}
		proposed.Instead = e.ID
		if _, err := s.withdraw(u, proposed, "the relationship has ended"); err != nil {
			return err
		}
	}
	r, err := relationships.Get(u, e.Customer)
	if err != nil {
		return err
	}
	r.EndedAt, r.Suspensions = u.At, nil
	_, err = r.note(u, Entry{Event: EventEnded, Code: string(e.Ground.Code), Other: e.ID, Reason: e.Reason})
	return err
}

func (s *Service) end(u *work.Unit, e Ending, say work.Say) (Ending, error) {
	e, err := e.apply(End, u.At, "")
	if err != nil {
		return e, err
	}
	e.Kept = Keep(e.Ground.Kept, s.Today(u))
	n := e.notice()
	n.Open = e.Left
	say(EventEnded, n)
	return e, nil
}

// DueReport counts what Due did.
type DueReport struct {
	Begun  int // endings whose day has come
	Looked int // endings that were looked at for what is still open
	Ended  int // of all these
}

// Due does what has fallen due by asOf: it begins the endings whose day has come, and looks once a day at what is still open of the
// others. It does each once however often it is called, and by however many hosts; a fault of one does not stop the others
// and is in the joined error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (DueReport, error) {
	did := map[string]Ending{} // by ending: what is done twice because of a conflict counts once
	was := map[string]State{}
	_, err := work.EachDue(ctx, s.env, endings, keyDue, asOf, func(u *work.Unit, found Ending) (bool, error) {
		e, err := endings.Get(u, found.ID)
		if err != nil || e.CheckAt.IsZero() || e.CheckAt.After(u.At) {
			return false, err // somebody was faster
		}
		was[e.ID] = e.State
		if e.State == Running {
			if e, err = s.begin(u, e); err != nil {
				return false, err
			}
		} else if e, err = s.LookTx(u, e.ID); err != nil {
			return false, err
		}
		did[e.ID] = e
		return true, nil
	})
	var r DueReport
	for id, e := range did {
		switch {
		case was[id] == Running:
			r.Begun++
		default:
			r.Looked++
		}
		if e.State == Ended {
			r.Ended++
		}
	}
	return r, err
}
