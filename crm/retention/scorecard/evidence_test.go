package scorecard_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestWeigh_is_positive_where_goods_are_more_than_their_share(t *testing.T) {
	t.Parallel()
	w, err := scorecard.Weigh([]float64{60, 30, 10}, []float64{10, 30, 60}, scorecard.NoSmoothing)
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{math.Log(6), 0, -math.Log(6)}, w.WoE(), 1e-12)
	assert.InDelta(t, 2*0.5*math.Log(6), w.Value, 1e-12)
	assert.Equal(t, scorecard.Suspicious, w.Band)
	assert.Equal(t, scorecard.Evidence{Goods: 60, Bads: 10, GoodShare: 0.6, BadShare: 0.1, WoE: w.Bins[0].WoE, Value: w.Bins[0].Value}, w.Bins[0])
	assert.Equal(t, scorecard.Falling, scorecard.Monotone(w.WoE()))
}

func TestWeigh_smooths_empty_bins_as_it_is_told(t *testing.T) {
	t.Parallel()
	goods, bads := []float64{8, 2}, []float64{0, 5}
	_, err := scorecard.Weigh(goods, bads, scorecard.NoSmoothing)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"bads[0]"}, etomtest.Paths(err))
	assert.Contains(t, err.Error(), "merge the bin with its neighbour, or name a smoothing")

	w, err := scorecard.Weigh(goods, bads, scorecard.HalfIfEmpty)
	require.NoError(t, err)
	assert.InDelta(t, math.Log((8.0/10)/(0.5/5.5)), w.Bins[0].WoE, 1e-12)
	assert.InDelta(t, math.Log((2.0/10)/(5/5.5)), w.Bins[1].WoE, 1e-12)
	assert.Zero(t, w.Bins[0].Bads, "the counts given stay")

	w, err = scorecard.Weigh(goods, bads, scorecard.HalfEach)
	require.NoError(t, err)
	assert.InDelta(t, math.Log((8.5/11)/(0.5/6)), w.Bins[0].WoE, 1e-12)

	w, err = scorecard.Weigh([]float64{0, 0}, []float64{0, 0}, scorecard.HalfIfEmpty)
	require.NoError(t, err)
	assert.Zero(t, w.Value, "nothing was counted, so nothing is known")
}

func TestWeigh_names_every_wrong_count(t *testing.T) {
	t.Parallel()
	_, err := scorecard.Weigh([]float64{math.NaN(), -1, 1, math.Inf(1)}, []float64{1, 1e-300, 2e15, 1}, scorecard.HalfEach)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"goods[0]", "goods[1]", "goods[3]", "bads[1]", "bads[2]"}, etomtest.Paths(err))
	_, err = scorecard.Weigh(nil, []float64{1}, "some")
	assert.Equal(t, []string{"goods", "bads", "smoothing"}, etomtest.Paths(err))
}

// N. Siddiqi, Credit Risk Scorecards (Wiley 2006): below 0.02, 0.1, 0.3, 0.5, and above.
func TestBandOf_has_the_published_bounds(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]scorecard.Band{0: scorecard.Unpredictive, 0.0199: scorecard.Unpredictive, 0.02: scorecard.Weak, 0.0999: scorecard.Weak,
		0.1: scorecard.Medium, 0.2999: scorecard.Medium, 0.3: scorecard.Strong, 0.4999: scorecard.Strong, 0.5: scorecard.Suspicious, 9: scorecard.Suspicious} {
		assert.Equal(t, want, scorecard.BandOf(value), value)
	}
}

// The information value is never negative, all shares add up to one, and more goods in every bin alike say nothing new.
func TestWeigh_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bins := rapid.IntRange(1, 8).Draw(t, "bins")
		count := rapid.Map(rapid.IntRange(0, 500), func(n int) float64 { return float64(n) })
		goods := rapid.SliceOfN(count, bins, bins).Draw(t, "goods")
		bads := rapid.SliceOfN(count, bins, bins).Draw(t, "bads")
		smoothing := rapid.SampledFrom([]scorecard.Smoothing{scorecard.HalfIfEmpty, scorecard.HalfEach}).Draw(t, "smoothing")
		w, err := scorecard.Weigh(goods, bads, smoothing)
		require.NoError(t, err)
		require.GreaterOrEqual(t, w.Value, 0.0)
		var goodShare, badShare float64
		for _, b := range w.Bins {
			require.GreaterOrEqual(t, b.Value, 0.0)
			require.Equal(t, b.GoodShare > b.BadShare, b.WoE > 0)
			goodShare, badShare = goodShare+b.GoodShare, badShare+b.BadShare
		}
		require.InDelta(t, 1, goodShare, 1e-9)
		require.InDelta(t, 1, badShare, 1e-9)
	})
	rapid.Check(t, func(t *rapid.T) {
		bins := rapid.IntRange(1, 8).Draw(t, "bins")
		count := rapid.Map(rapid.IntRange(1, 500), func(n int) float64 { return float64(n) })
		goods := rapid.SliceOfN(count, bins, bins).Draw(t, "goods")
		bads := rapid.SliceOfN(count, bins, bins).Draw(t, "bads")
		times := rapid.Float64Range(0.01, 1000).Draw(t, "times")
		w, err := scorecard.Weigh(goods, bads, scorecard.NoSmoothing)
		require.NoError(t, err)
		more := make([]float64, bins)
		for n := range goods {
			more[n] = goods[n] * times
		}
		scaled, err := scorecard.Weigh(more, bads, scorecard.NoSmoothing)
		require.NoError(t, err)
		require.InDeltaSlice(t, w.WoE(), scaled.WoE(), 1e-9)
		require.InDelta(t, w.Value, scaled.Value, 1e-9)
		turned, err := scorecard.Weigh(bads, goods, scorecard.NoSmoothing)
		require.NoError(t, err)
		for n := range w.Bins {
			require.InDelta(t, w.Bins[n].WoE, -turned.Bins[n].WoE, 1e-12, "good and bad are each other's mirror")
		}
	})
}

func TestMonotone_tells_how_values_go_on(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []float64
		want   scorecard.Trend
	}{
		{nil, scorecard.Level}, {[]float64{1}, scorecard.Level}, {[]float64{1, 1}, scorecard.Level},
		{[]float64{1, 1, 2}, scorecard.Rising}, {[]float64{2, 1, 1}, scorecard.Falling}, {[]float64{1, 2, 1}, scorecard.Mixed},
	} {
		assert.Equal(t, c.want, scorecard.Monotone(c.values), c.values)
	}
}
