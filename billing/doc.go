// Package billing owns Billing & Collections Management (3.8) from usage and contract to a verified, sent and corrected bill: billing
// accounts and what is held and owed on them, the bill itself as a pure function of its input, the checks before it is sent, credit
// notes and reversals, and the bill as people read it. It does not own how usage is priced (package rating), what a product held is
// charged for (charge), discounts and credits (discount) or taxes (tax), which are pure packages of their own below it; nor payments
// and dunning (collection), itemised records (evn) and PDF (pdf).
//
//	bill, err := billing.Compute(billing.Input{ // the same input gives the same bill, to the cent, for ever
//		ID: "bill-1", Issuer: issuer, Account: account, Cycle: cycle, Period: june, Date: date,
//		Holdings: []charge.Holding{line}, Taxes: tax.EU(),
//	})
//	fmt.Println(bill.Totals.WithoutTax, bill.Totals.Tax, bill.Due) // 19.95 EUR 3.79 EUR 23.74 EUR
//	findings := billing.Verify(billing.Case{Bill: &bill}, billing.Rules()) // before it is sent
//	fmt.Print(bill.Text("en"))                                             // or HTML
//	fmt.Print(bill.Explain())                                              // from the amount due down to the usage record and the rule
//	bill.No = "R-1"
//	note, err := billing.CreditNote(bill, nil, billing.Correction{ID: "note-1", Date: date, Reason: reason, Share: billing.Share{Numerator: 1, Denominator: 4}})
//
// # Rounding
//
// Figures are exact until the line: its list amount is rounded once. A discount is rounded from what is printed before it, tax from
// the sum of what is printed (for each rate of the document, or for each line), and what is split is split by largest remainder, ties by
// id. Nothing rounds twice, and no order of equal inputs changes a cent. The policy that was used stands on the bill.
package billing
