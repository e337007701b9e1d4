package discount_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// A bill with every kind of discount: what it comes to line by line, and every sentence in both languages.
func TestGolden_a_bill_and_its_discounts(t *testing.T) {
	t.Parallel()
	bases := []discount.Base{
		{ID: "01", Product: "extranet", Code: "basic", Kind: "recurring", Quantity: money.Count(1), Amount: euro("490.00")},
		{ID: "02", Product: "dsl", Code: "surcharge", Kind: "recurring", Quantity: money.Count(3), Amount: euro("119.70")},
		{ID: "03", Product: "voice", Code: "national", Kind: "usage", Quantity: money.MustQuantity("421.5"), Amount: euro("33.72")},
		{ID: "04", Product: "pc", Code: "installation", Kind: "oneTime", Quantity: money.Count(20), Amount: euro("1580.00")},
		{ID: "05", Product: "car", Code: "car", Kind: "oneTime", Quantity: money.Count(10), Amount: euro("424900.00")},
		{ID: "06", Product: "car", Code: "transport", Kind: "oneTime", Quantity: money.Count(10), Amount: euro("850.00")},
		{ID: "07", Product: "extranet", Code: "rebate", Kind: "rebate", Quantity: money.Count(1), Amount: euro("-9.80")},
	}
	only := func(d discount.Discount, f discount.Filter, change func(*discount.Discount)) discount.Discount {
		d.Filter = f
		if change != nil {
			change(&d)
		}
		return d
	}
	named := func(d discount.Discount, name, de string) discount.Discount {
		d.Name, d.De = name, de
		return d
	}
	ds := []discount.Discount{
		only(named(percent("key-account", "5%", discount.OnLine), "Key-account discount", "Großkundenrabatt"), discount.Filter{Codes: []string{"car"}}, nil),
		only(named(discount.Discount{ID: "per-pc", Kind: discount.PerUnit, Amount: euro("2.505"), On: discount.OnLine}, "Per PC", "Je PC"), discount.Filter{Products: []string{"pc"}}, nil),
		only(named(percent("best-1", "10%", discount.OnLine), "Ten per cent", "Zehn Prozent"), discount.Filter{Products: []string{"dsl"}},
			func(d *discount.Discount) { d.Stacking, d.Group = discount.Best, "dsl" }),
		only(named(absolute("best-2", "15.00", discount.OnLine), "Fifteen euros", "Fünfzehn Euro"), discount.Filter{Products: []string{"dsl"}},
			func(d *discount.Discount) { d.Stacking, d.Group = discount.Best, "dsl" }),
		only(named(percent("loyalty", "2.5%", discount.OnLine), "Loyalty", "Treue"), discount.Filter{Kinds: []string{"recurring", "usage"}},
			func(d *discount.Discount) { d.Order, d.Stacking, d.Cap = 5, discount.OnList, euro("12.00") }),
		only(named(percent("spring", "20%", discount.OnLine), "Spring", "Frühling"), discount.Filter{}, func(d *discount.Discount) { d.Until = calendar.MustParse("2026-03-21") }),
		only(named(percent("summer", "20%", discount.OnLine), "Summer", "Sommer"), discount.Filter{}, func(d *discount.Discount) { d.From = calendar.MustParse("2026-06-21") }),
		only(named(percent("mobile", "20%", discount.OnLine), "Mobile", "Mobilfunk"), discount.Filter{Products: []string{"mobile"}}, nil),
		only(named(absolute("welcome", "50.00", discount.OnDocument), "Welcome", "Willkommen"), discount.Filter{},
			func(d *discount.Discount) { d.CapTotal, d.Used = euro("150.00"), euro("120.00") }),
		only(named(percent("cash", "0.5%", discount.OnDocument), "Direct debit", "Lastschrift"), discount.Filter{Kinds: []string{"recurring", "usage", "oneTime"}},
			func(d *discount.Discount) { d.Order = 9 }),
	}
	result, err := discount.Apply(bases, ds, day, money.HalfUp)
	require.NoError(t, err)
	etomtest.Golden(t, "bill.txt", table(result))
}

// table writes a result for reading.
func table(r discount.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-6s %15s %15s %15s %15s\n", "line", "list", "on the line", "of the document", "net")
	for _, l := range r.Lines {
		fmt.Fprintf(&b, "%-6s %15s %15s %15s %15s\n", l.ID, l.List.Number(), l.Discount.Number(), l.Document.Number(), l.Net.Number())
	}
	fmt.Fprintf(&b, "total off %s\n\non lines\n", r.Total)
	for _, s := range r.Shares {
		text, de := s.Explain()
		fmt.Fprintf(&b, "%s %12s  %s\n%s %12s  %s\n", s.Line, s.Amount.Number(), text, s.Line, "", de)
	}
	b.WriteString("\non the document\n")
	for _, a := range r.Document {
		text, de := a.Explain()
		fmt.Fprintf(&b, "%15s  %s\n%15s  %s\n", a.Amount.Number(), text, "", de)
		for _, p := range a.Shares {
			fmt.Fprintf(&b, "%20s  %s\n", p.Amount.Number(), p.Line)
		}
	}
	b.WriteString("\npassed over\n")
	for _, p := range r.Passed {
		fmt.Fprintf(&b, "%-8s %-20s %s\n%-8s %-20s %s\n", p.Discount, p.Code, p.Text, "", "", p.De)
	}
	return b.String()
}
