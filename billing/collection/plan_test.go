package collection_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func thirds() collection.PlanDraft {
	return collection.PlanDraft{ID: "pl-1", Account: "a-1", Parts: 3, First: date("2026-03-31"), On: date("2026-03-20")}
}

func TestSplitInstalments_loses_no_cent(t *testing.T) {
	t.Parallel()
	list, err := collection.SplitInstalments(money.Must("100.00 EUR"), 3, date("2026-01-31"), 1)
	require.NoError(t, err)
	assert.Equal(t, []collection.Instalment{
		{No: 1, Amount: money.Must("33.34 EUR"), Due: date("2026-01-31")},
		{No: 2, Amount: money.Must("33.33 EUR"), Due: date("2026-02-28")},
		{No: 3, Amount: money.Must("33.33 EUR"), Due: date("2026-03-31")},
	}, list, "each counted from the first: a short month does not shift those behind it")
	rapid.Check(t, func(t *rapid.T) {
		total, err := money.FromMinor(rapid.Int64Range(1, 10_000_000).Draw(t, "total"), money.MustCurrency("EUR"))
		require.NoError(t, err)
		list, err := collection.SplitInstalments(total, rapid.IntRange(2, collection.MaxParts).Draw(t, "parts"), date("2026-01-31"), rapid.IntRange(1, 12).Draw(t, "months"))
		require.NoError(t, err)
		var sum money.Amount
		for _, part := range list {
			sum, err = sum.Add(part.Amount)
			require.NoError(t, err)
		}
		require.Equal(t, total, sum)
	})
}

func TestService_Instalments_defer_what_is_not_due_yet(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "60.00 EUR", "2026-03-16"))
		d.opened(bill("b-2", "R-1002", "40.00 EUR", "2026-03-17"))
		d.on("2026-03-20")
		a := d.account(d.Instalments(d.ctx, thirds()))
		d.store.Unchanged(t, func() { d.account(d.Instalments(d.ctx, thirds())) })
		assert.Equal(t, "33.34 EUR", a.Plans[0].Parts[0].Amount.String())
		assert.Zero(t, d.due("2026-03-31").Letters, "nothing is asked for before the first is due")

		d.paid(paying("p-1", "33.34 EUR", "2026-03-31", "R-1001"))
		d.due("2026-04-30")
		d.paid(paying("p-2", "33.33 EUR", "2026-04-30", "R-1001 R-1002"))
		assert.Zero(t, d.due("2026-05-30").Letters)
		d.paid(paying("p-3", "33.33 EUR", "2026-05-30", "R-1002"))
		a = d.account(d.AccountOf(d.ctx, "a-1"))
		assert.Equal(t, collection.PlanDone, a.Plans[0].State)
		assert.Empty(t, a.CheckAt, "nothing more falls due")
		d.total("a-1")
		for _, i := range d.history("a-1").Items {
			assert.Equal(t, collection.Settled, i.State)
			assert.Zero(t, i.Held.Sign())
		}
	})
}

func TestService_a_missed_instalment_makes_the_rest_due(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.on("2026-03-20")
		d.account(d.Instalments(d.ctx, thirds()))
		assert.Equal(t, 1, d.due("2026-04-01").Letters)
		l := d.history("a-1").Letters[0]
		assert.Equal(t, "100.00 EUR", l.Asked.String())
		assert.Contains(t, d.told("case-b-1"), collection.EventInstalmentMissed)
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, 1, facts.BrokenPlans)
	})
}

func TestService_with_KeepPlan_only_the_missed_instalment_is_asked_for(t *testing.T) {
	everywhere(t, &collection.Config{KeepPlan: true}, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "60.00 EUR", "2026-03-16"))
		d.opened(bill("b-2", "R-1002", "40.00 EUR", "2026-03-17"))
		d.on("2026-03-20")
		d.account(d.Instalments(d.ctx, thirds()))
		assert.Equal(t, 1, d.due("2026-04-01").Letters)
		l := d.history("a-1").Letters[0]
		assert.Equal(t, "33.34 EUR", l.Asked.String())
		assert.Equal(t, "b-1", l.Items[0].Item, "the oldest first")
		d.paid(paying("p-1", "33.34 EUR", "2026-04-02", "R-1001"))
		assert.Zero(t, d.due("2026-04-30").Letters)
		assert.Equal(t, 1, d.due("2026-05-01").Letters, "the second is missed")
		var missed int
		for _, typ := range d.told("case-b-1") {
			if typ == collection.EventInstalmentMissed {
				missed++
			}
		}
		assert.Equal(t, 2, missed)
		d.refuses(fault.ErrState, func() error {
			again := thirds()
			again.ID, again.On, again.First = "pl-2", date("2026-05-02"), date("2026-05-31")
			_, err := d.Instalments(d.ctx, again)
			return err
		})
	})
}

