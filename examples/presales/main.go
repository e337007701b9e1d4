// Presales runs the flow of section 4.1.1 in general: a customer hears of a product, asks for it, and gets a proposal.
//
//	go run ./examples/presales -lang de
package main

import (
	"context"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/marketing"
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

	// 1. Marketing collateral is issued and distributed, so that customers hear of new products.
	flyer, err := s.Marketing.Make(ctx, marketing.Draft{Name: "Our fast line", Medium: marketing.Flyer, Offerings: []string{"fast-line"}})
	if err != nil {
		return err
	}
	audience := []marketing.Candidate{{Customer: s.Customer, Consent: true}}
	issued, err := s.Marketing.Distribute(ctx, flyer.ID, marketing.Selection{}, audience)
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 2. The customer wants to buy and makes contact. 3. Customer Interface Management recognises the kind of contact and
	// passes the enquiry on to Selling. 4. Selling asks for the exact needs.
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Phone, Text: "I am interested in your fast line"}); err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	// 5. The customer states the needs. 6. What serves them is a special product: Selling asks Order Handling whether it is
	// feasible, 7. which passes the question on to Service Configuration & Activation.
	prospects, err := s.Selling.Prospects(ctx, "customer", s.Customer)
	if err != nil {
		return err
	}
	needs := map[string]any{"need": []selling.Need{{Code: "connection"}, {Code: "faster-connection"}}}
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Email, Kind: contact.Needs, About: prospects[0].ID, Content: stage.Content(needs)}); err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	// 8. Order Handling gets the result, 9. and passes it on to Selling. 10. Selling makes a proposal. 11. The customer's profile
	// goes to Retention & Loyalty for the record, 12. and the contact is registered.
	answer := ordering.FeasibilityAnswer{Feasible: true, With: "VDSL", LeadTime: 120 * time.Hour}
	if _, err := s.Orders.ReceiveFeasibility(ctx, s.Questions[0].ID, answer); err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}

	return s.Show(ctx, out, flow.PreSales(), issued.Issued[0].Correlation, lang)
}
