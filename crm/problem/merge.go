package problem

import (
	"context"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The codes of a refused merge.
const (
	ReasonMergeCustomer = "PROBLEM-MERGE-01" // tickets of two customers are parent and child, not one
	ReasonMergeYounger  = "PROBLEM-MERGE-02" // the clocks of the older one would begin anew
	ReasonMergeItself   = "PROBLEM-MERGE-03"
)

// Merge closes a ticket that is worked on because it goes on in another one of the same customer, which is worked on too and was
// not opened later: so no clock begins anew. Its children go along. Who merges by mistake opens a new ticket.
func (s *Service) Merge(ctx context.Context, id, into, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.MergeTx(u, id, into, reason) })
}

// MergeTx is Merge in the caller's unit.
func (s *Service) MergeTx(u *work.Unit, id, into, reason string) (Ticket, error) {
	if err := checkReason(reason); err != nil {
		return Ticket{}, err
	}
	t, err := tickets.Get(u, id)
	if err != nil {
		return Ticket{}, err
	}
	other, err := tickets.Get(u, into)
	if err != nil {
		return Ticket{}, err
	}
	if err := t.mayMerge(other); err != nil {
		return Ticket{}, err
	}
	if err := s.moveChildren(u, t, other); err != nil {
		return Ticket{}, err
	}
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		t, err := t.apply(Merge, u.At, reason)
		if err != nil {
			return t, err
		}
		t = t.relate(MergedInto, into)
		say(EventClosed, t.notice())
		return t, nil
	})
}

func (t Ticket) mayMerge(into Ticket) error {
	if _, err := ticketLifecycle.Next(t.Status, Merge); err != nil {
		return fault.State(t.Subject(), "is "+string(t.Status)+"; it is merged while it is worked on")
	}
	if err := into.mustBeWorked("another ticket is merged into it while it is worked on"); err != nil {
		return err
	}
	switch {
	case t.ID == into.ID:
		return refuse(t.Subject(), ReasonMergeItself, "cannot be merged into itself")
	case t.Customer != into.Customer:
		return refuse(t.Subject(), ReasonMergeCustomer, "is another customer's; give both the same parent instead")
	case into.CreatedAt.After(t.CreatedAt):
		return refuse(t.Subject(), ReasonMergeYounger, "is the older one; merge the younger into it, so that no clock begins anew")
	}
	return nil
}

// moveChildren gives the children of a ticket to another one.
func (s *Service) moveChildren(u *work.Unit, from, to Ticket) error {
	children, err := tickets.By(u, keyParent, from.ID)
	if err != nil {
		return err
	}
	if parent := to.Related(ParentTicket); len(children) > 0 && parent != "" && parent != from.ID {
		return refuse(from.Subject(), ReasonParentLevel, "has children, and "+to.Subject()+" has a parent; parents have none")
	}
	for _, child := range children {
		_, err := s.save(u, child, func(t Ticket, _ say) (Ticket, error) {
			t = t.unrelate(ParentTicket)
			if t.ID == to.ID {
				return t, nil // it takes its parent's place
			}
			return t.relate(ParentTicket, to.ID), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t Ticket) unrelate(typ string) Ticket {
	t.Relationships = slices.DeleteFunc(slices.Clone(t.Relationships), func(r Relationship) bool { return r.Type == typ })
	return t
}
