package sample_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// at is an instant of the day.
func at(hour, minute int) time.Time {
	return day.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// every is one sample for each of the values, a minute apart.
func every(values ...int64) []sample.Sample {
	var samples []sample.Sample
	for i, v := range values {
		samples = append(samples, sample.Sample{At: at(0, i), Value: v})
	}
	return samples
}

// The nearest-rank percentiles of 15, 20, 35, 40 and 50 as Wikipedia works them out ("Percentile", worked example of the
// nearest-rank method): 5 % is 15, 30 % and 40 % are 20, 50 % is 35, 100 % is 50.
func TestPercentile_nearestRank(t *testing.T) {
	t.Parallel()
	samples := every(35, 20, 15, 50, 40)
	for p, want := range map[string]sample.Value{
		"5%": {Num: 3, Den: 2}, "30%": {Num: 2, Den: 1}, "40%": {Num: 2, Den: 1}, "50%": {Num: 7, Den: 2}, "100%": {Num: 5, Den: 1},
	} {
		f, err := sample.Evaluate(latency, sample.Rule{Kind: sample.Percentile, P: money.MustRate(p), Method: sample.NearestRank}, day, samples, day.End())
		require.NoError(t, err)
		assert.Equal(t, want, f.Value, p) // the metric counts in tenths
		assert.Equal(t, int64(5), f.Whole)
	}
}

// What is missing decides: three probes of five minutes, the middle one down.
func TestAvailability_whatIsMissing(t *testing.T) {
	t.Parallel()
	probed := every(1, 0, 1)
	tests := []struct {
		name    string
		by      sample.By
		every   int
		missing sample.Missing
		asOf    time.Time
		want    sample.Value
		lacking int64
	}{
		{"of the probes there are", sample.Samples, 1, sample.LeftOut, at(0, 5), sample.Value{Num: 2, Den: 3}, 2},
		{"what is missing was up", sample.Samples, 1, sample.Up, at(0, 5), sample.Value{Num: 4, Den: 5}, 2},
		{"what is missing was down", sample.Samples, 1, sample.Down, at(0, 5), sample.Value{Num: 2, Den: 5}, 2},
		{"as many as fall due", sample.Samples, 1, sample.Down, at(0, 3), sample.Value{Num: 2, Den: 3}, 0},
		{"more than fall due", sample.Samples, 2, sample.Down, at(0, 3), sample.Value{Num: 2, Den: 3}, 0},
		{"by time, each standing a minute", sample.Time, 1, sample.Down, at(0, 5), sample.Value{Num: 2, Den: 5}, 120e6},
		{"by time, the last standing two", sample.Time, 2, sample.Down, at(0, 5), sample.Value{Num: 3, Den: 5}, 60e6},
		{"by time, the last just begun", sample.Time, 2, sample.Down, at(0, 2), sample.Value{Num: 1, Den: 2}, 0},
		{"by time, to the day's end", sample.Time, 1500, sample.Down, day.End().Add(time.Hour), sample.Value{Num: 1499, Den: 1500}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := sample.Rule{Kind: sample.Availability, By: test.by, Every: minutes(test.every), Missing: test.missing}
			f, err := sample.Evaluate(probes, r, day, probed, test.asOf)
			require.NoError(t, err)
			assert.Equal(t, test.want, f.Value)
			assert.Equal(t, test.lacking, f.Missing)
		})
	}
}

// Probes that come a second early or late are no gap by Samples, nor by Time if Every leaves them room.
func TestAvailability_ofProbesThatTremble(t *testing.T) {
	t.Parallel()
	var probed []sample.Sample
	for i := range 1500 {
		probed = append(probed, sample.Sample{At: at(0, i).Add(time.Duration(i%3) * time.Second), Value: 1})
	}
	rules := []sample.Rule{
		{Kind: sample.Availability, By: sample.Samples, Every: minutes(1), Missing: sample.Down},
		{Kind: sample.Availability, By: sample.Time, Every: minutes(2), Missing: sample.Down},
	}
	for _, r := range rules {
		f, err := sample.Evaluate(probes, r, day, probed, day.End())
		require.NoError(t, err)
		assert.Equal(t, sample.Value{Num: 1, Den: 1}, f.Value, r.By)
	}
	rules[1].Every = minutes(1)
	f, err := sample.Evaluate(probes, rules[1], day, probed, day.End())
	require.NoError(t, err)
	assert.Equal(t, int64(1000e6), f.Missing, "without room two of three minutes lack a second")
}

