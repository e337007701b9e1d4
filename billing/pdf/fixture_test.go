package pdf_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func date(text string) calendar.Date { return calendar.MustParse(text) }

func march(t testing.TB) calendar.Period {
	t.Helper()
	p, err := calendar.NewPeriod(date("2026-03-01"), date("2026-04-01"), "Europe/Berlin")
	require.NoError(t, err)
	return p
}

var (
	home    = tax.Treatment{Category: tax.StandardRate, Rate: money.MustRate("19%"), Country: "DE"}
	reduced = tax.Treatment{Category: tax.StandardRate, Rate: money.MustRate("7%"), Country: "DE"}
	reverse = tax.Treatment{Category: tax.ReverseCharge, Code: "VATEX-EU-AE", Reason: "Reverse charge: the recipient owes the tax.",
		De: "Steuerschuldnerschaft des Leistungsempfängers."}
)

// telecom is a regular bill of a month: products with what is recurring, calls, a rebate, discounts and a deposit.
func telecom(t testing.TB) billing.Bill {
	t.Helper()
	whole := charge.Range{From: date("2026-03-01"), Until: date("2026-04-01")}
	b := blank(t)
	b.Lines = []billing.Line{
		{Product: "P1", For: "Extranet access, Munich plant", ForDe: "Extranet-Anschluss Werk München", Name: "Basic charge", De: "Grundpreis",
			Service: whole, Quantity: money.Count(1), UnitPrice: money.Must("4900.00 EUR"), List: money.Must("4900.00 EUR"), Net: money.Must("4900.00 EUR"), Treatment: home},
		{Product: "P1", For: "Extranet access, Munich plant", ForDe: "Extranet-Anschluss Werk München", Category: billing.RebateLine,
			Name: "Rebate for availability, February 2026", De: "Gutschrift Verfügbarkeit, Februar 2026", Service: whole,
			List: money.Must("-98.00 EUR"), Net: money.Must("-98.00 EUR"), Treatment: home,
			Reason: charge.Reason{Code: "SLA", Text: "4.5 h without mail measured, 4 h allowed: 2% of the basic charge.", De: "4,5 h ohne Mail gemessen, 4 h vereinbart: 2 % des Grundpreises."}},
		{Product: "P2", For: "Mobile Business L, +49 171 5550142", ForDe: "Mobil Business L, +49 171 5550142", Name: "Monthly charge", De: "Monatspreis",
			Service: charge.Range{From: date("2026-03-22"), Until: date("2026-04-01")}, Quantity: money.Count(3), UnitPrice: money.Must("49.90 EUR"),
			Numerator: 10, Denominator: 31, DayCount: charge.ActualActual, List: money.Must("48.29 EUR"), Discount: money.Must("-4.83 EUR"), Net: money.Must("43.46 EUR"), Treatment: home,
			Reason:    charge.Reason{Code: "START", Text: "The product began on 2026-03-22.", De: "Das Produkt begann am 22.03.2026."},
			Discounts: []discount.Share{{Discount: "key", Name: "Key account discount", De: "Großkundenrabatt", Rate: money.MustRate("10%"), Amount: money.Must("-4.83 EUR")}}},
		{Product: "P2", Category: billing.UsageLine, Name: "Calls to mobile networks, peak", De: "Verbindungen in Mobilfunknetze, Hauptzeit", Service: whole,
			Used: rating.Extent{Duration: calendar.Span(78750e9)}, Included: rating.Extent{Duration: calendar.Span(6000e9)}, Records: 412, List: money.Must("24.94 EUR"), Net: money.Must("24.94 EUR"), Treatment: home},
		{Category: billing.OneTimeLine, Name: "Manual, printed", De: "Handbuch, gedruckt", Service: charge.Range{From: date("2026-03-05"), Until: date("2026-03-06")},
			Quantity: money.Count(2), UnitPrice: money.Must("18.00 EUR"), List: money.Must("36.00 EUR"), Net: money.Must("36.00 EUR"), Treatment: reduced},
	}
	b.Document = []discount.Allowance{{Share: discount.Share{Name: "Welcome voucher", De: "Willkommensgutschein", Amount: money.Must("-50.00 EUR")}}}
	b.Credits = []discount.Use{{Name: "Deposit", De: "Kaution", Reference: "Z-2025-77", Amount: money.Must("200.00 EUR")}}
	b.Findings = []billing.Finding{{Code: "NEW-DISCOUNT", Severity: billing.SeverityNote, Text: "secret finding", De: "geheimer Befund"}}
	total(t, &b, []tax.Change{{ID: "welcome", Amount: money.Must("-50.00 EUR"), Treatment: home}}, money.Must("200.00 EUR"))
	return b
}

