package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// What is told before the bill is what the bill then says.
func TestUnbilled_is_the_bill_of_the_open_period(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o-1", "c", "a", "2026-02-01")
		d.used("u-1", call("r-1", p, "10T08:00", 10), call("r-2", p, "11T08:00", 5))
		var open []billing.Unbilled
		d.store.Unchanged(t, func() {
			var err error
			open, err = d.Unbilled(d.ctx, "c")
			require.NoError(t, err)
		})
		require.Len(t, open, 1)
		assert.Equal(t, date("2026-02-01"), open[0].Period.From())
		d.run()
		b := d.bill("a-2026-02-01")
		assert.Equal(t, b.Due, open[0].Total)
		var usage money.Amount
		for _, l := range b.Lines {
			if l.Category == billing.UsageLine {
				usage = l.Net
			}
		}
		assert.Equal(t, usage, open[0].Usage)
		assert.Positive(t, usage.Sign())

		open, err := d.Unbilled(d.ctx, "c")
		require.NoError(t, err)
		assert.Zero(t, open[0].Usage.Sign(), "it is billed, and March has none yet")
	})
}

func TestUnbilled_of_a_customer_without_accounts_is_nothing(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		open, err := d.Unbilled(d.ctx, "nobody")
		require.NoError(t, err)
		assert.Empty(t, open)
	})
}

func TestUnbilled_of_an_account_whose_bill_could_not_be_made_is_not_zero(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o-1", "c", "a", "2026-02-01")
		d.opened(billing.AccountDraft{ID: "b", Customer: "c", From: date("2026-02-01"), Details: billing.Details{Name: "without an address"}})
		d.holds("o-2", "c", "b", "2026-02-01")
		open, err := d.Unbilled(d.ctx, "c")
		require.ErrorIs(t, err, fault.ErrInvalid)
		assert.ErrorContains(t, err, `"b"`)
		assert.Empty(t, open, "a part of it would pass for all of it")
	})
}
