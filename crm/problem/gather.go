package problem

import (
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// gather looks, when a ticket has been opened or isolated, whether its cause shows at several customers (3.2.3): then they get
// a parent, or the ticket is attached to the one that is there. It answers with the ticket as it is then.
func (s *Service) gather(u *work.Unit, t Ticket) (Ticket, error) {
	for _, r := range s.config.Sharing {
		alike := Alike{By: r.By, Value: t.value(r.By)}
		if alike.Value == "" || !t.mayShare() {
			continue
		}
		above, err := s.hasChildren(u, t.ID, keyParent)
		if err != nil || above {
			return t, err
		}
		parents, _, err := tickets.Page(u, store.Query{Key: keyShared, Equal: alike.key(), Exact: true, Limit: 1})
		if err != nil {
			return Ticket{}, err
		}
		if len(parents) > 0 {
			return s.attach(u, t, parents[0].ID)
		}
		made, err := s.share(u, r, alike)
		if err != nil {
			return Ticket{}, err
		}
		if made {
			return tickets.Get(u, t.ID)
		}
	}
	return t, nil
}

// share makes the parent of tickets that have one cause, if there are enough of them.
func (s *Service) share(u *work.Unit, r ShareRule, alike Alike) (bool, error) {
	found, _, err := tickets.Page(u, store.Query{Key: keyAlike, From: alike.since(u.At.Add(-r.Within)), To: alike.since(u.At.Add(time.Microsecond))})
	if err != nil {
		return false, err
	}
	var children []Ticket
	for _, t := range found {
		above, err := s.hasChildren(u, t.ID, keyParent)
		if err != nil {
			return false, err
		}
		if !above {
			children = append(children, t)
		}
	}
	all := Share(children, []ShareRule{r}, u.At)
	n := slices.IndexFunc(all, func(a Shared) bool { return a.Alike == alike })
	if n < 0 {
		return false, nil
	}
	children = slices.DeleteFunc(children, func(t Ticket) bool { return !slices.Contains(all[n].Tickets, t.ID) })
	parent, err := s.open(u, parentOf(all[n], children, u), "")
	if err != nil {
		return false, err
	}
	if err := u.Emit(EventCauseShared, parent.ID, parent.Correlation, SharedNotice{Ticket: parent.ID, Shared: alike,
		Customers: all[n].Customers, Children: all[n].Tickets}); err != nil {
		return false, err
	}
	for _, child := range children {
		if _, err := s.attach(u, child, parent.ID); err != nil {
			return false, err
		}
	}
	return true, nil
}

// since is the key of a ticket that was opened at an instant and is alike.
func (a Alike) since(opened time.Time) string { return a.key() + " @" + store.TimeKey(opened) }

// parentOf is the ticket about what the others share.
func parentOf(s Shared, children []Ticket, u *work.Unit) Ticket {
	r := Report{Proactive: true, Type: children[0].Type, Impact: None,
		Text: fmt.Sprintf("%d customers have the same problem: %s %s", s.Customers, s.By, s.Value)}
	t := r.ticket(u.NewID(), u.At, nil)
	t.Shared = &s.Alike
	switch s.By {
	case ByCause:
		t.Cause = s.Value
	case ByResource:
		t.Resource = s.Value
	default:
		t.Feature = s.Value
	}
	for _, child := range children {
		t = t.above(child)
	}
	return t
}

// above is the parent of the child, too: as grave as the gravest of its children, and as important as the most important of their
// customers.
func (t Ticket) above(child Ticket) Ticket {
	if slices.Index(impacts, child.Impact) < slices.Index(impacts, t.Impact) {
		t.Impact = child.Impact
	}
	given := child.CustomerPriority
	if given != nil && (t.CustomerPriority == nil || given.Value < t.CustomerPriority.Value) {
		t.CustomerPriority = given
	}
	return t
}

// lift makes the parent of what several customers share as grave and as important as a child that has come, or of whose customer
// more is known. A parent that people have chosen has a customer, or a priority, of its own.
func (s *Service) lift(u *work.Unit, child Ticket) error {
	id := child.Related(ParentTicket)
	if id == "" {
		return nil
	}
	parent, err := tickets.Get(u, id)
	if err != nil || parent.Shared == nil || !parent.Status.Worked() {
		return err
	}
	lifted := parent.above(child)
	if lifted.Impact == parent.Impact && lifted.CustomerPriority == parent.CustomerPriority {
		return nil
	}
	_, err = s.save(u, lifted, func(t Ticket, say say) (Ticket, error) { return s.prioritise(u, t, false, say) })
	return err
}
