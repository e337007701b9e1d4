package sla_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func whole(n int64) *big.Rat { return big.NewRat(n, 1) }

func TestRemedy_Kinds(t *testing.T) {
	t.Parallel()
	feb := month(t, "2026-02-01", "UTC") // 28 days
	count := func(n int64) *money.Quantity { return new(money.Count(n)) }
	tests := []struct {
		name  string
		worth sla.Worth
		value sla.Value
		step  *sla.Step
		mode  money.Mode
		want  string
	}{
		{"per cent of a fee", sla.Worth{Kind: sla.PercentOfFee, Fee: "fee"}, sla.Value{Rate: new(money.MustRate("12.5%"))}, nil, money.HalfUp, "12.50 EUR"},
		{"fixed", sla.Worth{Kind: sla.Fixed}, sla.Value{Amount: new(money.Must("5.00 EUR"))}, nil, money.HalfUp, "5.00 EUR"},
		{"fixed, per started hour beyond 4 h", sla.Worth{Kind: sla.Fixed}, sla.Value{Amount: new(money.Must("5.00 EUR"))}, &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Started}, money.HalfUp, "15.00 EUR"},
		{"fixed, per full hour beyond 4 h", sla.Worth{Kind: sla.Fixed}, sla.Value{Amount: new(money.Must("5.00 EUR"))}, &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Full}, money.HalfUp, "10.00 EUR"},
		{"fixed, per full hour from the beginning", sla.Worth{Kind: sla.Fixed}, sla.Value{Amount: new(money.Must("5.00 EUR"))}, &sla.Step{Size: money.Count(1), From: sla.FromZero, Count: sla.Full}, money.HalfUp, "30.00 EUR"},
		{"a multiple of the whole fee", sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.WholeFee}, sla.Value{Times: count(3)}, nil, money.HalfUp, "300.00 EUR"},
		{"a multiple of what was paid for the down time", sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime}, sla.Value{Times: count(10)}, nil, money.HalfUp, "9.67 EUR"}, // 10 × 100 × 6.5/672
		{"the same rounded down", sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime}, sla.Value{Times: count(10)}, nil, money.Down, "9.67 EUR"},
		{"the same rounded up", sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime}, sla.Value{Times: count(10)}, nil, money.Up, "9.68 EUR"},
		{"days of a thirtieth", sla.Worth{Kind: sla.DaysOfFee, Fee: "fee", Day: sla.Thirtieth}, sla.Value{Days: count(2)}, nil, money.HalfUp, "6.67 EUR"},
		{"days of the month as it is", sla.Worth{Kind: sla.DaysOfFee, Fee: "fee", Day: sla.Actual}, sla.Value{Days: count(2)}, nil, money.HalfUp, "7.14 EUR"},
		{"steps are rounded once, not each", sla.Worth{Kind: sla.DaysOfFee, Fee: "fee", Day: sla.Thirtieth}, sla.Value{Days: count(1)}, &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Started}, money.HalfUp, "10.00 EUR"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := sla.AllowedDowntime("d", "D", plainly(), money.Count(4), "fee", money.MustRate("2%"))
			o.Consequences = []sla.Consequence{{Worth: tt.worth, Tiers: []sla.Tier{{Value: tt.value}}, Step: tt.step}}
			a := agreement("UTC", o)
			a.Rounding = new(tt.mode)
			report := evaluate(t, a, withoutService("2026-02-10T00:00:00Z", 6*time.Hour+30*time.Minute, "100.00 EUR"), feb, feb.End())
			assert.Equal(t, money.Must(tt.want), report.Total)
		})
	}
}

