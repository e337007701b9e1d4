package tax_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// A telephone bill of a German operator: 49.90 EUR, 5.00 EUR off the document.
func Example() {
	supply := tax.Supply{Seller: tax.Party{Country: "DE"}, Buyer: tax.Party{Country: "DE"}, Class: tax.Standard, Kind: tax.Telecommunication,
		On: calendar.MustParse("2026-03-31")}
	vat, err := tax.Decide(tax.EU(), supply)
	if err != nil {
		fmt.Println(err)
		return
	}
	totals, err := tax.Total(tax.Policy{},
		[]tax.Line{{ID: "1", Amount: money.Must("49.90 EUR"), Treatment: vat}},
		[]tax.Change{{ID: "loyalty", Amount: money.Must("-5.00 EUR"), Treatment: vat}},
		money.Amount{}, money.Amount{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(vat.Category, vat.Rate, vat.Source)
	fmt.Println(totals.WithoutTax, totals.Tax, totals.Due, len(totals.Check()))
	// Output:
	// S 19% § 12 Abs. 1 UStG, § 28 Abs. 1 UStG (2020)
	// 44.90 EUR 8.53 EUR 53.43 EUR 0
}

// The rate is that of the day of the supply.
func ExampleTable_Rate() {
	for _, on := range []string{"2020-06-30", "2020-07-01", "2021-01-01"} {
		row, err := tax.EU().Rate("DE", tax.Standard, calendar.MustParse(on))
		fmt.Println(on, row.Rate, err)
	}
	_, err := tax.EU().Rate("DE", tax.Parking, calendar.MustParse("2026-03-31"))
	fmt.Println(err)
	// Output:
	// 2020-06-30 19% <nil>
	// 2020-07-01 16% <nil>
	// 2021-01-01 19% <nil>
	// tax.Table: DE.parking: has no rate on 2026-03-31, the table has none for this country and class; add the row, or give the line its treatment (ETOM-UNKNOWN)
}

// A vendor adds rates that the table does not have, here that of the Azores.
func ExampleNewTable() {
	azores := tax.Row{Country: "PT-20", Class: tax.Standard, Rate: money.MustRate("16%"), From: calendar.MustParse("2021-07-01"), Source: "CIVA art. 18 (PT)"}
	table, err := tax.NewTable(append(tax.EU().Rows(), azores))
	if err != nil {
		fmt.Println(err)
		return
	}
	vat, err := tax.Decide(table, tax.Supply{Seller: tax.Party{Country: "DE"}, Buyer: tax.Party{Country: "PT", Region: "PT-20"}, Class: tax.Standard,
		Kind: tax.Telecommunication, On: calendar.MustParse("2026-03-31")})
	fmt.Println(vat.Rate, vat.Country, err)
	// Output: 16% PT-20 <nil>
}

// A service for an Austrian business bears no German tax, and says why in both languages.
func ExampleDecide() {
	vat, err := tax.Decide(tax.EU(), tax.Supply{
		Seller: tax.Party{Country: "DE", TaxID: "DE136695976", Business: true},
		Buyer:  tax.Party{Country: "AT", TaxID: "ATU13585627", Business: true},
		Class:  tax.Standard, Kind: tax.Services, On: calendar.MustParse("2026-03-31"),
	})
	fmt.Println(vat.Category, vat.Code, err)
	fmt.Println(vat.Reason)
	fmt.Println(vat.De)
	fmt.Println(vat.Source)
	// Output:
	// AE VATEX-EU-AE <nil>
	// Reverse charge: the customer owes the VAT
	// Steuerschuldnerschaft des Leistungsempfängers
	// Directive 2006/112/EC, Art. 44, 196; § 3a Abs. 2 UStG
}

// With gross prices the printed price stays, and net is backed out of the sum; the lines add up to it.
func ExampleTotal() {
	vat := tax.Treatment{Category: tax.StandardRate, Rate: money.MustRate("19%"), Country: "DE"}
	ten := money.Must("10.00 EUR")
	totals, err := tax.Total(tax.Policy{Prices: tax.Gross},
		[]tax.Line{{ID: "1", Amount: ten, Treatment: vat}, {ID: "2", Amount: ten, Treatment: vat}, {ID: "3", Amount: ten, Treatment: vat}}, nil,
		money.Amount{}, money.Amount{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range totals.Lines {
		fmt.Println(l.ID, l.Net, l.Tax, l.Gross)
	}
	fmt.Println("=", totals.WithoutTax, totals.Tax, totals.WithTax)
	// Output:
	// 1 8.40 EUR 1.60 EUR 10.00 EUR
	// 2 8.40 EUR 1.60 EUR 10.00 EUR
	// 3 8.41 EUR 1.59 EUR 10.00 EUR
	// = 25.21 EUR 4.79 EUR 30.00 EUR
}

// Totals that came from elsewhere are held against EN 16931.
func ExampleTotals_Check() {
	vat := tax.Treatment{Category: tax.StandardRate, Rate: money.MustRate("21%"), Country: "ES"}
	totals, err := tax.Total(tax.Policy{}, []tax.Line{{ID: "1", Amount: money.Must("135.00 EUR"), Treatment: vat}},
		[]tax.Change{{ID: "off", Amount: money.Must("-60.00 EUR"), Treatment: vat}}, money.Amount{}, money.Amount{})
	if err != nil {
		fmt.Println(err)
		return
	}
	totals.Breakdown[0].Tax = money.Must("28.35 EUR") // of the price before the discount
	for _, v := range totals.Check() {
		fmt.Println(v.Rule+":", v.Text)
	}
	// Output:
	// BR-CO-14: the total tax (BT-110) is 15.75 EUR, must be 28.35 EUR
	// TAX-SPLIT: the tax (BT-117) of S 21% is 28.35 EUR, must be 15.75 EUR
	// BR-CO-17: the tax of S 21% (BT-117) is 28.35 EUR, must be 21% of 75.00 EUR: 15.75 EUR
	// BR-S-09: the tax of S 21% (BT-117) is 28.35 EUR, must be 21% of 75.00 EUR: 15.75 EUR
}

func ExampleCheckID() {
	fmt.Println(tax.CheckID("DE136695976"))
	fmt.Println(tax.CheckID("DE136695967"))
	// Output:
	// <nil>
	// tax.ID: taxId: "DE136695967" has wrong check digits; compare it with the customer's letter head (ETOM-FORMAT)
}
