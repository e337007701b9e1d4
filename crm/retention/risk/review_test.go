package risk_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func vote(by string, approve bool) risk.Vote {
	return risk.Vote{By: by, Approve: approve, Note: "seen the papers"}
}

// inReview is an assessment that two people have to decide.
func (d *desk) inReview() risk.Assessment {
	d.t.Helper()
	d.facts["c-9"] = good
	a := d.asked("c-9", "o-9", "3000.01 EUR")
	require.Equal(d.t, risk.InReview, a.State)
	require.False(d.t, a.Permits() || a.Forbids(), "the order waits")
	return a
}

func TestVote_two_people_decide(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		a := d.inReview()
		a = d.assessment(d.Vote(d.ctx, a.ID, vote("u-1", true)))
		assert.Equal(t, risk.InReview, a.State)
		assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventReviewAsked}, d.told("case-o-9"))

		d.store.Unchanged(t, func() { d.assessment(d.Vote(d.ctx, a.ID, vote("u-1", true))) })
		err := d.refuses(fault.ErrRejected, func() error { _, err := d.Vote(d.ctx, a.ID, vote("u-1", false)); return err })
		assert.ErrorContains(t, err, risk.ReasonFourEyes)

		a = d.assessment(d.Vote(d.ctx, a.ID, vote("u-2", true)))
		assert.Equal(t, risk.Approved, a.State)
		assert.True(t, d.again(a.ID).Permits())
		events := d.events("case-o-9")
		require.Len(t, events, 3)
		var n risk.ReviewNotice
		require.NoError(t, json.Unmarshal(events[2].Data, &n))
		assert.Equal(t, risk.EventReviewDecided, events[2].Type)
		assert.Equal(t, []any{risk.Approved, []string{"u-1", "u-2"}, "o-9", "c-9"}, []any{n.State, n.Votes, n.Order, n.Customer})
		assert.Equal(t, []string{risk.ReasonAgreed, "RISK-OVER"}, []string{n.Reasons[0].Code, n.Reasons[1].Code})
		assert.NotContains(t, string(events[2].Data), "papers", "notes stay in the record")

		d.refuses(fault.ErrState, func() error { _, err := d.Vote(d.ctx, a.ID, vote("u-3", false)); return err })
	})
}

func TestVote_one_who_does_not_agree_declines(t *testing.T) {
	t.Parallel()
	for _, votes := range [][]bool{{true, false}, {false, true}, {false, false}} {
		d := inMemory(t)
		a := d.inReview()
		a = d.assessment(d.Vote(d.ctx, a.ID, vote("u-1", votes[0])))
		assert.Equal(t, risk.InReview, a.State, "one is not enough, whatever he says")
		a = d.assessment(d.Vote(d.ctx, a.ID, vote("u-2", votes[1])))
		assert.Equal(t, risk.Declined, a.State)
		assert.True(t, a.Forbids())
		assert.Equal(t, risk.ReasonDeclined, a.Why()[0].Code)
		assert.Equal(t, "zwei Personen haben es geprüft, und nicht beide stimmen zu", compiled(t).Policy().Say(a.Why()[0], "de"))
	}
}

func TestVote_refuses_what_is_not_in_review(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "10.00 EUR")
	d.refuses(fault.ErrState, func() error { _, err := d.Vote(d.ctx, a.ID, vote("u-1", true)); return err })
	d.refuses(fault.ErrNotFound, func() error { _, err := d.Vote(d.ctx, "nobody", vote("u-1", true)); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Vote(d.ctx, a.ID, vote("", true)); return err })
	r := d.inReview()
	d.withdrawn("o-9")
	d.refuses(fault.ErrState, func() error { _, err := d.Vote(d.ctx, r.ID, vote("u-1", true)); return err })
}
