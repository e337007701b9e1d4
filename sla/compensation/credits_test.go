package compensation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/compensation"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// week is one complete outage of almost a week, that both the law and the contract give something for.
var week = downtime.Outage{ID: "f-1", Start: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), End: time.Date(2026, time.March, 8, 8, 0, 0, 0, time.UTC)}

// contract evaluates March: at most 4 h without service, beyond them a tenth of the fee.
func contract() (sla.Report, error) {
	counting := downtime.Counting{Begin: downtime.BeginStart, Degraded: downtime.DegradedFull, Order: []downtime.Step{downtime.StepMerge, downtime.StepClip},
		MergeGap: new(calendar.Span(0)), Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod}}
	line := sla.AllowedDowntime("line", "Time without service", counting, money.Count(4), "fee", money.MustRate("10%"))
	a := sla.Agreement{ID: "a-1", Version: "1", Name: "line", Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}, Fees: []string{"fee"},
		Objectives: []sla.Objective{line}, Stacking: sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum}, Rounding: new(money.HalfUp),
		Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtPeriodEnd}
	march, err := a.Cycle.Period(week.Start)
	if err != nil {
		return sla.Report{}, err
	}
	return sla.Evaluate(a, sla.Record{Outages: []downtime.Outage{week}, Fees: map[string]money.Amount{"fee": money.Must("39.90 EUR")}}, march, march.End())
}

func law() (compensation.Result, error) {
	germany, err := compensation.Germany(compensation.GermanyTerms{RestoredDay: compensation.WholeDays})
	if err != nil {
		return compensation.Result{}, err
	}
	return compensation.Compute([]compensation.Scheme{germany}, compensation.Facts{Customer: compensation.Consumer,
		Faults: []compensation.Fault{{ID: week.ID, Reported: week.Start, Restored: week.End, Complete: true}}}, money.Must("39.90 EUR"), week.End)
}

// What the contract gives back of the fee is set off against what the law gives, TKG section 58 (3).
func ExampleCreditsOf() {
	report, err := contract()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := law()
	if err != nil {
		fmt.Println(err)
		return
	}
	settled, err := compensation.SetOff(result, compensation.CreditsOf(report, "f-1", compensation.PriceReduction))
	fmt.Println(report.Total, "by the contract,", result.Total, "by the law,", settled.Owed, "still owed", err)
	// Output: 3.99 EUR by the contract, 20.00 EUR by the law, 16.01 EUR still owed <nil>
}

func TestCreditsOf_a_remedy_is_set_off_once(t *testing.T) {
	t.Parallel()
	report, err := contract()
	require.NoError(t, err)
	result, err := law()
	require.NoError(t, err)
	credits := compensation.CreditsOf(report, "f-1", compensation.Contractual)
	require.Len(t, credits, 1)
	settled, err := compensation.SetOff(result, credits)
	require.NoError(t, err)
	assert.Equal(t, result.Total, settled.Owed, "what the contract gives beside the law is the customer's")

	_, err = compensation.SetOff(result, append(credits, compensation.CreditsOf(report, "f-2", compensation.PriceReduction)...))
	assert.ErrorIs(t, err, fault.ErrInvalid, "the remedy of a month is not taken for each of its faults")
}