func TestRemedy_NothingDue(t *testing.T) {
	t.Parallel()
	feb := month(t, "2026-02-01", "UTC")
	o := sla.AllowedDowntime("d", "D", plainly(), money.Count(4), "fee", money.MustRate("2%"))
	o.Consequences[0].Tiers[0].When = []sla.Bound{bound(sla.GreaterOrEqual, "8")}
	r := withoutService("2026-02-10T00:00:00Z", 6*time.Hour, "100.00 EUR")
	codes := func(o sla.Objective) (found []string) {
		report := evaluate(t, agreement("UTC", o), r, feb, feb.End())
		assert.Empty(t, report.Remedies)
		for _, reason := range report.Results[0].Reasons {
			found = append(found, reason.Code)
		}
		return found
	}
	assert.Equal(t, []string{sla.CodeViolated, sla.CodeNoTier}, codes(o))
	o.Consequences[0].Tiers[0].When = nil
	o.Consequences[0].Step = &sla.Step{Size: money.Count(3), From: sla.FromTarget, Count: sla.Full}
	assert.Equal(t, []string{sla.CodeViolated, sla.CodeNoStep}, codes(o))
}

func TestRemedy_StackingCapAndMinimum(t *testing.T) {
	t.Parallel()
	feb := month(t, "2026-02-01", "UTC")
	one := func(id, rate string) sla.Objective {
		return sla.AllowedDowntime(id, id, plainly(), money.Count(4), "fee", money.MustRate(rate))
	}
	fixed := func(amount string) sla.Cap {
		return sla.Cap{Worth: sla.Worth{Kind: sla.Fixed}, Value: sla.Value{Amount: new(money.Must(amount))}}
	}
	tests := []struct {
		name  string
		make  func(*sla.Agreement)
		want  []string // what the objectives are worth: 10 %, 30 %, 30 %, 20 % of 100 EUR
		codes []string
	}{
		{"they add up", func(*sla.Agreement) {}, []string{"10.00 EUR", "30.00 EUR", "30.00 EUR", "20.00 EUR"}, nil},
		{"the largest stays, of equal ones the first", func(a *sla.Agreement) { a.Stacking = sla.Max }, []string{"0.00 EUR", "30.00 EUR", "0.00 EUR", "0.00 EUR"}, []string{sla.CodeStacking, sla.CodeStacking, sla.CodeStacking}},
		{"the first stays", func(a *sla.Agreement) { a.Stacking = sla.First }, []string{"10.00 EUR", "0.00 EUR", "0.00 EUR", "0.00 EUR"}, []string{sla.CodeStacking, sla.CodeStacking, sla.CodeStacking}},
		{"a cap takes the last ones", func(a *sla.Agreement) { a.Cap = fixed("55.50 EUR") }, []string{"10.00 EUR", "30.00 EUR", "15.50 EUR", "0.00 EUR"}, []string{sla.CodeCap, sla.CodeCap}},
		{"a cap just reached takes nothing", func(a *sla.Agreement) { a.Cap = fixed("90.00 EUR") }, []string{"10.00 EUR", "30.00 EUR", "30.00 EUR", "20.00 EUR"}, nil},
		{"an objective's own cap comes first", func(a *sla.Agreement) { a.Objectives[1].Cap = new(fixed("5.00 EUR")); a.Stacking = sla.Max }, []string{"0.00 EUR", "0.00 EUR", "30.00 EUR", "0.00 EUR"}, []string{sla.CodeStacking, sla.CodeObjectiveCap, sla.CodeStacking, sla.CodeStacking}},
		{"the minimum is paid", func(a *sla.Agreement) {
			a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.GreaterOrEqual, Amount: new(money.Must("90.00 EUR"))}
		}, []string{"10.00 EUR", "30.00 EUR", "30.00 EUR", "20.00 EUR"}, nil},
		{"what must be more than the minimum is not", func(a *sla.Agreement) {
			a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.Greater, Amount: new(money.Must("90.00 EUR"))}
		}, []string{"0.00 EUR", "0.00 EUR", "0.00 EUR", "0.00 EUR"}, []string{sla.CodeMinimum, sla.CodeMinimum, sla.CodeMinimum, sla.CodeMinimum}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := agreement("UTC", one("a", "10%"), one("b", "30%"), one("c", "30%"), one("d", "20%"))
			tt.make(&a)
			report := evaluate(t, a, withoutService("2026-02-10T00:00:00Z", 5*time.Hour, "100.00 EUR"), feb, feb.End())
			var amounts, codes []string
			for _, r := range report.Remedies {
				amounts = append(amounts, r.Amount.String())
				for _, less := range r.Reductions {
					codes = append(codes, less.Code)
				}
			}
			assert.Equal(t, tt.want, amounts)
			assert.Equal(t, tt.codes, codes)
		})
	}
}

