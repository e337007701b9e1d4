package model_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// scored draws probabilities, many of them equal, with outcomes of both kinds.
func scored(r *rapid.T) (scores []float64, outcomes []bool) {
	n := rapid.IntRange(2, 40).Draw(r, "n")
	for i := range n {
		scores = append(scores, float64(rapid.IntRange(1, 19).Draw(r, "score"))/20)
		outcomes = append(outcomes, i == 0 || i > 1 && rapid.Bool().Draw(r, "outcome"))
	}
	return scores, outcomes
}

func TestAUC(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scores   []float64
		outcomes []bool
		want     float64
	}{
		"perfect":                                {[]float64{0.1, 0.2, 0.8, 0.9}, []bool{false, false, true, true}, 1},
		"always wrong":                           {[]float64{0.9, 0.8, 0.2, 0.1}, []bool{false, false, true, true}, 0},
		"no idea":                                {[]float64{0.5, 0.5, 0.5, 0.5}, []bool{false, false, true, true}, 0.5},
		"one tie of four":                        {[]float64{0.1, 0.4, 0.4, 0.8}, []bool{false, false, true, true}, 0.875},
		"scikit-learn's example (roc_auc_score)": {[]float64{0.1, 0.4, 0.35, 0.8}, []bool{false, false, true, true}, 0.75},
	} {
		got, err := model.AUC(c.scores, c.outcomes)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got, name)
	}
}

// AUC is the share of pairs in the right order, KS the largest gap between two distributions, both counted the slow way.
func TestAUC_and_KS_are_what_their_words_say(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		scores, outcomes := scored(r)
		var right, pairs, positives, others, gap float64
		for i, p := range scores {
			if !outcomes[i] {
				others++
				continue
			}
			positives++
			for j, q := range scores {
				switch {
				case outcomes[j]:
					continue
				case p > q:
					right++
				case p == q:
					right += 0.5
				}
				pairs++
			}
		}
		for _, cut := range scores {
			var a, b float64
			for j, q := range scores {
				switch {
				case q > cut:
				case outcomes[j]:
					a++
				default:
					b++
				}
			}
			gap = max(gap, math.Abs(a/positives-b/others))
		}
		area, err := model.AUC(scores, outcomes)
		require.NoError(r, err)
		require.Equal(r, right/pairs, area)
		ks, at, err := model.KS(scores, outcomes)
		require.NoError(r, err)
		require.InDelta(r, gap, ks, 1e-15)
		require.True(r, ks == 0 || at > 0)
	})
}

func TestLift_and_Calibrate_leave_nobody_out(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		scores, outcomes := scored(r)
		groups := rapid.IntRange(1, len(scores)).Draw(r, "groups")
		lift, err := model.Lift(scores, outcomes, groups)
		require.NoError(r, err)
		calibration, err := model.Calibrate(scores, outcomes, groups)
		require.NoError(r, err)
		rows, positives, predicted, above := 0, 0, 0.0, 1.0
		for i, row := range lift {
			require.InDelta(r, len(scores)/groups, row.Rows, 1, "groups of about the same number")
			require.LessOrEqual(r, row.Least, above, "descending")
			rows, positives, above = rows+row.Rows, positives+row.Positives, row.Least
			c := calibration[i]
			require.True(r, c.Least <= c.Predicted+1e-12 && c.Predicted <= c.Most+1e-12)
			predicted += c.Predicted * float64(c.Rows)
		}
		require.Equal(r, len(scores), rows)
		last := lift[len(lift)-1]
		require.Equal(r, 1.0, last.Captured)
		require.Equal(r, 1.0, last.Gain)
		sum := 0.0
		for i, p := range scores {
			sum += p
			if outcomes[i] {
				positives--
			}
		}
		require.Zero(r, positives)
		require.InDelta(r, sum, predicted, 1e-9)
	})
}

