package downtime_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func Example() {
	from := calendar.MustParse("2026-03-01")
	march, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	on := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	outages := []downtime.Outage{{ID: "o-1", Start: on(9, 1, 0), End: on(9, 4, 3)}}
	maintenance := []downtime.Exclusion{
		{ID: "m-1", Cause: downtime.ScheduledMaintenance, Start: on(9, 0, 0), End: on(9, 4, 0), Announced: on(2, 0, 0)},
	}
	rules := downtime.Counting{
		Begin:       downtime.BeginStart,
		Degraded:    downtime.DegradedFull,
		Order:       []downtime.Step{downtime.StepClip, downtime.StepExclude, downtime.StepMinimum},
		Rules:       []downtime.Rule{{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour)}},
		Minimum:     &downtime.Minimum{Least: calendar.Span(5 * time.Minute), Counts: downtime.MinimumAtLeast, Of: downtime.OfStretch},
		Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
	}
	ledger, err := rules.Count(outages, maintenance, march, on(31, 23, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ledger.Down, "of", ledger.Denominator)
	for _, removal := range ledger.Lines[0].Removals {
		fmt.Println(removal.Removed, removal.Why.Message)
	}

	// The minimum first: the outage is long enough, and its last three minutes count.
	rules.Order = []downtime.Step{downtime.StepClip, downtime.StepMinimum, downtime.StepExclude}
	ledger, err = rules.Count(outages, maintenance, march, on(31, 23, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ledger.Down, "of", ledger.Denominator)
	// Output:
	// 0s of 743h
	// 3h is excluded by "m-1" for the cause "scheduledMaintenance"
	// 3m belongs to a stretch without a break shorter than 5m
	// 3m of 743h
}

func ExampleCounting_Check() {
	var c fault.Check
	downtime.Counting{Begin: downtime.BeginStart, Order: []downtime.Step{downtime.StepClip, downtime.StepMerge}}.Check(&c, "objectives[0].counting")
	for _, f := range c.Fields() {
		fmt.Println(f.Path, f.Message)
	}
	// Output:
	// objectives[0].counting.degraded must say how an outage with a weight counts: full, none, weighed
	// objectives[0].counting.mergeGap must say how far apart outages may be and still be one: 0s for those that touch or overlap, or a span such as 5m
	// objectives[0].counting.denominator.kind must say what downtime is divided by: period, periodLessExclusions, serviceHours, serviceHoursLessExclusions, fixed
}

func ExampleLedger_Availability() {
	// Half of the customers for an hour, a third of them for another: 50 minutes of 43,200.
	rules := downtime.Counting{
		Begin:       downtime.BeginStart,
		Degraded:    downtime.DegradedWeighed,
		Order:       []downtime.Step{downtime.StepClip, downtime.StepWeigh},
		Denominator: downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: calendar.Span(43200 * time.Minute)},
	}
	from := calendar.MustParse("2026-04-01")
	april, err := calendar.NewPeriod(from, from.AddMonths(1), "UTC")
	if err != nil {
		fmt.Println(err)
		return
	}
	ledger, err := rules.Count([]downtime.Outage{
		{ID: "o-1", Start: april.Start(), End: april.Start().Add(time.Hour), Weight: new(downtime.MustRatio("50%"))},
		{ID: "o-2", Start: april.Start().Add(time.Hour), End: april.Start().Add(2 * time.Hour), Weight: new(downtime.MustRatio("1/3"))},
	}, nil, april, april.End())
	if err != nil {
		fmt.Println(err)
		return
	}
	availability, ok := ledger.Availability()
	fmt.Println(ledger.Down, ok, availability, "rounded for display:", availability.FloatString(4))
	// Output:
	// 50m true 863/864 rounded for display: 0.9988
}