// TestRemedy_AWSMinimum has the edge of "greater than one dollar ($1 USD)".
func TestRemedy_AWSMinimum(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	for fee, want := range map[string]bool{"10.00 USD": false, "10.04 USD": false, "10.05 USD": true} {
		report := evaluate(t, awsCompute(), withoutService("2026-04-10T00:00:00Z", time.Hour, fee), april, april.End())
		assert.Equal(t, want, report.Total.Sign() > 0, fee)
	}
}

func TestRemedy_SeveralConsequencesOfOneObjective(t *testing.T) {
	t.Parallel()
	feb := month(t, "2026-02-01", "UTC")
	o := sla.AllowedDowntime("d", "D", plainly(), money.Count(4), "fee", money.MustRate("2%"))
	o.Consequences = append(o.Consequences, sla.Consequence{Worth: sla.Worth{Kind: sla.Fixed}, Tiers: []sla.Tier{{Value: sla.Value{Amount: new(money.Must("5.00 EUR"))}}}})
	for stacking, want := range map[sla.Stacking]string{sla.Sum: "7.00 EUR", sla.Max: "5.00 EUR", sla.First: "2.00 EUR"} {
		o.Stacking = stacking
		report := evaluate(t, agreement("UTC", o), withoutService("2026-02-10T00:00:00Z", 5*time.Hour, "100.00 EUR"), feb, feb.End())
		assert.Equal(t, money.Must(want), report.Total)
		assert.Len(t, report.Remedies, 2)
	}
}

func TestRemedy_FeesOfSeveralCurrencies(t *testing.T) {
	t.Parallel()
	feb := month(t, "2026-02-01", "UTC")
	a := agreement("UTC", sla.AllowedDowntime("a", "A", plainly(), money.Count(4), "fee", money.MustRate("2%")), sla.AllowedDowntime("b", "B", plainly(), money.Count(4), "other", money.MustRate("2%")))
	a.Fees = []string{"fee", "other"}
	r := withoutService("2026-02-10T00:00:00Z", 5*time.Hour, "100.00 EUR")
	r.Fees["other"] = money.Must("100.00 USD")
	_, err := sla.Evaluate(a, r, feb, feb.End())
	assert.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"fee.other"}, etomtest.Paths(err))
	r.Fees["other"] = money.Must("100.00 EUR")
	a.Minimum = sla.Minimum{Kind: sla.MinimumAmount, Operator: sla.Greater, Amount: new(money.Must("1.00 USD"))}
	_, err = sla.Evaluate(a, r, feb, feb.End())
	assert.Equal(t, []string{"fee"}, etomtest.Paths(err), "the agreement is in another currency")
}

func TestClaim_Deadline(t *testing.T) {
	t.Parallel()
	hours, err := calendar.NewHours(calendar.HoursSpec{Name: "office", Version: "1", Zone: "Europe/Berlin", Region: "DE-BY",
		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"), calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
	require.NoError(t, err)
	tests := []struct {
		name  string
		claim sla.Claim
		want  string // the first instant at which it is too late
	}{
		{"unasked", sla.Claim{Kind: sla.Automatic}, "0001-01-01T00:00:00Z"},
		{"7 calendar days behind the period", sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.CalendarDays, From: sla.FromPeriodEnd}, "2026-04-08T00:00:00+02:00"},
		{"7 calendar days behind the incident", sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.CalendarDays, From: sla.FromIncident}, "2026-03-28T00:00:00+01:00"},
		{"10 calendar days behind it, over the night the clocks change", sla.Claim{Kind: sla.OnClaim, Within: 10, Unit: sla.CalendarDays, From: sla.FromIncident}, "2026-03-31T00:00:00+02:00"},
		{"7 business days behind the month's end (Cogent): Good Friday, 3 April, and Easter Monday do not count", sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.WorkingDays, From: sla.FromPeriodEnd, Hours: &hours}, "2026-04-14T00:00:00+02:00"},
		{"the end of the second billing cycle behind (AWS)", sla.Claim{Kind: sla.OnClaim, Within: 2, Unit: sla.BillingCycles, From: sla.FromPeriodEnd}, "2026-06-01T00:00:00+02:00"},
	}
	march := month(t, "2026-03-01", "Europe/Berlin")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := bmw()
			a.Claim = tt.claim
			r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{
				down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour), down("o-2", "Mail", "2026-03-20T22:00:00+01:00", time.Hour)}}
			report := evaluate(t, a, r, march, march.End())
			assert.Equal(t, instant(tt.want), report.Remedies[0].ClaimBy)
			assert.Equal(t, tt.claim.Kind, report.Claim)
		})
	}
}

