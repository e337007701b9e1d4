package billing_test

import (
	"fmt"
	"log"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func exampleInput() billing.Input {
	june, err := calendar.NewPeriod(calendar.MustParse("2026-06-01"), calendar.MustParse("2026-07-01"), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	cycle, err := charge.BillCycle(1, "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	return billing.Input{
		ID: "bill-1",
		Issuer: billing.Issuer{ID: "tel", Name: "Beispiel Telefon GmbH", TaxID: "DE136695976",
			Address: billing.Address{Street: "Hauptstraße 1", PostCode: "10115", City: "Berlin", Country: "DE"}},
		Account: billing.AccountData{ID: "acc-1", Customer: "c-1", Name: "Erika Mustermann", Currency: money.MustCurrency("EUR"),
			Address: billing.Address{Street: "Heidestraße 17", PostCode: "51147", City: "Köln", Country: "DE"}},
		Cycle: cycle, Period: june, Date: calendar.MustParse("2026-07-02"), PaymentDue: calendar.MustParse("2026-07-16"),
		Holdings: []charge.Holding{{ID: "line-1", Name: "Talk", Quantity: 1, From: calendar.MustParse("2026-06-01"), Prices: []charge.Price{
			{ID: "fee", Name: "Basic charge", De: "Grundpreis", Kind: charge.Recurring, Timing: charge.Arrear, Every: calendar.Month, Amount: money.Must("19.95 EUR")},
		}}},
		Taxes: tax.EU(),
	}
}

func Example() {
	bill, err := billing.Compute(exampleInput())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bill.Totals.WithoutTax, bill.Totals.Tax, bill.Due)
	fmt.Println(len(billing.Verify(billing.Case{Bill: &bill}, billing.Rules())), "findings")
	bill.No = "R-1"
	note, err := billing.CreditNote(bill, nil, billing.Correction{ID: "note-1", Date: bill.Date,
		Reason: fault.Reason{Code: "GOODWILL", Message: "a fault that was repaired late"}, Share: billing.Share{Numerator: 1, Denominator: 4}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.Totals.WithoutTax, note.Totals.Tax, note.Due)
	// Output:
	// 19.95 EUR 3.79 EUR 23.74 EUR
	// 0 findings
	// -4.99 EUR -0.95 EUR -5.94 EUR
}

func ExampleCompute() {
	in := exampleInput()
	in.Holdings[0].From = calendar.MustParse("2026-06-21") // ten of thirty days
	bill, err := billing.Compute(in)
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range bill.Lines {
		fmt.Println(l.Name, l.Numerator, "of", l.Denominator, l.DayCount, l.Net)
	}
	// Output: Basic charge 10 of 30 actual/actual 6.65 EUR
}

func ExampleBill_Explain() {
	bill, err := billing.Compute(exampleInput())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(bill.Explain())
	// Output:
	// Amount due = €23.74
	//   Total with tax = €23.74
	//     Total without tax = €19.95
	//       Line 1, Basic charge, 2026-06-01 to 2026-06-30 = €19.95
	//         List amount = €19.95
	//           1 × €19.95 (actual/actual); the whole month = €19.95
	//         Tax 19% (S). [§ 12 Abs. 1 UStG, § 28 Abs. 1 UStG (2020)]
	//     19% tax on €19.95, rounded half-up once for the document = €3.79
}

func ExampleVerify() {
	in := exampleInput()
	in.Account.Address.City = ""
	bill, err := billing.Compute(in)
	if err != nil {
		log.Fatal(err)
	}
	rules := append(billing.Rules(), billing.Rule{Code: "OUR-LIMIT", Name: "no bill above 20 EUR", Check: func(c billing.Case) []billing.Finding {
		if more, err := c.Bill.Due.Cmp(money.Must("20.00 EUR")); err != nil || more <= 0 {
			return nil
		}
		return []billing.Finding{{Code: "OUR-LIMIT", Severity: billing.SeverityWarn, Text: "More than 20 EUR.", De: "Mehr als 20 EUR."}}
	}})
	for _, f := range billing.Verify(billing.Case{Bill: &bill}, rules) {
		fmt.Println(f.Severity, f.Code, f.Text)
	}
	// Output:
	// hold BILL-RECIPIENT-ADDRESS The recipient's address lacks street, city or country; an invoice must have it in full.
	// warn OUR-LIMIT More than 20 EUR.
}

func ExampleReverse() {
	bill, err := billing.Compute(exampleInput())
	if err != nil {
		log.Fatal(err)
	}
	bill.No = "R-1"
	why := fault.Reason{Code: "WRONG-RECIPIENT", Message: "the bill went to the wrong account"}
	half, err := billing.CreditNote(bill, nil, billing.Correction{ID: "note-1", Date: bill.Date, Reason: why, Share: billing.Share{Numerator: 1, Denominator: 2}})
	if err != nil {
		log.Fatal(err)
	}
	rest, err := billing.Reverse(bill, []billing.Bill{half}, billing.Correction{ID: "note-2", Date: bill.Date, Reason: why})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bill.Due, half.Due, rest.Due)
	// Output: 23.74 EUR -11.88 EUR -11.86 EUR
}

func ExampleBill_ExplainLine() {
	in := exampleInput()
	in.Rebates = []billing.Rebate{{ID: "v-1/1", Violation: "v-1", Product: "line-1", Fee: "Basic charge", Period: in.Period,
		Basis: money.Must("19.95 EUR"), Rate: money.MustRate("2%"), Text: "Out of service for 5 h; 4 h a month are allowed."}}
	bill, err := billing.Compute(in)
	if err != nil {
		log.Fatal(err)
	}
	why, _ := bill.ExplainLine(2) // what a customer asks about
	fmt.Print(why)
	// Output:
	// Line 2, Service level rebate: Basic charge, 2026-06-01 to 2026-06-30 = -€0.40
	//   List amount, rounded half-up = -€0.40
	//     2% of €19.95 (Basic charge) for 2026-06-01 to 2026-06-30: Out of service for 5 h; 4 h a month are allowed. = -€0.399 [v-1]
	//   Tax 19% (S). [§ 12 Abs. 1 UStG, § 28 Abs. 1 UStG (2020)]
}
