package ordering_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// Receive a product order and issue orders (3.5.3): the work on the router waits for the line.
func Example() {
	ctx := context.Background()
	orders, err := ordering.New(work.New(memory.New(), nil), nil)
	if err != nil {
		log.Fatal(err)
	}

	o, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
		{ID: "2", Action: ordering.Add, Offering: "router", Quantity: 1, DependsOn: []string{"1"}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(o.State)

	o, err = orders.Begin(ctx, o.ID)
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range o.Work {
		fmt.Println(w.Offering, w.State)
	}
	for _, w := range o.Work {
		if o, err = orders.EndWork(ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: true}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(o.State)
	// Output:
	// acknowledged
	// fibre-1000 issued
	// router waiting
	// completed
}

// Determine pre-order feasibility (3.5.1): a special product takes longer to be looked into.
func ExampleService_AskFeasibility() {
	ctx := context.Background()
	orders, err := ordering.New(work.New(memory.New(), nil), nil)
	if err != nil {
		log.Fatal(err)
	}

	f, err := orders.AskFeasibility(ctx, ordering.FeasibilityQuestion{Customer: "dealer-a", Need: "a faster connection to the extranet", Custom: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.State, "to be answered within", f.AnswerBy.Sub(f.AskedAt))

	// Service Configuration & Activation answers.
	f, err = orders.ReceiveFeasibility(ctx, f.ID, ordering.FeasibilityAnswer{Feasible: true, With: "DSL"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.State, "feasible with", f.Answer.With)
	// Output:
	// asked to be answered within 240h0m0s
	// received feasible with DSL
}

// Authorize credit (3.5.2): an order that is refused is an answer, and says why.
func ExampleCreditLimit() {
	ctx := context.Background()
	orders, err := ordering.New(work.New(memory.New(), nil), &ordering.Config{
		Credit: ordering.CreditLimit{Limit: money.Must("500.00 EUR")},
	})
	if err != nil {
		log.Fatal(err)
	}
	o, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "router", Quantity: 10, Prices: []price.Price{
			{Name: "router", Type: price.NonRecurring, Amount: money.Must("89.00 EUR")},
		}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(o.State)
	fmt.Println(o.Reasons[0])
	// Output:
	// rejected
	// ORDERING-CREDIT-02 the order comes to 890.00 EUR, the credit limit is 500.00 EUR
}

// Track order and manage jeopardy (3.5.4): a promised date that nobody can confirm comes near.
func ExampleService_Due() {
	ctx := context.Background()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	orders, err := ordering.New(work.New(memory.New(), &work.Config{Now: func() time.Time { return now }}), nil)
	if err != nil {
		log.Fatal(err)
	}
	o, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", Priority: "0", PromisedCompletion: now.AddDate(0, 0, 7),
		Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1}}})
	if err != nil {
		log.Fatal(err)
	}

	report, err := orders.Due(ctx, now.AddDate(0, 0, 6))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Jeopardies, "in jeopardy")
	if o, err = orders.Get(ctx, o.ID); err != nil {
		log.Fatal(err)
	}
	fmt.Println(o.Jeopardies[0].Danger, o.Jeopardies[0].Measures)
	// Output:
	// 1 in jeopardy
	// endangered [informCustomer expedite]
}

// Complete order (3.5.5): the customer tests first, then accepts or refuses.
func ExampleService_AnswerTest() {
	ctx := context.Background()
	orders, err := ordering.New(work.New(memory.New(), nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	o, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", TestFirst: true, Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
	}})
	if err != nil {
		log.Fatal(err)
	}
	if o, err = orders.Begin(ctx, o.ID); err != nil {
		log.Fatal(err)
	}
	done := ordering.WorkResult{ServiceOrder: o.Work[0].ID, Done: true}
	for _, answer := range []ordering.TestResult{{Reason: "too slow"}, {Accepted: true}} {
		if _, err = orders.EndWork(ctx, o.ID, done); err != nil {
			log.Fatal(err)
		}
		if o, err = orders.AnswerTest(ctx, o.ID, answer); err != nil {
			log.Fatal(err)
		}
		fmt.Println(o.State, "after try", len(o.Tests), "the work is", o.Work[0].State)
	}
	// Output:
	// inProgress after try 1 the work is issued
	// completed after try 2 the work is done
}

// A late change (3.5.5): what is added is worked on at once. The version says which order the change was made for.
func ExampleService_Amend() {
	ctx := context.Background()
	orders, err := ordering.New(work.New(memory.New(), nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	seen, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
	}})
	if err != nil {
		log.Fatal(err)
	}
	change := ordering.AmendmentRequest{Version: seen.Version, Note: "the customer wants a router too",
		Add: []ordering.DraftItem{{ID: "2", Action: ordering.Add, Offering: "router", Quantity: 1, DependsOn: []string{"1"}}}}
	o, err := orders.Amend(ctx, seen.ID, change)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(o.Items), "items")

	_, err = orders.Amend(ctx, seen.ID, change) // by somebody who has not seen the first change
	fmt.Println(errors.Is(err, fault.ErrConflict))
	// Output:
	// 2 items
	// true
}

// Past the point of no return a cancellation is denied; the task says why.
func ExampleService_RequestCancellation() {
	ctx := context.Background()
	orders, err := ordering.New(work.New(memory.New(), nil), nil)
	if err != nil {
		log.Fatal(err)
	}
	o, err := orders.Place(ctx, ordering.Draft{Customer: "c-42", Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "fibre-1000", Quantity: 1},
		{ID: "2", Action: ordering.Add, Offering: "router", Quantity: 1},
	}})
	if err != nil {
		log.Fatal(err)
	}
	if o, err = orders.Begin(ctx, o.ID); err != nil {
		log.Fatal(err)
	}
	if o, err = orders.EndWork(ctx, o.ID, ordering.WorkResult{ServiceOrder: o.Work[1].ID, Done: true}); err != nil {
		log.Fatal(err)
	}
	task, err := orders.RequestCancellation(ctx, o.ID, "moved away")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(task.State)
	fmt.Println(task.Reasons[0])
	// Output:
	// terminatedWithError
	// ORDERING-CANCEL-01 item "2" is delivered already; place an order that deletes it
}

// The rules need no service: what would be done for an order, and behind what.
func ExampleDecompose() {
	o := ordering.Order{Items: []ordering.Item{
		{ID: "mail", Action: ordering.Add, DependsOn: []string{"access"}},
		{ID: "access", Action: ordering.NoChange, DependsOn: []string{"line"}},
		{ID: "line", Action: ordering.Modify},
	}}
	o.ID = "o-7"
	for _, w := range ordering.Decompose(o) {
		fmt.Println(w.ID, w.DependsOn)
	}
	// Output:
	// o-7/line []
	// o-7/mail [o-7/line]
}

// All faults of a draft come at once.
func ExampleDraft_Check() {
	err := ordering.Draft{Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "router", Quantity: 0, DependsOn: []string{"2"}},
	}}.Check(time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC))
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			fmt.Println(f)
		}
	}
	// Output:
	// customer: must not be empty (ETOM-REQUIRED)
	// productOrderItem[0].quantity: must be between 1 and 1000000 (ETOM-RANGE)
	// productOrderItem[0].dependsOn[0]: there is no item "2" (ETOM-REFERENCE)
}
