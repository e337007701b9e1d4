// Postordering runs the flow of section 4.1.3 in general: a completed order's customer is asked how content they are, and its
// charges are handed over.
//
//	go run ./examples/postordering -lang de
package main

import (
	"context"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/ordering"
)

func main() { stage.Main(run) }

func run(ctx context.Context, out io.Writer, lang string) error {
	s, err := stage.New(ctx, rating.Book{})
	if err != nil {
		return err
	}
	order, err := s.Orders.Place(ctx, ordering.Draft{Customer: s.Customer, Items: []ordering.DraftItem{
		{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1, Prices: []price.Price{
			{Name: "Line, basic price", Type: price.Recurring, Period: "month", Amount: money.Must("39.00 EUR")}}},
	}})
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	// 1. With the order's completion Order Handling starts the inquiry into the customer's satisfaction.
	if _, err := s.Orders.EndWork(ctx, order.ID, ordering.WorkResult{ServiceOrder: s.Work[0].Work[0].ID, Done: true}); err != nil {
		return err
	}
	if err := s.Wait(ctx, 48*time.Hour); err != nil {
		return err
	}

	// 2. Customer Interface Management passes the answers on to Order Handling. 3. Order Handling hands the charges of the
	// completed order over to Billing & Collections Management.
	answer := ordering.SatisfactionAnswer{Score: 4, Comment: "came a day late"}
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Portal, Kind: contact.Satisfaction, About: order.ID, Content: stage.Content(answer)}); err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	return s.Show(ctx, out, flow.PostOrdering(), order.Correlation, lang)
}
