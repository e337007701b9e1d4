package problem

import (
	"cmp"
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Resolution is what Service Problem Management makes known.
type Resolution struct {
	Text       string    `json:"text"`
	Cause      string    `json:"cause,omitempty"`      // why it happened, if that is known by now
	RestoredAt time.Time `json:"restoredAt,omitzero"`  // since when the service works again; zero: since now
	Workaround bool      `json:"workaround,omitempty"` // the customer can work, the cause is still there
	Parent     string    `json:"parent,omitempty"`     // set by the service: the ticket whose resolution this is
}

// ReceiveResolution takes the resolution of a problem; the ticket is resolved. One that is held, pending or only acknowledged
// goes the Way there. The children of a parent are resolved with it. The clocks stop now, not at RestoredAt, which is for
// Customer QoS/SLA Management to judge.
func (s *Service) ReceiveResolution(ctx context.Context, id string, r Resolution) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.ReceiveResolutionTx(u, id, r) })
}

// ReceiveResolutionTx is ReceiveResolution in the caller's unit.
func (s *Service) ReceiveResolutionTx(u *work.Unit, id string, r Resolution) (Ticket, error) {
	var c fault.Check
	c.Text("text", r.Text, fault.MaxText)
	c.Optional("cause", r.Cause, fault.MaxName)
	c.Near("restoredAt", r.RestoredAt, u.At)
	c.That(!r.RestoredAt.After(u.At), "restoredAt", fault.RuleRange, "must not lie in the future")
	if err := c.Err("problem.resolution"); err != nil {
		return Ticket{}, err
	}
	if r.RestoredAt = fault.Instant(r.RestoredAt); r.RestoredAt.IsZero() {
		r.RestoredAt = u.At
	}
	r.Parent = ""
	return s.change(u, id, func(t Ticket, say say) (Ticket, error) { return t.resolve(r, u.At, say) })
}

func (t Ticket) resolve(r Resolution, at time.Time, say say) (Ticket, error) {
	t, err := t.lead(Resolved, at, r.Text)
	if err != nil {
		return t, err
	}
	t.Resolution, t.ResolvedAt, t.ClosesBy = &r, at, ""
	t.Cause = cmp.Or(r.Cause, t.Cause)
	say(EventResolution, t.resolutionNotice())
	return t, nil
}

// resolveChildren resolves what depended on the parent's cause. Children that are resolved or closed already stay so.
func (s *Service) resolveChildren(u *work.Unit, parent Ticket) error {
	children, err := tickets.By(u, keyOpenChild, parent.ID)
	if err != nil || len(children) == 0 {
		return err
	}
	r := *parent.Resolution
	r.Parent = parent.ID
	for _, child := range children {
		if !child.Status.Worked() {
			continue
		}
		if _, err := s.save(u, child, func(t Ticket, say say) (Ticket, error) { return t.resolve(r, u.At, say) }); err != nil {
			return err
		}
	}
	return nil
}
