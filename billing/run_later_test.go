package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Between a period's end and its bill things of the next period come in: they wait for their own bill.
func TestRun_leaves_what_is_of_the_next_period_for_its_bill(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.BillAfter = 48 * time.Hour
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, st, config)
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		d.position("Transport in February", "85.00 EUR", "2026-02-28")
		d.position("Transport in March", "85.00 EUR", "2026-03-01")
		march, err := calendar.NewPeriod(date("2026-03-01"), date("2026-04-01"), "Europe/Berlin")
		require.NoError(t, err)
		for id, period := range map[string]calendar.Period{"v-1": february2026(t), "v-2": march} {
			_, err := d.TakeRebate(d.ctx, billing.RebateDraft{Customer: "c", Rebate: billing.Rebate{ID: id, Violation: id, Fee: id, Period: period, Amount: money.Must("4.00 EUR")}})
			require.NoError(t, err)
		}
		assert.Zero(t, d.run(), "usage may still come")
		d.clock.Set(time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Bills)
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "oneTime Transport in February: 85.00 EUR", "rebate Service level rebate: v-1: -4.00 EUR"}, lineTexts(d.bill(february)))
		d.clock.Set(time.Date(2026, 4, 3, 8, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Bills)
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "oneTime Transport in March: 85.00 EUR", "rebate Service level rebate: v-2: -4.00 EUR"}, lineTexts(d.bill("a-2026-03-01")))
	})
}

// What comes in while a bill is held is of the next period; the held one stays as it was checked.
func TestRun_bills_the_next_period_though_a_bill_is_held(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.Issuers[0].TaxID = ""
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := serviceOpen(t, st, config)
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.run()
		d.used("u", call("r-1", p, "10T08:00", 10))
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Held)
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR"}, lineTexts(d.bill(february)))
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 0.90 EUR"}, lineTexts(d.bill("a-2026-03-01")))
		require.Error(t, d.Withdraw(d.ctx, february, decision()), "a later bill builds on it")
		for _, id := range []string{"a-2026-03-01", february} {
			_, err := d.Release(d.ctx, id, decision())
			require.NoError(t, err)
		}
		assert.Equal(t, 2, d.due().Sent)
		d.gapless(2)
	})
}

// A price that is not the one agreed is found out before the bill goes.
func TestRun_holds_a_bill_whose_price_is_not_the_agreement_s(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	_, err := d.TakeAgreement(d.ctx, billing.Agreement{ID: "agr", Customer: "c", Items: []billing.AgreementItem{{Offering: "extranet", Name: "Extranet",
		Quantity: 1, Prices: prices(monthly("Basic charge", "180.00 EUR"))}}})
	require.NoError(t, err)
	_, err = d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o", Agreement: "agr", Items: []billing.ChargeItem{{ID: "1", Offering: "extranet", Name: "Extranet",
		Quantity: 1, From: date("2026-02-01"), Prices: prices(monthly("Basic charge", "200.00 EUR"))}}})
	require.NoError(t, err)
	d.run()
	b := d.bill(february)
	assert.Equal(t, billing.BillOnHold, b.State)
	assert.Contains(t, findingCodes(b), billing.CodePrice)
}

// The sale itself can be billed, where no order hands charges over and nothing is reported as delivered.
func TestTakeAgreement_bills_direct_items(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	car := once("BMW 330e", "42490.00 EUR")
	car.Discount, car.DiscountName = money.MustRate("5%"), "Key-account discount"
	_, err := d.TakeAgreement(d.ctx, billing.Agreement{ID: "sale", Customer: "c", From: date("2026-02-20"),
		Items: []billing.AgreementItem{{Offering: "330e", Name: "BMW 330e", Quantity: 10, Supply: "goods", Prices: prices(car), Direct: true}}})
	require.NoError(t, err)
	d.run()
	assert.Equal(t, []string{"oneTime BMW 330e: 403655.00 EUR"}, lineTexts(d.bill(february)))
}

// A period with nothing to bill has no bill; that is no gap.
func TestRun_finds_no_gap_where_there_was_nothing_to_bill(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.position("Transport", "85.00 EUR", "2026-02-10")
		d.run()
		d.clock.Set(time.Date(2026, 4, 2, 9, 0, 0, 0, time.UTC))
		assert.Equal(t, 1, d.run().Empty)
		d.position("Transport", "85.00 EUR", "2026-04-01")
		d.clock.Set(time.Date(2026, 5, 2, 9, 0, 0, 0, time.UTC))
		d.run()
		assert.Empty(t, d.bill("a-2026-04-01").Findings)
	})
}

// An offering has a one-time and a recurring price of the same name, and was sold twice at different prices.
func TestRun_compares_a_price_with_the_one_of_the_agreement_that_is_meant(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	var agreed []billing.AgreementItem
	var charged []billing.ChargeItem
	for n, amount := range []string{"200.00 EUR", "180.00 EUR"} {
		both := prices(once("Extranet", "50.00 EUR"), monthly("Extranet", amount))
		agreed = append(agreed, billing.AgreementItem{Offering: "extranet", Name: "Extranet", Quantity: 1, Prices: both})
		charged = append(charged, billing.ChargeItem{ID: amount, Offering: "extranet", Name: "Extranet", Quantity: int64(n + 1), From: date("2026-02-01"), Prices: both})
	}
	_, err := d.TakeAgreement(d.ctx, billing.Agreement{ID: "agr", Customer: "c", Items: agreed})
	require.NoError(t, err)
	_, err = d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o", Agreement: "agr", Items: charged})
	require.NoError(t, err)
	d.run()
	assert.Empty(t, d.bill(february).Findings)
}

// A person can read a hundred findings of a kind; a bill of thousands of lines can have as many.
func TestRun_lists_the_first_findings_of_a_code(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.Rules = []billing.Rule{{Code: "TEST-MANY", Name: "many", De: "viele", Check: func(billing.Case) []billing.Finding {
		many := make([]billing.Finding, 20000)
		for i := range many {
			many[i] = billing.Finding{Code: "TEST-MANY", Severity: billing.SeverityHold, Text: "One of very many findings.", De: "Einer von sehr vielen Befunden."}
		}
		return many
	}}}
	d := serviceInMemory(t, config)
	d.billed()
	b := d.bill(february)
	require.Len(t, b.Findings, 101)
	assert.Equal(t, billing.Finding{Code: "TEST-MANY", Severity: billing.SeverityHold, Text: "There are 19900 more of TEST-MANY.", De: "Es gibt 19900 weitere zu TEST-MANY."}, b.Findings[100])
	assert.Equal(t, billing.BillOnHold, b.State)
}
