package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/billing"
)

func TestRun_bills_an_account_once(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-15")
		d.used("u-1", call("r-1", p, "16T08:00", 10), call("r-2", p, "17T08:00", 5))

		r := d.run()
		assert.Equal(t, billing.Report{Accounts: 1, Bills: 1}, r)
		b := d.bill("a-2026-02-01")
		assert.Equal(t, billing.BillSent, b.State, "%v", b.Findings)
		assert.Equal(t, "BMW-00000001", b.No)
		assert.Equal(t, []string{"recurring Basic charge: 100.00 EUR", "usage Calls: 1.35 EUR"}, lineTexts(b))
		assert.Equal(t, "120.61 EUR", b.Due.String())
		assert.Equal(t, []string{billing.EventChargesNoted, billing.EventUsageReceived, billing.EventBillSent}, d.told("a-2026-02-01"))

		d.store.Unchanged(t, func() { assert.Zero(t, d.run()) })
	})
}
