package marketing_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// ranked makes the customers of a trial from three columns, as the literature writes them.
func ranked(responded []int, score []float64, treated []int) []marketing.Ranked {
	var all []marketing.Ranked
	for n := range responded {
		all = append(all, marketing.Ranked{Score: score[n], Response: marketing.Response{Treated: treated[n] == 1, Responded: responded[n] == 1}})
	}
	return all
}

// The cases with binary answers of scikit-uplift 0.5.1, sklift/tests/test_metrics.py: test_qini_auc_score.
func TestQiniOf_gives_the_published_coefficients(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		responded, treated []int
		want               float64
	}{{[]int{1, 1}, []int{0, 1}, 1}, {[]int{1, 1}, []int{1, 0}, 0}, {[]int{0, 1}, []int{1, 0}, 1}, {[]int{1, 0}, []int{0, 1}, 1}} {
		q, err := marketing.QiniOf(ranked(c.responded, []float64{0.1, 0.3}, c.treated))
		require.NoError(t, err)
		assert.InDelta(t, c.want, q.Coefficient, 1e-12, "%v", c)
	}
}

// The same file: test_qini_curve and test_qini_curve_hard, three customers with one score.
func TestQiniOf_gives_the_published_curves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		responded []int
		want      float64
	}{{[]int{0, 1, 0}, 1}, {[]int{0, 0, 0}, 0}, {[]int{1, 1, 1}, 0}} {
		q, err := marketing.QiniOf(ranked(c.responded, []float64{0, 0, 0}, []int{0, 1, 1}))
		require.NoError(t, err)
		assert.Equal(t, []marketing.QiniPoint{{}, {Customers: 3, Gain: c.want}}, q.Curve)
	}
}

func TestQiniOf_by_hand(t *testing.T) {
	t.Parallel()
	q, err := marketing.QiniOf(ranked([]int{1, 0, 1, 0, 0, 1, 0, 1}, []float64{.9, .8, .7, .6, .5, .4, .3, .2}, []int{1, 0, 1, 0, 1, 0, 1, 0}))
	require.NoError(t, err)
	var gains []float64
	for _, p := range q.Curve {
		gains = append(gains, p.Gain)
	}
	assert.InDeltaSlice(t, []float64{0, 1, 1, 2, 2, 2, 1, 2.0 / 3, 0}, gains, 1e-12)
	// The area below it is 29/3, that of chance 0. The best order has both who responded to it first, then four, then both who
	// responded without it: 2 + 8 + 2 = 12.
	assert.InDelta(t, 29.0/36, q.Coefficient, 1e-12)
}

func TestQiniOf_refuses_what_cannot_be_ranked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		all   []marketing.Ranked
		paths []string
	}{
		"nobody":             {nil, []string{"ranked", "ranked"}},
		"nobody held out":    {ranked([]int{1}, []float64{1}, []int{1}), []string{"ranked"}},
		"NaN":                {ranked([]int{1, 0}, []float64{1, math.NaN()}, []int{1, 0}), []string{"ranked[1].score"}},
		"an infinite number": {ranked([]int{1, 0}, []float64{math.Inf(1), 0}, []int{1, 0}), []string{"ranked[0].score"}},
	} {
		_, err := marketing.QiniOf(c.all)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, c.paths, etomtest.Paths(err), name)
	}
}

// The order in which customers come makes no difference, nor does the scale of the score; no order is better than the best;
// and the curve ends where the uplift does.
func TestQiniOf_depends_on_the_order_of_scores_only(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []marketing.Ranked
		for n := range rapid.IntRange(2, 20).Draw(t, "customers") {
			all = append(all, marketing.Ranked{Score: float64(rapid.IntRange(-3, 3).Draw(t, "score")),
				Response: marketing.Response{Treated: n%2 == 0, Responded: rapid.Bool().Draw(t, "responded")}})
		}
		q, err := marketing.QiniOf(all)
		require.NoError(t, err)
		mixed := rapid.Permutation(all).Draw(t, "mixed")
		for n := range mixed {
			mixed[n].Score = math.Exp(mixed[n].Score)
		}
		other, err := marketing.QiniOf(mixed)
		require.NoError(t, err)
		require.Equal(t, q, other)
		require.LessOrEqual(t, q.Coefficient, 1+1e-9)
		var responses []marketing.Response
		for _, r := range all {
			responses = append(responses, r.Response)
		}
		last := q.Curve[len(q.Curve)-1]
		require.InDelta(t, marketing.UpliftOf(responses).Additional(), last.Gain, 1e-9)
		require.Equal(t, len(all), last.Customers)
	})
}
