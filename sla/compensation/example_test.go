package compensation_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/compensation"
)

func Example() {
	law, err := compensation.Germany(compensation.GermanyTerms{RestoredDay: compensation.WholeDays})
	if err != nil {
		fmt.Println(err)
		return
	}
	monday := time.Date(2026, time.March, 2, 10, 0, 0, 0, berlin)
	sunday := time.Date(2026, time.March, 8, 9, 0, 0, 0, berlin)
	result, err := compensation.Compute([]compensation.Scheme{law}, compensation.Facts{
		Customer: compensation.Consumer,
		Faults:   []compensation.Fault{{ID: "f-1", Reported: monday, Restored: sunday, Complete: true}},
	}, money.Must("39.90 EUR"), sunday)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range result.Claims[0].Lines {
		fmt.Println(line.Date.Weekday(), line.Date, line.Amount, line.Higher)
	}
	settled, err := compensation.SetOff(result, []compensation.Credit{{ID: "c-1", Case: "f-1",
		Kind: compensation.PriceReduction, Amount: money.Must("6.00 EUR")}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Total, settled.Owed)
	fmt.Println(settled.Uses[0].Reason)
	// Output:
	// Thursday 2026-03-05 5.00 EUR fixed
	// Friday 2026-03-06 5.00 EUR fixed
	// Saturday 2026-03-07 10.00 EUR fixed
	// 20.00 EUR 14.00 EUR
	// COMPENSATION-SET-OFF 6.00 EUR of 6.00 EUR is set off by TKG-58-3
}

// ownTable is a table of a country that the package does not know, invented for the example.
const ownTable = `[{
	"id": "xx-2026", "law": "Ordinance on telephone lines (invented)", "from": "2026-01-01", "currency": "CHF", "zone": "Europe/Zurich", "rounding": "half-up",
	"rules": [{
		"code": "XX-1", "source": "from the second day 2% of the monthly fee a day, at least 1 franc, 30 days at most",
		"event": "lossOfService", "for": ["consumer", "enterprise"], "pays": "eachDay", "firstDay": 2, "restoredDay": "begunDays", "mostDays": 30,
		"rates": [{"fixed": {"amount": "1.00", "currency": "CHF"}, "share": "2%"}]
	}]
}]`

// The rules of another country are data.
func ExampleReadSchemes() {
	schemes, err := compensation.ReadSchemes([]byte(ownTable))
	if err != nil {
		fmt.Println(err)
		return
	}
	reported := time.Date(2026, time.June, 1, 8, 0, 0, 0, time.UTC)
	result, err := compensation.Compute(schemes, compensation.Facts{
		Customer: compensation.Enterprise,
		Faults:   []compensation.Fault{{ID: "f-1", Reported: reported, Restored: reported.AddDate(0, 0, 4), Complete: true}},
	}, money.Must("80 CHF"), reported.AddDate(0, 1, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Claims[0].Reasons[0])
	fmt.Println(result.Total)
	// Output:
	// COMPENSATION-PAID 3 days from 2026-06-03 to 2026-06-05 by XX-1
	// 4.80 CHF
}

// An outage that goes on is computed again, and only the difference is paid.
func ExampleDifference() {
	law := germany(compensation.WholeDays)
	facts := outage(at("2026-03-02 10:00"), time.Time{})
	paid, err := compensation.Compute(law, facts, money.Amount{}, at("2026-03-06 12:00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	now, err := compensation.Compute(law, facts, money.Amount{}, at("2026-03-08 12:00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	adjustments, err := compensation.Difference(paid, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range adjustments {
		fmt.Println(a.Date, a.Change)
	}
	// Output:
	// 2026-03-06 5.00 EUR
	// 2026-03-07 10.00 EUR
}
