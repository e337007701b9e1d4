package problem

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The codes of a refused parent.
const (
	ReasonParentLevel   = "PROBLEM-PARENT-01" // parents have no parents, children no children
	ReasonParentAlready = "PROBLEM-PARENT-02"
)

// Attach gives a ticket that is worked on a parent that is worked on too: a ticket about its cause. The parent's resolution will
// be the child's as well, in one unit of work with it, and the parent does not close before its children, unless Config says
// otherwise.
func (s *Service) Attach(ctx context.Context, id, parent string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.AttachTx(u, id, parent) })
}

// AttachTx is Attach in the caller's unit.
func (s *Service) AttachTx(u *work.Unit, id, parent string) (Ticket, error) {
	t, err := tickets.Get(u, id)
	if err != nil {
		return Ticket{}, err
	}
	if err := t.mustBeWorked("it gets a parent while it is worked on"); err != nil {
		return Ticket{}, err
	}
	if err := s.checkParent(u, t, parent); err != nil {
		return Ticket{}, err
	}
	return s.attach(u, t, parent)
}

func (s *Service) attach(u *work.Unit, t Ticket, parent string) (Ticket, error) {
	t, err := s.save(u, t, func(t Ticket, say say) (Ticket, error) {
		t = t.relate(ParentTicket, parent)
		say(EventAttached, t.notice())
		return t, nil
	})
	if err != nil {
		return Ticket{}, err
	}
	return t, s.lift(u, t)
}

// releaseChildren lets the children go on by themselves whose parent ended without a resolution.
func (s *Service) releaseChildren(u *work.Unit, parent Ticket) error {
	children, err := tickets.By(u, keyOpenChild, parent.ID)
	if err != nil {
		return err
	}
	for _, child := range children {
		if _, err := s.save(u, child, func(t Ticket, say say) (Ticket, error) { return t.detach(parent.StatusChangeReason, say), nil }); err != nil {
			return err
		}
	}
	return nil
}

func (t Ticket) detach(reason string, say say) Ticket {
	n := t.notice() // which still names the parent
	n.Reason = reason
	say(EventDetached, n)
	return t.unrelate(ParentTicket)
}

// Detach takes a child away from its parent: it goes on by itself. So do the children of a parent that is cancelled.
func (s *Service) Detach(ctx context.Context, id, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.DetachTx(u, id, reason) })
}

// DetachTx is Detach in the caller's unit.
func (s *Service) DetachTx(u *work.Unit, id, reason string) (Ticket, error) {
	if err := checkReason(reason); err != nil {
		return Ticket{}, err
	}
	var parent string
	t, err := s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		parent = t.Related(ParentTicket)
		if parent == "" || !t.Status.Open() {
			return t, fault.State(t.Subject(), "is "+string(t.Status)+" and cannot leave a parent: it has none, or is done")
		}
		return t.detach(reason, say), nil
	})
	if err != nil {
		return Ticket{}, err
	}
	return t, s.settleParent(u, parent)
}

// checkParent refuses a parent that the ticket cannot have.
func (s *Service) checkParent(u *work.Unit, t Ticket, id string) error {
	parent, err := tickets.Get(u, id)
	if err != nil {
		return err
	}
	if err := parent.mustBeWorked("it becomes a parent while it is worked on"); err != nil {
		return err
	}
	if t.Related(ParentTicket) != "" {
		return refuse(t.Subject(), ReasonParentAlready, "has a parent already; detach it first")
	}
	above, err := s.hasChildren(u, t.ID, keyParent)
	if err != nil {
		return err
	}
	if above || parent.ID == t.ID || parent.Related(ParentTicket) != "" {
		return refuse(t.Subject(), ReasonParentLevel, "cannot have this parent: parents have none, and children have no children")
	}
	return nil
}

// hasChildren asks for children by a key: keyParent, or keyOpenChild.
func (s *Service) hasChildren(u *work.Unit, id, key string) (bool, error) {
	found, _, err := tickets.Page(u, store.Query{Key: key, Equal: id, Exact: true, Limit: 1})
	return len(found) > 0, err
}

// waits reports whether a parent cannot close yet.
func (s *Service) waits(u *work.Unit, t Ticket) (bool, error) {
	if s.config.ParentsCloseAlone {
		return false, nil
	}
	return s.hasChildren(u, t.ID, keyOpenChild)
}

// settleParent closes a parent that has only waited for its last child.
func (s *Service) settleParent(u *work.Unit, id string) error {
	if id == "" {
		return nil
	}
	parent, err := tickets.Get(u, id)
	if err != nil || parent.Status != Resolved || parent.ClosesBy == "" {
		return err
	}
	waits, err := s.waits(u, parent)
	if err != nil || waits {
		return err
	}
	_, err = s.save(u, parent, func(t Ticket, say say) (Ticket, error) {
		return s.close(u, t, t.ClosesBy, becauseChildren, say)
	})
	return err
}