func TestRepair_BelongsToOnePeriodWhole(t *testing.T) {
	t.Parallel()
	march, april := month(t, "2026-03-01", "Europe/Berlin"), month(t, "2026-04-01", "Europe/Berlin")
	terms := func(b sla.Belongs) sla.Agreement {
		return agreement("Europe/Berlin", sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromRepairs, Belongs: b}, money.Count(8), "fee", money.MustRate("5%")))
	}
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 EUR")}, Repairs: []sla.Repair{
		{ID: "t-1", Reported: instant("2026-03-31T20:00:00+02:00"), Restored: instant("2026-04-01T06:00:00+02:00")}, // 10 h, over the period's end
		{ID: "t-2", Reported: instant("2026-03-30T20:00:00+02:00"), Restored: instant("2026-03-31T04:00:00+02:00")}, // 8 h exactly
	}}
	asOf := instant("2026-04-02T00:00:00+02:00")
	for _, tt := range []struct {
		belongs   sla.Belongs
		in, notIn calendar.Period
	}{{sla.ByStart, march, april}, {sla.ByEnd, april, march}} {
		report := evaluate(t, terms(tt.belongs), r, tt.in, asOf)
		assert.Equal(t, "10 h", report.Results[0].Measured.Text)
		assert.Equal(t, money.Must("5.00 EUR"), report.Total)
		assert.Equal(t, "t-1", report.Remedies[0].Fault)
		assert.False(t, evaluate(t, terms(tt.belongs), r, tt.notIn, asOf).Violated())
	}
	assert.Equal(t, sla.CodeNoFault, evaluate(t, terms(sla.ByEnd), sla.Record{Fees: r.Fees}, march, asOf).Results[0].Reasons[0].Code)
}

func TestRepair_OpenFaults(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	each := sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.Count(4), "fee", money.MustRate("5%"))
	mean := each
	mean.ID, mean.Kind, mean.Consequences, mean.Cap = "mttr", sla.MeanTimeToRepair, nil, nil
	a := agreement("Europe/Berlin", each, mean)
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 EUR")}, Outages: []downtime.Outage{
		down("o-1", "", "2026-03-10T08:00:00+01:00", 2*time.Hour), down("o-2", "", "2026-03-11T08:00:00+01:00", 3*time.Hour),
		{ID: "o-3", Start: instant("2026-03-12T08:00:00+01:00")}}}
	report := evaluate(t, a, r, march, instant("2026-03-12T12:00:00+01:00"))
	assert.Equal(t, sla.Met, report.Results[0].State, "4 h so far are not more than 4 h")
	assert.Equal(t, "2 h 30 min", report.Results[1].Measured.Text, "the mean of those that are repaired")
	report = evaluate(t, a, r, march, instant("2026-03-12T12:00:01+01:00"))
	assert.Equal(t, sla.Violated, report.Results[0].State)
	assert.Equal(t, "o-3", report.Remedies[0].Fault)
}

