// Package evn owns itemised connection records (Einzelverbindungsnachweis, seed M9): what of the rated usage a customer may be shown, line
// by line, so that the sums are those of the bill. It does not own what usage costs (billing/rating), the bill, nor who is to be sent what;
// and it is no legal advice: the tables of the laws name their sources, and what is uncertain in them.
//
//	law, err := evn.Find(evn.Laws(), "DE", calendar.MustParse("2026-03-01"))
//	statement, err := evn.Make(evn.Request{
//		Period: march, Result: rated, Own: []string{"+4930123456"}, Law: law,
//		Wish:   evn.Wish{Asked: calendar.MustParse("2025-11-02"), Line: evn.Household, Declared: calendar.MustParse("2025-11-02"), Numbers: evn.Shortened},
//	})
//	if !statement.Given {
//		fmt.Println(statement.Reasons[0].Text) // a "no" is an answer; the sums of the lines are there all the same
//	}
//	fmt.Print(statement.Text("de"))
//
// # What is not shown is not there
//
// A Statement has no digit that the customer may not see, and no trace of one: no ids of records, no texts of switches, no order that depends
// on a number. What is not itemised goes into one sum for each line of the bill, without a count.
package evn
