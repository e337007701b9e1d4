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

// TestRemedy_OfUnrulyWeights has shares of users whose denominators multiply beyond what a machine word holds.
func TestRemedy_OfUnrulyWeights(t *testing.T) {
	t.Parallel()
	k := plainly()
	k.Degraded, k.Order, k.Overlap = downtime.DegradedWeighed, append(k.Order, downtime.StepWeigh), downtime.OverlapMax
	r := withoutService("2026-04-04T12:00:00Z", time.Hour, "1000.00 USD")
	r.Outages[0].Weight = new(downtime.MustRatio("339450/678901"))
	r.Outages = append(r.Outages, down("o-2", "", "2026-04-05T12:00:00Z", time.Hour+time.Microsecond))
	r.Outages[1].Weight = new(downtime.MustRatio("339473/678947"))
	april := month(t, "2026-04-01", "America/Los_Angeles")
	report := evaluate(t, slack(100, calendar.Month, k), r, april, april.End())
	assert.Equal(t, money.Must("138.89 USD"), report.Total, "a little less than an hour of 720, 100 times")
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
		a := agreement("UTC", o)
		a.Rounding = new(rapid.SampledFrom([]money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Down}).Draw(t, "mode"))
		report, err := sla.Evaluate(a, r, march, march.End())
		require.NoError(t, err)
		exact := whole(fee * hours)
		exact.Mul(exact, kinds[kind].of)
		got, err := report.Total.MinorUnits()
		require.NoError(t, err)
		require.Equal(t, cents(exact, *a.Rounding), got)
	})
}

// cents rounds a number that is not negative.
func cents(exact *big.Rat, mode money.Mode) int64 {
	below, rest := new(big.Int).QuoRem(exact.Num(), exact.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(exact.Denom())
	up := map[money.Mode]bool{
		money.HalfUp: half >= 0, money.HalfEven: half > 0 || half == 0 && below.Bit(0) == 1, money.Up: rest.Sign() > 0, money.Down: false,
	}[mode]
	if up {
		return below.Int64() + 1
	}
	return below.Int64()
}
