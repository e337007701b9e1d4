package crm_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// merges makes a customer one with the one whom the house is about.
func (p *payer) merges(other string) {
	p.t.Helper()
	_, err := p.Customers.Merge(p.ctx, p.id, other, "the same person")
	require.NoError(p.t, err)
	p.settles()
}

func TestRisk_a_lowered_limit_is_not_restored_by_a_merge(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		old := p.id
		p.charged(p.works(p.asks(monthly(ordering.Add, "line", "120.00 EUR")).ID))
		for _, day := range []string{"04-01", "04-20", "05-01", "05-15"} {
			p.on(day)
		}
		require.Equal(t, "half", p.step())
		p.pays()
		p.moves(consumer("other@customer.example"))
		p.asks(once("telephone", "80.00 EUR"))
		require.Equal(t, "full", p.step())
		p.merges(old)
		assert.Equal(t, "half", p.step(), "all is paid, but a month must pass")
		s, err := p.Risk.Standing(p.ctx, old)
		require.NoError(t, err)
		assert.Equal(t, p.id, s.ID, "there is one limit")
		assert.Empty(t, p.failed())
	})
}

func TestRisk_what_was_prepaid_under_one_id_pays_a_bill_under_another(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	old := p.id
	p.charged(p.works(p.asks(monthly(ordering.Add, "line", "29.00 EUR")).ID))
	p.moves(consumer("other@customer.example"))
	p.policy(risk.Prepaid)
	o := p.asks(once("telephone", "100.00 EUR"))
	p.deposits(o, "d-1", "100.00 EUR")
	p.merges(old)
	p.on("04-02")
	d, err := p.Risk.Deposit(p.ctx, o.Credit.Reference)
	require.NoError(t, err)
	assert.Zero(t, d.Applied.Sign(), "the telephone is still to come: it is for that")
	b, err := p.Collection.Behaviour(p.ctx, old)
	require.NoError(t, err)
	assert.Len(t, b.Exposure, 1)

	p.works(o.ID)
	p.on("05-02")
	d, err = p.Risk.Deposit(p.ctx, o.Credit.Reference)
	require.NoError(t, err)
	assert.Positive(t, d.Applied.Sign(), "the line's next bill is paid")
	assert.Empty(t, p.failed())
}

// Whoever asks customer risk for orders of another system hears of the deposit by himself.
func TestRisk_of_an_order_that_is_not_handled_here(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	a, err := p.Risk.Assess(p.ctx, risk.Ask{Customer: p.id, Order: "elsewhere-1", Amount: money.Must("800.00 EUR")})
	require.NoError(t, err)
	require.Equal(t, risk.AwaitingDeposit, a.State)
	p.settles()
	require.NoError(t, p.env.Update(p.ctx, func(u *work.Unit) error {
		d, found, err := p.Risk.DepositOfTx(u, a.ID)
		require.True(t, found)
		require.NoError(t, err)
		_, err = p.Risk.ReceiveDepositTx(u, risk.DepositPayment{ID: "d-1", Deposit: d.ID, Amount: d.Asked, On: day("03-03")})
		return err
	}))
	p.settles()
	assert.Empty(t, p.failed())
}

// A debit that came back is held against the customer for a year, and no longer.
func TestRisk_nothing_is_held_against_a_customer_for_ever(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	p.owes("debt", "50.00 EUR", "03-10")
	_, err := p.Collection.TakePayment(p.ctx, collection.Payment{ID: "p-1", Amount: money.Must("50.00 EUR"), On: day("03-10"), Account: "of debt",
		References: []string{"debt"}, Debit: true})
	require.NoError(t, err)
	_, err = p.Collection.ReturnDebit(p.ctx, collection.ReturnDraft{Payment: "p-1", Return: collection.Return{On: day("03-12"), Reason: "AM04", Fee: money.Must("0.00 EUR")}})
	require.NoError(t, err)
	_, err = p.Collection.TakePayment(p.ctx, collection.Payment{ID: "p-2", Amount: money.Must("50.00 EUR"), On: day("03-14"), Account: "of debt", References: []string{"debt"}})
	require.NoError(t, err)
	p.on("03-15")
	known := p.facts("")
	assert.Equal(t, []string{"1", "1", "1", "4"}, []string{known["payment.bills"], known["payment.returned"], known["payment.late"], known["payment.daysLateWorst"]})
	assert.Equal(t, risk.LowerLimit, p.assessment(p.asks(once("telephone", "80.00 EUR"))).Outcome)

	p.world.After(366*24*time.Hour, func(context.Context) error { return nil })
	require.NoError(t, p.world.Run(p.ctx, func(context.Context) error { p.settles(); return nil }))
	known = p.facts("")
	assert.Equal(t, []string{"1", "0", ""}, []string{known["payment.bills"], known["payment.returned"], known["payment.late"]}, "of bills of a year in which there were none nothing is known")
	assert.Equal(t, risk.Accept, p.assessment(p.asks(once("telephone", "80.00 EUR"))).Outcome)
}

// Who has two accounts uses twice as much as each of them: that is no jump.
func TestRisk_usage_of_two_accounts_is_held_against_both(t *testing.T) {
	t.Parallel()
	p := newCaller(t, memory.New(), false, nil)
	old := p.id
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
	p.calls(50)
	p.moves(consumer("other@customer.example"))
	p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
	p.calls(100)
	p.on("04-01")
	id := p.id
	p.calls(100)
	p.id = old
	p.calls(50)
	p.id = id
	p.merges(old)
	known := p.facts("")
	assert.Equal(t, []string{"15.00 EUR", "1"}, []string{known["usage.monthly"], known["usage.jump"]})
}

// Whoever has an order assessed anew, because he knows more by now, need not tell Order Handling.
func TestRisk_an_order_that_waits_is_decided_by_the_assessment_that_holds(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		o := p.asks(once("telephone", "800.00 EUR"))
		require.True(t, o.AwaitsCredit())
		p.policy(risk.Review)
		anew := func() risk.Assessment {
			a, err := p.Risk.Assess(p.ctx, risk.Ask{Customer: p.id, Order: o.ID, Correlation: o.Correlation, Amount: money.Must("800.00 EUR"), Anew: true})
			require.NoError(t, err)
			p.settles()
			return a
		}
		a := anew()
		for _, by := range []string{"anna", "bert"} {
			_, err := p.Risk.Vote(p.ctx, a.ID, risk.Vote{By: by, Approve: true})
			require.NoError(t, err)
		}
		p.settles()
		now := p.order(o.ID)
		assert.Equal(t, ordering.InProgress, now.State)
		assert.Equal(t, a.ID, now.Credit.Assessment)
		anew()
		assert.Equal(t, now, p.order(o.ID), "one that has begun is not stopped")

		p.on("03-03")
		p.policy(risk.Deposit)
		o = p.asks(once("telephone", "700.00 EUR"))
		require.True(t, o.AwaitsCredit())
		p.on("03-04")
		p.policy(risk.Refuse)
		_, err := p.Risk.Assess(p.ctx, risk.Ask{Customer: p.id, Order: o.ID, Correlation: o.Correlation, Amount: money.Must("700.00 EUR"), Anew: true})
		require.NoError(t, err)
		p.settles()
		assert.Equal(t, ordering.Cancelled, p.order(o.ID).State)
		assert.Empty(t, p.failed())
	})
}