func TestValidate(t *testing.T) {
	t.Parallel()
	scores := []float64{0.9, 0.6, 0.6, 0.2, 0.1}
	outcomes := []bool{true, true, false, false, true}
	v, err := model.Validate(scores, outcomes)
	require.NoError(t, err)
	assert.InDelta(t, -(math.Log(0.9)+math.Log(0.6)+math.Log(0.4)+math.Log(0.8)+math.Log(0.1))/5, v.LogLoss, 1e-15)
	assert.InDelta(t, (0.01+0.16+0.36+0.04+0.81)/5, v.Brier, 1e-15)
	assert.Equal(t, model.Confusion{Cut: 0.5, TruePositives: 2, FalsePositives: 1, TrueNegatives: 1, FalseNegatives: 1}, v.Confusion)
	assert.Equal(t, []float64{0.6, 2. / 3, 2. / 3}, []float64{v.Confusion.Accuracy(), v.Confusion.Precision(), v.Confusion.Recall()})
	assert.Equal(t, 3.5/6, v.AUC)
	assert.Equal(t, []int{5, 3, 5, 5}, []int{v.Rows, v.Positives, len(v.Lift), len(v.Calibration)})
	require.NotNil(t, v.Recalibration)
	assert.Positive(t, v.Recalibration.Slope)
	assert.Zero(t, model.Confusion{}.Precision(), "nobody was said to be positive")
}

func TestLogLoss_of_certainty_that_is_wrong_is_finite(t *testing.T) {
	t.Parallel()
	loss, err := model.LogLoss([]float64{0, 1}, []bool{true, true})
	require.NoError(t, err)
	assert.InDelta(t, -math.Log(1e-15)/2, loss, 1e-9)
}

func TestValidate_refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		scores   []float64
		outcomes []bool
		path     string
	}{
		"no scores":        {nil, nil, "scores"},
		"too few outcomes": {[]float64{0.1, 0.2}, []bool{true}, "scores"},
		"NaN":              {[]float64{0.1, math.NaN()}, []bool{true, false}, "scores[1]"},
		"an infinity":      {[]float64{0.1, math.Inf(1)}, []bool{true, false}, "scores[1]"},
		"no probability":   {[]float64{0.1, 1.1}, []bool{true, false}, "scores[1]"},
		"one outcome":      {[]float64{0.1, 0.9}, []bool{true, true}, "outcomes"},
	} {
		_, err := model.Validate(c.scores, c.outcomes)
		assert.Equal(t, []string{c.path}, etomtest.Paths(err), name)
	}
	_, err := model.Lift([]float64{0.1, 0.2}, []bool{true, false}, 3)
	assert.Equal(t, []string{"groups"}, etomtest.Paths(err))
	_, err = model.Calibrate([]float64{0.1, 0.2}, []bool{true, false}, 0)
	assert.Equal(t, []string{"groups"}, etomtest.Paths(err))
}

func TestRecalibrate(t *testing.T) {
	t.Parallel()
	// One in ten of those called 0.2 and four in ten of those called 0.5: two points are met exactly.
	var scores []float64
	var outcomes []bool
	for i := range 10 {
		scores, outcomes = append(scores, 0.2, 0.5), append(outcomes, i < 1, i < 4)
	}
	r, err := model.Recalibrate(scores, outcomes)
	require.NoError(t, err)
	assert.InDelta(t, 0.1, r.Apply(0.2), 1e-12)
	assert.InDelta(t, 0.4, r.Apply(0.5), 1e-12)

	again := make([]float64, len(scores))
	for i, p := range scores {
		again[i] = r.Apply(p)
	}
	right, err := model.Recalibrate(again, outcomes)
	require.NoError(t, err)
	assert.InDelta(t, 0, right.Intercept, 1e-9)
	assert.InDelta(t, 1, right.Slope, 1e-9)

	for name, scores := range map[string][]float64{"all the same": {0.3, 0.3, 0.3}, "parted without a mistake": {0.1, 0.2, 0.9}, "parted but for one score": {0.1, 0.9, 0.9}} {
		_, err := model.Recalibrate(scores, []bool{false, false, true})
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

// There are enough customers here for the likelihood's last digits to be noise.
func TestRecalibrate_of_many(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		lots := rand.New(rand.NewPCG(seed, 1))
		var scores []float64
		var outcomes []bool
		for range 5000 {
			p := 0.02 + 0.7*lots.Float64()*lots.Float64()
			scores, outcomes = append(scores, p), append(outcomes, lots.Float64() < p)
		}
		r, err := model.Recalibrate(scores, outcomes)
		require.NoError(t, err, seed)
		assert.InDelta(t, 1, r.Slope, 0.2, "the scores are right, so it changes little")
		assert.InDelta(t, 0, r.Intercept, 0.3)
	}
}

// Whatever the scores, the recalibrated ones foretell as many as came, or there is no recalibration.
func TestRecalibrate_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		scores, outcomes := scored(r)
		right, err := model.Recalibrate(scores, outcomes)
		if err != nil {
			require.ErrorIs(r, err, fault.ErrInvalid)
			return
		}
		rest := 0.0
		for i, p := range scores {
			rest += right.Apply(p)
			if outcomes[i] {
				rest--
			}
		}
		require.InDelta(r, 0, rest, 1e-6)
	})
}

