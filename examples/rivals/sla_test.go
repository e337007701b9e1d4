package rivals_test

import (
	"context"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// A month of one-minute samples, evaluated for availability and the 99th percentile of the response time: ours, and Prometheus'
// promql engine over the same samples. Both have them in memory: the engine reads a list of its own times and floats, through
// the storage package's own iterator, with no chunk to decode and no block to look up, as it has in Prometheus' database.

const (
	availabilityQuery = `avg_over_time(up[30d])`
	percentileQuery   = `quantile_over_time(0.99, latency[30d])`
)

// measured is September 2026 in Berlin, 43,200 minutes: of both metrics what we and they read.
type measured struct {
	month             calendar.Period
	up, latency       []sample.Sample
	theirs            *promql.Engine
	upFor, latencyFor storage.Queryable
}

func measure(t testing.TB) measured {
	from := calendar.MustParse("2026-09-01")
	month, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	require.NoError(t, err)
	m := measured{month: month}
	noise := uint64(88172645463325252)
	for at := month.Start(); at.Before(month.End()); at = at.Add(time.Minute) {
		noise ^= noise << 13
		noise ^= noise >> 7
		noise ^= noise << 17
		up, latency := int64(1), int64(20+noise%180+(noise>>20)%7*((noise>>30)%200))
		if noise%1000 == 0 {
			up = 0
		}
		m.up = append(m.up, sample.Sample{At: at, Value: up})
		m.latency = append(m.latency, sample.Sample{At: at, Value: latency})
	}
	require.Len(t, m.up, 43_200)
	m.upFor, m.latencyFor = newSeries("up", m.up), newSeries("latency", m.latency)
	m.theirs = promql.NewEngine(promql.EngineOpts{MaxSamples: 100_000, Timeout: time.Minute})
	t.Cleanup(func() { require.NoError(t, m.theirs.Close()) })
	return m
}

var (
	upMetric      = sample.Metric{Name: "up", Unit: "1", Most: 1}
	latencyMetric = sample.Metric{Name: "latency", Unit: "ms", Most: 10_000}
	availability  = sample.Rule{
		Kind: sample.Availability, By: sample.Samples, Every: calendar.Span(time.Minute), Missing: sample.LeftOut}
	percentile = sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}
)

func (m measured) ours(t testing.TB) (up, p99 sample.Value) {
	a, err := sample.Evaluate(upMetric, availability, m.month, m.up, m.month.End())
	if err != nil {
		t.Fatal(err)
	}
	p, err := sample.Evaluate(latencyMetric, percentile, m.month, m.latency, m.month.End())
	if err != nil {
		t.Fatal(err)
	}
	return a.Value, p.Value
}

// oursStreamed takes the samples one at a time, as they come.
func (m measured) oursStreamed(t testing.TB) (up, p99 sample.Value) {
	stream := func(metric sample.Metric, rule sample.Rule, samples []sample.Sample) sample.Value {
		meter, err := sample.NewMeter(metric, rule, m.month)
		require.NoError(t, err)
		for _, s := range samples {
			if err := meter.Add(s); err != nil {
				t.Fatal(err)
			}
		}
		f, err := meter.Figure(m.month.End())
		require.NoError(t, err)
		return f.Value
	}
	return stream(upMetric, availability, m.up), stream(latencyMetric, percentile, m.latency)
}

func (m measured) promql(t testing.TB) (up, p99 float64) {
	return m.query(t, m.upFor, availabilityQuery), m.query(t, m.latencyFor, percentileQuery)
}

// query asks at the last sample: a range of 30 days excludes its first instant and includes its last.
func (m measured) query(t testing.TB, series storage.Queryable, text string) float64 {
	query, err := m.theirs.NewInstantQuery(context.Background(), series, nil, text, m.month.End().Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	defer query.Close()
	vector, err := query.Exec(context.Background()).Vector()
	if err != nil || len(vector) != 1 {
		t.Fatal(vector, err)
	}
	return vector[0].F
}

// Availability is the same. Of the percentile theirs is one that was never measured: 1 % of the way from ours, the value at
// rank 0.99 × 43,200 = 42,768, to the next, because they count 0.99 × 43,199 steps from the first.
func TestMonth_bothAgree(t *testing.T) {
	t.Parallel()
	m := measure(t)
	up, p99 := m.ours(t)
	theirUp, theirP99 := m.promql(t)
	exact, _ := up.Rat().Float64()
	assert.InDelta(t, exact, theirUp, 1e-12)
	assert.NotEqual(t, 1.0, theirUp)

	var values []int64
	for _, s := range m.latency {
		values = append(values, s.Value)
	}
	slices.Sort(values)
	assert.Zero(t, p99.Rat().Cmp(big.NewRat(values[42_767], 1)))
	assert.InDelta(t, float64(values[42_767])+0.01*float64(values[42_768]-values[42_767]), theirP99, 1e-9)

	streamedUp, streamedP99 := m.oursStreamed(t)
	assert.Equal(t, up, streamedUp)
	assert.Equal(t, p99, streamedP99)
}

func BenchmarkMonth_sample(b *testing.B) {
	m := measure(b)
	b.ReportAllocs()
	for b.Loop() {
		m.ours(b)
	}
}

func BenchmarkMonth_sampleStreamed(b *testing.B) {
	m := measure(b)
	b.ReportAllocs()
	for b.Loop() {
		m.oursStreamed(b)
	}
}

func BenchmarkMonth_promql(b *testing.B) {
	m := measure(b)
	b.ReportAllocs()
	for b.Loop() {
		m.promql(b)
	}
}

// BenchmarkMonth_ratio aims at x_faster of at least 20.
func BenchmarkMonth_ratio(b *testing.B) {
	m := measure(b)
	var ours, rival time.Duration
	for b.Loop() {
		ours += timed(func() { m.ours(b) })
		rival += timed(func() { m.promql(b) })
	}
	b.ReportMetric(float64(rival)/float64(ours), "x_faster")
}

// newSeries is one series for Prometheus, in its own list of samples.
func newSeries(name string, samples []sample.Sample) storage.Queryable {
	points := make([]chunks.Sample, len(samples))
	for i, s := range samples {
		points[i] = point{at: s.At.UnixMilli(), value: float64(s.Value)}
	}
	series := storage.NewListSeries(labels.FromStrings("__name__", name), points)
	return &storage.MockQueryable{MockQuerier: &storage.MockQuerier{
		SelectMockFunction: func(bool, *storage.SelectHints, ...*labels.Matcher) storage.SeriesSet {
			return &oneSeries{SeriesSet: storage.TestSeriesSet(series)}
		},
	}}
}

// oneSeries is a set that ends behind its first series.
type oneSeries struct {
	storage.SeriesSet
	asked bool
}

func (s *oneSeries) Next() bool {
	first := !s.asked
	s.asked = true
	return first
}

// point is a sample as Prometheus reads it: a float, and no histogram.
type point struct {
	at    int64 // milliseconds
	value float64
}

func (p point) T() int64                      { return p.at }
func (p point) ST() int64                     { return 0 }
func (p point) F() float64                    { return p.value }
func (p point) H() *histogram.Histogram       { return nil }
func (p point) FH() *histogram.FloatHistogram { return nil }
func (p point) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (p point) Copy() chunks.Sample           { return p }
