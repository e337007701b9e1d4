package rivals_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	discounts "github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// An invoice of 22 lines with two VAT rates: 5 % off every second line, 10 % off the document, split over the lines by largest
// remainder, tax rounded for each rate. Ours is the whole bill, every figure with its reasons, its tax decided and its input checked;
// the one written by hand with shopspring/decimal computes the totals and nothing else.

type invoiceLine struct {
	quantity, price decimal.Decimal
	off             decimal.Decimal
	rate            int // of invoiceRates
}

var (
	invoiceRates    = [2]decimal.Decimal{decimal.RequireFromString("0.19"), decimal.RequireFromString("0.07")}
	invoiceDocument = decimal.RequireFromString("0.1")
	hundred         = decimal.NewFromInt(100)
)

// invoiceScene is the invoice for both.
func invoiceScene(tb testing.TB) (billing.Input, []invoiceLine) {
	tb.Helper()
	cycle, err := charge.BillCycle(1, "Europe/Berlin")
	require.NoError(tb, err)
	month, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	require.NoError(tb, err)
	home := billing.Address{Street: "Lyoner Straße 9", PostCode: "60528", City: "Frankfurt am Main", Country: "DE"}
	in := billing.Input{
		ID: "bill-1", Issuer: billing.Issuer{ID: "i", Name: "An operator", Address: home, TaxID: "DE136695976"},
		Account: billing.AccountData{ID: "a", Customer: "c", Name: "A customer", Address: home, Currency: money.MustCurrency("EUR"), Language: "en"},
		Cycle:   cycle, Period: month, Date: calendar.MustParse("2026-04-01"), PaymentDue: calendar.MustParse("2026-04-15"), Taxes: tax.EU(),
		Discounts: []discounts.Discount{{ID: "loyalty", Name: "Loyalty", Kind: discounts.Percent, Rate: money.MustRate("10%"), On: discounts.OnDocument}},
	}
	var lines []invoiceLine
	for i := range 22 {
		p := billing.Position{ID: fmt.Sprintf("%02d", i), Name: fmt.Sprintf("Item %d", i), Quantity: money.Count(int64(i%4 + 1)),
			Price: money.Must(fmt.Sprintf("%d.%02d EUR", 3+7*i, 37*i%100)), On: calendar.MustParse("2026-03-20")}
		l := invoiceLine{quantity: decimal.NewFromInt(int64(i%4 + 1)), price: p.Price.Decimal(), rate: i % 3 / 2}
		if i%2 == 0 {
			p.Discount, p.DiscountName, l.off = money.MustRate("5%"), "Agreed", decimal.RequireFromString("0.05")
		}
		if l.rate == 1 {
			p.TaxClass = string(tax.Reduced)
		}
		in.Positions, lines = append(in.Positions, p), append(lines, l)
	}
	return in, lines
}

// invoiceByHand computes what is without tax, the tax, and both.
func invoiceByHand(lines []invoiceLine) (net, vat, due decimal.Decimal) {
	nets, all := make([]decimal.Decimal, len(lines)), decimal.Zero
	for i, l := range lines {
		list := l.quantity.Mul(l.price).Round(2)
		nets[i] = list.Sub(list.Mul(l.off).Round(2))
		all = all.Add(nets[i])
	}
	off := all.Mul(invoiceDocument).Round(2)
	for i, part := range splitByHand(off, nets, all) {
		nets[i] = nets[i].Sub(part)
	}
	var taxable [2]decimal.Decimal
	for i, l := range lines {
		taxable[l.rate] = taxable[l.rate].Add(nets[i])
	}
	for i, t := range taxable {
		net, vat = net.Add(t), vat.Add(t.Mul(invoiceRates[i]).Round(2))
	}
	return net, vat, net.Add(vat)
}

// splitByHand splits an amount in proportion to weights, by largest remainder, ties by place.
func splitByHand(amount decimal.Decimal, weights []decimal.Decimal, all decimal.Decimal) []decimal.Decimal {
	parts, rests, order := make([]decimal.Decimal, len(weights)), make([]decimal.Decimal, len(weights)), make([]int, len(weights))
	left := amount.Mul(hundred)
	for i, w := range weights {
		parts[i], rests[i] = amount.Mul(hundred).Mul(w).QuoRem(all, 0)
		left, order[i] = left.Sub(parts[i]), i
	}
	slices.SortStableFunc(order, func(i, j int) int { return rests[j].Cmp(rests[i]) })
	for _, i := range order[:left.IntPart()] {
		parts[i] = parts[i].Add(decimal.NewFromInt(1))
	}
	for i := range parts {
		parts[i] = parts[i].Shift(-2)
	}
	return parts
}

var (
	bill  billing.Bill
	byTwo [3]decimal.Decimal
)

// sameInvoice asks both for the same figures.
func sameInvoice(tb testing.TB, in billing.Input, lines []invoiceLine) {
	tb.Helper()
	b, err := billing.Compute(in)
	require.NoError(tb, err)
	require.Len(tb, b.Lines, 22)
	require.Empty(tb, b.Totals.Check())
	net, vat, due := invoiceByHand(lines)
	require.True(tb, net.Equal(b.Totals.WithoutTax.Decimal()), "%s and %s", net, b.Totals.WithoutTax)
	require.True(tb, vat.Equal(b.Totals.Tax.Decimal()), "%s and %s", vat, b.Totals.Tax)
	require.True(tb, due.Equal(b.Due.Decimal()), "%s and %s", due, b.Due)
}

// BenchmarkInvoice_compute aims at less than 50 µs.
func BenchmarkInvoice_compute(b *testing.B) {
	in, lines := invoiceScene(b)
	sameInvoice(b, in, lines)
	b.ReportAllocs()
	for b.Loop() {
		bill, _ = billing.Compute(in)
	}
}

// BenchmarkInvoice_times_handwritten times both in turns within one run.
func BenchmarkInvoice_times_handwritten(b *testing.B) {
	in, lines := invoiceScene(b)
	sameInvoice(b, in, lines)
	const turn = 20
	var ours, theirs time.Duration
	turns := 0
	for b.Loop() {
		start := time.Now()
		for range turn {
			bill, _ = billing.Compute(in)
		}
		between := time.Now()
		for range turn {
			byTwo[0], byTwo[1], byTwo[2] = invoiceByHand(lines)
		}
		ours += between.Sub(start)
		theirs += time.Since(between)
		turns += turn
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(turns), "compute_µs/invoice")
	b.ReportMetric(float64(theirs.Microseconds())/float64(turns), "handwritten_µs/invoice")
	b.ReportMetric(float64(ours)/float64(theirs), "x_handwritten")
	b.ReportMetric(0, "ns/op") // of two different things together: means nothing
}
