// Billing runs the flow of section 4.3 in general: what was used and delivered, what an SLA violation gives back and what was sold
// make a correct bill. It prints the bill, and with -explain why every figure is what it is.
//
//	go run ./examples/billing -lang de -pdf bill.pdf
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/pdf"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

//go:embed tariff.json
var tariff []byte

//go:embed usage.csv
var calls string

func main() {
	explain := flag.Bool("explain", false, "explain every figure, down to the call and the rule")
	page := flag.String("pdf", "", "write the bill as PDF to this file")
	stage.Main(func(ctx context.Context, out io.Writer, lang string) error {
		return run(ctx, out, lang, *explain, *page)
	})
}

func run(ctx context.Context, out io.Writer, lang string, explain bool, page string) error {
	book, err := rating.Read(tariff)
	if err != nil {
		return err
	}
	s, err := stage.New(ctx, book)
	if err != nil {
		return err
	}
	account, line, err := s.Hold(ctx, "voice")
	if err != nil {
		return err
	}
	agreement, err := s.Promise(ctx)
	if err != nil {
		return err
	}
	month, err := s.Billing.OpenPeriod(ctx, account.ID)
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, 10*24*time.Hour); err != nil {
		return err
	}

	// 3. Selling sells twenty telephones, with a discount, and makes it known.
	if err := sell(ctx, s); err != nil {
		return err
	}
	// 1. Service & Specific Instance Rating reports what was used, and what was delivered.
	used, bad, err := rating.ReadUsage(strings.NewReader(calls), rating.CSV, "Europe/Berlin")
	if err != nil {
		return err
	}
	if len(bad) > 0 {
		return fmt.Errorf("usage.csv: %v", bad)
	}
	if _, err := s.Billing.ReceiveUsage(ctx, billing.Batch{ID: "calls", Product: line, Records: used}); err != nil {
		return err
	}
	if _, err := s.Billing.ReceiveDelivery(ctx, billing.Delivery{ID: "telephones", Customer: s.Customer, Offering: "phone", Quantity: money.Count(20),
		At: s.Now(), Text: "20 telephones"}); err != nil {
		return err
	}
	// 2. Customer QoS/SLA Management finds a violation, and hands over what it is worth.
	if _, err := s.SLA.ReceiveQuality(ctx, sla.QualityReport{ID: "outage", Agreement: agreement, Feature: "Mail",
		Outages: []downtime.Outage{{ID: "mail", Start: s.Now().Add(-270 * time.Minute), End: s.Now()}}}); err != nil {
		return err
	}
	// 4. When the month is over, a correct bill is made, verified, and sent.
	bill, correlation, err := s.Bill(ctx, account.ID, month)
	if err != nil {
		return err
	}
	if err := s.Show(ctx, out, flow.Billing(), correlation, lang); err != nil {
		return err
	}
	return show(out, bill, lang, explain, page)
}

// sell is a proposal that the customer accepts.
func sell(ctx context.Context, s *stage.Stage) error {
	q, err := s.Selling.Propose(ctx, selling.Draft{Customer: s.Customer, Items: []selling.DraftItem{{Offering: "phone", Quantity: 20}}})
	if err != nil {
		return err
	}
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Letter, Kind: contact.PurchaseOrder, About: q.ID, Text: "We order.",
		Content: stage.Content(selling.Acceptance{Quote: q.ID, Version: q.Number, SignedBy: "the customer", Acknowledged: true})}); err != nil {
		return err
	}
	return s.Wait(ctx, time.Hour)
}

func show(out io.Writer, b billing.Bill, lang string, explain bool, page string) error {
	fmt.Fprintf(out, "\n%s", b.Text(lang))
	if explain {
		fmt.Fprintf(out, "\n%s", b.Explain().In(lang))
	}
	if page == "" {
		return nil
	}
	written, err := pdf.Render(b, lang, nil)
	if err != nil {
		return err
	}
	return os.WriteFile(page, written, 0o600)
}