func TestRepair_MeanIsPaidByTheWholeTime(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	o := slack(1, calendar.Month, plainly()).Objectives[0]
	o.Kind, o.Operator, o.Target, o.Unit = sla.MeanTimeToRepair, sla.LessOrEqual, money.Count(1), sla.Hours
	o.Repair = &sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("720.00 EUR")}, Outages: []downtime.Outage{
		down("o-1", "", "2026-04-10T08:00:00Z", 2*time.Hour), down("o-2", "", "2026-04-11T08:00:00Z", 4*time.Hour)}}
	report := evaluate(t, agreement("UTC", o), r, april, april.End())
	assert.Equal(t, "3 h", report.Results[0].Measured.Text)
	assert.Equal(t, money.Must("6.00 EUR"), report.Total, "a EUR an hour, for 6 h without service")
}

func TestRepair_EachFaultByItsOwnServiceHours(t *testing.T) {
	t.Parallel()
	office, err := calendar.NewHours(calendar.HoursSpec{Name: "office", Version: "1", Zone: "Europe/Berlin",
		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"), calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
	require.NoError(t, err)
	k := excluding(downtime.Rule{Cause: downtime.NoAccess})
	k.Order, k.Hours = append(k.Order, downtime.StepHours), &office
	a := agreement("Europe/Berlin", sla.RepairedWithin("repair", "Repair", k, sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByStart}, money.Count(6), "fee", money.MustRate("5%")))
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 EUR")},
		Repairs: []sla.Repair{
			{ID: "t-1", Reported: instant("2026-03-27T16:00:00+01:00"), Restored: instant("2026-03-30T12:00:00+02:00")}, // Friday to Monday: 2 h and 4 h
			{ID: "t-2", Reported: instant("2026-03-30T08:00:00+02:00"), Restored: instant("2026-03-30T16:00:00+02:00")}, // at the same time, less 2 h without access
		},
		Exclusions: []downtime.Exclusion{{ID: "x-1", Cause: downtime.NoAccess, Outage: "t-2", Start: instant("2026-03-30T09:00:00+02:00"), End: instant("2026-03-30T11:00:00+02:00")}}}
	report := evaluate(t, a, r, march, march.End())
	assert.Equal(t, sla.Met, report.Results[0].State)
	assert.Equal(t, []string{"6 h", "6 h"}, []string{report.Results[0].Faults[0].Time.Text, report.Results[0].Faults[1].Time.Text})
	assert.Empty(t, unaccounted(report))
}

// TestProperty_WorthIsRoundedOnce holds amounts against fractions that are rounded at the very end.
func TestProperty_WorthIsRoundedOnce(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "UTC")
	rapid.Check(t, func(t *rapid.T) {
		fee := rapid.Int64Range(0, 10_000_000).Draw(t, "fee")
		n := rapid.Int64Range(1, 999).Draw(t, "n")
		hours := rapid.Int64Range(1, 700).Draw(t, "hours")
		kind := rapid.IntRange(0, 4).Draw(t, "kind")
		kinds := []struct {
			worth sla.Worth
			value sla.Value
			of    *big.Rat // of the fee, for each step
		}{
			{sla.Worth{Kind: sla.PercentOfFee, Fee: "fee"}, sla.Value{Rate: new(money.MustRate(fmt.Sprintf("0.%03d", n)))}, big.NewRat(n, 1000)},
			{sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.WholeFee}, sla.Value{Times: new(money.Count(n))}, whole(n)},
			{sla.Worth{Kind: sla.MultipleOfFee, Fee: "fee", Basis: sla.FeeOfDowntime}, sla.Value{Times: new(money.Count(n))}, big.NewRat(n*hours, 744)},
			{sla.Worth{Kind: sla.DaysOfFee, Fee: "fee", Day: sla.Thirtieth}, sla.Value{Days: new(money.Count(n))}, big.NewRat(n, 30)},
			{sla.Worth{Kind: sla.DaysOfFee, Fee: "fee", Day: sla.Actual}, sla.Value{Days: new(money.Count(n))}, big.NewRat(n, 31)},
		}
		o := sla.AllowedDowntime("d", "D", plainly(), money.Count(0), "fee", money.MustRate("1%"))
		o.Consequences = []sla.Consequence{{Worth: kinds[kind].worth, Tiers: []sla.Tier{{Value: kinds[kind].value}}, Step: &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Started}}}
		amount, err := money.FromMinor(fee, money.MustCurrency("EUR"))
		require.NoError(t, err)
		r := withoutService("2026-03-01T00:00:00Z", time.Duration(hours)*time.Hour, "0.00 EUR")
		r.Fees["fee"] = amount
		report, err := sla.Evaluate(agreement("UTC", o), r, march, march.End())
		require.NoError(t, err)
		exact := whole(fee * hours)
		exact.Mul(exact, kinds[kind].of)
		exact.Add(exact, big.NewRat(1, 2)) // half up
		want := new(big.Int).Div(exact.Num(), exact.Denom())
		got, err := report.Total.MinorUnits()
		require.NoError(t, err)
		require.Equal(t, want.Int64(), got)
	})
}

