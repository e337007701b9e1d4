package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func TestForecast_OfTheDocumentsExample(t *testing.T) {
	t.Parallel()
	a := bmw()
	a.Burn = sla.SREBurnRates()
	april := month(t, "2026-04-01", "Europe/Berlin") // 720 h
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{
		down("o-1", "Mail", "2026-04-05T08:00:00+02:00", 2*time.Hour),
		{ID: "o-2", Feature: "Mail", Start: instant("2026-04-11T00:00:00+02:00").Add(-30 * time.Minute)},
	}}
	asOf := instant("2026-04-11T00:00:00+02:00") // a third of the month
	report := evaluate(t, a, r, april, asOf)
	assert.False(t, report.Closed)
	assert.True(t, !report.Violated() && !report.Warned())
	f := report.Results[0].Forecast
	require.NotNil(t, f)
	assert.Equal(t, []string{"4 h", "2 h 30 min", "1 h 30 min"}, []string{f.Budget.Whole.Text, f.Budget.Used.Text, f.Budget.Left.Text})
	assert.Equal(t, asOf.Add(90*time.Minute), f.IfOpen, "if the open outage goes on")
	assert.Equal(t, asOf.Add(144*time.Hour), f.ExhaustedAt, "2.5 h in 240 h, so 1.5 h in 144 h")
	assert.Equal(t, "7 h 30 min", f.Projected.Text)
	assert.Equal(t, sla.Violated, f.State)
	assert.Equal(t, sla.Stake{Now: money.Amount{}, Projected: money.Must("4.00 EUR")}, f.Stake)
	require.NotNil(t, f.Next)
	assert.Equal(t, []string{"4 h", "1 h 30 min", "4.00 EUR"}, []string{f.Next.At.Text, f.Next.Distance.Text, f.Next.Worth.String()})

	// 4 h of 720 h are the budget: an hour of the budget in an hour burns at 180.
	require.Len(t, f.Burn, 4)
	assert.Equal(t, []string{"90", "180"}, []string{f.Burn[0].OverLong.Text, f.Burn[0].OverShort.Text}, "30 min in the last hour, 5 min in the last five")
	assert.True(t, f.Burn[0].Burning)
	assert.Equal(t, []string{"1.25", "15"}, []string{f.Burn[3].OverLong.Text, f.Burn[3].OverShort.Text}, "30 min in 72 h and in 6 h")
	assert.Nil(t, evaluate(t, a, r, april, april.End()).Results[0].Forecast, "a closed period has none")
}

// Of the longest outage the budget is used up by the one that is open, however long another one was.
func TestForecast_IfOpenOfTheLongestOutage(t *testing.T) {
	t.Parallel()
	a := bmw()
	a.Objectives[0].Kind = sla.LongestOutage
	april := month(t, "2026-04-01", "Europe/Berlin")
	asOf := instant("2026-04-11T00:00:00+02:00")
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{
		down("o-1", "Mail", "2026-04-05T08:00:00+02:00", 3*time.Hour), {ID: "o-2", Feature: "Mail", Start: asOf.Add(-time.Hour)}}}
	f := evaluate(t, a, r, april, asOf).Results[0].Forecast
	assert.Equal(t, "1 h", f.Budget.Left.Text)
	assert.Equal(t, asOf.Add(3*time.Hour), f.IfOpen, "4 h less the hour that it has lasted")
}

// An outage that counts half uses the budget up half as fast.
func TestForecast_IfOpenOfADegradation(t *testing.T) {
	t.Parallel()
	a := bmw()
	a.Objectives[0].Counting.Degraded, a.Objectives[0].Counting.Overlap = downtime.DegradedWeighed, downtime.OverlapMax
	a.Objectives[0].Counting.Order = append(a.Objectives[0].Counting.Order, downtime.StepWeigh)
	april := month(t, "2026-04-01", "Europe/Berlin")
	asOf := instant("2026-04-11T00:00:00+02:00")
	half := downtime.Outage{ID: "o-1", Feature: "Mail", Start: asOf.Add(-time.Hour), Weight: new(downtime.MustRatio("50%"))}
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{half}}
	assert.Equal(t, asOf.Add(7*time.Hour), evaluate(t, a, r, april, asOf).Results[0].Forecast.IfOpen, "3 h 30 min are left")
	whole := downtime.Outage{ID: "o-2", Feature: "Mail", Start: asOf.Add(-time.Hour)}
	r.Outages = append(r.Outages, whole)
	assert.Equal(t, asOf.Add(3*time.Hour), evaluate(t, a, r, april, asOf).Results[0].Forecast.IfOpen, "beside a whole one it adds nothing")

	r.Outages[1].Weight = new(downtime.MustRatio("25%"))
	assert.Equal(t, asOf.Add(7*time.Hour), evaluate(t, a, r, april, asOf).Results[0].Forecast.IfOpen, "the heavier one counts")
	a.Objectives[0].Counting.Overlap = downtime.OverlapSum
	assert.Equal(t, asOf.Add(13*time.Hour/3), evaluate(t, a, r, april, asOf).Results[0].Forecast.IfOpen, "3 h 15 min are left, and three quarters count")
}

