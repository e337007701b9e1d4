package discount_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

var (
	eur = money.MustCurrency("EUR")
	day = calendar.MustParse("2026-03-31")
)

func euro(number string) money.Amount { return money.Must(number + " EUR") }

func cents(n int64) money.Amount {
	a, err := money.FromMinor(n, eur)
	if err != nil {
		panic(err)
	}
	return a
}

// lines makes bases A, B, C … of the amounts.
func lines(amounts ...string) []discount.Base {
	bases := make([]discount.Base, len(amounts))
	for i, a := range amounts {
		bases[i] = discount.Base{ID: string(rune('A' + i)), Quantity: money.Count(1), Amount: euro(a)}
	}
	return bases
}

func percent(id, rate string, on discount.Level) discount.Discount {
	return discount.Discount{ID: id, Name: id, Kind: discount.Percent, Rate: money.MustRate(rate), On: on}
}

func absolute(id, amount string, on discount.Level) discount.Discount {
	return discount.Discount{ID: id, Name: id, Kind: discount.Absolute, Amount: euro(amount), On: on}
}

func apply(t testing.TB, bases []discount.Base, ds ...discount.Discount) discount.Result {
	t.Helper()
	r, err := discount.Apply(bases, ds, day, money.HalfUp)
	require.NoError(t, err)
	return r
}

// nets are what is left of the lines.
func nets(r discount.Result) []string {
	out := make([]string, len(r.Lines))
	for i, l := range r.Lines {
		out[i] = l.Net.Number()
	}
	return out
}

func codes(r discount.Result) []string {
	var out []string
	for _, p := range r.Passed {
		out = append(out, p.Discount+" "+p.Code)
	}
	return out
}

func sum(t require.TestingT, amounts ...money.Amount) money.Amount {
	s, err := money.Sum(amounts...)
	require.NoError(t, err)
	return s
}

func shuffled[T any](t *rapid.T, list []T) []T {
	out := slices.Clone(list)
	seed := rapid.Uint64().Draw(t, "seed")
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// drawnBases are up to 12 lines, some of nothing or less.
func drawnBases(t *rapid.T) []discount.Base {
	n := rapid.IntRange(0, 12).Draw(t, "lines")
	bases := make([]discount.Base, n)
	for i := range bases {
		bases[i] = discount.Base{
			ID:       fmt.Sprintf("l-%02d", i),
			Product:  rapid.SampledFrom([]string{"access", "car"}).Draw(t, "product"),
			Kind:     rapid.SampledFrom([]string{"recurring", "usage"}).Draw(t, "kind"),
			Quantity: money.Count(rapid.Int64Range(0, 20).Draw(t, "quantity")),
			Amount:   cents(rapid.Int64Range(-500, 20_000).Draw(t, "cents")),
		}
	}
	return bases
}

// drawnDiscounts are up to 6 of all kinds.
func drawnDiscounts(t *rapid.T) []discount.Discount {
	n := rapid.IntRange(0, 6).Draw(t, "discounts")
	ds := make([]discount.Discount, n)
	for i := range ds {
		d := discount.Discount{
			ID:       fmt.Sprintf("d-%d", i),
			Name:     "discount",
			Kind:     rapid.SampledFrom([]discount.Kind{discount.Percent, discount.Absolute, discount.PerUnit}).Draw(t, "kind"),
			On:       rapid.SampledFrom([]discount.Level{discount.OnLine, discount.OnDocument}).Draw(t, "on"),
			Stacking: rapid.SampledFrom([]discount.Stacking{discount.Sequential, discount.OnList, discount.Best}).Draw(t, "stacking"),
			Order:    rapid.IntRange(0, 2).Draw(t, "order"),
			Cap:      cents(rapid.SampledFrom([]int64{0, 0, 7, 1000}).Draw(t, "cap")),
		}
		if d.Kind == discount.Percent {
			d.Rate = money.MustRate(fmt.Sprintf("%d%%", rapid.IntRange(1, 100).Draw(t, "rate")))
		} else {
			d.Amount = cents(rapid.Int64Range(1, 3000).Draw(t, "amount"))
		}
		if d.Stacking == discount.Best {
			d.Group = string(d.On)
		}
		if rapid.Bool().Draw(t, "total") {
			d.CapTotal, d.Used = cents(500), cents(rapid.Int64Range(0, 600).Draw(t, "used"))
		}
		if rapid.Bool().Draw(t, "filtered") {
			d.Filter = discount.Filter{Products: []string{"car"}}
		}
		ds[i] = d
	}
	return ds
}
