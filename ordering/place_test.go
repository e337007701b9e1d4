package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestPlace_confirms_receipt(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := ordering.Draft{
			Correlation: "case-1", ExternalID: "PO 4711", Customer: "dealer-a", Quote: "q-1", Agreement: "a-1", Priority: "0",
			Address: "Petuelring 130, München", TestFirst: true, Items: []ordering.DraftItem{costing("1", "39.90 EUR", 2), unchanging("2", "1")},
			RequestedCompletion: d.clock.Now().Add(10 * day), PromisedCompletion: d.clock.Now().Add(14 * day),
		}
		o := d.placed(asked)

		assert.Equal(t, ordering.Acknowledged, o.State)
		assert.Equal(t, o, d.order(o.ID), "what is returned is what is stored")
		assert.Equal(t, "case-1", o.Correlation)
		assert.Equal(t, d.clock.Now(), o.OrderedAt)
		assert.Equal(t, d.clock.Now().Add(10*day), o.RequestedCompletion)
		assert.Equal(t, d.clock.Now().Add(14*day), o.PromisedCompletion)
		assert.Equal(t, map[string]ordering.State{"1": ordering.Acknowledged, "2": ordering.Acknowledged}, itemStates(o))
		assert.Equal(t, []ordering.Change{{At: o.OrderedAt, From: ordering.Start, Event: ordering.Accept, To: ordering.Acknowledged}}, o.History)
		assert.Equal(t, ordering.Decision{Authorization: ordering.CreditGranted, Amount: money.Must("79.80 EUR")}, o.Credit)
		assert.False(t, o.Final())
		assert.Equal(t, []ordering.Event{ordering.Begin, ordering.AskInformation}, o.Permitted())

		var n ordering.Notice
		d.last("case-1", ordering.EventAcknowledged, &n)
		assert.Equal(t, ordering.Notice{Customer: "dealer-a", Order: o.ID, Quote: "q-1", Agreement: "a-1", Priority: "0",
			State: ordering.Acknowledged, Promised: o.PromisedCompletion}, n)
		for key, value := range map[string]string{"customer": "dealer-a", "quote": "q-1", "externalId": "PO 4711"} {
			found, err := d.By(d.ctx, key, value)
			require.NoError(t, err)
			assert.Equal(t, []ordering.Order{o}, found, key)
		}
	})
}

func TestPlace_an_order_without_a_case_is_a_case_of_its_own(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.placed(draft(item("1")))
	assert.Equal(t, o.ID, o.Correlation)
	assert.Equal(t, []string{ordering.EventAcknowledged}, d.told(o.ID))
}

func TestPlace_keeps_dates_in_UTC_and_microseconds(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	promised := time.Date(2026, time.May, 4, 17, 0, 0, 123456789, time.FixedZone("", 2*60*60))
	asked := draft(item("1"))
	asked.RequestedCompletion, asked.PromisedCompletion = promised, promised
	o := d.placed(asked)
	want := time.Date(2026, time.May, 4, 15, 0, 0, 123456000, time.UTC)
	assert.Equal(t, want, o.RequestedCompletion)
	assert.Equal(t, want, o.PromisedCompletion)
	assert.Equal(t, o, d.order(o.ID))
}

func TestPlace_without_credit_stores_a_rejected_order_with_the_reasons(t *testing.T) {
	everywhere(t, &ordering.Config{Credit: ordering.CreditLimit{Limit: money.Must("100.00 EUR")}}, func(t *testing.T, d *desk) {
		o := d.placed(draft(costing("1", "50.00 EUR", 1), costing("2", "50.01 EUR", 1)))
		assert.Equal(t, ordering.Rejected, o.State)
		assert.Equal(t, []string{ordering.ReasonOverLimit}, codesOf(o.Reasons))
		assert.Equal(t, o.Reasons, o.Credit.Reasons)
		assert.Equal(t, money.Must("100.01 EUR"), o.Credit.Amount)
		assert.Equal(t, map[string]ordering.State{"1": ordering.Rejected, "2": ordering.Rejected}, itemStates(o))
		assert.Equal(t, d.clock.Now(), o.ClosedAt)
		assert.True(t, o.Final())
		assert.Empty(t, o.Permitted())
		assert.Equal(t, o, d.order(o.ID))
		var n ordering.Notice
		d.last(o.ID, ordering.EventRejected, &n)
		assert.Equal(t, o.Reasons, n.Reasons)
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.Begin(d.ctx, o.ID) })
	})
}