// A gap within a time above 85 %: it joins, it parts, or it is passed over.
func TestLongest_overAGap(t *testing.T) {
	t.Parallel()
	samples := []sample.Sample{{At: at(1, 0), Value: 900}, {At: at(1, 1), Value: 900}, {At: at(1, 10), Value: 900}, {At: at(1, 11), Value: 1}}
	tests := []struct {
		missing sample.Missing
		want    int64 // seconds
		whole   int64 // minutes
	}{
		{sample.Met, (25*60 - 72) * 60, 1500}, // everything behind the minute of the last sample
		{sample.NotMet, 120, 1500},
		{sample.LeftOut, 180, 4},
	}
	for _, test := range tests {
		r := sample.Rule{Kind: sample.Longest, Every: minutes(1), Missing: test.missing, Operator: sample.GreaterOrEqual, Bound: quantity("85")}
		f, err := sample.Evaluate(latency, r, day, samples, day.End())
		require.NoError(t, err)
		assert.Equal(t, sample.Value{Num: test.want, Den: 1}, f.Value, test.missing)
		assert.Equal(t, test.whole*60e6, f.Whole, test.missing)
	}
}

// Amazon S3 Service Level Agreement (2023): the error rate is taken for each 5-minute interval, an interval without requests
// has an error rate of 0 %, and the monthly uptime percentage is 100 % less the average of the error rates.
func TestMeanOfSlots_asAmazonS3HasIt(t *testing.T) {
	t.Parallel()
	month := period("2026-09-01", "2026-10-01", "UTC")
	r := sample.Rule{Kind: sample.MeanOfSlots, Slot: minutes(5), Missing: sample.Good}
	counts := []sample.Count{
		{At: month.Start(), Good: 0, Total: 3},                                 // 100 %
		{At: month.Start().Add(5 * time.Minute), Good: 9_999, Total: 10_000},   // with the next 0.01 % ...
		{At: month.Start().Add(9 * time.Minute), Good: 99_990, Total: 100_000}, // ... of one slot
		{At: month.Start().Add(time.Hour), Good: 2, Total: 3},                  // 33 1/3 %
	}
	f, err := sample.EvaluateCounts(requests, r, month, counts, month.End())
	require.NoError(t, err)
	// 8640 slots, of which 1 + 11/110000 + 1/3 is lost.
	assert.Equal(t, int64(8640), f.Whole)
	assert.Equal(t, int64(8637), f.Missing)
	uptime, err := f.Value.Percent(6, money.Down)
	require.NoError(t, err)
	assert.Equal(t, "99.984566", uptime)
	assert.Negative(t, f.Value.CmpRate(money.MustRate("99.99%")), "below the first tier")

	ratio, err := sample.EvaluateCounts(requests, sample.Rule{Kind: sample.Ratio}, month, counts, month.End())
	require.NoError(t, err)
	assert.Equal(t, sample.Value{Num: 109_991, Den: 110_006}, ratio.Value, "over all requests it would be another figure: 99.986 %")
}

// The slot that is under way does not count yet; the last one of the period may be shorter.
func TestTimeslices_slotsThatHaveEnded(t *testing.T) {
	t.Parallel()
	r := sample.Rule{Kind: sample.Timeslices, Slot: minutes(7 * 60), Of: sample.OfMax, Missing: sample.LeftOut, Operator: sample.Less, Bound: quantity("85")}
	samples := []sample.Sample{{At: at(0, 0), Value: 1}, {At: at(7, 0), Value: 900}, {At: at(24, 59), Value: 1}}
	for asOf, want := range map[time.Time]sample.Value{
		at(6, 59): {}, at(7, 0).Add(-1): {}, at(7, 0): {Num: 1, Den: 1}, at(13, 59): {Num: 1, Den: 1}, at(14, 0): {Num: 1, Den: 2},
		at(24, 59): {Num: 1, Den: 2}, at(25, 0): {Num: 2, Den: 3},
	} {
		var known []sample.Sample
		for _, s := range samples {
			if !s.At.After(asOf) {
				known = append(known, s)
			}
		}
		f, err := sample.Evaluate(latency, r, day, known, asOf)
		require.NoError(t, err)
		assert.Equal(t, want, f.Value, asOf)
		assert.Equal(t, want != sample.Value{}, f.Known)
	}
}

func TestFigure_countsWhatWasClipped(t *testing.T) {
	t.Parallel()
	for _, drawn := range valid() {
		if drawn.takesCounts() {
			continue
		}
		f, err := sample.Evaluate(drawn.metric, drawn.rule, day, every(1, drawn.metric.Most, drawn.metric.Most+1, 1<<62), day.End())
		require.NoError(t, err)
		assert.Equal(t, int64(2), f.Clipped, drawn.rule.Kind)
		assert.Equal(t, int64(4), f.Samples, drawn.rule.Kind)
	}
	f, err := sample.Evaluate(latency, sample.Rule{Kind: sample.Mean}, day, every(0, 1<<62), day.End())
	require.NoError(t, err)
	assert.Equal(t, sample.Value{Num: 250, Den: 1}, f.Value, "half of most")
}

func TestFigure_beforeThePeriod(t *testing.T) {
	t.Parallel()
	for _, drawn := range valid() {
		asOf := day.Start().Add(-time.Hour)
		f, err := newMeter(t, drawn).Figure(asOf)
		require.NoError(t, err)
		assert.Equal(t, sample.Figure{Kind: drawn.rule.Kind, AsOf: asOf}, f)
	}
}