// blank is a bill without lines.
func blank(t testing.TB) billing.Bill {
	t.Helper()
	return billing.Bill{
		No: "R-2026-000017", Kind: billing.KindRegular, State: billing.BillSent, Customer: "K-10042", Account: "A-10042-1", Currency: money.MustCurrency("EUR"),
		Issuer: billing.Issuer{ID: "I", Name: "DeTeSystem Beispiel GmbH", TaxID: "DE123456788", Register: "HRB 12345, Amtsgericht Frankfurt am Main",
			Contact: "service@example.com · 0800 330 1000",
			Address: billing.Address{Street: "Lyoner Straße 9", PostCode: "60528", City: "Frankfurt am Main", Country: "DE"},
			Bank:    billing.Bank{Holder: "DeTeSystem Beispiel GmbH", Name: "Beispielbank Frankfurt", IBAN: "DE02120300000000202051", BIC: "BYLADEM1001"}},
		Recipient: billing.Recipient{Name: "Łódź Motors Ελλάς GmbH & Co. KG", Business: true, TaxID: "DE811907980", Reference: "KST 4711",
			Address: billing.Address{Care: "Kreditorenbuchhaltung, Frau Öztürk", Street: "Petuelring 130", PostCode: "80809", City: "München", Country: "DE"}},
		Period: march(t), Date: date("2026-04-03"), PaymentDue: date("2026-04-17"),
	}
}

// total numbers the lines and adds them up as a bill's are.
func total(t testing.TB, b *billing.Bill, changes []tax.Change, prepaid money.Amount) {
	t.Helper()
	lines := make([]tax.Line, len(b.Lines))
	for i := range b.Lines {
		l := &b.Lines[i]
		l.No, l.ID = i+1, fmt.Sprintf("L%04d", i+1)
		lines[i] = tax.Line{ID: l.ID, Amount: l.Net, Treatment: l.Treatment}
	}
	totals, err := tax.Total(b.Policy.Tax, lines, changes, prepaid, money.Amount{})
	require.NoError(t, err)
	b.Totals, b.Due = totals, totals.Due
}

// abroad is a bill of hundreds of lines to a business of another member state.
func abroad(t testing.TB, lines int) billing.Bill {
	t.Helper()
	b := blank(t)
	b.Recipient = billing.Recipient{Name: "Zażółć Gęślą Jaźń Spółka z o.o.", Business: true, TaxID: "PL5260001246",
		Address: billing.Address{Street: "ul. Świętokrzyska 14", PostCode: "00-050", City: "Warszawa", Country: "PL"}}
	for i := range lines {
		amount, err := money.FromMinor(int64(1000+i*37), b.Currency)
		require.NoError(t, err)
		b.Lines = append(b.Lines, billing.Line{Product: fmt.Sprintf("S%03d", i/7), For: fmt.Sprintf("Site %03d, Σίδερα–Łąka router with service", i/7),
			ForDe: fmt.Sprintf("Standort %03d, Σίδερα–Łąka Router mit Service", i/7), Name: fmt.Sprintf("Port %04d", i), De: fmt.Sprintf("Anschluss %04d", i),
			Service:  charge.Range{From: date("2026-03-01"), Until: date("2026-04-01")},
			Quantity: money.Count(1), UnitPrice: amount, List: amount, Net: amount, Treatment: reverse})
	}
	total(t, &b, nil, money.Amount{})
	return b
}

// corrected is a credit note for the second line of telecom.
func corrected(t testing.TB) billing.Bill {
	t.Helper()
	b := blank(t)
	b.No, b.Kind, b.Corrects, b.CorrectsNo, b.CorrectsDate = "G-2026-000003", billing.KindCreditNote, "B1", "R-2026-000017", date("2026-04-03")
	b.Date, b.PaymentDue = date("2026-05-02"), calendar.Date{}
	b.Reason, b.ReasonDe = fault.Reason{Code: "DISPUTE", Message: "The calls of 12 March were not made."}, "Die Verbindungen vom 12. März wurden nicht geführt."
	b.Lines = []billing.Line{{Category: billing.CreditLine, Of: 4, Name: "Calls to mobile networks, peak", De: "Verbindungen in Mobilfunknetze, Hauptzeit",
		List: money.Must("-24.94 EUR"), Net: money.Must("-24.94 EUR"), Treatment: home}}
	total(t, &b, nil, money.Amount{})
	return b
}
