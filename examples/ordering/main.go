// Ordering runs the flow of section 4.1.2 in general: a customer signs a proposal, the order is carried out, and the customer is
// told how far it is.
//
//	go run ./examples/ordering -lang de
package main

import (
	"context"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/ordering"
)

func main() { stage.Main(run) }

func run(ctx context.Context, out io.Writer, lang string) error {
	s, err := stage.New(ctx, rating.Book{})
	if err != nil {
		return err
	}
	quote, err := s.Selling.Propose(ctx, selling.Draft{Customer: s.Customer, Items: []selling.DraftItem{{Offering: "line", Quantity: 1}},
		ServiceLevel: &selling.ServiceLevel{Name: "business", Features: []string{"repair within 8 hours"}}})
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 1. The customer accepts the proposal and signs. 2. Customer Interface Management passes the order on to Selling, 3. which
	// confirms it, 4. asks Retention & Loyalty for the customer's priority, 5. gets it, 6. and passes the order on to Order
	// Handling. 7. Order Handling confirms receipt. 8. Selling makes the service level known to Customer QoS/SLA Management.
	// 9. Order Handling issues orders to Service Configuration & Activation.
	signed := selling.Acceptance{Quote: quote.ID, Version: quote.Number, SignedBy: "A. Customer"}
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Letter, Kind: contact.PurchaseOrder, About: quote.ID, Content: stage.Content(signed)}); err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 10. Order Handling follows the work and gets its status, 11. and passes it on to Customer Interface Management.
	issued := s.Work[0]
	progress := ordering.Progress{Note: "the line is being built", Expected: issued.Promised}
	if _, err := s.Orders.ReportProgress(ctx, issued.Order, progress); err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	// 12. The customer asks for the status, 13. and is told what Customer Interface Management has stored.
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Phone, Text: "What is the status of my order?"}); err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 14. The work is done, Order Handling makes the completion known, 15. and Customer Interface Management tells the customer.
	for _, w := range issued.Work {
		if _, err := s.Orders.EndWork(ctx, issued.Order, ordering.WorkResult{ServiceOrder: w.ID, Done: true}); err != nil {
			return err
		}
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	return s.Show(ctx, out, flow.Ordering(), quote.Correlation, lang)
}
