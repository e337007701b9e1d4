// Slaalarm runs the flow of section 4.2.2 in general: a threshold is crossed, and an important customer is told of it.
//
//	go run ./examples/slaalarm -lang de
package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"

	"github.com/etomcrm/etomcrm/etom/flow"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/examples/internal/stage"
	"github.com/etomcrm/etomcrm/sla"
)

func main() { stage.Main(run) }

func run(ctx context.Context, out io.Writer, lang string) error {
	s, err := stage.New(ctx, rating.Book{})
	if err != nil {
		return err
	}
	if _, err := s.Promise(ctx); err != nil {
		return err
	}
	if err := s.Wait(ctx, 24*time.Hour); err != nil {
		return err
	}

	// 1. Service Quality Management sounds an alarm: the line is used to 85 %. 2. Customer QoS/SLA Management finds the threshold and
	// the features affected in the customer's agreement, asks Retention & Loyalty for the priority, and measures the time.
	// 3. By priority and extent the customer is told.
	alarm, err := s.SLA.ReceiveAlarm(ctx, sla.AlarmReport{ID: "alarm-1", Customer: s.Customer, Metric: "utilisation", Value: money.Count(85),
		Features: []string{"VPN", "Internet access"}, Text: "the line is used to 85 %"})
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, 3*time.Hour); err != nil {
		return err
	}

	// The threshold holds again: the time is taken.
	alarm, err = s.SLA.EndAlarm(ctx, alarm.ID, s.Now())
	if err != nil {
		return err
	}
	if err := s.Wait(ctx, time.Hour); err != nil {
		return err
	}
	if err := s.Show(ctx, out, flow.SLAAlarm(), alarm.Correlation, lang); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s: %s\n", map[bool]string{true: "Gemessen", false: "Measured"}[lang == "de"], alarm.Measured)
	for _, why := range alarm.Reasons {
		fmt.Fprintf(out, "  %s\n", why.Message)
	}
	return nil
}
