package billing_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// An account, a line from 9 March on, and the bill run on 1 April.
func ExampleService_Run() {
	ctx, now := context.Background(), time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	desk, err := billing.New(work.New(memory.New(), &work.Config{Now: func() time.Time { return now }}), &billing.Config{
		Zone: "Europe/Berlin", Issuers: []billing.Issuer{{ID: "tel", Name: "Beispiel Telefon GmbH", TaxID: "DE136695976",
			Address: billing.Address{Street: "Hauptstraße 1", PostCode: "10115", City: "Berlin", Country: "DE"}}}})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := desk.OpenAccount(ctx, billing.AccountDraft{Customer: "c-42", Details: billing.Details{Name: "Erika Mustermann",
		Address: billing.Address{Street: "Heidestraße 17", PostCode: "51147", City: "Köln", Country: "DE"}}}); err != nil {
		log.Fatal(err)
	}
	if _, err := desk.TakeCharges(ctx, billing.Charges{Customer: "c-42", Order: "o-1", Items: []billing.ChargeItem{
		{ID: "1", Offering: "line", Name: "Line", Quantity: 1, From: calendar.MustParse("2026-03-09"), Prices: []price.Price{
			{Name: "Basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("39.90 EUR")}}}}}); err != nil {
		log.Fatal(err)
	}
	now = time.Date(2026, 4, 1, 6, 0, 0, 0, time.UTC)
	report, err := desk.Run(ctx, billing.Order{AsOf: now, Each: func(b billing.Bill) error {
		fmt.Print(b.No, " ", b.State, "\n", b.Explain())
		return nil
	}})
	fmt.Println(report.Bills, "bill", err)
	// Output:
	// tel-00000001 sent
	// Amount due = €35.22
	//   Total with tax = €35.22
	//     Total without tax = €29.60
	//       Line 1, Basic charge, 2026-03-09 to 2026-03-31 = €29.60
	//         List amount, rounded half-up = €29.60
	//           1 × €39.90 × 23/31 (actual/actual); 23 of 31 days: service begins on 9 March 2026 = 917.70 EUR/31
	//         Tax 19% (S). [§ 12 Abs. 1 UStG, § 28 Abs. 1 UStG (2020)]
	//     19% tax on €29.60, rounded half-up once for the document = €5.62
	// 1 bill <nil>
}
