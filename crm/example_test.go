package crm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// A shop asks for a line, orders what is proposed, and gets it. Whoever is outside is simulated, the clock too.
func Example() {
	ctx := context.Background()
	world := simulator.NewWorld(time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC))
	shop := simulator.NewCustomer(world)
	activation := simulator.NewActivation(world, &simulator.Plan{Takes: 48 * time.Hour, ProgressAfter: 24 * time.Hour})

	line := selling.Offering{ID: "line", Name: "Access line", Kind: selling.Standard, Keywords: []string{"line"}, LeadTime: 120 * time.Hour,
		Prices: []price.Price{{Name: "basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("29.00 EUR")}}}
	c, err := crm.New(work.New(memory.New(), &work.Config{Now: world.Now}), crm.Outside{Activation: activation, Channel: shop},
		&crm.Config{Selling: &selling.Config{Portfolio: selling.Portfolio{line}}})
	if err != nil {
		log.Fatal(err)
	}
	activation.Connect(c.Orders)
	if _, err := c.Customers.Establish(ctx, customer.Draft{Kind: customer.Organization, Data: customer.Data{Name: "Shop", ContactMedia: []customer.ContactMedium{
		{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: "shop@example.org"}}}}}); err != nil {
		log.Fatal(err)
	}

	say := func(ctx context.Context, in contact.Inbound) (contact.Interaction, error) {
		in.From, in.Channel = "shop@example.org", contact.Email
		return c.Receive(ctx, in)
	}
	shop.On(selling.EventNeedsAsked, time.Hour, func(ctx context.Context, m crm.Message) error {
		_, err := say(ctx, contact.Inbound{Kind: contact.Needs, About: m.About, Text: "one line for our shop"})
		return err
	})
	shop.On(selling.EventProposalMade, time.Hour, func(ctx context.Context, m crm.Message) error {
		_, err := say(ctx, contact.Inbound{Kind: contact.PurchaseOrder, About: m.About, Content: json.RawMessage(`{"quoteVersion": 1, "signedBy": "the owner"}`)})
		return err
	})
	enquiry, err := say(ctx, contact.Inbound{Text: "We would like to buy a line. What does it cost?"})
	if err != nil {
		log.Fatal(err)
	}
	if err := world.Run(ctx, c.Settle); err != nil {
		log.Fatal(err)
	}

	for _, m := range shop.Inbox() {
		fmt.Println(m.At.Format("2 Jan 15:04"), m.Reason)
	}
	events, err := c.Journal(ctx, enquiry.Correlation)
	fmt.Println(flow.Check(flow.Ordering(), events), err)
	// Output:
	// 2 Mar 09:00 selling.needs.asked
	// 2 Mar 10:00 selling.proposal.made
	// 2 Mar 11:00 selling.purchaseOrder.confirmed
	// 3 Mar 11:00 contact.status.told
	// 4 Mar 11:00 contact.completion.told
	// 4 Mar 11:00 ordering.satisfaction.asked
	// done <nil>
}
