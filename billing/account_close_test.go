package billing_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// bills shows the bills of an account after the runs of some months, the first on 2 March.
func (d *serviceDesk) bills(account string, months int) []string {
	d.t.Helper()
	for m := range months {
		d.clock.Set(time.Date(2026, time.Month(3+m), 2, 9, 0, 0, 0, time.UTC))
		d.run()
	}
	all, err := d.BillsBy(d.ctx, "account", account)
	require.NoError(d.t, err)
	var texts []string
	for _, f := range all {
		texts = append(texts, string(f.Bill.Kind)+" "+f.ID+" "+f.Bill.Totals.WithoutTax.String())
	}
	return texts
}

func (d *serviceDesk) closes(account, from string) {
	d.t.Helper()
	_, err := d.CloseAccount(d.ctx, account, date(from), "leaves")
	require.NoError(d.t, err)
}

// A product that was brought to another account goes on there when the account that paid for it is closed.
func TestCloseAccount_leaves_products_alone_that_another_account_pays_for(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.account("b", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		_, err := d.MoveProduct(d.ctx, p, billing.Moving{Account: "b", From: date("2026-03-01")})
		require.NoError(t, err)
		d.closes("a", "2026-03-10")
		assert.Equal(t, []string{"regular a-2026-02-01 200.00 EUR"}, d.bills("a", 3))
		assert.Equal(t, []string{"regular b-2026-03-01 200.00 EUR", "regular b-2026-04-01 200.00 EUR"}, d.bills("b", 0))
	})
}

// Accounts below a closed one stay on its bill; the last bill is that with which nothing runs on.
func TestCloseAccount_goes_on_billing_the_accounts_below_it(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.opened(billing.AccountDraft{ID: "below", Customer: "c", Parent: "a", From: date("2026-02-01"), Details: serviceDetails("Below")})
		d.holds("o", "c", "below", "2026-02-01")
		d.closes("a", "2026-02-10")
		d.bills("a", 2)
		d.closes("below", "2026-04-16")
		assert.Equal(t, []string{"consolidated a-2026-02-01 200.00 EUR", "consolidated a-2026-03-01 200.00 EUR", "final a-2026-04-01 100.00 EUR"}, d.bills("a", 5))
	})
}

// What is due later than the last bill is billed when it is due.
func TestCloseAccount_bills_what_is_due_later(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.holds("o", "c", "a", "2026-02-01")
		d.position("The rest", "10.00 EUR", "2026-05-05")
		d.closes("a", "2026-03-01")
		assert.Equal(t, []string{"final a-2026-02-01 200.00 EUR", "final a-2026-05-01 10.00 EUR"}, d.bills("a", 6))
	})
}

// Usage that could not be rated is tried again with a closed account, too, and nobody is sent a bill of nothing for it.
func TestCloseAccount_tries_usage_again_that_could_not_be_rated(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		odd := call("r-1", p, "10T08:00", 10)
		odd.Kind = "video"
		d.used("u", odd)
		d.closes("a", "2026-03-01")
		assert.Equal(t, []string{"final a-2026-02-01 200.00 EUR"}, d.bills("a", 3))
		var n billing.RejectedNotice
		d.last("a-2026-04-01", billing.EventUsageRejected, &n)
		assert.Equal(t, 1, n.Count)
		assert.Empty(t, n.Bill)
		config := serviceConfig()
		config.Book = videoBook(t)
		assert.Equal(t, []string{"final a-2026-02-01 200.00 EUR", "final a-2026-05-01 1.00 EUR"}, d.with(config).bills("a", 6))
	})
}

// What comes late for a customer whose accounts are all closed goes to the last of them.
func TestCloseAccount_of_all_leaves_the_last_for_what_comes_late(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		for _, id := range []string{"first", "second"} {
			d.account(id, "c")
			d.closes(id, "2026-02-15")
			d.clock.Advance(time.Minute)
		}
		d.position("Late", "10.00 EUR", "2026-02-10")
		assert.Equal(t, []string{"final second-2026-02-01 10.00 EUR"}, d.bills("second", 2))
	})
}

func TestTakeCharges_of_a_closed_account_end_with_it(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		d.closes("a", "2026-02-15")
		d.holds("late", "c", "a", "2026-02-01")
		d.refuses(fault.ErrState, func() error {
			_, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Account: "a", Order: "new", Items: []billing.ChargeItem{{ID: "1", Offering: "e", Name: "E",
				Quantity: 1, From: date("2026-02-15"), Prices: prices(monthly("Fee", "1.00 EUR"))}}})
			return err
		})
		assert.Equal(t, []string{"final a-2026-02-01 100.00 EUR"}, d.bills("a", 3))
	})
}

// videoBook is that of serviceConfig, with video at 10 cents a minute.
func videoBook(t *testing.T) rating.Book {
	t.Helper()
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{
		ID: "voice", Version: "1", Name: "Voice", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin", From: calendar.MustParse("2020-01-01"),
		Prices: []rating.Price{
			{Code: "call", Name: "Calls", Kind: "voice", Measure: rating.Duration, Model: rating.Unit, Unit: "min", Amount: money.Must("0.09 EUR")},
			{Code: "video", Name: "Video", Kind: "video", Measure: rating.Duration, Model: rating.Unit, Unit: "min", Amount: money.Must("0.10 EUR")},
		},
	}}})
	require.NoError(t, err)
	return book
}
