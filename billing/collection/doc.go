// Package collection is Manage Collection (3.8.5): it knows what customers owe, sets payments against it, duns what is overdue, asks for
// services to be blocked and unblocked, and tells customer risk how a customer pays. It owns open items, payments, dunning,
// promises, instalments, write-offs and refunds. It does not own the bill (package billing), the dispute about it, the money in the bank,
// nor the sending of letters. What a bank statement says is read by package billing/camt.
//
// A bill is paid in part, and dunned:
//
//	c, err := collection.New(work.New(memory.New(), nil), nil)
//	_, err = c.OpenItem(ctx, collection.Item{Bill: "b-1", No: "R-2026-0001", Account: "a-1", Customer: "c-42",
//		Amount: money.Must("119.00 EUR"), Due: calendar.MustParse("2026-03-16")})
//	p, err := c.TakePayment(ctx, collection.Payment{ID: "p-1", Amount: money.Must("100.00 EUR"), On: calendar.MustParse("2026-03-20"),
//		Text: "Rechnung R 2026/0001"})
//	fmt.Println(p.Why[0].Text)                      // names R-2026-0001, of which 119.00 EUR is open
//	report, err := c.Due(ctx, time.Date(2026, 3, 30, 6, 0, 0, 0, time.UTC))
//	fmt.Println(report.Letters)                     // 1: a payment reminder for 19.00 EUR
//	facts, err := c.Behaviour(ctx, "c-42")          // days late, level reached, for life and of the last year; exposure
//
// The rules (Match, ComputeInterest, AssessDunning, AssessBlocking, SplitInstalments, Behave) are functions of values and can be used
// without the service.
//
// # Money
//
// No money is lost and none is made: a payment is always what is matched, unmatched, refunded and returned of it together, and what an
// item leaves open is its amount without its entries. Interest stays exact until the sum of an item is rounded, once.
//
// # Law
//
// The defaults follow German law, each with its source at its table: interest and lump sum § 288 BGB with the base rates of § 247, the
// order of § 367, blocking § 61 TKG. All of them are settings. They are no legal advice. Interest is asked for by a letter; for what was paid
// late before one was sent it is not.
package collection
