package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/money"
)

// makes makes the bill of the open period.
func (d *serviceDesk) makes(account string) billing.Bill {
	d.t.Helper()
	open, err := d.OpenPeriod(d.ctx, account)
	require.NoError(d.t, err)
	b, err := d.MakeBill(d.ctx, account, open)
	require.NoError(d.t, err)
	return b
}

// A bill that is made anew knows of corrections that earlier bills have had since it was made first.
func TestWithdraw_keeps_the_corrections_of_earlier_bills(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.billed()
		d.clock.Set(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC))
		march := d.makes("a").ID
		_, err := d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Wrong.")})
		require.NoError(t, err)
		require.NoError(t, d.Withdraw(d.ctx, march, decision()))
		d.run()
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "recurring Basic charge: 200.00 EUR"}, lineTexts(d.bill(march)))
	})
}

// What came in for the period while its bill waited stands on the bill that is made anew, and so does what could not be rated then.
func TestWithdraw_brings_late_usage_to_the_bill_made_anew(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		odd := call("r-1", p, "10T08:00", 10)
		odd.Kind = "video"
		d.used("u-1", odd)
		d.makes("a")
		d.used("u-2", call("r-2", p, "11T08:00", 10))
		require.NoError(t, d.Withdraw(d.ctx, february, decision()))
		config := serviceConfig()
		config.Book = videoBook(t)
		d.with(config).run()
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 0.90 EUR", "usage Video: 1.00 EUR"}, lineTexts(d.bill(february)))
	})
}

func TestWithdraw_gives_back_what_was_used_of_capped_discounts(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.welcomed()
		d.makes("a")
		require.NoError(t, d.Withdraw(d.ctx, february, decision()))
		d.run()
		assert.Equal(t, "180.00 EUR", d.bill(february).Totals.WithoutTax.String())
	})
}

// welcomed gives a customer a product with 10 % off, 30 EUR in all.
func (d *serviceDesk) welcomed() {
	d.t.Helper()
	d.opened(billing.AccountDraft{ID: "a", Customer: "c", From: date("2026-02-01"), Details: serviceDetails("c"), Terms: billing.Terms{
		Discounts: []discount.Discount{{ID: "welcome", Name: "Welcome", Kind: discount.Percent, On: discount.OnLine, Rate: money.MustRate("10%"), CapTotal: money.Must("30.00 EUR")}}}})
	d.holds("o", "c", "a", "2026-02-01")
}
