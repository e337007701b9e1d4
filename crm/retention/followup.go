package retention

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// CloseFollowUp notes what was done about a low score.
func (s *Service) CloseFollowUp(ctx context.Context, inquiry, note string) (Inquiry, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Inquiry, error) { return s.CloseFollowUpTx(u, inquiry, note) })
}

// CloseFollowUpTx is CloseFollowUp in the caller's unit.
func (s *Service) CloseFollowUpTx(u *work.Unit, inquiry, note string) (Inquiry, error) {
	var c fault.Check
	c.Text("note", note, fault.MaxText)
	if err := c.Err("retention.followUp"); err != nil {
		return Inquiry{}, err
	}
	i, err := inquiries.Get(u, inquiry)
	if err != nil {
		return Inquiry{}, err
	}
	if i, err = i.apply(InquiryClose); err != nil {
		return Inquiry{}, err
	}
	i.FollowUp.DoneAt, i.FollowUp.Note = u.At, note
	return i.save(u, EventFollowUpDone)
}

// FollowUps returns the inquiries after which somebody still has to see to the customer, in order of id.
func (s *Service) FollowUps(ctx context.Context) ([]Inquiry, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Inquiry, error) { return inquiries.By(u, byState, string(InquiryFollowUp)) })
}

// Due escalates the follow-ups that were to be done by asOf and are not, each time as long again behind the last, at most
// MaxEscalations times, and returns how many there were. One inquiry's fault does not stop the others and is in the joined
// error.
func (s *Service) Due(ctx context.Context, asOf time.Time) (int, error) {
	return work.EachDue(ctx, s.env, inquiries, byDue, asOf, func(u *work.Unit, found Inquiry) (bool, error) {
		i, err := inquiries.Get(u, found.ID)
		if err != nil || i.State != InquiryFollowUp || i.FollowUp.DueAt.After(u.At) {
			return false, err // somebody was faster
		}
		if i, err = i.apply(InquiryEscalate); err != nil {
			return false, err
		}
		i.FollowUp.Escalations++
		i.FollowUp.EscalatedAt, i.FollowUp.DueAt = u.At, fault.Instant(u.At.Add(s.followUpWithin))
		_, err = i.save(u, EventFollowUpEscalated)
		return true, err
	})
}
