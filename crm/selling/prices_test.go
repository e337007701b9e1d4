package selling_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

func TestService_ChangePrice(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		now := d.clock.Now()
		dsl := func() []string {
			portfolio, err := d.Portfolio(d.ctx)
			require.NoError(t, err)
			o, _ := portfolio.Find("dsl-access")
			var got []string
			for _, p := range o.Prices {
				got = append(got, p.Name+" "+p.Amount.String())
			}
			return got
		}
		q := d.offered()
		change := func(ch selling.PriceChange) {
			ch.Offering = "dsl-access"
			require.NoError(t, d.ChangePrice(d.ctx, ch))
		}
		change(selling.PriceChange{Price: once("Modem", "60.00 EUR")})
		change(selling.PriceChange{Price: monthly("DSL surcharge", "29.90 EUR"), From: now.Add(10 * day), By: "P. Ricing", Reason: "competition"})
		change(selling.PriceChange{Price: price.Price{Name: "Modem"}, Delete: true, From: now.Add(20 * day)})
		require.NoError(t, d.ChangePrice(d.ctx, selling.PriceChange{Offering: "extranet-access", Price: monthly("Extranet access basic charge", "250.00 EUR")}))

		assert.Equal(t, []string{"DSL surcharge 39.90 EUR", "Modem 60.00 EUR"}, dsl())
		d.clock.Set(now.Add(10 * day))
		assert.Equal(t, []string{"DSL surcharge 29.90 EUR", "Modem 60.00 EUR"}, dsl())
		d.clock.Set(now.Add(20 * day))
		assert.Equal(t, []string{"DSL surcharge 29.90 EUR"}, dsl())
		change(selling.PriceChange{Price: monthly("DSL surcharge", "35.00 EUR")})
		assert.Equal(t, []string{"DSL surcharge 35.00 EUR"}, dsl())
		d.clock.Set(now.Add(15 * day))

		assert.Equal(t, "200.00 EUR", d.quote(q.ID).Totals[0].List.String(), "an offer keeps its prices")
		next, err := d.Negotiate(d.ctx, selling.CounterOffer{Quote: q.ID, Version: 1, Reason: "once more"})
		require.NoError(t, err)
		assert.Equal(t, "250.00 EUR", next.Totals[0].List.String(), "a new version has the new ones")
		assert.Equal(t, []string{selling.EventPriceChanged, selling.EventPriceChanged, selling.EventPriceChanged, selling.EventPriceChanged}, types(d.events("dsl-access")))
		assert.Equal(t, []price.Price{monthly("DSL surcharge", "39.90 EUR")}, config().Portfolio[2].Prices)
	})
}

func TestService_ChangePrice_refuses(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	now := d.clock.Now()
	for _, row := range []struct {
		name   string
		change selling.PriceChange
		want   []string
	}{
		{"an unknown offering", selling.PriceChange{Offering: "x\x00", Price: once("a", "1 EUR")}, []string{"productOffering ETOM-REFERENCE"}},
		{"a price of another currency", selling.PriceChange{Offering: "leased-line", Price: once("a", "1 USD")}, []string{"price.price ETOM-CURRENCY"}},
		{"a negative one", selling.PriceChange{Offering: "leased-line", Price: once("a", "-1 EUR")}, []string{"price.price ETOM-RANGE"}},
		{"one without name and type", selling.PriceChange{Offering: "leased-line", Price: price.Price{Amount: money.Must("1 EUR")}},
			[]string{"price.name ETOM-REQUIRED", "price.priceType ETOM-UNKNOWN"}},
		{"the deletion of what is not there", selling.PriceChange{Offering: "leased-line", Delete: true, Price: price.Price{Name: "a"}},
			[]string{"price.name ETOM-REFERENCE"}},
		{"a change in the past", selling.PriceChange{Offering: "leased-line", Price: once("a", "1 EUR"), From: now.Add(-1)}, []string{"from ETOM-RANGE"}},
		{"one in a hundred years", selling.PriceChange{Offering: "leased-line", Price: once("a", "1 EUR"), From: now.AddDate(100, 0, 0)}, []string{"from ETOM-RANGE"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			d.watch.Unchanged(t, func() { assert.Equal(t, row.want, faults(t, d.ChangePrice(d.ctx, row.change))) })
		})
	}
}

func TestService_ChangePrice_has_bounds(t *testing.T) {
	t.Parallel()
	d := memoryDesk(t)
	for n := range 10 {
		require.NoError(t, d.ChangePrice(d.ctx, selling.PriceChange{Offering: "leased-line", Price: once(fmt.Sprint(n), "1 EUR")}))
	}
	err := d.ChangePrice(d.ctx, selling.PriceChange{Offering: "leased-line", Price: once("one more", "1 EUR")})
	assert.Equal(t, []string{"price ETOM-LENGTH"}, faults(t, err))
	for n := range 90 {
		require.NoError(t, d.ChangePrice(d.ctx, selling.PriceChange{Offering: "leased-line", Price: once("1", "2 EUR"), From: d.clock.Now().AddDate(0, 0, n+1)}))
	}
	err = d.ChangePrice(d.ctx, selling.PriceChange{Offering: "leased-line", Price: once("1", "2 EUR"), From: d.clock.Now().AddDate(2, 0, 0)})
	assert.Equal(t, []string{"from ETOM-LENGTH"}, faults(t, err))
	for range 300 { // what is replaced makes room
		require.NoError(t, d.ChangePrice(d.ctx, selling.PriceChange{Offering: "dsl-access", Price: monthly("DSL surcharge", "5 EUR")}))
	}
}

// A portfolio without a price has the currency of the first that is entered.
func TestService_ChangePrice_keeps_to_one_currency(t *testing.T) {
	t.Parallel()
	d := newDesk(t, memory.New(), &selling.Config{Portfolio: selling.Portfolio{plain("a"), plain("b")}})
	require.NoError(t, d.ChangePrice(d.ctx, selling.PriceChange{Offering: "a", Price: once("fee", "1 CHF"), From: d.clock.Now().Add(day)}))
	err := d.ChangePrice(d.ctx, selling.PriceChange{Offering: "b", Price: once("fee", "1 EUR")})
	assert.Equal(t, []string{"price.price ETOM-CURRENCY"}, faults(t, err))
}
