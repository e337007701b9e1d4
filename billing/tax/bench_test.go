package tax_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// invoice is 22 lines with two rates and a discount on the document for each of them.
func invoice(tb testing.TB) ([]tax.Line, []tax.Change) {
	var treatments [2]tax.Treatment
	for i, class := range []tax.Class{tax.Standard, tax.Reduced} {
		var err error
		treatments[i], err = tax.Decide(tax.EU(), tax.Supply{Seller: tax.Party{Country: "DE"}, Buyer: tax.Party{Country: "DE"}, Class: class, Kind: tax.Services, On: day})
		require.NoError(tb, err)
	}
	lines := make([]tax.Line, 22)
	for i := range lines {
		lines[i] = tax.Line{ID: fmt.Sprintf("%02d", i+1), Amount: money.Must(fmt.Sprintf("%d.%02d EUR", 10+7*i, 13*i%100)), Treatment: treatments[i%3/2]}
	}
	return lines, []tax.Change{
		{ID: "discount S 19%", Amount: money.Must("-61.27 EUR"), Treatment: treatments[0]},
		{ID: "discount S 7%", Amount: money.Must("-30.64 EUR"), Treatment: treatments[1]},
	}
}

var day = calendar.MustParse("2026-03-31")

// BenchmarkTotal is 22 lines, two rates, two discounts: well under 10 µs.
func BenchmarkTotal(b *testing.B) {
	lines, changes := invoice(b)
	for _, p := range []tax.Policy{{}, {Rounding: tax.PerLine}, {Prices: tax.Gross}, {Prices: tax.Gross, Rounding: tax.PerLine}} {
		b.Run(fmt.Sprintf("%s %s", p.Prices, p.Rounding), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tax.Total(p, lines, changes, money.Amount{}, money.Amount{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	lines, changes := invoice(b)
	totals, err := tax.Total(tax.Policy{}, lines, changes, money.Amount{}, money.Amount{})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if totals.Check() != nil {
			b.Fatal(totals.Check())
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	table := tax.EU()
	for name, s := range map[string]tax.Supply{
		"home":           {Seller: tax.Party{Country: "DE"}, Buyer: tax.Party{Country: "DE"}, Class: tax.Standard, Kind: tax.Services, On: day},
		"reverse charge": {Seller: tax.Party{Country: "DE", TaxID: "DE136695976", Business: true}, Buyer: tax.Party{Country: "AT", TaxID: "ATU13585627", Business: true}, Class: tax.Standard, Kind: tax.Telecommunication, On: day},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := tax.Decide(table, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
