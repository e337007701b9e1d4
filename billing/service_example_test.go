package billing_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// An account, a product, a service level rebate, a bill that goes out by itself when the month is over, and a credit note.
func ExampleService_Due() {
	ctx, clock := context.Background(), etomtest.NewClock() // 2 March 2026
	env := work.New(memory.New(), &work.Config{Now: clock.Now, NewID: etomtest.NewIDs("").New})
	bills, err := billing.New(env, &billing.Config{Zone: "Europe/Berlin", Issuers: []billing.Issuer{{ID: "R", Name: "BMW AG", TaxID: "DE129273398",
		Address: billing.Address{Street: "Petuelring 130", PostCode: "80809", City: "München", Country: "DE"}}}})
	if err != nil {
		log.Fatal(err)
	}
	account, err := bills.OpenAccount(ctx, billing.AccountDraft{Customer: "dealer-a", From: calendar.MustParse("2026-02-01"), Details: billing.Details{
		Name: "Händler A", Address: billing.Address{Street: "Hauptstraße 1", PostCode: "10115", City: "Berlin", Country: "DE"}}})
	if err != nil {
		log.Fatal(err)
	}
	if _, err = bills.TakeCharges(ctx, billing.Charges{Customer: "dealer-a", Order: "order-1", Items: []billing.ChargeItem{{
		ID: "1", Offering: "extranet", Name: "Extranet", Quantity: 1, From: calendar.MustParse("2026-02-01"),
		Prices: []price.Price{{Name: "Basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("200.00 EUR")}}}}}); err != nil {
		log.Fatal(err)
	}
	open, err := bills.OpenPeriod(ctx, account.ID)
	if err != nil {
		log.Fatal(err)
	}
	if _, err = bills.TakeRebate(ctx, billing.RebateDraft{Customer: "dealer-a", Rebate: billing.Rebate{ID: "violation-1/1", Violation: "violation-1",
		Fee: "Basic charge", Period: open, Basis: money.Must("200.00 EUR"), Rate: money.MustRate("2%")}}); err != nil {
		log.Fatal(err)
	}

	report, err := bills.Due(ctx, clock.Now()) // from a loop, or a timer
	if err != nil {
		log.Fatal(err)
	}
	bill, err := bills.Bill(ctx, billing.BillCase(account.ID, open.From()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Run.Bills, bill.No, bill.State, bill.Due)
	for _, line := range bill.Lines {
		fmt.Println(line.Label("en"), line.Net)
	}

	clock.Advance(24 * time.Hour)
	note, err := bills.Correct(ctx, bill.ID, billing.CorrectionDraft{Reason: fault.Reason{Code: "GOODWILL", Message: "For the trouble."},
		Share: billing.Share{Numerator: 1, Denominator: 10}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(note.No, "corrects", note.CorrectsNo, note.Totals.WithTax)
	// Output:
	// 1 R-00000001 sent 233.24 EUR
	// Basic charge 200.00 EUR
	// Service level rebate: Basic charge -4.00 EUR
	// R-00000002 corrects R-00000001 -23.32 EUR
}
