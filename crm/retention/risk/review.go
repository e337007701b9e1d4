package risk

import (
	"context"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Vote is what one person says about an assessment in review.
type Vote struct {
	By      string    `json:"by"` // who: an id
	Approve bool      `json:"approve"`
	Note    string    `json:"note,omitempty"` // why; it stays in the record and goes into no event
	At      time.Time `json:"at"`             // set when it is given
}

// ReasonFourEyes is the code of the refusal when one person votes twice.
const ReasonFourEyes = "RISK-FOUR-EYES"

// Eyes is how many people decide a review.
const Eyes = 2

// Vote gives a person's vote on an assessment in review. The second person's vote decides: the order may go ahead if both approve; if
// one of them does not, it is declined. The same person cannot vote twice (fault.ErrRejected); the same vote again does nothing.
func (s *Service) Vote(ctx context.Context, id string, v Vote) (Assessment, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Assessment, error) { return s.VoteTx(u, id, v) })
}

// VoteTx is Vote in the caller's unit.
func (s *Service) VoteTx(u *work.Unit, id string, v Vote) (Assessment, error) {
	v.At = u.At
	if err := v.check(); err != nil {
		return Assessment{}, err
	}
	a, err := assessments.Get(u, id)
	if err != nil {
		return a, err
	}
	voted, event, err := a.Vote(v)
	if err != nil || len(voted.Votes) == len(a.Votes) {
		return voted, err
	}
	if err := assessments.Put(u, &voted); err != nil {
		return Assessment{}, err
	}
	if event == "" {
		return voted, nil
	}
	return voted, u.Emit(event, voted.ID, voted.Correlation, voted.reviewNotice())
}

func (v Vote) check() error {
	var c fault.Check
	c.Text("by", v.By, fault.MaxID)
	c.Optional("note", v.Note, fault.MaxText)
	return c.Err("risk.vote")
}

// Vote is the assessment with one more vote, and the event that tells of a decision, if it is one. The assessment it is called on
// stays as it is.
func (a Assessment) Vote(v Vote) (Assessment, string, error) {
	if n := slices.IndexFunc(a.Votes, func(o Vote) bool { return o.By == v.By }); n >= 0 {
		if o := a.Votes[n]; o.Approve == v.Approve && o.Note == v.Note {
			return a, "", nil
		}
		return Assessment{}, "", &fault.Refusal{Subject: assessments.Subject(a.ID),
			Reasons: []fault.Reason{{Code: ReasonFourEyes, Message: "two different people decide; " + v.By + " has voted already"}}}
	}
	all := append(slices.Clone(a.Votes), v)
	event := Approve
	if slices.ContainsFunc(all, func(o Vote) bool { return !o.Approve }) {
		event = Decline
	}
	next, err := assessmentLifecycle.Next(a.State, event)
	if err != nil {
		return Assessment{}, "", err
	}
	a.Votes = all
	if len(all) < Eyes {
		return a, "", nil
	}
	a.State = next
	return a, EventReviewDecided, nil
}
