package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// BenchmarkEvaluate_AMonthOfMinutes evaluates one-minute samples for availability and 99th percentile, terms checked each time.
func BenchmarkEvaluate_AMonthOfMinutes(b *testing.B) {
	a := agreement("UTC", full().Objectives[4], full().Objectives[3])
	april := month(b, "2026-04-01", "UTC")
	r := sla.Record{Samples: map[string][]sample.Sample{}}
	for i := range 43_200 {
		at := april.Start().Add(time.Duration(i) * time.Minute)
		r.Samples["up"] = append(r.Samples["up"], sample.Sample{At: at, Value: min(int64(i%1000), 1)})
		r.Samples["latency"] = append(r.Samples["latency"], sample.Sample{At: at, Value: int64(i * 7919 % 400)})
	}
	b.ReportAllocs()
	for b.Loop() {
		_, err := sla.Evaluate(a, r, april, april.End())
		require.NoError(b, err)
	}
}

// BenchmarkEvaluate_Outages evaluates 20 outages with exclusions under tiers.
func BenchmarkEvaluate_Outages(b *testing.B) {
	a := awsCompute()
	a.Objectives[0].Counting = new(excluding(downtime.Rule{Cause: downtime.Customer}))
	april := month(b, "2026-04-01", "UTC")
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("1000.00 USD")}}
	for i := range 20 {
		start := april.Start().Add(time.Duration(i) * 30 * time.Hour)
		r.Outages = append(r.Outages, downtime.Outage{ID: string(rune('a' + i)), Start: start, End: start.Add(20 * time.Minute)})
		r.Exclusions = append(r.Exclusions, downtime.Exclusion{ID: string(rune('a' + i)), Cause: downtime.Customer, Start: start.Add(10 * time.Minute), End: start.Add(15 * time.Minute)})
	}
	b.ReportAllocs()
	for b.Loop() {
		_, err := sla.Evaluate(a, r, april, april.End())
		require.NoError(b, err)
	}
}
