package risk_test

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// A large dealer is trusted; a new customer gives a deposit, and the order goes ahead when it has come.
func Example() {
	ctx := context.Background()
	env := work.New(memory.New(), &work.Config{Now: etomtest.NewClock().Now, NewID: etomtest.NewIDs("").New})
	r, err := risk.New(env, &risk.Config{Sources: sources{"dealer": {"profile.revenue": "50000000.00 EUR", "profile.kind": "business", "profile.identified": "true"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := r.Assess(ctx, risk.Ask{Customer: "dealer", Order: "o-1", Amount: money.Must("320000.00 EUR")})
	fmt.Println(a.Outcome, a.Permits(), a.Limit, a.Reasons, err)

	a, err = r.Assess(ctx, risk.Ask{Customer: "c-42", Order: "o-7", Amount: money.Must("320.00 EUR")})
	fmt.Println(a.Outcome, a.Permits(), a.Verdict.Deposit, a.Reasons, err)
	err = env.Update(ctx, func(u *work.Unit) error {
		d, _, err := r.DepositOfTx(u, a.ID)
		if err != nil {
			return err
		}
		_, err = r.ReceiveDepositTx(u, risk.DepositPayment{ID: "p-1", Deposit: d.ID, Amount: d.Asked, On: calendar.MustParse("2026-03-03")})
		return err
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err = r.Assessment(ctx, a.ID)
	fmt.Println(a.State, a.Permits(), err)
	e, err := r.Explain(ctx, a.ID)
	fmt.Println("the same years later:", e.Same, err)
	// Output:
	// accept true 5000000.00 EUR [RISK-ACCEPT the order is within the limit RISK-LIMIT-03 a tenth of a year's revenue] <nil>
	// deposit false 160.00 EUR [RISK-NEW a new customer without a history orders for 200 or more: a deposit is asked for RISK-LIMIT-09 a new customer] <nil>
	// approved true <nil>
	// the same years later: true <nil>
}

// The rules are functions: a policy, facts and an order give a verdict, without any store.
func ExampleAssess() {
	policy, err := risk.Compile(risk.DefaultPolicy(money.MustCurrency("EUR")), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, err := risk.Assess(policy, risk.Input{Ask: risk.Ask{Customer: "c-42", Amount: money.Must("49.90 EUR")}})
	fmt.Println(verdict.Outcome, verdict.Limit, verdict.Exposure.Total, verdict.Overall, err)
	for _, s := range verdict.Scores {
		fmt.Println(s.Kind, s.Score, s.Reasons)
	}
	// Output:
	// accept 1000.00 EUR 49.90 EUR 30 <nil>
	// FraudRisk 0 []
	// BadPaymentRisk 0 []
	// CreditGamingRisk 0 []
	// IDConfidenceRisk 30 [RISK-ID-02 nobody has checked yet who the customer is RISK-ID-03 the customer has no history]
	// PaymentMethodRisk 0 []
}
