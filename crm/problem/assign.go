package problem

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// ChangeAssignment assigns an open ticket to a group or a person, and lets them accept, decline or forward it, and whoever gave it
// take it back (M6). What is not allowed now is fault.ErrState, what somebody else may do is a *fault.Refusal: see
// Assignment.Move. The instant of the change is the unit's.
func (s *Service) ChangeAssignment(ctx context.Context, id string, m AssignmentChange) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.ChangeAssignmentTx(u, id, m) })
}

// ChangeAssignmentTx is ChangeAssignment in the caller's unit.
func (s *Service) ChangeAssignmentTx(u *work.Unit, id string, m AssignmentChange) (Ticket, error) {
	if err := m.check(); err != nil {
		return Ticket{}, err
	}
	m.At = u.At
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) {
		if !t.Status.Open() {
			return t, fault.State(t.Subject(), "is "+string(t.Status)+"; only open tickets are assigned")
		}
		var err error
		if t.Assignment, err = t.Assignment.Move(m); err != nil {
			return t, fmt.Errorf("%s: %w", t.Subject(), err)
		}
		var c fault.Check
		t.checkSize(&c)
		say(EventAssignment, AssignmentNotice{Notice: t.notice(), State: t.Assignment.State, Change: m})
		return t, c.Err(t.Subject())
	})
}