// TestSREBurnRates holds the table to its derivation: a share of the budget of 30 days in the long window.
func TestSREBurnRates(t *testing.T) {
	t.Parallel()
	shares := []int64{2, 5, 10, 10} // per cent; Google SRE workbook, table 5-8, and sloth for the third
	for i, b := range sla.SREBurnRates() {
		want := float64(shares[i]) / 100 * 720 / b.Long.Duration().Hours()
		assert.Equal(t, money.MustQuantity([]string{"14.4", "6", "3", "1"}[i]), b.Factor)
		assert.InDelta(t, want, []float64{14.4, 6, 3, 1}[i], 1e-9)
		assert.Equal(t, b.Long/12, b.Short)
	}
}

func TestForecast_NextTier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name            string
		terms           sla.Agreement
		down            time.Duration
		at, away, worth string
	}{
		{"the milder tier keeps the edge", awsCompute(), 0, "99.99 %", "0.01 %", "100.00 USD"},
		{"from one tier to the next", awsCompute(), time.Hour, "99 %", "0.86 %", "300.00 USD"},
		{"on the edge, a moment away", awsCompute(), 432 * time.Minute, "99 %", "0 %", "300.00 USD"},
		{"the severer row has the edge", centuryLinkHAN(), time.Minute, "5 min", "4 min", "50.00 USD"},
		{"after the last tier there is none", awsCompute(), 40 * time.Hour, "", "", ""},
		{"the next started step", agreement("UTC", sla.PerStartedStep("u", "U", plainly(), money.MustQuantity("99.9"), money.MustQuantity("0.1"), "fee", money.MustRate("1%"))), 2593 * time.Second, "99.8 %", "0.1 %", "20.00 USD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			april := month(t, "2026-04-01", tt.terms.Cycle.Zone)
			r := withoutService("2026-04-02T00:00:00Z", tt.down, "1000.00 USD")
			if tt.down == 0 {
				r.Outages = nil
			}
			f := evaluate(t, tt.terms, r, april, april.End().Add(-time.Hour)).Results[0].Forecast
			if tt.at == "" {
				assert.Nil(t, f.Next)
				return
			}
			require.NotNil(t, f.Next)
			assert.Equal(t, tt.at, f.Next.At.Text)
			assert.Equal(t, money.Must(tt.worth), f.Next.Worth)
			assert.Equal(t, tt.away, f.Next.Distance.Text)
		})
	}
}

func TestForecast_OfSamples(t *testing.T) {
	t.Parallel()
	a := full()
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("1.00 EUR")}, Samples: map[string][]sample.Sample{}, Counts: map[string][]sample.Count{}}
	for i := range 100 * 60 { // 100 h of one-minute probes; the last 30 minutes are down
		at := march.Start().Add(time.Duration(i) * time.Minute)
		up := int64(1)
		if i >= 100*60-30 {
			up = 0
		}
		r.Samples["up"] = append(r.Samples["up"], sample.Sample{At: at, Value: up})
		r.Counts["requests"] = append(r.Counts["requests"], sample.Count{At: at, Good: 99 + up, Total: 100})
	}
	report := evaluate(t, a, r, march, march.Start().Add(100*time.Hour))
	probed, requests := report.Results[4].Forecast, report.Results[5].Forecast
	assert.Equal(t, "0.1 %", probed.Budget.Whole.Text)
	assert.Equal(t, "0.5 %", probed.Budget.Used.Text)
	require.Len(t, probed.Burn, 4)
	assert.Equal(t, []string{"500", "1000"}, []string{probed.Burn[0].OverLong.Text, probed.Burn[0].OverShort.Text}, "half of an hour, and all of five minutes, of 0.1 %")
	assert.True(t, probed.Burn[0].Burning)
	assert.Equal(t, []string{"1", "2"}, []string{requests.Burn[0].OverLong.Text, requests.Burn[0].OverShort.Text}, "1 % bad in the last 30 minutes, of 0.5 %")
	assert.False(t, requests.Burn[0].Burning)
	assert.Nil(t, report.Results[3].Forecast, "nothing was sampled")
}

// TestForecast_Property_BurnAddsUp holds that what burnt over the whole time so far is what is used up, at the budget's even rate.
func TestForecast_Property_BurnAddsUp(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	rapid.Check(t, func(t *rapid.T) {
		hours := rapid.IntRange(1, 719).Draw(t, "hours")
		asOf := april.Start().Add(time.Duration(hours) * time.Hour)
		a := agreement("UTC", sla.AllowedDowntime("d", "D", plainly(), money.Count(4), "fee", money.MustRate("2%")))
		a.Burn = []sla.BurnRate{{Long: calendar.Span(720 * time.Hour), Short: calendar.Span(time.Hour), Factor: money.Count(1)}}
		r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("1.00 EUR")}}
		for _, o := range someOutages(t, 5) {
			if !o.Start.Before(asOf) {
				continue
			}
			if o.End.After(asOf) {
				o.End = time.Time{}
			}
			r.Outages = append(r.Outages, o)
		}
		report, err := sla.Evaluate(a, r, april, asOf)
		require.NoError(t, err)
		f := report.Results[0].Forecast
		// burn × elapsed × budget / period = used
		used := f.Burn[0].OverLong.Rat()
		used.Mul(used, whole(int64(hours)*4))
		used.Quo(used, whole(720))
		require.Zero(t, used.Cmp(f.Budget.Used.Rat()), "%s and %s", used.RatString(), f.Budget.Used.Exact)
	})
}
