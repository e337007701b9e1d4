package problem

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/work"
)

// The codes of a refused reopening.
const (
	ReasonReopenWindow = "PROBLEM-REOPEN-01" // too late
	ReasonReopenMerged = "PROBLEM-REOPEN-02" // it goes on elsewhere
)

// Reopen takes a closed ticket up again, whose problem is back, within the window of Config; later it is a *fault.Refusal. The
// contract says what becomes of the solution clock: it goes on, or begins anew (the reason is kept), and the ticket is back in
// progress; or the closed ticket stays as it is and a new one continues it, which is then returned. Without a contract the same
// ticket goes on.
func (s *Service) Reopen(ctx context.Context, id, reason string) (Ticket, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Ticket, error) { return s.ReopenTx(u, id, reason) })
}

// ReopenTx is Reopen in the caller's unit.
func (s *Service) ReopenTx(u *work.Unit, id, reason string) (Ticket, error) {
	if err := checkReason(reason); err != nil {
		return Ticket{}, err
	}
	t, err := tickets.Get(u, id)
	if err != nil {
		return Ticket{}, err
	}
	if _, err := t.apply(Reopen, u.At, reason); err != nil {
		return Ticket{}, err
	}
	if err := s.mayReopen(t, u.At); err != nil {
		return Ticket{}, err
	}
	if terms := t.Terms(); terms != nil && terms.Reopen == clock.NewTicket {
		return s.continued(u, t, reason)
	}
	return s.save(u, t, func(t Ticket, say say) (Ticket, error) {
		t, err := t.apply(Reopen, u.At, reason)
		if err != nil {
			return t, err
		}
		t.Reopened++
		t.ResolvedAt = time.Time{}
		say(EventReopened, t.notice())
		say(EventDetailsReported, t.details(reason))
		return t, nil
	})
}

func (s *Service) mayReopen(t Ticket, at time.Time) error {
	if into := t.Related(MergedInto); into != "" {
		return refuse(t.Subject(), ReasonReopenMerged, "was merged; it goes on in "+tickets.Subject(into))
	}
	if next := t.Related(ContinuedBy); next != "" {
		return refuse(t.Subject(), ReasonReopenMerged, "was continued; it goes on in "+tickets.Subject(next))
	}
	if until := t.ClosedAt.Add(s.config.ReopenWithin); at.After(until) {
		return refuse(t.Subject(), ReasonReopenWindow, fmt.Sprintf("could be reopened until %s; open a new ticket", until.Format(time.RFC3339)))
	}
	return nil
}

// continued opens a ticket for the problem that came back; the closed one only says where it goes on.
func (s *Service) continued(u *work.Unit, old Ticket, reason string) (Ticket, error) {
	r := Report{Correlation: old.Correlation, ExternalID: old.ExternalID, Customer: old.Customer, Interaction: old.Interaction, Agreement: old.Agreement,
		Feature: old.Feature, Impact: old.Impact, Severity: old.Severity, Text: reason, Type: old.Type, Resource: old.Resource,
		Proactive: old.Proactive, RelatedEntities: old.RelatedEntities}
	next := r.ticket(u.NewID(), u.At, s.config.Terms).relate(Continues, old.ID)
	if _, err := s.save(u, old, func(t Ticket, say say) (Ticket, error) { return t.relate(ContinuedBy, next.ID), nil }); err != nil {
		return Ticket{}, err
	}
	return s.open(u, next, "")
}
