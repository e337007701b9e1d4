package selling_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// 3.4.1: whether a faster connection can be delivered is asked, and what comes of the answer is proposed.
func ExampleService_TakeFeasibility() {
	ctx := context.Background()
	sell, err := selling.New(work.New(memory.New(), nil), &selling.Config{Portfolio: extranet()})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := sell.TakeEnquiry(ctx, selling.Enquiry{Customer: "dealer-a", Interest: "the extranet"})
	if err == nil {
		p, err = sell.StateNeeds(ctx, p.ID, []selling.Need{{Text: "a faster connection"}})
	}
	if err == nil {
		p, err = sell.Match(ctx, p.ID)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.State, "for an answer about", p.Questions[0].Name)
	p, err = sell.TakeFeasibility(ctx, p.ID, selling.Feasibility{Feasible: false, Reason: "too far from the exchange"})
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := sell.Quote(ctx, p.Quote)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.State, q.Items[1].Name, "instead of", q.Items[1].Instead)
	fmt.Println(q.Missing[0])
	// Output:
	// pending for an answer about DSL access
	// approved ISDN access instead of DSL access
	// SELLING-MATCH-06 ISDN access is proposed instead of DSL access, which cannot be delivered; it does not serve the need "a faster connection" fully
}

// 3.4.3: a counter-offer beyond what sales may grant is decided by somebody with a larger limit.
func ExampleService_Negotiate() {
	ctx := context.Background()
	sell, err := selling.New(work.New(memory.New(), nil), &selling.Config{Portfolio: extranet()})
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := sell.Propose(ctx, selling.Draft{Customer: "dealer-a", Items: []selling.DraftItem{{Offering: "extranet-access"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Number, q.State, q.Totals[0].Net)
	q, err = sell.Negotiate(ctx, selling.CounterOffer{Quote: q.ID, Version: 1, Reason: "15 % or nothing", Discount: money.MustRate("15%"), DiscountName: "deal"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Number, q.State, q.Reasons[0])
	q, err = sell.DecideApproval(ctx, q.ID, selling.Approval{Approved: true, By: "M. Anager", Role: "salesManager"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.Number, q.State, q.Totals[0].Net)
	// Output:
	// 1 approved 200.00 EUR
	// 2 pending SELLING-LIMIT-01 15% on "Extranet access basic charge" is more than the 10% that sales may grant
	// 2 approved 170.00 EUR
}

// 3.4.4: the data that a product takes is asked for until it is acquired.
func ExampleService_AcquireData() {
	ctx := context.Background()
	sell, err := selling.New(work.New(memory.New(), nil), &selling.Config{Portfolio: extranet()})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, data := range []map[string]string{{"lineOfBusiness": "cars"}, {"deliveryAddress": "Hauptstr. 1"}} {
		p, err := sell.TakeEnquiry(ctx, selling.Enquiry{Customer: "dealer-a", Interest: "the extranet"})
		if err == nil {
			p, err = sell.StateNeeds(ctx, p.ID, []selling.Need{{Code: "extranet"}})
		}
		if err == nil {
			_, err = sell.AcquireData(ctx, p.ID, data)
		}
		if err == nil {
			p, err = sell.Match(ctx, p.ID)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		q, err := sell.Quote(ctx, p.Quote)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("still needed:", q.Asks)
	}
	// Output:
	// still needed: [deliveryAddress]
	// still needed: []
}

// What is not accepted in time is rejected when the host says that time has passed.
func ExampleService_Due() {
	ctx := context.Background()
	monday := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	env := work.New(memory.New(), &work.Config{Now: func() time.Time { return monday }})
	sell, err := selling.New(env, &selling.Config{Portfolio: extranet(), Zone: "Europe/Berlin"})
	if err != nil {
		fmt.Println(err)
		return
	}
	q, err := sell.Propose(ctx, selling.Draft{Customer: "dealer-a", ValidDays: 7, Items: []selling.DraftItem{{Offering: "extranet-access"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, asOf := range []time.Time{monday.AddDate(0, 0, 7), monday.AddDate(0, 0, 8)} {
		report, err := sell.Due(ctx, asOf)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(asOf.Format(time.DateOnly), report.Expired)
	}
	if q, err = sell.Quote(ctx, q.ID); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(q.State, q.Reasons[0])
	// Output:
	// 2026-03-09 0
	// 2026-03-10 1
	// rejected SELLING-QUOTE-03 expired
}
