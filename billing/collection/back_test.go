package collection_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestService_ReturnDebit(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.opened(bill("b-2", "R-1002", "60.00 EUR", "2026-03-16"))
		p := paying("p-1", "165.00 EUR", "2026-03-10", "R-1001 R-1002")
		p.EndToEnd, p.Debit = "E2E-1", true
		d.paid(p)
		d.payment(d.Refund(d.ctx, "p-1", collection.Refund{ID: "rf-1", Amount: money.Must("5.00 EUR"), On: date("2026-03-11")}))
		assert.Equal(t, collection.Settled, d.item(d.Item(d.ctx, "b-1")).State)

		back := collection.ReturnDraft{EndToEnd: "E2E-1", Return: collection.Return{On: date("2026-03-17"), Reason: "AC04", Fee: money.Must("3.00 EUR")}}
		r := d.payment(d.ReturnDebit(d.ctx, back))
		d.store.Unchanged(t, func() { d.payment(d.ReturnDebit(d.ctx, back)) })
		assert.Equal(t, "165.00 EUR", r.Returned.String())
		assert.Equal(t, collection.Open, d.item(d.Item(d.ctx, "b-1")).State)
		assert.Equal(t, collection.Open, d.item(d.Item(d.ctx, "b-2")).State)
		assert.Equal(t, "3.00 EUR", d.item(d.Item(d.ctx, "fee/p-1")).Open.String())
		assert.Equal(t, "5.00 EUR", d.item(d.Item(d.ctx, "reclaim/p-1")).Open.String(), "what was refunded has to come back")
		d.total("a-1")
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, 1, facts.Returned)
		assert.Equal(t, []money.Amount{money.Must("168.00 EUR")}, facts.Exposure)
	})
}

func TestService_ReturnDebit_takes_back_the_debit_and_not_a_transfer_with_its_reference(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
	drawn, sent := paying("p-1", "100.00 EUR", "2026-03-10", ""), paying("p-2", "100.00 EUR", "2026-03-11", "")
	drawn.EndToEnd, drawn.Debit = "b-1", true
	sent.EndToEnd = "b-1"
	d.paid(drawn)
	d.paid(sent)
	back := collection.ReturnDraft{EndToEnd: "b-1", Return: collection.Return{On: date("2026-03-12")}}
	assert.Equal(t, "p-1", d.payment(d.ReturnDebit(d.ctx, back)).ID)
	assert.Equal(t, collection.Settled, d.item(d.Item(d.ctx, "b-1")).State, "by the transfer that was kept")
	d.total("a-1")
}

func TestService_ReturnDebit_what_is_kept_goes_to_what_is_open_again(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.paid(paying("p-1", "100.00 EUR", "2026-03-10", "R-1001"))
		d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-1", Amount: money.Must("20.00 EUR"), On: date("2026-03-11")}))
		assert.Equal(t, "20.00 EUR", d.payment(d.Payment(d.ctx, "credit/cn-1")).Unmatched.String())
		d.payment(d.ReturnDebit(d.ctx, collection.ReturnDraft{Payment: "p-1", Return: collection.Return{On: date("2026-03-12"), Fee: money.Must("3.00 EUR")}}))
		assert.Zero(t, d.payment(d.Payment(d.ctx, "credit/cn-1")).Unmatched.Sign())
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []money.Amount{money.Must("83.00 EUR")}, facts.Exposure, "100 and 3 without 20: nobody is dunned for what we owe back")
		d.total("a-1")
	})
}

func TestService_a_dispute_outlives_a_debit_that_comes_back(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "d-1", Item: "b-1", Amount: money.Must("40.00 EUR"), On: date("2026-03-05")}))
		hold := func() string { return d.item(d.Item(d.ctx, "b-1")).Held.String() }
		back := func(payment, on string) {
			d.payment(d.ReturnDebit(d.ctx, collection.ReturnDraft{Payment: payment, Return: collection.Return{On: date(on)}}))
		}
		d.paid(paying("p-1", "85.00 EUR", "2026-03-10", "R-1001"))
		assert.Equal(t, "15.00 EUR", hold())
		d.paid(paying("p-2", "15.00 EUR", "2026-03-11", "R-1001"))
		assert.Equal(t, "0.00 EUR", hold())
		back("p-2", "2026-03-14")
		assert.Equal(t, "15.00 EUR", hold(), "all that is open")
		back("p-1", "2026-03-15")
		assert.Equal(t, "40.00 EUR", hold())
		assert.Equal(t, 1, d.due("2026-03-21").Letters)
		assert.Equal(t, "60.00 EUR", d.history("a-1").Letters[0].Asked.String())

		d.paid(paying("p-3", "100.00 EUR", "2026-03-22", "R-1001"))
		released := func() { d.item(d.Release(d.ctx, "b-1", "d-1", date("2026-03-23"), true)) }
		released()
		d.store.Unchanged(t, released)
		for _, h := range d.item(d.Item(d.ctx, "b-1")).Holds {
			assert.True(t, h.Rejected, "of all the times for which it was held")
		}
		back("p-3", "2026-03-24")
		assert.Equal(t, "0.00 EUR", hold(), "the dispute is settled")
		d.total("a-1")
	})
}
