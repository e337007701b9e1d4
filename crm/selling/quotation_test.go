package selling_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// access is a draft for the extranet access at a discount.
func access(discount, role string) selling.Draft {
	return selling.Draft{Customer: "dealer-b", By: "S. Eller", Role: role, Items: []selling.DraftItem{
		{Offering: "extranet-access", Discount: money.MustRate(discount), DiscountName: "deal"}}}
}

func TestService_quotes_made_by_hand(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		preview, err := d.Valuate(d.ctx, access("10%", "sales"))
		require.NoError(t, err)
		assert.Equal(t, "180.00 EUR", preview.Totals[0].Net.String())
		assert.Empty(t, d.watch.Writes(), "a valuation is not kept")

		q, err := d.MakeQuote(d.ctx, access("10%", "sales"))
		require.NoError(t, err)
		assert.Equal(t, selling.InProgress, q.State)
		assert.Equal(t, preview.Totals, q.Totals)
		assert.Equal(t, []selling.Event{selling.AskApproval, selling.Cancel, selling.Approve}, q.Permitted())
		assert.True(t, q.ValidUntil.IsZero(), "it is no offer yet")
		edited := access("5%", "sales")
		edited.Items[0].Quantity = 2
		q, err = d.EditQuote(d.ctx, q.ID, edited)
		require.NoError(t, err)
		assert.Equal(t, 1, q.Number, "editing is no new version")
		assert.Equal(t, "380.00 EUR", q.Totals[0].Net.String())
		q, err = d.Submit(d.ctx, q.ID)
		require.NoError(t, err)
		assert.Equal(t, selling.Approved, q.State)
		assert.Equal(t, selling.Signature{By: "S. Eller", At: d.clock.Now()}, q.Signatures.Provider)
		assert.Equal(t, "2026-04-01T22:00:00Z", q.ValidUntil.Format("2006-01-02T15:04:05Z07:00"), "30 days after 2 March, in Berlin")
		assert.Equal(t, d.clock.Now().Add(4*day), q.ExpectedCompletion)
		_, err = d.EditQuote(d.ctx, q.ID, edited)
		assert.ErrorIs(t, err, fault.ErrState, "an offer is negotiated, not edited")
		_, err = d.Submit(d.ctx, q.ID)
		assert.ErrorIs(t, err, fault.ErrState)
		_, err = d.GiveUp(d.ctx, q.ID, "too late")
		assert.ErrorIs(t, err, fault.ErrState)
		assert.Equal(t, []string{"selling.quote.made", "selling.quote.edited", "selling.proposal.made"}, types(d.events(q.Correlation)))

		lost, err := d.MakeQuote(d.ctx, access("0%", ""))
		require.NoError(t, err)
		lost, err = d.GiveUp(d.ctx, lost.ID, "the customer is gone")
		require.NoError(t, err)
		assert.Equal(t, selling.Cancelled, lost.State)
		assert.Equal(t, selling.ReasonGivenUp, lost.Reasons[0].Code)
		rows, err := d.Overview(d.ctx)
		require.NoError(t, err)
		require.Len(t, rows, 2)
		assert.Equal(t, selling.Cancelled, rows[0].State)
		assert.Equal(t, selling.OverviewRow{State: selling.Approved, Quotes: 1, Totals: q.Totals}, rows[1])
	})
}

func TestService_Propose_makes_one_quote_for_one_key(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		draft := access("0%", "sales")
		draft.Key = "k-1"
		first, err := d.Propose(d.ctx, draft)
		require.NoError(t, err)
		again, err := d.Propose(d.ctx, draft)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		draft.Items[0].Quantity = 7
		_, err = d.Propose(d.ctx, draft)
		assert.ErrorIs(t, err, fault.ErrConflict)
		all, err := d.Quotes(d.ctx, "customer", "dealer-b")
		require.NoError(t, err)
		assert.Len(t, all, 1)
	})
}

func TestService_discounts_beyond_the_limit_are_decided(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		q, err := d.Propose(d.ctx, access("20%", "sales"))
		require.NoError(t, err)
		assert.Equal(t, selling.Pending, q.State)
		assert.Len(t, q.Reasons, 2, "one for each price")
		assert.Equal(t, []string{"selling.approval.asked"}, types(d.events(q.Correlation)))
		_, err = d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "B"})
		assert.ErrorIs(t, err, fault.ErrState, "it is no offer yet")

		var refusal *fault.Refusal
		d.watch.Unchanged(t, func() {
			_, err = d.DecideApproval(d.ctx, q.ID, selling.Approval{Approved: true, By: "S. Eller", Role: "sales"})
		})
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, selling.ReasonBeyondLimit, refusal.Reasons[0].Code)
		d.clock.Advance(day)
		q, err = d.DecideApproval(d.ctx, q.ID, selling.Approval{Approved: true, By: "M. Anager", Role: "salesManager", Note: "strategic"})
		require.NoError(t, err)
		assert.Equal(t, selling.Approved, q.State)
		assert.Empty(t, q.Reasons)
		assert.Equal(t, []selling.Authorization{{RequestedAt: d.clock.Now().Add(-day), GivenAt: d.clock.Now(), Approver: "M. Anager", Role: "salesManager",
			State: selling.AuthorizationApproved, Note: "strategic"}}, q.Authorizations)
		_, err = d.DecideApproval(d.ctx, q.ID, selling.Approval{Approved: true, By: "M", Role: "management"})
		assert.ErrorIs(t, err, fault.ErrState)

		declined, err := d.Propose(d.ctx, access("90%", "sales"))
		require.NoError(t, err)
		declined, err = d.DecideApproval(d.ctx, declined.ID, selling.Approval{By: "M. Anager", Role: "salesManager", Note: "too much"})
		require.NoError(t, err)
		assert.Equal(t, selling.Cancelled, declined.State)
		assert.Equal(t, []fault.Reason{{Code: selling.ReasonDeclined, Message: "too much"}}, declined.Reasons)
		assert.Equal(t, selling.AuthorizationDeclined, declined.Authorizations[0].State)

		edited, err := d.Propose(d.ctx, access("90%", "sales"))
		require.NoError(t, err)
		edited, err = d.EditQuote(d.ctx, edited.ID, access("9%", "sales"))
		require.NoError(t, err)
		assert.Equal(t, selling.InProgress, edited.State)
		assert.Empty(t, edited.Authorizations, "nothing is asked for any more")
		edited, err = d.Submit(d.ctx, edited.ID)
		require.NoError(t, err)
		assert.Equal(t, selling.Approved, edited.State)
	})
}
