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

// parentOf is the ticket about what the others share. It is as important as the most important of their customers, and as
// grave as the gravest.
func parentOf(s Shared, children []Ticket, u *work.Unit) Ticket {
	r := Report{Proactive: true, Type: children[0].Type, Impact: gravest(children),
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
		given := child.CustomerPriority
		if given != nil && (t.CustomerPriority == nil || given.Value < t.CustomerPriority.Value) {
			t.CustomerPriority = &CustomerPriority{Value: given.Value, At: u.At, Reasons: given.Reasons}
		}
	}
	return t
}
