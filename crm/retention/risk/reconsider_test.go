package risk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/money"
)

func (d *desk) reconsidered(order string) (risk.Assessment, bool) {
	d.t.Helper()
	a, changed, err := d.Reconsider(d.ctx, order)
	require.NoError(d.t, err)
	return a, changed
}

func TestReconsider_lets_an_order_go_ahead_that_waits_for_money_when_the_facts_ask_for_none(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		a := d.asked("c-1", "o-1", "250.00 EUR")
		require.Equal(t, risk.AwaitingDeposit, a.State)
		d.store.Unchanged(t, func() {
			same, changed := d.reconsidered("o-1")
			assert.False(t, changed, "nothing has changed")
			assert.Equal(t, a, same)
		})
		d.facts["c-1"] = good
		now, changed := d.reconsidered("o-1")
		require.True(t, changed)
		assert.True(t, now.Permits())
		assert.Equal(t, []any{"o-1", "case-o-1", money.Must("250.00 EUR")}, []any{now.Order, now.Correlation, now.Amount})
		assert.Equal(t, risk.Superseded, d.again(a.ID).State)
		assert.Equal(t, risk.DepositWithdrawn, d.depositOf(a.ID).State)
		d.store.Unchanged(t, func() {
			_, changed = d.reconsidered("o-1")
			assert.False(t, changed, "once")
		})
	})
}

func TestReconsider_leaves_as_it_is(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after known
		amount        string
		state         risk.State
	}{
		"what would be refused by now: the deposit was promised": {nil, known{"payment.blocked": "true"}, "250.00 EUR", risk.AwaitingDeposit},
		"what would be for people by now":                        {nil, known{"profile.identified": "false"}, "250.00 EUR", risk.AwaitingDeposit},
		"what people were asked about, though it would pass":     {known{"profile.identified": "false"}, good, "250.00 EUR", risk.InReview},
		"what was refused, though it would pass":                 {known{"payment.blocked": "true"}, good, "250.00 EUR", risk.Decided},
		"what may go ahead, though a deposit would be asked for": {good, nil, "250.00 EUR", risk.Decided},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := inMemory(t)
			d.facts["c-1"] = c.before
			a := d.asked("c-1", "o-1", c.amount)
			require.Equal(t, c.state, a.State)
			d.facts["c-1"] = c.after
			d.store.Unchanged(t, func() {
				same, changed := d.reconsidered("o-1")
				assert.False(t, changed)
				assert.Equal(t, a, same)
			})
		})
	}
	d := inMemory(t)
	d.store.Unchanged(t, func() {
		_, changed := d.reconsidered("nobody's")
		assert.False(t, changed)
	})
}
