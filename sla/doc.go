// Package sla is Customer QoS/SLA Management (3.7): it holds what was delivered against what was agreed, finds violations and what
// they are worth, warns before, announces maintenance, and reports to customers. It owns agreements on service levels, what is
// known of their periods, reports and remedies. It does not own the repair of faults (Problem Handling), the bill that a remedy
// changes (Billing & Collections), nor the measuring itself. How outages are counted is package sla/downtime, what is made of
// samples package sla/sample, what the law gives the customer package sla/compensation, terms written in YAML package sla/yaml.
//
// Four hours without mail are allowed in a month; four and a half were measured:
//
//	counting := downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{downtime.StepMerge, downtime.StepClip},
//		MergeGap: new(calendar.Span(0)), Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}
//	mail := sla.AllowedDowntime("mail", "Time without mail", counting, money.Count(4), "basic charge", money.MustRate("2%"))
//	terms := sla.Agreement{ID: "bmw-extranet", Version: "1", Name: "BMW extranet", Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"},
//		Fees: []string{"basic charge"}, Objectives: []sla.Objective{mail}, Stacking: sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum},
//		Rounding: new(money.HalfUp), Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtPeriodEnd}
//	known := sla.Record{Outages: []downtime.Outage{{ID: "o-1", Start: begun, End: begun.Add(270 * time.Minute)}},
//		Fees: map[string]money.Amount{"basic charge": money.Must("200.00 EUR")}}
//	report, err := sla.Evaluate(terms, known, march, march.End()) // every second accounted for, every fault at once
//	fmt.Println(report.Results[0].Say("en"), report.Total)         // the target is missed: 4 h 30 min, at most 4 h is asked for 4.00 EUR
//
// # Nothing is assumed
//
// Published agreements disagree on the denominator, on which side of a tier its edge lies, on what is excluded, on stacking, caps,
// minimums and deadlines. Each of these is a field that must be filled; Agreement.Check names every one that is not, with its
// choices, and every contradiction. The shapes (TieredAvailability, PerStartedStep, DaysOfCredit, AllowedDowntime,
// RepairedWithin) fill in what the shape is.
//
// # Exact
//
// Figures are compared as fractions, never rounded; Measure.Text shows as many digits as keep the figure on its side of the target.
// Money is rounded once a remedy, by the mode the agreement names.
//
// # Late news
//
// Evaluate is a pure function: a closed period can be evaluated again when an outage or an exclusion comes to light. What then
// has to be handed over is the Difference, never a second remedy. Stream is the same evaluation for what comes in piece by piece,
// in bounded memory; for a period that is not over the report has a Forecast.
//
// Where a cap is shared by several periods (ContractCap), the record says what the others were granted, earlier or later ones: a
// period that is evaluated again gets no more than they have left, and all of them together never more than the cap.
//
// # The service
//
// New makes the service on a store: Register, ReceiveQuality, ReceiveAlarm, GivePriority, Announce, MakeReport, ClaimRemedy, and
// Due for what time brings. It uses the rules above; who has tables of their own uses the rules without it.
package sla
