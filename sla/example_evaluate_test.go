package sla_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func Example() {
	from := calendar.MustParse("2026-03-01")
	march, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	begun := time.Date(2026, 3, 10, 7, 0, 0, 0, time.UTC)

	counting := downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{downtime.StepMerge, downtime.StepClip},
		MergeGap: new(calendar.Span(0)), Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}
	mail := sla.AllowedDowntime("mail", "Time without mail", counting, money.Count(4), "basic charge", money.MustRate("2%"))
	terms := sla.Agreement{ID: "bmw-extranet", Version: "1", Name: "BMW extranet", Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"},
		Fees: []string{"basic charge"}, Objectives: []sla.Objective{mail}, Stacking: sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum},
		Rounding: new(money.HalfUp), Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtPeriodEnd}
	known := sla.Record{Outages: []downtime.Outage{{ID: "o-1", Start: begun, End: begun.Add(270 * time.Minute)}},
		Fees: map[string]money.Amount{"basic charge": money.Must("200.00 EUR")}}
	report, err := sla.Evaluate(terms, known, march, march.End())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Results[0].Say("en"), report.Total)
	// Output: the target is missed: 4 h 30 min, at most 4 h is asked for 4.00 EUR
}

// Late news: an outage turns out to be the customer's own, a month after the remedy was handed over.
func ExampleDifference() {
	terms, march := bmw(), period("2026-03-01")
	counting := excluding(downtime.Rule{Cause: downtime.Customer, Confirmed: true})
	terms.Objectives[0].Counting = &counting
	known := sla.Record{Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour)},
		Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}}
	first, err := sla.Evaluate(terms, known, march, march.End())
	if err != nil {
		fmt.Println(err)
		return
	}
	known.Exclusions = []downtime.Exclusion{{ID: "x-1", Cause: downtime.Customer, Outage: "o-1", Start: known.Outages[0].Start, End: known.Outages[0].End, Confirmed: true}}
	second, err := sla.Evaluate(terms, known, march, march.End().AddDate(0, 1, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, reports := range [][2]sla.Report{{{}, first}, {first, first}, {first, second}} {
		adjustments, err := sla.Difference(reports[0], reports[1])
		fmt.Println(len(adjustments), err)
		for _, a := range adjustments {
			fmt.Println(a.Code, a.Amount)
		}
	}
	// Output:
	// 1 <nil>
	// SLA-GRANTED 4.00 EUR
	// 0 <nil>
	// 1 <nil>
	// SLA-WITHDRAWN -4.00 EUR
}

func ExampleReadAgreement() {
	_, err := sla.ReadAgreement([]byte(`{
  "id": "a-1", "version": 1, "name": "Mail",
  "cycle": {"unit": "month", "zone": "Europe/Berlin"},
  "objective": [{"id": "mail", "name": "Mail", "kind": "outages", "counting": {"begin": "start", "degraded": "full", "order": ["clip"],
    "denominator": {"kind": "period"}}, "operator": ".le", "target": "-1"}],
  "staking": "sum", "cap": {"kind": "none"}, "contractCap": {"kind": "none"}, "minimum": {"kind": "none"}, "rounding": "half-up", "claim": {"kind": "automatic"}, "settle": "atOnce"
}`))
	var invalid *fault.Invalid
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			fmt.Println(f)
		}
	}
	// Output:
	// stacking: line 1: must be one of sum, max, first (ETOM-REQUIRED)
	// version: line 2: must be a text (ETOM-FORMAT)
	// objective[0].target: line 5: must not be negative (ETOM-RANGE)
	// staking: line 6: is not a field here; there are id, version, customer, name, de, cycle, feature, fee, objective, stacking, cap, contractCap, minimum, rounding, claim, settle, burn (ETOM-UNKNOWN)
}

// A provider of the cloud: 10 % of the bill below 99.99 %, 30 % below 99 %, all of it below 95 %.
func ExampleTieredAvailability() {
	counting := plainly()
	o := sla.TieredAvailability("uptime", "Uptime", counting, "bill",
		sla.Credit{Below: money.MustQuantity("99.99"), Rate: money.MustRate("10%")},
		sla.Credit{Below: money.MustQuantity("99"), Rate: money.MustRate("30%")},
		sla.Credit{Below: money.MustQuantity("95"), Rate: money.MustRate("100%")})
	for _, tier := range o.Consequences[0].Tiers {
		fmt.Println(tier.Rate, tier.When)
	}
	// Output:
	// 10% [{.lt 99.99} {.ge 99}]
	// 30% [{.lt 99} {.ge 95}]
	// 100% [{.lt 95}]
}
