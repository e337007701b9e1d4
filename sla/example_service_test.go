package sla_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// officeAt is a service in which it is always the same instant.
func officeAt(instant time.Time) *sla.Service {
	office, err := sla.New(work.New(memory.New(), &work.Config{Now: func() time.Time { return instant }}), nil)
	if err != nil {
		log.Fatal(err)
	}
	return office
}

// Assess the quality (3.7.1) and manage the violation (3.7.2): 4 hours without mail are allowed in a month, 4.5 were measured.
func ExampleService_ReceiveQuality() {
	ctx := context.Background()
	office := officeAt(on("11T09:00"))
	_, err := office.Register(ctx, sla.Registration{Agreement: extranet(sla.AtOnce), From: calendar.MustParse("2026-01-01"),
		Fees: map[string]money.Amount{charge: money.Must("200.00 EUR")}})
	if err != nil {
		log.Fatal(err)
	}
	assessed, err := office.ReceiveQuality(ctx, sla.QualityReport{ID: "report-1", Agreement: "extranet-a", Outages: []downtime.Outage{
		{ID: "outage-1", Feature: "Mail", Start: on("10T08:00"), End: on("10T12:30")}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(assessed[0].State, assessed[0].Results[0].Measured.Text)
	violations, err := office.ViolationsOf(ctx, "dealer-a")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(violations[0].State, violations[0].Total)
	// Output:
	// violated 4 h 30 min
	// settled 4.00 EUR
}

// A threshold is crossed (section 4.2.2): the customer's priority and the extent decide whether the customer is told.
func ExampleService_ReceiveAlarm() {
	ctx := context.Background()
	office := officeAt(on("11T09:00"))
	if _, err := office.Register(ctx, registration(extranet(sla.AtOnce))); err != nil {
		log.Fatal(err)
	}
	a, err := office.ReceiveAlarm(ctx, sla.AlarmReport{ID: "alarm-1", Customer: "dealer-a", Metric: "utilisation", Value: money.Count(85)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.State, a.Extent)
	a, err = office.TakePriority(ctx, a.ID, sla.CustomerPriority{Value: sla.PriorityHighest, Reasons: []fault.Reason{{Code: "RETENTION-PRIO-01", Message: "one of the largest customers"}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.State)
	fmt.Println(a.Reasons[2])
	// Output:
	// received large
	// disclosed
	// SLA-TELL-01 an important customer, and a large extent: the priority is 0 (highest), the extent large
}

// Report the performance (3.7.3), on request.
func ExampleService_ReportOnRequest() {
	ctx := context.Background()
	office := officeAt(on("11T09:00"))
	if _, err := office.Register(ctx, registration(extranet(sla.AtOnce))); err != nil {
		log.Fatal(err)
	}
	reports, err := office.ReportOnRequest(ctx, "dealer-a", "", time.Time{})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range reports[0].Results {
		fmt.Println(r.Name, r.State)
	}
	// Output:
	// Time without mail met
	// Utilisation noData
	// Time to repair met
}