// rows is a data set of n customers, every third of whom left.
func rows(t require.TestingT, n int) *model.Data {
	var text strings.Builder
	text.WriteString("id,months,plan,left\n")
	for i := range n {
		fmt.Fprintf(&text, "c-%d,%d,%s,%s\n", i, i%7, []string{"flat", "metered"}[i%2], []string{"yes", "no", "no"}[i%3])
	}
	d, err := model.Read(strings.NewReader(text.String()), layout())
	require.NoError(t, err)
	return d
}

func TestFolds(t *testing.T) {
	t.Parallel()
	d := rows(t, 31)
	var fitted []int
	r, err := model.Folds(t.Context(), d, 4, func(_ context.Context, part *model.Data) (model.Model, error) {
		for i := range part.Rows() {
			var id int
			_, err := fmt.Sscanf(part.ID(i), "c-%d", &id)
			require.NoError(t, err)
			require.NotEqual(t, len(fitted), id%4, "the rows it is tested on are not among those it is fitted on")
		}
		fitted = append(fitted, part.Rows())
		return churn(), nil
	})
	require.NoError(t, err)
	assert.Equal(t, []int{23, 23, 23, 24}, fitted)
	assert.Len(t, r.AUC, 4)
	all, err := churn().Predict(d)
	require.NoError(t, err)
	assert.Equal(t, all, r.Scores, "each row has its score in its place")
	assert.Equal(t, 31, r.Pooled.Rows)
	assert.InDelta(t, (r.AUC[0]+r.AUC[1]+r.AUC[2]+r.AUC[3])/4, r.Mean, 1e-15)

	broken := errors.New("no answer")
	_, err = model.Folds(t.Context(), d, 4, func(context.Context, *model.Data) (model.Model, error) { return model.Model{}, broken })
	assert.ErrorIs(t, err, broken)
	assert.ErrorContains(t, err, "fold 1 of 4")
	for _, k := range []int{1, 32} {
		_, err = model.Folds(t.Context(), d, k, nil)
		assert.Equal(t, []string{"k"}, etomtest.Paths(err))
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = model.Folds(ended, d, 4, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

// Predict of a data set is Score of each row, to the last bit.
func TestPredict_is_Score(t *testing.T) {
	t.Parallel()
	d := rows(t, 31)
	scores, err := churn().Predict(d)
	require.NoError(t, err)
	for i, p := range scores {
		want, err := churn().Score(d.Facts(i))
		require.NoError(t, err)
		require.Equal(t, want, p)
	}
}

func TestPredict_by_policy(t *testing.T) {
	t.Parallel()
	m := churn()
	m.Inputs[1].Base, m.Terms[1].Level = "gold", "silver" // flat and metered have not been seen
	_, err := m.Predict(rows(t, 200))
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Fields, model.MaxFaults+1)
	assert.Equal(t, "[0].plan", invalid.Fields[0].Path)

	m.Inputs[1].Unseen = model.Average
	scores, err := m.Predict(rows(t, 3))
	require.NoError(t, err)
	want, err := m.Score(rows(t, 3).Facts(2))
	require.NoError(t, err)
	assert.Equal(t, want, scores[2])

	huge, err := model.New(layout(func(l *model.Layout) { l.ID = "" }), []model.Record{{Facts: known(-math.MaxFloat64, "flat")}})
	require.NoError(t, err)
	_, err = churn().Predict(huge)
	assert.Equal(t, []string{"[0].months"}, etomtest.Paths(err))

	m = churn()
	m.Inputs[0].Name, m.Terms[0].Input = "years", "years"
	_, err = m.Predict(rows(t, 3))
	assert.ErrorContains(t, err, "years: the data set has no such column")
	m.Inputs[0].Unseen = model.Average
	_, err = m.Predict(rows(t, 3))
	assert.NoError(t, err)

	m = churn()
	m.Inputs[0].Kind, m.Inputs[0].Base = model.Text, "1"
	_, err = m.Predict(rows(t, 3))
	assert.Equal(t, []string{"months"}, etomtest.Paths(err))
}