func TestService_what_instalments_defer_can_be_disputed(t *testing.T) {
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprint("KeepPlan ", keep), func(t *testing.T) {
			t.Parallel()
			d := inMemory(t, &collection.Config{KeepPlan: keep})
			d.opened(bill("b-1", "R-1001", "90.00 EUR", "2026-03-16"))
			d.on("2026-03-20")
			d.account(d.Instalments(d.ctx, thirds()))
			hold := collection.HoldDraft{ID: "d-1", Item: "b-1", Amount: money.Must("90.01 EUR"), On: date("2026-03-25")}
			d.refuses(fault.ErrState, func() error { _, err := d.Hold(d.ctx, hold); return err })
			hold.Amount = money.Must("40.00 EUR")
			i := d.item(d.Hold(d.ctx, hold))
			d.store.Unchanged(t, func() { d.item(d.Hold(d.ctx, hold)) })
			assert.Equal(t, "90.00 EUR", i.Held.String(), "40 are disputed, 50 are deferred")
			free, err := i.Undisputed()
			require.NoError(t, err)
			assert.Equal(t, "50.00 EUR", free.String())

			d.paid(paying("p-1", "30.00 EUR", "2026-03-31", "R-1001"))
			assert.Zero(t, d.due("2026-04-30").Letters)
			d.paid(paying("p-2", "20.00 EUR", "2026-04-30", "R-1001"))
			assert.Zero(t, d.due("2026-05-31").Letters, "all that is not disputed is paid: no instalment is missed")
			a := d.account(d.AccountOf(d.ctx, "a-1"))
			assert.Equal(t, collection.PlanAgreed, a.Plans[0].State)

			d.on("2026-06-01")
			d.item(d.Release(d.ctx, "b-1", "d-1", date("2026-06-01"), true))
			assert.Equal(t, 1, d.due("2026-06-02").Letters, "now it is asked for")
			assert.Equal(t, "40.00 EUR", d.history("a-1").Letters[0].Asked.String())
			d.total("a-1")
		})
	}
}

func TestService_a_disputed_part_is_not_in_what_a_missed_instalment_makes_due(t *testing.T) {
	for keep, asked := range map[bool]string{false: "50.00 EUR", true: "30.00 EUR"} {
		t.Run(fmt.Sprint("KeepPlan ", keep), func(t *testing.T) {
			t.Parallel()
			d := inMemory(t, &collection.Config{KeepPlan: keep})
			d.opened(bill("b-1", "R-1001", "90.00 EUR", "2026-03-16"))
			d.on("2026-03-20")
			d.account(d.Instalments(d.ctx, thirds()))
			d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "d-1", Item: "b-1", Amount: money.Must("40.00 EUR"), On: date("2026-03-25")}))
			assert.Equal(t, 1, d.due("2026-04-01").Letters)
			assert.Equal(t, asked, d.history("a-1").Letters[0].Asked.String())
			assert.Contains(t, d.told("case-b-1"), collection.EventInstalmentMissed)
		})
	}
}

func TestService_a_credit_counts_for_the_plan(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("b-1", "R-1001", "90.00 EUR", "2026-03-16"))
	d.on("2026-03-20")
	d.account(d.Instalments(d.ctx, thirds()))
	d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-1", Amount: money.Must("90.00 EUR"), On: date("2026-03-21")}))
	assert.Equal(t, collection.PlanDone, d.account(d.AccountOf(d.ctx, "a-1")).Plans[0].State)
	assert.Zero(t, d.due("2026-06-30").Letters)
}

func TestService_Promise_kept(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.on("2026-03-18")
		promise := collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: money.Must("60.00 EUR"), By: date("2026-03-25"), On: date("2026-03-18")}
		d.account(d.Promise(d.ctx, promise))
		promise.ID = "pr-2"
		d.refuses(fault.ErrState, func() error { _, err := d.Promise(d.ctx, promise); return err })
		d.paid(paying("p-1", "30.00 EUR", "2026-03-20", "R-1001"))
		assert.Zero(t, d.due("2026-03-24").Letters)
		d.paid(paying("p-2", "30.00 EUR", "2026-03-25", "R-1001"))
		assert.Equal(t, collection.PromiseKept, d.account(d.AccountOf(d.ctx, "a-1")).Promises[0].State)
		assert.Equal(t, 1, d.due("2026-03-26").Letters, "the rest is dunned")
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Zero(t, facts.BrokenPromises)
	})
}

func TestService_a_promise_of_more_than_is_owed_is_kept_when_all_is_paid(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
	d.on("2026-03-18")
	d.account(d.Promise(d.ctx, collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: money.Must("100.00 EUR"), By: date("2026-03-25"), On: date("2026-03-18")}))
	d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-1", Amount: money.Must("20.00 EUR"), On: date("2026-03-19")}))
	d.paid(paying("p-1", "100.00 EUR", "2026-03-25", "R-1001"))
	d.due("2026-03-26")
	assert.Equal(t, collection.PromiseKept, d.account(d.AccountOf(d.ctx, "a-1")).Promises[0].State)
	assert.Equal(t, "20.00 EUR", d.payment(d.Payment(d.ctx, "p-1")).Unmatched.String())
}

func TestService_a_debit_that_comes_back_breaks_the_promise(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
	d.on("2026-03-18")
	d.account(d.Promise(d.ctx, collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: money.Must("60.00 EUR"), By: date("2026-03-25"), On: date("2026-03-18")}))
	d.paid(paying("p-1", "50.00 EUR", "2026-03-20", "R-1001"))
	d.payment(d.ReturnDebit(d.ctx, collection.ReturnDraft{Payment: "p-1", Return: collection.Return{On: date("2026-03-22"), Fee: money.Must("0.00 EUR")}}))
	d.paid(paying("p-2", "20.00 EUR", "2026-03-23", "R-1001"))
	d.due("2026-03-26")
	p := d.account(d.AccountOf(d.ctx, "a-1")).Promises[0]
	assert.Equal(t, collection.PromiseBroken, p.State)
	assert.Equal(t, "20.00 EUR", p.Paid.String())
}
