package charge_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func ExampleCharges() {
	cycle, err := charge.BillCycle(1, "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	zone, _ := calendar.LoadZone(cycle.Zone)
	march, _ := cycle.Period(calendar.FirstInstant(calendar.MustParse("2026-03-01"), zone))
	april, _ := cycle.Next(march)
	line := charge.Holding{
		ID: "line-7", Name: "DSL", Quantity: 1, From: calendar.MustParse("2026-03-22"),
		Prices: []charge.Price{{
			ID: "fee", Name: "Monthly fee", De: "Monatspreis", Kind: charge.Recurring, Timing: charge.Advance,
			Every: calendar.Month, Amount: money.Must("39.90 EUR"),
		}},
	}
	var billed []charge.Billed
	print := func(period calendar.Period) {
		charges, err := charge.Charges(line, cycle, period, billed)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, c := range charges {
			printed, _ := c.Amount.Round(money.HalfUp)
			fmt.Printf("%s: %s\n  %s\n  %s\n", c.Key, printed, c.Reason.Text, c.Reason.De)
			billed = append(billed, c.Billed(printed))
		}
	}
	print(march)
	line.Until = calendar.MustParse("2026-04-11") // the customer cancels
	print(april)
	print(april) // again
	// Output:
	// line-7/fee/2026-03-22/2026-04-01/recurring: 12.87 EUR
	//   10 of 31 days: service begins on 22 March 2026
	//   10 von 31 Tagen: die Leistung beginnt am 22.03.2026
	// line-7/fee/2026-04-01/2026-05-01/recurring: 39.90 EUR
	//   the whole month
	//   der ganze Monat
	// line-7/fee/2026-04-11/2026-05-01/takeBack: -26.60 EUR
	//   taken back for 20 of 30 days billed: service ends with 10 April 2026
	//   zurückgenommen für 20 von 30 berechneten Tagen: die Leistung endet mit dem 10.04.2026
}

func ExampleCommitment_Apply() {
	cycle, _ := charge.BillCycle(1, "Europe/Berlin")
	march, _ := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), cycle.Zone)
	calls := charge.Commitment{ID: "calls", Name: "Minimum for calls", Minimum: money.Must("100.00 EUR"), Codes: []string{"voice"}}
	c, ok, err := calls.Apply(money.Must("71.20 EUR").Exact(), cycle, march)
	fmt.Println(c.Amount, ok, err)
	fmt.Println(c.Reason.Text)
	// Output:
	// 28.80 EUR true <nil>
	// €71.20 was spent; the minimum is €100.00
}

func ExampleBillCycle() {
	cycle, err := charge.BillCycle(31, "Europe/Berlin")
	fmt.Println(cycle, err)
	// Output: month from 2000-01-31 Europe/Berlin <nil>
}
