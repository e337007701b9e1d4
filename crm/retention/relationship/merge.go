package relationship

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Merge follows two records of one identity that have become one customer: what held for either holds for the survivor. The earlier
// beginning counts, suspensions go over, and so does an ending on its way, unless the survivor has one already: then it is withdrawn
// in favour of that one. The history of both stays; the other relationship has ended. Once more changes nothing.
func (s *Service) Merge(ctx context.Context, into, from string) (Relationship, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Relationship, error) { return s.MergeTx(u, into, from) })
}

// MergeTx is Merge in the caller's unit.
func (s *Service) MergeTx(u *work.Unit, into, from string) (Relationship, error) {
	var c fault.Check
	c.Text("into", into, fault.MaxID)
	c.Text("from", from, fault.MaxID)
	c.That(into != from, "from", fault.RuleReference, "must be another record than the one it is merged into")
	if err := c.Err("relationship.merge"); err != nil {
		return Relationship{}, err
	}
	r, err := relationships.Get(u, into)
	if err != nil {
		return Relationship{}, err
	}
	other, err := relationships.Get(u, from)
	if err != nil || other.MergedInto == into {
		return r, err
	}
	if err := s.moveEndings(u, into, from); err != nil {
		return Relationship{}, err
	}
	if r, err = s.take(u, r, other); err != nil {
		return Relationship{}, err
	}
	if !other.Ended() {
		other.EndedAt = u.At
	}
	other.Suspensions, other.MergedInto = nil, into
	_, err = other.note(u, Entry{Event: EventChanged, Code: string(Merged), Other: into})
	return r, err
}

// take gives a relationship what held for another.
func (s *Service) take(u *work.Unit, r, other Relationship) (Relationship, error) {
	if other.Ended() {
		return r.put(u, Entry{Event: EventChanged, Code: string(Merged), Other: other.ID}, Changed{Customer: r.ID, Code: Merged, Other: other.ID})
	}
	if r.Ended() { // who has come back has done so as the other
		r.EndedAt, r.EstablishedAt, r.Times = other.EndedAt, other.EstablishedAt, r.Times+1
	}
	if other.EstablishedAt.Before(r.EstablishedAt) {
		r.EstablishedAt = other.EstablishedAt
	}
	r, err := r.put(u, Entry{Event: EventChanged, Code: string(Merged), Other: other.ID}, Changed{Customer: r.ID, Code: Merged, Other: other.ID})
	for _, one := range other.Suspensions {
		if err != nil {
			return r, err
		}
		r, err = s.SuspendTx(u, Pause{Customer: r.ID, Code: one.Code, Reason: one.Reason})
	}
	return r, err
}

// moveEndings makes the endings of one customer that are on their way those of another.
func (s *Service) moveEndings(u *work.Unit, into, from string) error {
	open, err := endings.By(u, keyOpen, from)
	if err != nil {
		return err
	}
	for _, e := range open {
		has, found, err := s.OpenEndingTx(u, into)
		if err != nil {
			return err
		}
		if found && e.State != Settling {
			e.Instead = has.ID
			if _, err := s.withdraw(u, e, "merged with a customer whose relationship is ending"); err != nil {
				return err
			}
			continue
		}
		e.Customer = into
		if err := endings.Put(u, &e); err != nil {
			return err
		}
	}
	return nil
}
