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

func TestItemise_explains_an_issued_bill_down_to_the_record(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		d.account("a", "c")
		p := d.holds("o", "c", "a", "2026-02-01")
		d.used("u-1", call("r-1", p, "10T08:00", 10), call("r-2", p, "11T08:00", 5))
		d.run()
		d.used("u-2", call("r-3", p, "12T08:00", 7))
		d.clock.Set(time.Date(2026, 4, 1, 8, 0, 0, 0, time.UTC))
		d.run()

		b, err := d.Itemise(d.ctx, february)
		require.NoError(t, err)
		var ids []string
		for _, r := range b.Rated {
			ids = append(ids, r.Usage.ID)
		}
		assert.ElementsMatch(t, []string{"r-1", "r-2"}, ids)
		assert.Contains(t, b.Explain().String(), "r-1")
		stored := d.bill(february)
		stored.Rated = b.Rated
		assert.Equal(t, stored, b)
		march, err := d.Itemise(d.ctx, "a-2026-03-01")
		require.NoError(t, err)
		require.Len(t, march.Rated, 1)

		config := serviceConfig()
		config.Book, err = rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "voice", Version: "1", Name: "Voice", Currency: money.MustCurrency("EUR"),
			Zone: "Europe/Berlin", From: calendar.MustParse("2020-01-01"), Prices: []rating.Price{{Code: "call", Name: "Calls", Kind: "voice",
				Measure: rating.Duration, Model: rating.Unit, Unit: "min", Amount: money.Must("0.10 EUR")}}}}})
		require.NoError(t, err)
		_, err = d.with(config).Itemise(d.ctx, february)
		require.ErrorIs(t, err, fault.ErrState, "a tariff that was changed is found out")

		_, err = d.Reverse(d.ctx, february, billing.CorrectionDraft{Reason: because("Wrong.")})
		require.NoError(t, err)
		_, err = d.Itemise(d.ctx, february)
		require.ErrorIs(t, err, fault.ErrState)
		_, err = d.Itemise(d.ctx, "nothing")
		require.ErrorIs(t, err, fault.ErrNotFound)
	})
}

func TestItemise_of_a_bill_without_usage_is_the_bill(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	b := d.billed()
	again, err := d.Itemise(d.ctx, february)
	require.NoError(t, err)
	assert.Equal(t, b, again)
}
