package rivals_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// terms promise what the queries ask for: 99.5 % of the probes answered, and 99 % of the responses within half a second.
func (m measured) terms() sla.Agreement {
	return sla.Agreement{ID: "a-1", Version: "1", Name: "probes", Cycle: calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"}, Features: []string{"web"},
		Stacking: sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum}, Rounding: new(money.HalfUp),
		Claim: sla.Claim{Kind: sla.Automatic}, Settle: sla.AtPeriodEnd,
		Objectives: []sla.Objective{
			{ID: "up", Name: "availability", Kind: sla.Availability, Metric: &upMetric, Rule: &availability, Operator: sla.GreaterOrEqual, Target: money.MustQuantity("99.5"), Unit: sla.Percent},
			{ID: "latency", Name: "response time", Kind: sla.Percentile, Metric: &latencyMetric, Rule: &percentile, Operator: sla.LessOrEqual, Target: money.Count(500), Unit: "ms"},
		}}
}

// evaluated is the whole of it: terms checked, samples held against them, a report with its reasons.
func (m measured) evaluated(t testing.TB) sla.Report {
	record := sla.Record{Samples: map[string][]sample.Sample{"up": m.up, "latency": m.latency}}
	report, err := sla.Evaluate(m.terms(), record, m.month, m.month.End())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestMonth_theReportHasTheSameFigures(t *testing.T) {
	t.Parallel()
	m := measure(t)
	up, p99 := m.ours(t)
	report := m.evaluated(t)
	require.Len(t, report.Results, 2)
	require.Equal(t, up, report.Results[0].Figure.Value)
	require.Equal(t, p99, report.Results[1].Figure.Value)
}

func BenchmarkMonth_evaluate(b *testing.B) {
	m := measure(b)
	b.ReportAllocs()
	for b.Loop() {
		m.evaluated(b)
	}
}

// BenchmarkMonth_evaluateRatio aims at x_faster of at least 20, too, though it does more: a report comes of it.
func BenchmarkMonth_evaluateRatio(b *testing.B) {
	m := measure(b)
	var ours, rival time.Duration
	for b.Loop() {
		ours += timed(func() { m.evaluated(b) })
		rival += timed(func() { m.promql(b) })
	}
	b.ReportMetric(float64(rival)/float64(ours), "x_faster")
}
