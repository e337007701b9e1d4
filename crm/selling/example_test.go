package selling_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx := context.Background()
	sell, err := selling.New(work.New(memory.New(), nil), &selling.Config{Portfolio: []selling.Offering{
		{ID: "extranet", Name: "Extranet access", Kind: selling.Standard, Needs: []string{"extranet"}, LeadTime: 48 * time.Hour,
			Prices: []price.Price{{Name: "basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("200.00 EUR")}}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := sell.TakeEnquiry(ctx, selling.Enquiry{Customer: "dealer-a", Interest: "the extranet"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if p, err = sell.StateNeeds(ctx, p.ID, []selling.Need{{Code: "extranet"}}); err != nil {
		fmt.Println(err)
		return
	}
	if p, err = sell.Match(ctx, p.ID); err != nil {
		fmt.Println(err)
		return
	}
	q, err := sell.Quote(ctx, p.Quote)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.State, q.State, q.Number)
	a, err := sell.Accept(ctx, selling.Acceptance{Quote: q.ID, Version: q.Number, SignedBy: "A. Dealer"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Status, a.Totals[0].Net, a.Totals[0].Period)
	// Output:
	// accepted approved 1
	// approved 200.00 EUR month
}

// What the portfolio has for needs, by code and in the customer's words.
func ExamplePortfolio_Match() {
	needs := []selling.Need{{Text: "Ich brauche eine schnellere Verbindung"}, {Code: "car-configurator", Quantity: 20}, {Text: "a coffee machine"}}
	for _, m := range extranet().Match(needs) {
		fmt.Println(m.Reason)
	}
	// Output:
	// SELLING-MATCH-01 DSL access serves the need "Ich brauche eine schnellere Verbindung"
	// SELLING-MATCH-01 Car Configurator serves the need "car-configurator"
	// SELLING-MATCH-02 nothing in the portfolio serves the need "a coffee machine"
}

// A quotation for a key account: what is wanted brings along what it requires.
func ExampleDrawUp() {
	q, err := selling.DrawUp(extranet(), keyAccount(), selling.Draft{Customer: "dealer-a", Has: []string{"isdn-access"},
		Items: []selling.DraftItem{{Offering: "dsl-access"}, {Offering: "car-configurator", Quantity: 20}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range q.Items {
		fmt.Println(i.ID, i.Action, i.Quantity, i.Name, "after", i.DependsOn)
	}
	for _, t := range q.Totals {
		fmt.Println(t.Type, t.Period, t.List, t.Discount, t.Net)
	}
	for _, e := range q.Education {
		fmt.Println(e.Name, e.Sentences)
	}
	fmt.Println(q.ServiceLevel.Name, q.ServiceLevel.Features, q.LeadTime)
	// Output:
	// 1 delete 1 ISDN access after []
	// 2 add 1 Extranet access after []
	// 3 add 1 DSL access after [1 2]
	// 4 add 20 Car Configurator after [2]
	// recurring month 489.90 EUR -24.50 EUR 465.40 EUR
	// nonRecurring  150.00 EUR 0.00 EUR 150.00 EUR
	// DSL access [DSL access is a special product. Whether it can be delivered is answered within 2 days. From the order to completion it takes 14 days. The speed depends on the distance to the exchange. A technician must be let in once.]
	// Gold [Online Ordering Car Configurator Internet access Mail DNS VPN] 336h0m0s
}
