package charge_test

import (
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// A monthly fee in advance, from 22 March on.
func Example() {
	cycle, err := charge.BillCycle(1, "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	march, err := cycle.Period(time.Date(2026, 3, 22, 9, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	line := charge.Holding{ID: "line-7", Name: "DSL", Quantity: 1, From: calendar.MustParse("2026-03-22"), Prices: []charge.Price{
		{ID: "fee", Name: "Monthly fee", Kind: charge.Recurring, Timing: charge.Advance, Every: calendar.Month, Amount: money.Must("39.90 EUR")}}}
	charges, err := charge.Charges(line, cycle, march, nil) // nil: nothing has been billed yet
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range charges {
		fmt.Println(c.Amount, "|", c.Reason.Text)
	}
	// Output:
	// 399.00 EUR/31 | 10 of 31 days: service begins on 22 March 2026
	// 39.90 EUR | the whole month
}
