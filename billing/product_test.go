package billing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

func TestTakeCharges_makes_products_and_positions(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		dsl := monthly("DSL surcharge", "39.90 EUR")
		dsl.Discount, dsl.DiscountName = money.MustRate("5%"), "Key-account discount"
		n, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o-1", Agreement: "agr", Items: []billing.ChargeItem{
			{ID: "1", Offering: "dsl", Name: "DSL", Quantity: 2, From: date("2026-02-01"), Prices: prices(dsl, once("Set-up", "99.00 EUR"))},
			{ID: "2", Offering: "router", Name: "Router", Quantity: 1, From: date("2026-02-03"), Prices: prices(once("Router", "149.00 EUR"))}}})
		require.NoError(t, err)
		assert.Len(t, n.Products, 1)
		assert.Len(t, n.Positions, 2)
		d.run()
		assert.Equal(t, []string{"recurring DSL surcharge: 75.81 EUR", "oneTime Set-up: 198.00 EUR", "oneTime Router: 149.00 EUR"}, lineTexts(d.bill(february)))

		d.refuses(fault.ErrConflict, func() error {
			_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o-1", Items: []billing.ChargeItem{{ID: "2", Offering: "x", Quantity: 1, Prices: prices(once("Router", "149.00 EUR"))}}})
			return err
		})
		held, err := d.ProductsOf(d.ctx, "a")
		require.NoError(t, err)
		require.Len(t, held, 1)

		_, err = d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o-2", Items: []billing.ChargeItem{
			{ID: "1", Offering: "fibre", Name: "Fibre", Quantity: 1, From: date("2026-03-16"), Prices: prices(monthly("Fibre", "62.00 EUR")), Ends: []string{held[0].ID}}}})
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		assert.ElementsMatch(t, []string{"recurring DSL surcharge: 36.68 EUR", "recurring Fibre: 32.00 EUR"}, lineTexts(d.bill("a-2026-03-01")))
	})
}

func TestTakeCharges_refuses_what_is_none(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		err := d.refuses(fault.ErrInvalid, func() error {
			_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c\x00", Items: []billing.ChargeItem{
				{Offering: "", Quantity: 0, Timing: "never", From: date("2126-01-01")}, {ID: "2", Offering: "x", Quantity: 1, Prices: prices(price.Price{})}}})
			return err
		})
		assert.Equal(t, []string{"customer", "order", "items[0].id", "items[0].offering", "items[0].quantity", "items[0].timing", "items[0].from", "items[0].prices",
			"items[1].prices[0].name", "items[1].prices[0].priceType", "items[1].prices[0].price"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o", Items: []billing.ChargeItem{{ID: "1", Offering: "x", Quantity: 1, Prices: prices(once("x", "1.00 USD"))}}})
			return err
		})
		assert.Equal(t, []string{"items[0].prices[0].price"}, etomtest.Paths(err))
		err = d.refuses(fault.ErrNotFound, func() error {
			_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "somebody", Order: "o", Items: []billing.ChargeItem{{ID: "1", Offering: "x", Quantity: 1, Prices: prices(once("x", "1.00 EUR"))}}})
			return err
		})
		assert.ErrorContains(t, err, "open one first")
		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.TakePosition(d.ctx, billing.PositionDraft{Customer: "c", Position: billing.Position{Name: "x", Quantity: money.Count(-1), Price: money.Must("-1.00 EUR")}})
			return err
		})
		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.TakeRebate(d.ctx, billing.RebateDraft{Customer: "c", Rebate: billing.Rebate{ID: "r", Violation: "v", Fee: "f", Amount: money.Must("1.00 USD")}})
			return err
		})
	})
}

func TestProduct_changes_are_billed_from_their_day(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.run()
		_, err := d.ChangeQuantity(d.ctx, p, charge.Change{From: date("2026-02-15"), Quantity: 2})
		require.NoError(t, err)
		_, err = d.Suspend(d.ctx, p, charge.Range{From: date("2026-03-01"), Until: date("2026-03-11")})
		require.NoError(t, err)
		_, err = d.EndProduct(d.ctx, p, date("2026-03-21"))
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		// February: one more for 14 of 28 days; March: two for 10 of 31 days.
		var c money.Calc
		var sum money.Amount
		for _, l := range d.bill("a-2026-03-01").Lines {
			sum = c.Add(sum, l.Net)
		}
		require.NoError(t, c.Err())
		assert.Equal(t, "229.03 EUR", sum.String())

		d.refuses(fault.ErrInvalid, func() error { _, err := d.EndProduct(d.ctx, p, date("2026-01-01")); return err })
		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ChangeQuantity(d.ctx, p, charge.Change{From: date("2026-01-01"), Quantity: -1})
			return err
		})
		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.Suspend(d.ctx, p, charge.Range{From: date("2026-03-01"), Until: date("2026-02-11")})
			return err
		})
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ofTenant("somebody else").EndProduct(d.ctx, p, date("2026-03-21"))
			return err
		})
	})
}

