package pdf_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// extranet is the bill of the BMW extranet, computed: 2 % off the basic charge of a month with a violation, 20 installations, 10 cars
// at 5 % off. The amounts are this example's own.
func extranet(t testing.TB) billing.Bill {
	t.Helper()
	cycle, err := charge.BillCycle(1, "Europe/Berlin")
	require.NoError(t, err)
	blank := blank(t)
	b, err := billing.Compute(billing.Input{
		ID: "bill-1", Issuer: blank.Issuer, Cycle: cycle, Period: blank.Period, Date: blank.Date, PaymentDue: blank.PaymentDue, Taxes: tax.EU(),
		Account: billing.AccountData{ID: "acc-bmw", Customer: "bmw", Name: "Bayerische Motoren Werke AG", Business: true, Currency: blank.Currency,
			Address: billing.Address{Street: "Petuelring 130", PostCode: "80788", City: "München", Country: "DE"}},
		Holdings: []charge.Holding{{ID: "p-extranet", Name: "Extranet", TaxClass: "standard", Quantity: 1, From: date("2026-03-11"), Settled: date("2026-03-01"),
			Prices: []charge.Price{{ID: "basic", Name: "Basic charge", De: "Grundpreis", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must("490.00 EUR")}}}},
		Positions: []billing.Position{
			{ID: "install", Name: "Installation per PC", De: "Installation je PC", Quantity: money.Count(20), Unit: "PC", Price: money.Must("25.00 EUR"), On: date("2026-03-18")},
			{ID: "cars", Name: "Car", De: "Kraftfahrzeug", Supply: string(tax.Goods), Quantity: money.Count(10), Price: money.Must("32000.00 EUR"),
				Discount: money.MustRate("5%"), DiscountName: "Key-account discount", DiscountDe: "Großkundenrabatt", On: date("2026-03-25")}},
		Rebates: []billing.Rebate{{ID: "v-1/1", Violation: "v-1", Product: "p-extranet", Fee: "Basic charge", FeeDe: "Grundpreis", Period: blank.Period,
			Basis: money.Must("490.00 EUR"), Rate: money.MustRate("2%"), Text: "Mail was not available for 4 h 30 min.", De: "Mail war 4 h 30 min nicht verfügbar."}},
	})
	require.NoError(t, err)
	b.No = "R-2026-000018"
	return b
}

func TestRender_of_computed_bills(t *testing.T) {
	t.Parallel()
	b := extranet(t)
	for _, lang := range []string{"en", "de"} {
		all := read(t, render(t, b, lang, nil))
		legible(t, all)
		inOrder(t, joined(all), said(b.Printed(lang))...)
	}
	text := joined(read(t, render(t, b, "de", nil)))
	inOrder(t, text, "-9,80\u00a0€", "2\u00a0% von 490,00\u00a0€", "Mail war 4 h 30 min nicht", "20\u00a0PC", "320.000,00\u00a0€", "Großkundenrabatt 5\u00a0%", "-16.000,00\u00a0€")
	assert.Contains(t, text, "21/31", "from the 11th")

	note, err := billing.Reverse(b, nil, billing.Correction{ID: "c-1", Date: date("2026-05-02"),
		Reason: fault.Reason{Code: "WRONG-CUSTOMER", Message: "The bill went to the wrong customer."}, ReasonDe: "Die Rechnung ging an den falschen Kunden."})
	require.NoError(t, err)
	note.No = "S-2026-000001"
	all := read(t, render(t, note, "de", nil))
	legible(t, all)
	inOrder(t, joined(all), "Stornorechnung S-2026-000001", "R-2026-000018", "Die Rechnung ging an den falschen Kunden.", "-304.000,00\u00a0€", note.Due.Format("de"))
	inOrder(t, joined(all), said(note.Printed("de"))...)
}

// said is all that text and HTML say of a bill, in their order but for what a letter has in its foot; of long texts what fits into a line.
func said(p billing.Printed) []string {
	all := slices.Concat(p.Recipient)
	add := func(texts ...string) {
		for _, text := range texts {
			letters := []rune(text)
			all = append(all, string(letters[:min(len(letters), 40)]))
		}
	}
	for _, f := range p.Facts {
		add(f.Label, f.Text)
	}
	add(p.Title)
	add(p.Opening...)
	add(p.Headings[:]...)
	for _, g := range p.Groups {
		add(g.Title)
		for _, l := range g.Lines {
			add(l.No, l.Name, l.Quantity, l.Price, l.Tax, l.Amount)
			for _, d := range l.Details {
				add(d.Label, d.Text)
			}
		}
	}
	for _, s := range p.Sums {
		add(s.Label, s.Text)
	}
	add(p.Closing...)
	add(p.Issuer...)
	add(p.Footer...)
	return all
}
