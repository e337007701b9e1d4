// Slanormal runs the flow of section 4.2.1 in general: quality reports arrive, no violation is found, and the customer gets the
// report, regularly and on request.
//
//	go run ./examples/slanormal -lang de
package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func main() { stage.Main(run) }

func run(ctx context.Context, out io.Writer, lang string) error {
	s, err := stage.New(ctx, rating.Book{})
	if err != nil {
		return err
	}
	agreement, err := s.Promise(ctx)
	if err != nil {
		return err
	}

	// 1. Service Quality Management reports every day how much of the line was used; Customer QoS/SLA Management holds it against the
	// agreement and finds no violation.
	var month []sla.Assessment
	for day := range 10 {
		if err := s.Wait(ctx, 24*time.Hour); err != nil {
			return err
		}
		used := sample.Sample{At: s.Now().Add(-time.Hour), Value: int64(30 + 5*day)}
		month, err = s.SLA.ReceiveQuality(ctx, sla.QualityReport{ID: fmt.Sprintf("day %d", day+1), Agreement: agreement,
			Samples: map[string][]sample.Sample{"utilisation": {used}}})
		if err != nil {
			return err
		}
	}

	// 2. The customer asks for the report and gets it,
	if _, err := s.Receive(ctx, contact.Inbound{Customer: s.Customer, Channel: contact.Portal, Kind: contact.QualityInquiry, Text: "How good was our line?"}); err != nil {
		return err
	}
	if err := s.Wait(ctx, 30*24*time.Hour); err != nil {
		return err
	}
	// and gets it when the month is over without asking.
	if _, err := s.Due(ctx, s.Now()); err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}
	if err := s.Show(ctx, out, flow.SLANormal(), month[0].Record, lang); err != nil {
		return err
	}
	report, err := s.SLA.ReportOf(ctx, agreement, month[0].Period.Start())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n%s", report.Text(lang))
	return err
}
