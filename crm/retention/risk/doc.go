// Package risk is Analyze and Manage Customer Risk (3.9.3): whether a customer is given credit, how much, and why. It owns policies, scores,
// credit limits, assessments, reviews by two people, and deposits. It does not own the facts, which are the other processes' (Sources brings
// them), nor what tables and scorecards are (packages rule and scorecard), nor the order, which waits or goes ahead by what is decided
// here, nor collection of what is owed.
//
//	r, err := risk.New(work.New(memory.New(), nil), &risk.Config{Sources: facts})
//	a, err := r.Assess(ctx, risk.Ask{Customer: "c-42", Order: "o-7", Amount: money.Must("320.00 EUR")})
//	fmt.Println(a.Outcome, a.Permits())             // deposit false
//	fmt.Println(a.Reasons[0])                       // RISK-NEW: a new customer without a history orders for 200 or more: …
//	d, found, err := r.DepositOfTx(u, a.ID)         // 160.00 EUR are asked for
//	d, err = r.ReceiveDeposit(ctx, risk.DepositPayment{ID: "p-1", Deposit: d.ID, Amount: money.Must("160.00 EUR"), On: today})
//	a, err = r.Assessment(ctx, a.ID)                // a.Permits(): the order may go ahead
//	e, err := r.Explain(ctx, a.ID)                  // years later: the same facts and version give the same
//
// The rules (Assess, Replay, Expose, Use, Assessment.Vote, DepositAccount.Book) are functions of values and can be used without the
// service. None reads a clock.
//
// # How it is decided
//
// A Policy is data. Its tables are asked one after the other, each with the facts and with what the earlier ones said: scores of the five
// kinds of risk that TMF696 names, 0 to 100; the step that dunning has brought the limit to; the credit limit; with it the exposure
// (open items, unbilled usage, open orders and this one, less deposits) in percent of the limit; at last the outcome. Each part has codes
// and sentences. What a missing fact means is named at each fact (see Schema).
//
// # For how long
//
// A policy's version never changes. It is stored with the definitions of its facts when it is first used, an assessment with the
// facts it rests on: Explain decides it again by them. What is kept of a person is said in Personal: an assessment whole while
// claims about it can arise, then its ids, codes and figures.
package risk
