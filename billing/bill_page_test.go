package billing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
)

// large gives customer c a thousand products, each with its own text.
func (d *serviceDesk) large(many int) {
	d.t.Helper()
	d.account("a", "c")
	var items []billing.ChargeItem
	for n := range many {
		items = append(items, billing.ChargeItem{ID: fmt.Sprint(n + 1), Offering: "mobile", Name: fmt.Sprintf("Mobilfunkvertrag für Müller %d", n), Tariff: "voice", Quantity: 1,
			From: date("2026-02-01"), Prices: prices(monthly("Grundgebühr", "10.00 EUR"))})
	}
	n, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o-0", Items: items})
	require.NoError(d.t, err)
	require.Len(d.t, n.Products, many)
}

// A large customer's bill is one document, however many records it takes.
func TestRun_bills_a_customer_with_thousands_of_lines(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, st, nil)
		const many = 700
		d.large(many)
		d.used("u", call("r-1", "o-0/1", "10T08:00", 10))
		for month := range 2 {
			d.clock.Set(time.Date(2026, time.Month(3+month), 2, 8, 0, 0, 0, time.UTC))
			r := d.run()
			require.Equal(t, 1, r.Bills, "%v", r.Faults)
		}
		b := d.bill(february)
		assert.Equal(t, billing.BillSent, b.State, "%v", b.Findings)
		assert.Len(t, b.Lines, many+1)
		assert.Equal(t, "7000.90 EUR", b.Totals.WithoutTax.String())
		f := d.file(february)
		assert.Greater(t, f.Pages, 1)
		_, err := d.Itemise(d.ctx, february)
		require.NoError(t, err)
		_, err = d.NotePaid(d.ctx, february, b.Due, date("2026-03-10"))
		require.NoError(t, err)
		paid := d.bill(february)
		assert.Equal(t, billing.BillSettled, paid.State)
		assert.Equal(t, b.Lines, paid.Lines)
		assert.Equal(t, b.Totals, paid.Totals)

		_, err = d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Wrong.")})
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 5, 2, 8, 0, 0, 0, time.UTC))
		require.Equal(t, 1, d.run().Bills)
		assert.Len(t, d.bill("a-2026-04-01").Lines, 2*many+1, "two months: one anew")
	})
}

func TestWithdraw_of_a_long_bill_leaves_nothing_behind(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.Issuers[0].TaxID = ""
	d := serviceInMemory(t, config)
	d.large(350)
	d.run()
	require.Equal(t, billing.BillOnHold, d.bill(february).State)
	require.NoError(t, d.Withdraw(d.ctx, february, decision()))
	good := d.with(serviceConfig())
	require.Equal(t, 1, good.run().Bills)
	b := d.bill(february)
	assert.Len(t, b.Lines, 350)
	d.clock.Set(time.Date(2026, 4, 2, 8, 0, 0, 0, time.UTC))
	require.Equal(t, 1, good.run().Bills)
	assert.Len(t, d.bill("a-2026-03-01").Lines, 350)
}
