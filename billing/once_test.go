package billing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Whatever is moved, suspended, made early, withdrawn, held and reversed in a quarter: in the end every service day and every record of
// usage is billed once.
func TestRun_property_every_day_and_every_record_is_billed_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := serviceInMemory(t, nil)
		d.account("a", "c")
		below := rapid.SampledFrom([]string{"", "a"}).Draw(r, "parent of b")
		d.opened(billing.AccountDraft{ID: "b", Customer: "c", Parent: below, From: date("2026-02-01"), Details: serviceDetails("b")})
		_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Account: "a", Order: "o", Items: []billing.ChargeItem{{ID: "1", Offering: "line", Name: "Line", Quantity: 1,
			From: date("2026-02-01"), Prices: prices(monthly("Fee", "310.00 EUR")), Tariff: "voice",
			Timing: rapid.SampledFrom([]charge.Timing{charge.Advance, charge.Arrear}).Draw(r, "timing")}}})
		require.NoError(t, err)
		off, calls := 0, 0
		acts := map[string]func(){
			"move": func() { // what the rules refuse is refused
				_, _ = d.MoveProduct(d.ctx, "o/1", billing.Moving{Account: rapid.SampledFrom([]string{"a", "b"}).Draw(r, "to"),
					From: date("2026-02-01").AddDays(rapid.IntRange(0, 80).Draw(r, "from"))})
			},
			"suspend": func() {
				off = rapid.IntRange(1, 9).Draw(r, "days")
				_, err := d.Suspend(d.ctx, "o/1", charge.Range{From: date("2026-02-10"), Until: date("2026-02-10").AddDays(off)})
				require.NoError(t, err)
			},
			"call": func() {
				at := d.clock.Now().AddDate(0, 0, -rapid.IntRange(2, 28).Draw(r, "days ago"))
				calls++
				for _, batch := range []string{"first", "again"} {
					d.used(fmt.Sprint(batch, calls), rating.Usage{ID: fmt.Sprint(calls), Product: "o/1", Kind: "voice", At: at, Duration: calendar.Span(10 * time.Minute)})
				}
			},
			"make": func() {
				for _, account := range []string{"a", "b"} {
					open, err := d.OpenPeriod(d.ctx, account)
					require.NoError(t, err)
					_, _ = d.MakeBill(d.ctx, account, open)
				}
			},
			"withdraw": func() { d.each(func(f billing.BillFile) { _ = d.Withdraw(d.ctx, f.ID, decision()) }) },
			"reverse": func() {
				d.each(func(f billing.BillFile) {
					if rapid.Bool().Draw(r, "this one") {
						_, _ = d.Reverse(d.ctx, f.ID, billing.CorrectionDraft{Reason: because("Wrong.")})
					}
				})
			},
		}
		for m := range time.Month(3) {
			d.clock.Set(time.Date(2026, 3+m, 2, 8, 0, 0, 0, time.UTC))
			for range rapid.IntRange(0, 5).Draw(r, "acts") {
				acts[rapid.SampledFrom([]string{"call", "make", "move", "reverse", "suspend", "withdraw"}).Draw(r, "act")]()
			}
			d.sends()
		}
		_, err = d.EndProduct(d.ctx, "o/1", date("2026-05-01"))
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, 7, 2, 8, 0, 0, 0, time.UTC))
		d.sends()

		var c money.Calc
		var sum money.Amount
		d.each(func(f billing.BillFile) {
			require.NotEmpty(t, f.Bill.No)
			sum = c.Add(sum, f.Bill.Totals.WithoutTax)
		})
		want := c.Sub(money.Must("930.00 EUR"), c.Fraction(money.Must("310.00 EUR"), int64(off), 28, money.HalfUp))
		want = c.Add(want, c.Fraction(money.Must("0.90 EUR"), int64(calls), 1, money.HalfUp))
		rounded, err := c.Sub(want, sum).Abs().Cmp(money.Must("0.20 EUR")) // each part of a month is rounded to the cent
		require.NoError(t, err)
		require.NoError(t, c.Err())
		require.LessOrEqual(t, rounded, 0, "%s instead of %s", sum, want)
	})
}

// each goes through the documents of the customer c.
func (d *serviceDesk) each(do func(billing.BillFile)) {
	d.t.Helper()
	all, err := d.BillsBy(d.ctx, "customer", "c")
	require.NoError(d.t, err)
	for _, f := range all {
		do(f)
	}
}

// sends sends all bills that are due, whatever was found about them.
func (d *serviceDesk) sends() {
	d.t.Helper()
	d.run()
	d.each(func(f billing.BillFile) {
		if f.Bill.State == billing.BillNew {
			_, err := d.Verify(d.ctx, f.ID)
			require.NoError(d.t, err)
		}
		if d.bill(f.ID).State == billing.BillOnHold {
			_, err := d.Release(d.ctx, f.ID, decision())
			require.NoError(d.t, err)
		}
	})
	d.due()
}