func TestPlace_stores_nothing_when_credit_cannot_be_asked(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Credit: &grants{err: fault.Unavailable("credit bureau", errOutOfReach)}})
	err := d.refusesOrder(fault.ErrUnavailable, func() (ordering.Order, error) { return d.Place(d.ctx, draft(item("1"))) })
	assert.ErrorIs(t, err, errOutOfReach)
}

func TestPlace_asks_for_credit_for_the_exposure(t *testing.T) {
	t.Parallel()
	credit := &grants{decision: ordering.Decision{Authorization: ordering.CreditGranted}}
	d := inMemory(t, &ordering.Config{Credit: credit})
	o := d.placed(draft(costing("1", "10.00 EUR", 3), item("2")))
	assert.Equal(t, []ordering.CreditRequest{{Customer: "c-1", Order: o.ID, Correlation: o.Correlation, Amount: money.Must("30.00 EUR")}}, credit.asked)
}

func TestPlace_with_a_key_makes_one_order(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(costing("1", "10.00 EUR", 1))
		asked.Key, asked.PromisedCompletion = "request-1", d.clock.Now().Add(day)
		first := d.placed(asked)

		again := func(why string, asked ordering.Draft) {
			d.store.Unchanged(t, func() { assert.Equal(t, first, d.placed(asked), why) })
		}
		again("at once", asked)
		elsewhere := asked
		elsewhere.PromisedCompletion = asked.PromisedCompletion.In(time.FixedZone("", -5*60*60))
		again("the same instant told in another zone", elsewhere)
		d.clock.Advance(2 * day)
		again("when its promised date has passed", asked)
		d.must(d.Begin(d.ctx, first.ID))
		again("when the order has gone on", asked)
		assert.Equal(t, []string{ordering.EventAcknowledged, ordering.EventIssued}, d.told(first.ID))

		other := asked
		other.Items = []ordering.DraftItem{costing("1", "10.01 EUR", 1)}
		err := d.refusesOrder(fault.ErrConflict, func() (ordering.Order, error) { return d.Place(d.ctx, other) })
		assert.ErrorContains(t, err, "request-1")

		later := asked
		later.Key, later.PromisedCompletion = "request-2", d.clock.Now().Add(day)
		assert.NotEqual(t, first.ID, d.placed(later).ID)
	})
}

func TestPlace_with_the_key_of_a_refused_draft_can_be_tried_again(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	wrong := draft()
	wrong.Key = "request-1"
	d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) { return d.Place(d.ctx, wrong) })
	right := draft(item("1"))
	right.Key = "request-1"
	d.placed(right)
}

func TestPlace_with_the_key_of_a_rejected_order_returns_it(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Credit: ordering.CreditLimit{}})
	asked := draft(costing("1", "1.00 EUR", 1))
	asked.Key = "request-1"
	first := d.placed(asked)
	assert.Equal(t, ordering.Rejected, first.State)
	assert.Equal(t, first, d.placed(asked))
}

func TestPlace_twice_without_a_key_makes_two_orders(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	assert.NotEqual(t, d.placed(draft(item("1"))).ID, d.placed(draft(item("1"))).ID)
}

func TestPlace_tenants_do_not_share_keys(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.Key = "request-1"
	ours := d.placed(asked)
	theirs := d.must(d.ofTenant("other").Place(d.ctx, asked))
	assert.NotEqual(t, ours.ID, theirs.ID)
	found, err := d.By(d.ctx, "customer", "c-1")
	require.NoError(t, err)
	assert.Equal(t, []ordering.Order{ours}, found)
}

func TestPlace_commits_with_what_the_caller_does(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.refuses(errOutOfReach, func() error { return d.placeAnd(errOutOfReach) })
	require.NoError(t, d.placeAnd(nil))
	found, err := d.By(d.ctx, "customer", "c-1")
	require.NoError(t, err)
	assert.Len(t, found, 1)
}

func TestBy_finds_nothing_by_nothing(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.placed(draft(item("1")))
	for _, key := range []string{"customer", "quote", "externalId"} {
		found, err := d.By(d.ctx, key, "")
		require.NoError(t, err)
		assert.Empty(t, found, key)
	}
}
