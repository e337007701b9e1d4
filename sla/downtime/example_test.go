package downtime_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func Example() {
	from := calendar.MustParse("2026-03-01")
	march, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) }
	rules := downtime.Counting{
		Begin:       downtime.BeginStart,
		Degraded:    downtime.DegradedFull,
		Order:       []downtime.Step{downtime.StepMerge, downtime.StepClip, downtime.StepExclude, downtime.StepMinimum},
		MergeGap:    new(calendar.Span(0)),
		Rules:       []downtime.Rule{{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour)}},
		Minimum:     &downtime.Minimum{Least: calendar.Span(5 * time.Minute), Counts: downtime.MinimumAtLeast, Of: downtime.OfStretch},
		Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
	}
	outages := []downtime.Outage{
		{ID: "o-1", Start: at(3, 10, 0), End: at(3, 12, 0)},
		{ID: "o-2", Start: at(9, 1, 0), End: at(9, 4, 3)},
		{ID: "o-3", Start: at(20, 8, 0), End: at(20, 8, 4)},
	}
	maintenance := []downtime.Exclusion{
		{ID: "m-1", Cause: downtime.ScheduledMaintenance, Start: at(9, 0, 0), End: at(9, 4, 0), Announced: at(2, 0, 0)},
	}
	ledger, err := rules.Count(outages, maintenance, march, march.End())
	if err != nil {
		fmt.Println(err) // errors.Is(err, fault.ErrInvalid)
		return
	}
	fmt.Println(ledger.Down, "of", ledger.Denominator)
	for _, line := range ledger.Lines {
		fmt.Println(line.Outage, line.Raw, line.Counted)
		for _, removal := range line.Removals {
			fmt.Println("  -", removal.Removed, removal.Why.Message)
		}
	}
	// Output:
	// 2h of 743h
	// o-1 2h 2h
	// o-2 3h3m 0s
	//   - 3h is excluded by "m-1" for the cause "scheduledMaintenance"
	//   - 3m the stretch without a break is shorter than 5m
	// o-3 4m 0s
	//   - 4m the stretch without a break is shorter than 5m
}

var _ = json.Marshal
