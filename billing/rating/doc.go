// Package rating owns what usage costs: records of calls, messages, data and other use, the tariffs they are priced by, and
// the arithmetic between the two. It does not own what a product costs apart from its use (charges, discounts, commitments),
// tax, nor the bill: it hands on lines whose amounts are exact, and the bill rounds each once.
//
//	book, err := rating.Read(tariffs) // JSON; or NewBook with a BookSpec
//	result, err := book.Rate(rating.Request{Tariff: "mobile", Product: "p-1", Period: march, Usage: usage})
//	for _, line := range result.Lines {
//		fmt.Println(line.Name, line.Used, line.Amount) // Calls to mobiles, peak 12m 1.20 EUR
//	}
//	for _, r := range result.Rejected {
//		fmt.Println(r.Usage.ID, r.Code, r.Text) // nothing is lost: corrected, it is rated again
//	}
//
// # How a record is rated
//
// It is priced by the version of its tariff that is valid at its first instant. What its number is dialled to gives the zone
// (the longest prefix), what the local clock shows gives the band, and kind, zone and band give the price.
//
// Time is counted in increments from the call's first instant: one of the length First, all others of the length Next. An
// increment is charged whole, at the price in whose band it begins. A call of an hour takes as many steps as it touches bands,
// not as it has increments. Allowances are drawn on in the order of the records' times, from a call's beginning on; an increment
// they cover in part is charged in part. Set-up fees are paid all the same, unless the allowance says coversSetUp.
//
// # Calls in parts
//
// A switch may write a long call as several records. If each says in Elapsed how long the call had lasted before it, the
// increments go on where they were, and rate(a+b) = rate(a) + rate(b), exactly and wherever the cut is: a set-up fee is paid by
// the first part only, the version is that of the call's beginning. Two things are of each record and so outside the rule:
// minimum and maximum amounts, and prices by package, tier or step with over "record". Without Elapsed the parts are calls of
// their own: each begins a first increment and pays its own set-up fee.
//
// # Exactness
//
// Nothing is rounded but what a tariff rounds (increments, packages, steps). A line's amount is the exact sum of what its records
// were rated at, and does not depend on the order in which they are handed in. Re-rating is rating again, with the balances the
// period began with; Difference says what changed.
package rating