// The right product to the right account (3.8.4): with what is not billed yet, and no day twice.
func TestMoveProduct_takes_its_unbilled_usage_along_and_bills_no_day_twice(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.account("b", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.used("u-1", call("r-1", p, "10T08:00", 10))
		d.run()
		march := call("r-2", p, "10T08:00", 20)
		march.At = d.clock.Now().Add(-time.Hour)
		d.used("u-2", march, call("r-3", p, "11T08:00", 30))
		moved, err := d.MoveProduct(d.ctx, p, billing.Moving{Account: "b", From: date("2026-03-11"), Why: "the branch pays"})
		require.NoError(t, err)
		assert.Equal(t, "b", moved.Account())
		var n billing.MoveNotice
		d.last("b-2026-03-01", billing.EventProductMoved, &n)
		assert.Equal(t, billing.MoveNotice{Customer: "c", Account: "b", Before: "a", Product: p, From: date("2026-03-11"), Usage: 2, Why: "the branch pays"}, n)

		again := d.used("u-3", call("r-1", p, "10T08:00", 10), march, call("r-3", p, "11T08:00", 30), call("r-4", p, "12T08:00", 40))
		assert.Equal(t, billing.Receipt{Batch: "u-3", Taken: 1, Late: 1, Duplicates: 3}, again, "what is billed or moved is known there, too")

		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 0.90 EUR"}, lineTexts(d.bill(february)))
		assert.Equal(t, []string{"recurring Basic charge: 64.52 EUR"}, lineTexts(d.bill("a-2026-03-01")))
		assert.Equal(t, []string{"recurring Basic charge: 135.48 EUR", "usage Calls: 8.10 EUR"}, lineTexts(d.bill("b-2026-03-01")))

		for name, m := range map[string]billing.Moving{"to itself": {Account: "b"}, "backwards": {Account: "a", From: date("2026-03-10")}} {
			d.refuses(fault.ErrInvalid, func() error {
				_, err := d.MoveProduct(d.ctx, p, m)
				require.Error(t, err, name)
				return err
			})
		}
		d.account("x", "somebody else")
		d.refuses(fault.ErrNotFound, func() error { _, err := d.MoveProduct(d.ctx, p, billing.Moving{Account: "x"}); return err })
	})
}

// However often a product is moved, and whatever the accounts' cycles are, every day is paid once.
func TestMoveProduct_property_days_tile(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := serviceInMemory(t, nil)
		names := []string{"a", "b"}
		for _, name := range names {
			d.opened(billing.AccountDraft{ID: name, Customer: "c", From: date("2026-02-01"), Details: serviceDetails(name),
				CycleDay: rapid.SampledFrom([]int{1, 1, 15, 31}).Draw(r, "day of "+name)})
		}
		timing := rapid.SampledFrom([]charge.Timing{charge.Arrear, charge.Advance}).Draw(r, "timing")
		perWeek := price.Price{Name: "per week", Type: price.Recurring, Period: "week", Amount: money.Must("7.00 EUR")} // a day is 1.00 EUR, exactly
		n, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Account: "a", Order: "o", Items: []billing.ChargeItem{{
			ID: "1", Offering: "x", Name: "X", Quantity: 1, From: date("2026-02-01"), Prices: prices(perWeek), Timing: timing}}})
		require.NoError(t, err)
		p := n.Products[0]
		at, last := 0, date("2026-02-01")
		for step := range rapid.IntRange(1, 3).Draw(r, "moves") {
			d.clock.Set(time.Date(2026, time.Month(3+step), rapid.IntRange(1, 28).Draw(r, "on"), 8, 0, 0, 0, time.UTC))
			d.run()
			at = 1 - at
			from := last.AddDays(rapid.IntRange(0, 20).Draw(r, "days"))
			_, err := d.MoveProduct(d.ctx, p.ID, billing.Moving{Account: names[at], From: from})
			require.NoError(t, err)
			last = from
		}
		until := date("2026-04-20")
		_, err = d.EndProduct(d.ctx, p.ID, until)
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 7, 20, 8, 0, 0, 0, time.UTC))
		d.run()
		var c money.Calc
		var sum money.Amount
		var texts []string
		for _, name := range names {
			files, err := d.BillsBy(d.ctx, "account", name)
			require.NoError(t, err)
			for _, f := range files {
				for _, l := range f.Bill.Lines {
					sum = c.Add(sum, l.Net)
					texts = append(texts, fmt.Sprint(f.ID, " ", l.Service.From, " ", l.Service.Until, " ", l.Net))
				}
			}
		}
		want, err := money.FromMinor(int64(date("2026-02-01").DaysUntil(until))*100, money.MustCurrency("EUR"))
		require.NoError(t, err)
		assert.Equal(t, want, sum, "%v", texts)
	})
}

