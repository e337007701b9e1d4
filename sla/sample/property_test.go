package sample_test

import (
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func TestEvaluate_isWhatTheOracleSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := oracle{terms: anyTerms(t)}
		var got sample.Figure
		var err error
		if o.takesCounts() {
			o.counts = anyCounts(t)
			o.asOf = anyAsOf(t, newest(nil, o.counts))
			got, err = sample.EvaluateCounts(o.metric, o.rule, day, o.counts, o.asOf)
		} else {
			o.samples = anySamples(t, o.metric)
			o.asOf = anyAsOf(t, newest(o.samples, nil))
			got, err = sample.Evaluate(o.metric, o.rule, day, o.samples, o.asOf)
		}
		require.NoError(t, err)
		want := o.figure()
		require.Equal(t, want != nil, got.Known, "%+v", got)
		if want != nil && !got.Value.More {
			require.Zero(t, got.Value.Rat().Cmp(want), "%s instead of %s", got.Value.Rat(), want)
		}
		if want != nil && got.Value.More {
			require.Positive(t, want.Cmp(big.NewRat(got.Value.Num, got.Value.Den)))
			require.Negative(t, want.Cmp(new(big.Rat).Add(big.NewRat(got.Value.Num, got.Value.Den), big.NewRat(1, 1e18))))
		}
	})
}

func newest(samples []sample.Sample, counts []sample.Count) time.Time {
	if len(samples) > 0 {
		return samples[len(samples)-1].At
	}
	if len(counts) > 0 {
		return counts[len(counts)-1].At
	}
	return time.Time{}
}

// The same samples in whatever pieces, with the state written and read back between them.
func TestMeter_piecesMakeNoDifference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		drawn := anyTerms(t)
		whole, pieces := newMeter(t, drawn), newMeter(t, drawn)
		samples, counts := anySamples(t, latency), anyCounts(t)
		if drawn.takesCounts() {
			samples = nil
			require.NoError(t, whole.AddCounts(counts))
		} else {
			counts = nil
			require.NoError(t, whole.AddAll(samples))
		}
		for asOf := anyAsOf(t, newest(samples, counts)); ; {
			n := rapid.IntRange(1, 40).Draw(t, "piece")
			one := rapid.Bool().Draw(t, "one by one")
			samples, counts = feed(t, pieces, samples, counts, n, one)
			if rapid.Bool().Draw(t, "restart") {
				pieces = restarted(t, pieces)
			}
			if rapid.Bool().Draw(t, "ask") {
				_, err := pieces.Figure(day.End()) // asking changes nothing
				require.NoError(t, err)
			}
			if len(samples)+len(counts) > 0 {
				continue
			}
			want, err := whole.Figure(asOf)
			require.NoError(t, err)
			got, err := pieces.Figure(asOf)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.Equal(t, written(t, whole), written(t, pieces))
			return
		}
	})
}

func newMeter(t require.TestingT, drawn terms) *sample.Meter {
	m, err := sample.NewMeter(drawn.metric, drawn.rule, day)
	require.NoError(t, err)
	return m
}

// feed gives the meter up to n samples or counts and returns the rest.
func feed(t require.TestingT, m *sample.Meter, samples []sample.Sample, counts []sample.Count, n int, one bool) ([]sample.Sample, []sample.Count) {
	head, heads := samples[:min(n, len(samples))], counts[:min(n, len(counts))]
	if !one && len(heads) > 0 {
		require.NoError(t, m.AddCounts(heads))
	} else if !one && len(head) > 0 {
		require.NoError(t, m.AddAll(head))
	}
	for i := 0; one && i < len(head); i++ {
		require.NoError(t, m.Add(head[i]))
	}
	for i := 0; one && i < len(heads); i++ {
		require.NoError(t, m.AddCount(heads[i]))
	}
	return samples[len(head):], counts[len(heads):]
}

func restarted(t require.TestingT, m *sample.Meter) *sample.Meter {
	var back sample.Meter
	require.NoError(t, json.Unmarshal([]byte(written(t, m)), &back))
	return &back
}

func written(t require.TestingT, m *sample.Meter) string {
	text, err := json.Marshal(m)
	require.NoError(t, err)
	return string(text)
}

// A wrong sample anywhere among right ones: none of the batch is taken.
func TestMeter_aRefusedBatchChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		drawn := anyTerms(t)
		m := newMeter(t, drawn)
		samples, counts := anySamples(t, latency), anyCounts(t)
		late := rapid.SampledFrom([]time.Duration{0, -time.Microsecond, -time.Nanosecond, 48 * time.Hour}).Draw(t, "late")
		samples = append(samples, sample.Sample{At: day.Start().Add(24*time.Hour + time.Nanosecond)})
		counts = append(counts, sample.Count{At: day.Start().Add(24*time.Hour + time.Nanosecond)})
		head := rapid.IntRange(0, len(samples)-1).Draw(t, "head")
		heads := rapid.IntRange(0, len(counts)-1).Draw(t, "heads")
		wrong := sample.Sample{At: samples[len(samples)-1].At.Add(late)}
		wrongCount := sample.Count{At: wrong.At}
		if drawn.takesCounts() {
			require.NoError(t, m.AddCounts(counts[:heads]))
			before := written(t, m)
			require.ErrorIs(t, m.AddCounts(append(counts[heads:], wrongCount)), fault.ErrInvalid)
			require.Equal(t, before, written(t, m))
			return
		}
		require.NoError(t, m.AddAll(samples[:head]))
		before := written(t, m)
		require.ErrorIs(t, m.AddAll(append(samples[head:], wrong)), fault.ErrInvalid)
		require.Equal(t, before, written(t, m))
	})
}

func TestPercentile_growsWithP(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		samples := append(anySamples(t, latency), sample.Sample{At: day.End().Add(-time.Second), Value: 7})
		parts := rapid.SliceOfN(rapid.Int64Range(1, 1e18), 2, 2).Draw(t, "p")
		low, high := min(parts[0], parts[1]), max(parts[0], parts[1])
		at := func(part int64) sample.Value {
			p := money.MustRate(big.NewRat(part, 1e18).FloatString(18))
			f, err := sample.Evaluate(latency, sample.Rule{Kind: sample.Percentile, P: p, Method: sample.NearestRank}, day, samples, day.End())
			require.NoError(t, err)
			return f.Value
		}
		require.LessOrEqual(t, at(low).Rat().Cmp(at(high).Rat()), 0)
	})
}

func TestMean_liesBetweenLeastAndMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		samples := append(anySamples(t, latency), sample.Sample{At: day.End().Add(-time.Second), Value: 7})
		value := func(r sample.Rule) *big.Rat {
			f, err := sample.Evaluate(latency, r, day, samples, day.End())
			require.NoError(t, err)
			return f.Value.Rat()
		}
		least := value(sample.Rule{Kind: sample.Percentile, P: money.MustRate("0.0000000001%"), Method: sample.NearestRank})
		mean, most := value(sample.Rule{Kind: sample.Mean}), value(sample.Rule{Kind: sample.Peak})
		require.LessOrEqual(t, least.Cmp(mean), 0)
		require.LessOrEqual(t, mean.Cmp(most), 0)
	})
}