// TestProperty_DeadlinesGrow holds that a longer window never ends sooner, and that every one ends with a day.
func TestProperty_DeadlinesGrow(t *testing.T) {
	t.Parallel()
	always, err := calendar.AlwaysOpen("America/Santiago")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		a := bmw()
		a.Cycle.Zone = "America/Santiago"
		p, err := a.Cycle.Period(instant("2026-01-15T12:00:00Z").AddDate(0, rapid.IntRange(0, 24).Draw(t, "month"), 0))
		require.NoError(t, err)
		r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{{ID: "o-1", Start: p.Start(), End: p.Start().Add(5 * time.Hour)}}}
		a.Claim = sla.Claim{Kind: sla.OnClaim, Unit: rapid.SampledFrom([]sla.WindowUnit{sla.CalendarDays, sla.WorkingDays, sla.BillingCycles}).Draw(t, "unit"), From: sla.FromPeriodEnd}
		if a.Claim.Unit == sla.WorkingDays {
			a.Claim.Hours = &always
		}
		last := p.End()
		zone, err := calendar.LoadZone(a.Cycle.Zone)
		require.NoError(t, err)
		for _, n := range []int{1, 2, 10, 40} {
			a.Claim.Within = n
			report, err := sla.Evaluate(a, r, p, p.End())
			require.NoError(t, err)
			by := report.Remedies[0].ClaimBy
			require.True(t, by.After(last))
			require.Equal(t, calendar.FirstInstant(calendar.DateOf(by, zone), zone), by, "the first instant of a day")
			last = by
		}
	})
}

func TestDifference_RefusesReportsOfDifferentThings(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour)}}
	report := evaluate(t, bmw(), r, march, march.End())
	_, err := sla.Difference(report, sla.Report{})
	assert.Equal(t, []string{"now", "agreement", "customer", "period"}, etomtest.Paths(err))
	other := report
	other.Customer = "c-2"
	_, err = sla.Difference(report, other)
	assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
	r.Fees[basicCharge] = money.Must("200.00 USD")
	_, err = sla.Difference(report, evaluate(t, bmw(), r, march, march.End()))
	assert.ErrorIs(t, err, fault.ErrInvalid, "of two currencies")
}

func TestDifference_SaysWhatBecame(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	a := bmw()
	a.Objectives[0].Consequences[0].Step = &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Started}
	of := func(d time.Duration) sla.Report {
		r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", d)}}
		return evaluate(t, a, r, march, march.End())
	}
	little, much, none := of(5*time.Hour), of(7*time.Hour), of(4*time.Hour)
	for _, tt := range []struct {
		before, now  sla.Report
		code, amount string
	}{
		{sla.Report{}, little, sla.CodeGranted, "4.00 EUR"},
		{little, much, sla.CodeRaised, "8.00 EUR"},
		{much, little, sla.CodeLowered, "-8.00 EUR"},
		{much, none, sla.CodeWithdrawn, "-12.00 EUR"},
		{none, little, sla.CodeGranted, "4.00 EUR"},
	} {
		adjustments, err := sla.Difference(tt.before, tt.now)
		require.NoError(t, err)
		require.Len(t, adjustments, 1)
		assert.Equal(t, tt.code, adjustments[0].Code)
		assert.Equal(t, money.Must(tt.amount), adjustments[0].Amount)
		assert.Equal(t, basicCharge, adjustments[0].Fee)
	}
}
