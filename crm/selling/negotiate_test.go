package selling_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Negotiate(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		q := d.offered()
		d.clock.Advance(day)
		second, err := d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 1, Reason: "8 % please", Discount: money.MustRate("8%"), DiscountName: "deal",
			Months: 12, Conditions: []string{"Payment within 60 days."}, RequestedCompletion: d.clock.Now().Add(30 * day)})
		require.NoError(t, err)
		assert.Equal(t, q.ID, second.ID, "it is the same quote")
		assert.Equal(t, 2, second.Number)
		assert.Equal(t, selling.Approved, second.State)
		assert.Equal(t, "184.00 EUR", second.Totals[0].Net.String())
		assert.Equal(t, 12, second.Months)
		assert.Contains(t, second.Conditions, "Payment within 60 days.")
		assert.Equal(t, d.clock.Now().Add(30*day), second.ExpectedCompletion)
		assert.True(t, second.ValidUntil.After(q.ValidUntil))

		third, err := d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 2, Reason: "20 % please", Discount: money.MustRate("20%")})
		require.NoError(t, err)
		assert.Equal(t, selling.Pending, third.State, "beyond the limit of whoever names no role")
		_, err = d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 3, Reason: "and now?"})
		assert.ErrorIs(t, err, fault.ErrState, "pending is not answered by a counter-offer")
		third, err = d.DecideApproval(d.ctx, q.ID, selling.Approval{Approved: true, By: "M", Role: "management"})
		require.NoError(t, err)
		third, err = d.Refuse(d.ctx, q.ID, "still too much")
		require.NoError(t, err)
		assert.Equal(t, selling.Rejected, third.State)
		fourth, err := d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 3, Reason: "last offer", By: "M", Role: "management",
			Items: []selling.DraftItem{{Offering: "extranet-access", Discount: money.MustRate("30%")}, {Offering: "car-configurator", Quantity: 20}}})
		require.NoError(t, err)
		assert.Equal(t, 4, fourth.Number)
		assert.Equal(t, selling.Approved, fourth.State)
		assert.Len(t, fourth.Items, 2)
		assert.Equal(t, "M", fourth.Signatures.Provider.By)

		versions, err := d.Versions(d.ctx, q.ID)
		require.NoError(t, err)
		var got [][2]any
		for _, v := range versions {
			got = append(got, [2]any{v.Number, v.State})
		}
		assert.Equal(t, [][2]any{{1, selling.Rejected}, {2, selling.Rejected}, {3, selling.Rejected}, {4, selling.Approved}}, got)
		assert.Equal(t, []fault.Reason{{Code: selling.ReasonCountered, Message: "8 % please"}}, versions[0].Reasons)
		assert.Equal(t, selling.ReasonRefused, versions[2].Reasons[0].Code)
		assert.Equal(t, fourth, versions[3])
		assert.Equal(t, []string{"selling.proposal.made", "selling.quote.countered", "selling.proposal.made", "selling.quote.countered", "selling.approval.asked",
			"selling.proposal.made", "selling.quote.rejected", "selling.proposal.made"}, types(d.events(q.Correlation)))

		d.watch.Unchanged(t, func() { _, err = d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 2, SignedBy: "A"}) })
		assert.ErrorIs(t, err, fault.ErrConflict, "an old version cannot be accepted")
		_, err = d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 4, SignedBy: "A"})
		require.NoError(t, err)
		_, err = d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 4, Reason: "and now?"})
		assert.ErrorIs(t, err, fault.ErrState, "what is agreed is agreed")
	})
}

func TestService_Negotiate_after_the_offer_has_expired(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	draft := access("0%", "sales")
	draft.RequestedCompletion, draft.PromisedCompletion = d.clock.Now().Add(10*day), d.clock.Now().Add(40*day)
	q, err := d.Propose(d.ctx, draft)
	require.NoError(t, err)
	d.clock.Set(q.ValidUntil.Add(100 * day))
	_, err = d.Due(d.ctx, d.clock.Now())
	require.NoError(t, err)
	q, err = d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 1, Reason: "still interested"})
	require.NoError(t, err)
	assert.Equal(t, selling.Approved, q.State)
	assert.Equal(t, 2, q.Number)
	assert.True(t, q.RequestedCompletion.IsZero(), "the wish of the old version has passed by")
	assert.True(t, q.PromisedCompletion.IsZero(), "and its promise")
}

// JSON that comes from a customer cannot name a role, nor set a price.
func TestCounterOffer_from_a_customer_grants_nothing(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	q, err := d.Propose(d.ctx, selling.Draft{Customer: "dealer-b", Items: []selling.DraftItem{{Offering: "leased-line", Prices: prices("900.00 EUR")}}})
	require.NoError(t, err)
	var greedy selling.CounterOffer
	require.NoError(t, json.Unmarshal([]byte(`{"quote":"`+q.ID+`","quoteVersion":1,"reason":"x","role":"management","by":"boss","discount":"90%",
		"quoteItem":[{"productOffering":"leased-line"}]}`), &greedy))
	pending, err := d.Negotiate(d.ctx, greedy)
	require.NoError(t, err)
	assert.Equal(t, selling.Pending, pending.State)
	assert.Equal(t, "1100.00 EUR", pending.Totals[0].List.String(), "the price set by hand stays")

	other, err := d.Propose(d.ctx, selling.Draft{Customer: "dealer-b", Items: []selling.DraftItem{{Offering: "leased-line", Prices: prices("900.00 EUR")}}})
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal([]byte(`{"quote":"`+other.ID+`","quoteVersion":1,"reason":"x",
		"quoteItem":[{"productOffering":"leased-line","price":[{"name":"fee","priceType":"nonRecurring","price":{"amount":"1.00","currency":"EUR"}}]}]}`), &greedy))
	d.watch.Unchanged(t, func() { _, err = d.Negotiate(d.ctx, greedy) })
	assert.Contains(t, faults(t, err), "quoteItem[0].price ETOM-RANGE")
}
