package selling_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

func prices(amounts ...string) []price.Price {
	var all []price.Price
	for n, a := range amounts {
		all = append(all, monthly(fmt.Sprintf("fee %d", n+1), a))
	}
	return all
}

func TestTotals(t *testing.T) {
	t.Parallel()
	car := once("Car", "30000.00 EUR")
	car.Discount, car.DiscountName = money.MustRate("5%"), "key-account discount" // section 6.7: 10 cars at 5 %
	for _, row := range []struct {
		name  string
		items []selling.Item
		want  []string
	}{
		{"nothing costs nothing", nil, nil},
		{"ten cars at five per cent off", []selling.Item{{Action: selling.Add, Quantity: 10, Prices: []price.Price{car}}},
			[]string{"nonRecurring  300000.00 EUR -15000.00 EUR 285000.00 EUR"}},
		{"types and periods are added up apart, in the order in which they occur", []selling.Item{
			{Action: selling.Add, Quantity: 1, Prices: []price.Price{monthly("a", "10.00 EUR"), once("b", "5.00 EUR")}},
			{Action: selling.Modify, Quantity: 2, Prices: []price.Price{monthly("c", "1.25 EUR"), {Name: "d", Type: price.Recurring, Period: "year", Amount: money.Must("7.00 EUR")}}},
		}, []string{"recurring month 12.50 EUR 0.00 EUR 12.50 EUR", "nonRecurring  5.00 EUR 0.00 EUR 5.00 EUR", "recurring year 14.00 EUR 0.00 EUR 14.00 EUR"}},
		{"what goes or stays costs nothing", []selling.Item{
			{Action: selling.Delete, Quantity: 1, Prices: prices("10.00 EUR")}, {Action: selling.NoChange, Quantity: 1, Prices: prices("10.00 EUR")}}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			totals, err := selling.Totals(row.items)
			require.NoError(t, err)
			var got []string
			for _, total := range totals {
				got = append(got, fmt.Sprintf("%s %s %s %s %s", total.Type, total.Period, total.List, total.Discount, total.Net))
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestTotals_refuses_what_cannot_be_added(t *testing.T) {
	t.Parallel()
	for _, items := range [][]selling.Item{
		{{Action: selling.Add, Quantity: 1, Prices: prices("1.00 EUR", "1.00 USD")}},
		{{Action: selling.Add, Quantity: 1_000_000, Prices: prices("999999999999999999999999999999999999.00 EUR")}},
	} {
		_, err := selling.Totals(items)
		assert.ErrorIs(t, err, fault.ErrInvalid)
	}
}

// Every total is the sum of its lines, and every line is rounded half up to the cent, against exact arithmetic.
func TestTotals_are_the_sum_of_the_lines(t *testing.T) {
	t.Parallel()
	cents := func(units int64) money.Amount {
		a, err := money.FromMinor(units, money.MustCurrency("EUR"))
		if err != nil {
			panic(err)
		}
		return a
	}
	round := func(r *big.Rat) int64 { // half up, of what is not negative
		twice := new(big.Rat).Add(new(big.Rat).Mul(r, big.NewRat(2, 1)), big.NewRat(1, 1))
		return new(big.Int).Div(twice.Num(), new(big.Int).Mul(twice.Denom(), big.NewInt(2))).Int64()
	}
	rapid.Check(t, func(t *rapid.T) {
		var items []selling.Item
		want := map[price.Type][2]int64{}
		for range rapid.IntRange(0, 6).Draw(t, "items") {
			i := selling.Item{Action: selling.Add, Quantity: rapid.IntRange(1, 1000).Draw(t, "quantity")}
			for range rapid.IntRange(0, 3).Draw(t, "prices") {
				p := rapid.SampledFrom([]price.Price{monthly("m", "0 EUR"), once("o", "0 EUR")}).Draw(t, "type")
				units, basis := rapid.Int64Range(0, 1_000_000).Draw(t, "cents"), rapid.Int64Range(0, 10_000).Draw(t, "discount in 1/100 %")
				p.Amount, p.Discount = cents(units), money.MustRate(fmt.Sprintf("%d.%02d%%", basis/100, basis%100))
				i.Prices = append(i.Prices, p)
				list := units * int64(i.Quantity)
				off := round(big.NewRat(list*basis, 10_000))
				sum := want[p.Type]
				want[p.Type] = [2]int64{sum[0] + list, sum[1] + off}
			}
			items = append(items, i)
		}
		totals, err := selling.Totals(items)
		if err != nil || len(totals) != len(want) {
			t.Fatalf("%v, %d totals, want %d", err, len(totals), len(want))
		}
		for _, total := range totals {
			sum := want[total.Type]
			if total.List != cents(sum[0]) || total.Discount != cents(-sum[1]) || total.Net != cents(sum[0]-sum[1]) {
				t.Fatalf("%s: %s %s %s, want %v", total.Type, total.List, total.Discount, total.Net, sum)
			}
		}
	})
}
