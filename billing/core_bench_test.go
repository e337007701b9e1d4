package billing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// core22 is an input of 22 lines with two rates of tax, a discount on lines and one on the document.
func core22(t testing.TB) billing.Input {
	in := coreBMW(t)
	in.Holdings, in.Positions, in.Rebates = nil, nil, nil
	for i := range 11 {
		class := tax.Standard
		if i%2 == 1 {
			class = tax.Reduced
		}
		in.Holdings = append(in.Holdings, charge.Holding{
			ID: fmt.Sprintf("p-%02d", i), Name: "Access", Offering: "access", TaxClass: string(class), Quantity: 1,
			From: coreDate("2026-06-11"),
			Prices: []charge.Price{
				{ID: "fee", Name: "Basic charge", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must("49.90 EUR")},
				{ID: "option", Name: "Option", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must("7.95 EUR"), Discount: money.MustRate("10%")},
			},
		})
	}
	in.Discounts = []discount.Discount{
		{ID: "five", Name: "Five per cent", Kind: discount.Percent, Rate: money.MustRate("5%"), On: discount.OnLine, Filter: discount.Filter{Codes: []string{"fee"}}},
		{ID: "loyal", Name: "Loyalty", Kind: discount.Percent, Rate: money.MustRate("2%"), On: discount.OnDocument},
	}
	return in
}

// core22Sold is an input of 22 things sold with two rates of tax, a discount on lines and one on the document: what a calculator of
// invoices does.
func core22Sold(t testing.TB) billing.Input {
	in := core22(t)
	in.Holdings = nil
	for i := range 22 {
		p := billing.Position{ID: fmt.Sprintf("s-%02d", i), Name: "Thing", Offering: "fee", Quantity: money.Count(int64(i%5 + 1)), Price: money.Must("49.90 EUR"),
			On: coreDate("2026-06-18"), Discount: money.MustRate("5%"), DiscountName: "Key-account discount"}
		if i%2 == 1 {
			p.TaxClass, p.Discount = string(tax.Reduced), money.Rate{}
		}
		in.Positions = append(in.Positions, p)
	}
	return in
}

func BenchmarkCompute22(b *testing.B) { benchmark22(b, core22Sold(b)) }

func BenchmarkCompute22Recurring(b *testing.B) { benchmark22(b, core22(b)) }

func benchmark22(b *testing.B, in billing.Input) {
	bill := coreCompute(b, in)
	require.Len(b, bill.Lines, 22)
	require.Len(b, bill.Totals.Breakdown, 2)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := billing.Compute(in); err != nil {
			b.Fatal(err)
		}
	}
}

// coreBook is a tariff with two zones and two bands.
func coreBook(t testing.TB) rating.Book {
	t.Helper()
	eur := money.MustCurrency("EUR")
	at := calendar.MustTimeOfDay
	book, err := rating.NewBook(rating.BookSpec{
		Plans: []rating.Plan{{ID: "de", Zones: []rating.Zone{
			{Code: "fixed", Name: "German networks", De: "deutsche Netze", Prefixes: []string{"+49"}},
			{Code: "mobile", Name: "German mobile networks", De: "deutsche Mobilnetze", Prefixes: []string{"+4915", "+4916", "+4917"}},
		}}},
		Tariffs: []rating.Tariff{{
			ID: "talk", Version: "1", Name: "Talk", Currency: eur, Zone: "Europe/Berlin", From: coreDate("2026-01-01"), Plan: "de",
			Bands: []rating.Band{{Code: "peak", Name: "peak", De: "Hauptzeit", Windows: []rating.Window{
				{Days: []calendar.Weekday{calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday}, From: at("08:00"), To: at("18:00")},
			}}},
			Prices: []rating.Price{
				{Code: "fixed-peak", Name: "Calls to German networks, peak", De: "Gespräche in deutsche Netze, Hauptzeit", Kind: "voice", Zones: []string{"fixed"}, Bands: []string{"peak"},
					Measure: rating.Duration, Unit: "min", Model: rating.Unit, Amount: money.Must("0.029 EUR"), Pulse: corePulse("60/60")},
				{Code: "fixed-off", Name: "Calls to German networks, off-peak", De: "Gespräche in deutsche Netze, Nebenzeit", Kind: "voice", Zones: []string{"fixed"},
					Measure: rating.Duration, Unit: "min", Model: rating.Unit, Amount: money.Must("0.019 EUR"), Pulse: corePulse("60/60")},
				{Code: "mobile", Name: "Calls to mobile networks", De: "Gespräche in Mobilnetze", Kind: "voice", Zones: []string{"mobile"},
					Measure: rating.Duration, Unit: "min", Model: rating.Unit, Amount: money.Must("0.179 EUR"), Pulse: corePulse("60/1")},
				{Code: "sms", Name: "Text messages", De: "SMS", Kind: "sms", Measure: rating.Event, Unit: "SMS", Model: rating.Unit, Amount: money.Must("0.075 EUR")},
			},
			Allowances: []rating.Allowance{{ID: "minutes", Name: "60 minutes to German networks", De: "60 Minuten in deutsche Netze", Measure: rating.Duration, Unit: "min",
				Grant: money.Count(60), Prices: []string{"fixed-peak", "fixed-off"}, Prorated: true}},
		}},
	})
	require.NoError(t, err)
	return book
}

func corePulse(text string) rating.Pulse {
	var p rating.Pulse
	if err := p.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return p
}

// coreTalk is an account with two recurring prices and n calls and messages.
func coreTalk(t testing.TB, n int) billing.Input {
	in := coreBMW(t)
	in.Positions, in.Rebates = nil, nil
	in.Account.Customer, in.Account.ID, in.Account.Name, in.Account.TaxID, in.Account.Business = "c-1", "acc-1", "Erika Mustermann", "", false
	in.Holdings = []charge.Holding{{
		ID: "line-1", Name: "Talk", Tariff: "talk", Quantity: 1, From: coreDate("2026-01-01"), Settled: coreDate("2026-06-01"),
		Prices: []charge.Price{
			{ID: "fee", Name: "Basic charge", De: "Grundpreis", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must("19.95 EUR")},
			{ID: "option", Name: "Option", De: "Zusatzpaket", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must("4.99 EUR")},
		},
	}}
	in.Book = coreBook(t)
	begun := time.Date(2026, 6, 3, 7, 40, 0, 0, time.UTC)
	for i := range n {
		u := rating.Usage{ID: fmt.Sprintf("u-%03d", i), Product: "line-1", Kind: "voice", At: begun.Add(time.Duration(i) * 29 * time.Hour),
			Duration: calendar.Span(time.Duration(95+37*i) * time.Second), From: "+4930123456", To: "+496912345"}
		switch i % 4 {
		case 1:
			u.To = "+491711234567"
		case 3:
			u.Kind, u.Duration, u.To = "sms", 0, "+491711234567"
		}
		in.Usage = append(in.Usage, u)
	}
	return in
}

func BenchmarkComputeUsage20(b *testing.B) {
	in := coreTalk(b, 20)
	coreCompute(b, in)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := billing.Compute(in); err != nil {
			b.Fatal(err)
		}
	}
}
