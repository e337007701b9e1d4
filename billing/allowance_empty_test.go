package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// What was left of an allowance goes on although nothing was billed for the month, and lapses when its time is over.
func TestAllowance_goes_on_and_lapses_without_a_bill(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		from string // the first month
		want string // of 70 minutes in April, 30 free ones a month that may be kept for one more
	}{
		"the month before had 30 too":                   {"2026-03-01", "0.90 EUR"},
		"those of the month before that are over again": {"2026-02-01", "0.90 EUR"},
		"April has its own only":                        {"2026-04-01", "3.60 EUR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := serviceConfig()
			var err error
			config.Book, err = rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{
				ID: "voice", Version: "1", Name: "Voice", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin", From: calendar.MustParse("2020-01-01"),
				Prices:     []rating.Price{{Code: "call", Name: "Calls", Kind: "voice", Measure: rating.Duration, Model: rating.Unit, Unit: "min", Amount: money.Must("0.09 EUR")}},
				Allowances: []rating.Allowance{{ID: "free", Name: "Free minutes", Measure: rating.Duration, Unit: "min", Grant: money.Count(30), RollOver: 1}},
			}}})
			require.NoError(t, err)
			d := serviceInMemory(t, config)
			d.opened(billing.AccountDraft{ID: "a-1", Customer: "c-1", From: calendar.MustParse(test.from), Details: serviceDetails("A customer")})
			n, err := d.TakeCharges(d.ctx, billing.Charges{Customer: "c-1", Account: "a-1", Order: "o-1", Items: []billing.ChargeItem{
				{ID: "1", Offering: "calls", Name: "Calls only", Quantity: 1, Tariff: "voice", From: calendar.MustParse(test.from)}}})
			require.NoError(t, err)
			d.clock.Set(calendar.FirstInstant(calendar.MustParse("2026-04-03"), nil))
			assert.Zero(t, d.run().Bills, "nothing was used so far")
			d.used("april", rating.Usage{ID: "r-1", Product: n.Products[0].ID, Kind: "voice", At: d.clock.Now(), Duration: 70 * 60 * 1e9})
			d.clock.Set(calendar.FirstInstant(calendar.MustParse("2026-05-02"), nil))
			assert.Equal(t, 1, d.run().Bills)
			assert.Equal(t, test.want, d.bill(billing.BillCase("a-1", calendar.MustParse("2026-04-01"))).Totals.WithoutTax.String())
		})
	}
}
