// Slaviolation runs the flow of section 4.2.3 in general: what does not work is repaired too late, and the customer gets a remedy
// without asking: it is on the next bill.
//
//	go run ./examples/slaviolation -lang de
package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func main() { stage.Main(run) }

func run(ctx context.Context, out io.Writer, lang string) error {
	s, err := stage.New(ctx, rating.Book{})
	if err != nil {
		return err
	}
	account, _, err := s.Hold(ctx, "")
	if err != nil {
		return err
	}
	agreement, err := s.Promise(ctx)
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 1. The customer reports a problem, 2. Customer Interface Management passes it on to Problem Handling, 3. which sends it to
	// Retention & Loyalty, 4. and learns the customer's priority, and to Customer QoS/SLA Management, 5. and learns that of the
	// service level. 6. The details go to Service Problem Management.
	began := s.Now()
	said := contact.Inbound{Customer: s.Customer, Channel: contact.Phone, Kind: contact.ProblemReport, Text: "No mail comes in.",
		Content: stage.Content(map[string]any{"feature": "Mail", "impact": problem.Hampered})}
	if _, err := s.Receive(ctx, said); err != nil {
		return err
	}
	if err := s.Wait(ctx, 4*time.Hour+30*time.Minute); err != nil {
		return err
	}

	// 7. Service Problem Management makes the resolution known, 8. the customer is told and confirms.
	reported := s.Reported[0]
	if _, err := s.Problems.ReceiveResolution(ctx, reported.Ticket, problem.Resolution{Text: "the mail server runs again"}); err != nil {
		return err
	}
	restored := s.Now()
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}
	said = contact.Inbound{Customer: s.Customer, Channel: contact.Phone, Kind: contact.Confirmation, About: reported.Ticket,
		Correlation: reported.Correlation, Text: "Mail works again.", Content: stage.Content(map[string]any{"confirmed": true})}
	if _, err := s.Receive(ctx, said); err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 9. Service Quality Management reports the extent, and a violation is found. 10. Billing & Collections and Retention & Loyalty
	// are told, 11. and so is the customer.
	found, err := s.SLA.ReceiveQuality(ctx, sla.QualityReport{ID: "mail outage", Correlation: reported.Correlation, Agreement: agreement, Feature: "Mail",
		Outages: []downtime.Outage{{ID: "mail", Start: began, End: restored}}})
	if err != nil {
		return err
	}
	// 12. When the month is over, Billing & Collections sends the adjusted bill.
	month, err := s.Billing.OpenPeriod(ctx, account.ID)
	if err != nil {
		return err
	}
	bill, _, err := s.Bill(ctx, account.ID, month)
	if err != nil {
		return err
	}
	if err := s.Show(ctx, out, flow.SLAViolation(), reported.Correlation, lang); err != nil {
		return err
	}
	report, err := s.SLA.ReportOf(ctx, agreement, found[0].Period.Start())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n%s\n%s", report.Text(lang), bill.Text(lang))
	return err
}
