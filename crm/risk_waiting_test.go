package crm_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// dunned is a customer who owes a hundred, was dunned twice, and is asked for a deposit for what he orders.
func dunned(t testing.TB, st store.Store) (*payer, ordering.Order) {
	t.Helper()
	p := newRisky(t, st)
	p.owes("b", "100.00 EUR", "02-24")
	for _, on := range []string{"03-02", "03-16"} {
		p.on(on)
	}
	o := p.asks(once("telephone", "80.00 EUR"))
	require.True(t, o.AwaitsCredit())
	require.Equal(t, risk.Deposit, p.assessment(o).Outcome)
	return p, o
}

// settlesDebt pays a part of what is owed, or all of it.
func (p *payer) settlesDebt(amount string) {
	p.t.Helper()
	_, err := p.Collection.TakePayment(p.ctx, collection.Payment{ID: "debt " + amount, Amount: money.Must(amount), On: p.Collection.Today(p.env.Join(nil)), Account: "of b",
		References: []string{"b"}})
	require.NoError(p.t, err)
	p.settles()
}

func TestRisk_an_order_that_waits_for_a_deposit_goes_on_when_the_debt_is_paid_instead(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p, o := dunned(t, st)
		p.deposits(o, "d-1", "10.00 EUR")
		asked := p.assessment(o)
		p.settlesDebt("20.00 EUR")
		assert.Equal(t, o, p.order(o.ID), "he still owes: what was asked for stands, and is not asked for again")
		h, err := p.Collection.History(p.ctx, "of b")
		require.NoError(t, err)
		for _, i := range h.Items {
			if i.Open.Sign() > 0 {
				_, err := p.Collection.TakePayment(p.ctx, collection.Payment{ID: "rest of " + i.ID, Amount: i.Open, On: day("03-16"), Account: "of b", References: []string{i.No}})
				require.NoError(t, err)
			}
		}
		p.settles()
		now := p.order(o.ID)
		assert.Equal(t, ordering.InProgress, now.State)
		a := p.assessment(now)
		assert.NotEqual(t, asked.ID, a.ID)
		assert.True(t, a.Permits())
		assert.Equal(t, a.Reasons, now.Credit.Reasons)
		old, err := p.Risk.Assessment(p.ctx, asked.ID)
		require.NoError(t, err)
		assert.Equal(t, risk.Superseded, old.State)
		d, err := p.Risk.Deposit(p.ctx, now.Credit.Reference)
		require.NoError(t, err)
		assert.Equal(t, "held 10.00 EUR of 10.00 EUR", fmt.Sprintf("%s %s of %s", d.State, d.Received, d.Asked), "what has come is not lost")
		assert.Equal(t, ordering.Completed, p.works(o.ID).State)
	})
}

// Time that passes makes no difference to what two people are asked to decide.
func TestRisk_an_order_that_waits_for_people_is_theirs(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	p.owes("b", "10.00 EUR", "03-20")
	var o ordering.Order
	for range 3 {
		o = p.asks(once("telephone", "150.00 EUR"))
	}
	require.Equal(t, risk.Review, p.assessment(o).Outcome)
	p.on("03-12")
	p.settlesDebt("10.00 EUR")
	assert.True(t, p.order(o.ID).AwaitsCredit())
	assert.Equal(t, risk.InReview, p.assessment(p.order(o.ID)).State)
}