// For as long as the ledger looks back, what was billed is known; behind it nothing is billed again.
func TestRun_looks_back_as_far_as_it_is_told(t *testing.T) {
	t.Parallel()
	config := serviceConfig()
	config.LookBack = 2
	d := serviceInMemory(t, config)
	d.account("a", "c")
	n, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Account: "a", Order: "o", Items: []billing.ChargeItem{{
		ID: "1", Offering: "x", Name: "X", Quantity: 1, From: date("2026-02-01"), Timing: charge.Advance,
		Prices: prices(monthly("Monthly", "10.00 EUR"), price.Price{Name: "Yearly", Type: price.Recurring, Period: "year", Amount: money.Must("120.00 EUR")})}}})
	require.NoError(t, err)
	var all []string
	for month := range 14 {
		d.clock.Set(time.Date(2026, time.Month(3+month), 2, 8, 0, 0, 0, time.UTC))
		d.run()
	}
	files, err := d.BillsBy(d.ctx, "account", "a")
	require.NoError(t, err)
	for _, f := range files {
		for _, l := range f.Bill.Lines {
			if l.Name == "Yearly" {
				all = append(all, fmt.Sprint(l.Service.From, " ", l.Net))
			}
		}
	}
	assert.Len(t, files, 14)
	assert.Len(t, all, 2, "%v", all)
	_, err = d.EndProduct(d.ctx, n.Products[0].ID, date("2027-04-16"))
	require.NoError(t, err)
	d.clock.Set(time.Date(2027, 5, 2, 8, 0, 0, 0, time.UTC))
	d.run()
	last := d.bill(billing.BillCase("a", calendar.MustParse("2027-04-01")))
	var back []string
	for _, l := range last.Lines {
		back = append(back, l.Name+" "+l.Net.String())
	}
	assert.Contains(t, back, "Monthly -5.00 EUR", "%v", back)
}

// A suspension until further notice gets its end.
func TestSuspend_until_further_notice_is_ended(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	p := d.holds("o", "c", "a", "2026-02-01")
	for _, days := range []charge.Range{{From: date("2026-02-15")}, {From: date("2026-02-15"), Until: date("2026-02-22")}} {
		_, err := d.Suspend(d.ctx, p, days)
		require.NoError(t, err)
	}
	d.run()
	assert.Equal(t, "150.00 EUR", d.bill(february).Totals.WithoutTax.String())
}

// Two accounts have records of the same id, of different products: neither is lost when one product goes to the other account.
func TestMoveProduct_keeps_records_apart_that_have_the_same_id(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.account("b", "c")
		p, q := d.holds("o-p", "c", "a", "2026-02-01"), d.holds("o-q", "c", "b", "2026-02-01")
		d.used("u", call("r-1", p, "10T08:00", 10), call("r-1", q, "10T08:00", 20))
		_, err := d.MoveProduct(d.ctx, p, billing.Moving{Account: "b", From: date("2026-02-01")})
		require.NoError(t, err)
		assert.Equal(t, 2, d.used("again", call("r-1", p, "10T08:00", 10), call("r-1", q, "10T08:00", 20)).Duplicates)
		d.run()
		assert.Equal(t, []string{"recurring Basic charge: 200.00 EUR", "usage Calls: 0.90 EUR", "recurring Basic charge: 200.00 EUR", "usage Calls: 1.80 EUR"}, lineTexts(d.bill("b-2026-02-01")))
	})
}
