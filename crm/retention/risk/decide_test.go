package risk_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

func (d *desk) withdrawn(order string) {
	d.t.Helper()
	require.NoError(d.t, d.env.Update(d.ctx, func(u *work.Unit) error { return d.WithdrawTx(u, order) }))
}

// ofOrder is the assessment of an order that holds.
func (d *desk) ofOrder(order string) (a risk.Assessment, found bool) {
	d.t.Helper()
	require.NoError(d.t, d.env.View(d.ctx, func(u *work.Unit) (err error) {
		a, found, err = d.OfOrderTx(u, order)
		return err
	}))
	return a, found
}

func TestAssess_the_same_order_again_has_the_same_answer(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "250.00 EUR")
	assert.Equal(t, risk.AwaitingDeposit, a.State)
	d.facts["c-1"] = good
	d.clock.Advance(time.Hour)
	d.store.Unchanged(t, func() { assert.Equal(t, a, d.asked("c-1", "o-1", "250.00 EUR")) })

	more := d.asked("c-1", "o-1", "260.00 EUR")
	assert.NotEqual(t, a.ID, more.ID, "for another amount it is decided again")
	assert.True(t, more.Permits())
	assert.Equal(t, risk.Superseded, d.again(a.ID).State)
	assert.Equal(t, risk.DepositWithdrawn, d.depositOf(a.ID).State)
	held, found := d.ofOrder("o-1")
	assert.True(t, found)
	assert.Equal(t, more.ID, held.ID)

	again := ask("c-1", "o-1", "260.00 EUR")
	again.Anew = true
	assert.NotEqual(t, more.ID, d.assessment(d.Assess(d.ctx, again)).ID)

	all, err := d.OfCustomer(d.ctx, "c-1")
	require.NoError(t, err)
	assert.Len(t, all, 3)
	assert.Equal(t, a.ID, all[0].ID, "the oldest first")
}

func TestAssess_without_an_order_is_one_of_its_own_each_time(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	one := d.assessment(d.Assess(d.ctx, risk.Ask{Customer: "c-1"}))
	two := d.assessment(d.Assess(d.ctx, risk.Ask{Customer: "c-1"}))
	assert.NotEqual(t, one.ID, two.ID)
	assert.Equal(t, "0.00 EUR", one.Amount.String())
	_, found := d.ofOrder("")
	assert.False(t, found)
}

func TestAssess_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.asked("c-1", "o-1", "10.00 EUR")
	d.refuses(fault.ErrConflict, func() error { _, err := d.Assess(d.ctx, ask("c-2", "o-1", "10.00 EUR")); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Assess(d.ctx, ask("", "o-2", "10.00 EUR")); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Assess(d.ctx, ask("c-1", "o\x00", "10.00 EUR")); return err })
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Assess(d.ctx, ask("c-1", "o-2", "-0.01 EUR")); return err })
	d.refuses(fault.ErrNotFound, func() error { _, err := d.Assessment(d.ctx, "nobody"); return err })
	d.facts["c-3"] = known{"payment.bills": "-1"}
	d.refuses(fault.ErrInvalid, func() error { _, err := d.Assess(d.ctx, ask("c-3", "o-3", "10.00 EUR")); return err })
}

// A price of whatever currency is decided on; none of them is a crash.
func TestAssess_decides_an_order_in_another_currency(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "100 JPY")
	assert.Equal(t, risk.InReview, a.State)
	assert.Equal(t, "RISK-CURRENCY", a.Reasons[0].Code)
	assert.Equal(t, money.Must("100 JPY"), d.again(a.ID).Amount)
	assert.True(t, d.asked("c-1", "o-2", "10.00 EUR").Permits())
}

func TestWithdraw_takes_back_what_was_asked(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "250.00 EUR")
	d.withdrawn("o-1")
	assert.Equal(t, risk.Superseded, d.again(a.ID).State)
	assert.Equal(t, risk.DepositWithdrawn, d.depositOf(a.ID).State)
	assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventDepositAsked, risk.EventDepositWithdrawn}, d.told("case-o-1"))
	d.store.Unchanged(t, func() { d.withdrawn("o-1") })
	d.store.Unchanged(t, func() { d.withdrawn("never asked for") })
}

// Two at once for one order come to one decision.
func TestAssess_at_once(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		ids := make([]string, 4)
		var wait sync.WaitGroup
		for n := range ids {
			wait.Go(func() {
				for {
					a, err := d.Assess(d.ctx, ask("c-1", "o-1", "250.00 EUR"))
					if errors.Is(err, fault.ErrConflict) {
						continue // somebody was faster: ask again
					}
					assert.NoError(t, err)
					ids[n] = a.ID
					return
				}
			})
		}
		wait.Wait()
		for _, id := range ids[1:] {
			assert.Equal(t, ids[0], id)
		}
		assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventDepositAsked}, d.told("case-o-1"))
	})
}
