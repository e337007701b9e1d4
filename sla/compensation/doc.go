// Package compensation owns what a law or a regulator's scheme makes a provider pay when a service is out, an appointment is missed or
// a start or switch is late: rate tables with dates, what they come to day by day, and what is still owed once other payments are
// set off. It does not own the remedies of a contract (package sla), who is told and who pays, and it is no legal advice: what a
// law leaves open is an argument here, never a guess.
//
// A line of 39.90 EUR a month in Germany, dead from Monday's report until Sunday morning:
//
//	law, err := compensation.Germany(compensation.GermanyTerms{RestoredDay: compensation.WholeDays})
//	...
//	result, err := compensation.Compute([]compensation.Scheme{law}, compensation.Facts{
//		Customer: compensation.Consumer,
//		Faults:   []compensation.Fault{{ID: "f-1", Reported: monday, Restored: sunday, Complete: true}},
//	}, money.Must("39.90 EUR"), now)
//	for _, line := range result.Claims[0].Lines {
//		fmt.Println(line.Date, line.Amount, line.Higher) // Thursday and Friday 5.00 EUR fixed, Saturday 10.00 EUR fixed
//	}
//	settled, err := compensation.SetOff(result, []compensation.Credit{{ID: "c-1", Case: "f-1",
//		Kind: compensation.PriceReduction, Amount: money.Must("6.00 EUR")}})
//	fmt.Println(result.Total, settled.Owed) // 20.00 EUR 14.00 EUR
//
// A table of another country is data: a Scheme, written in Go or read by ReadSchemes.
//
// # Days
//
// Days are civil days in the law's zone, whatever their length. The day of the report (of the promised start, of the interruption) is
// day 0, as section 187 (1) of the German Civil Code has it; the third day is the third after it.
package compensation
