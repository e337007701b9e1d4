package retention

import (
	"context"

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
	i.FollowUp = FollowUp{DoneAt: u.At, Note: note}
	return i.save(u, EventFollowUpDone)
}

// FollowUps returns the inquiries after which somebody still has to see to the customer, in order of id.
func (s *Service) FollowUps(ctx context.Context) ([]Inquiry, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Inquiry, error) { return inquiries.By(u, byState, string(InquiryFollowUp)) })
}
