package fit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/fit"
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// customer is a row of the small data sets here.
type customer struct {
	months, calls float64
	plan          string
	left          bool
}

func customers(t require.TestingT, rows ...customer) *model.Data {
	layout := model.Layout{Target: "left", Positive: "yes", Columns: []model.Column{
		{Name: "months", Kind: model.Number}, {Name: "calls", Kind: model.Number}, {Name: "plan", Kind: model.Text}}}
	var records []model.Record
	for _, r := range rows {
		records = append(records, model.Record{Positive: r.left, Facts: model.Facts{
			Numbers: map[string]float64{"months": r.months, "calls": r.calls}, Texts: map[string]string{"plan": r.plan}}})
	}
	data, err := model.New(layout, records)
	require.NoError(t, err)
	return data
}

// some are customers of whom a model can be made.
func some() []customer {
	return []customer{
		{1, 3, "flat", true}, {2, 0, "flat", true}, {3, 5, "metered", false}, {5, 1, "flat", false}, {8, 2, "metered", true}, {13, 2, "flat", true},
		{21, 4, "metered", false}, {34, 1, "metered", false}, {40, 0, "flat", false}, {2, 1, "metered", true}, {7, 6, "flat", false}, {9, 2, "metered", true},
	}
}

func TestLogistic_refuses_what_has_no_answer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change     func(r *customer)
		path, rule string
	}{
		"one outcome":                          {func(r *customer) { r.left = true }, "", fault.RuleRequired},
		"a number that is the same everywhere": {func(r *customer) { r.calls = 0.1 }, "calls", fit.RuleConstant},
		"a text that is the same everywhere":   {func(r *customer) { r.plan = "flat" }, "plan", fit.RuleConstant},
		"numbers too large to add":             {func(r *customer) { r.calls *= 1e307 }, "calls", fault.RuleRange},
		"a number that follows from another":   {func(r *customer) { r.calls = 7 - r.months/3 }, "calls", fit.RuleCollinear},
		"a number that tells the outcome": {func(r *customer) {
			if r.left {
				r.calls += 10
			}
		}, "calls", fit.RuleSeparation},
		"a level that tells the outcome of some": {func(r *customer) {
			if r.left && r.months > 7 {
				r.plan = "none"
			}
		}, "plan=none", fit.RuleSeparation},
		"a sum that tells the outcome": {func(r *customer) {
			r.calls = 50 - r.months
			if r.left {
				r.calls++
			}
		}, "", fit.RuleSeparation},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows := some()
			for i := range rows {
				c.change(&rows[i])
			}
			_, _, err := fit.Logistic(t.Context(), customers(t, rows...), nil)
			var invalid *fault.Invalid
			require.ErrorAs(t, err, &invalid)
			assert.Equal(t, c.rule, invalid.Fields[0].Rule, err)
			assert.Contains(t, invalid.Fields[0].Path, c.path)
			if c.rule == fit.RuleSeparation {
				_, _, err := fit.Logistic(t.Context(), customers(t, rows...), &fit.Options{L2: 1})
				assert.NoError(t, err, "a penalty helps, as the message says")
			}
			if c.rule == fit.RuleConstant || c.rule == fit.RuleCollinear {
				m, r, err := fit.Logistic(t.Context(), customers(t, rows...), &fit.Options{LeaveOut: true})
				require.NoError(t, err)
				assert.Equal(t, []string{c.path}, r.LeftOut)
				_, err = m.Score(customers(t, rows...).Facts(0))
				assert.NoError(t, err, "the model still knows the column")
			}
		})
	}
}

func TestLogistic_names_all_columns_at_once(t *testing.T) {
	t.Parallel()
	rows := some()
	for i := range rows {
		rows[i].plan, rows[i].calls = "flat", 2*rows[i].months
	}
	_, _, err := fit.Logistic(t.Context(), customers(t, rows...), nil)
	assert.ElementsMatch(t, []string{"plan", "calls"}, etomtest.Paths(err))
	assert.ErrorContains(t, err, "follows from months; leave one of them out")
}

func TestLogistic_says_what_it_was_fitted_on(t *testing.T) {
	t.Parallel()
	m, r, err := fit.Logistic(t.Context(), customers(t, some()...), &fit.Options{Name: "churn", Version: "2026-1", Source: "billing",
		From: calendar.MustParse("2026-01-01"), To: calendar.MustParse("2026-07-01"), L2: 0.5})
	require.NoError(t, err)
	assert.Equal(t, "churn 2026-1 left=yes", fmt.Sprintf("%s %s %s=%s", m.Name, m.Version, m.Target, m.Positive))
	assert.Equal(t, model.Fitted{Rows: 12, Positives: 6, Penalty: 0.5, LogLikelihood: r.LogLikelihood, Source: "billing",
		From: calendar.MustParse("2026-01-01"), To: calendar.MustParse("2026-07-01")}, m.FittedOn)
	assert.InDelta(t, 12*math.Log(0.5), r.NullLogLikelihood, 1e-12, "half of them left")
	assert.Greater(t, r.LogLikelihood, r.NullLogLikelihood)

	text, err := json.Marshal(m)
	require.NoError(t, err)
	back, err := model.Parse(text)
	require.NoError(t, err)
	assert.Equal(t, m.Fingerprint(), back.Fingerprint(), "kept and read again it is the same")
}

func TestLogistic_is_the_same_bit_by_bit(t *testing.T) {
	t.Parallel()
	first, _, err := fit.Logistic(t.Context(), customers(t, some()...), nil)
	require.NoError(t, err)
	for range 5 {
		again, _, err := fit.Logistic(t.Context(), customers(t, some()...), nil)
		require.NoError(t, err)
		assert.Equal(t, first, again)
	}
}

func TestLogistic_ends_with_its_context(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := fit.Logistic(ctx, customers(t, some()...), nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestLogistic_refuses_wrong_options(t *testing.T) {
	t.Parallel()
	_, _, err := fit.Logistic(t.Context(), customers(t, some()...), &fit.Options{L2: math.NaN(),
		From: calendar.MustParse("2026-07-01"), To: calendar.MustParse("2026-01-01")})
	assert.ElementsMatch(t, []string{"l2", "to"}, etomtest.Paths(err))
}

// Whatever the customers, the answer is the most likely model or a refusal that names its rule.
func TestLogistic_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) customer {
			return customer{months: float64(rapid.IntRange(0, 72).Draw(r, "months")), calls: rapid.Float64Range(-1e6, 1e6).Draw(r, "calls"),
				plan: rapid.SampledFrom([]string{"flat", "metered", "none"}).Draw(r, "plan"), left: rapid.Bool().Draw(r, "left")}
		}), 2, 60).Draw(r, "rows")
		data := customers(r, rows...)
		m, _, err := fit.Logistic(t.Context(), data, nil)
		var invalid *fault.Invalid
		if errors.As(err, &invalid) {
			for _, f := range invalid.Fields {
				require.Contains(r, []string{fault.RuleRequired, fit.RuleConstant, fit.RuleCollinear, fit.RuleSeparation}, f.Rule)
			}
			return
		}
		require.NoError(r, err)
		scores, err := m.Predict(data)
		require.NoError(r, err)
		sum := 0.0
		for _, p := range scores {
			sum += p
		}
		require.InDelta(r, data.Positives(), sum, 1e-6, "as many are foretold as came")
	})
}

func ExampleLogistic() {
	layout := model.Layout{Target: "left", Positive: "yes", Columns: []model.Column{{Name: "months", Kind: model.Number}}}
	var records []model.Record
	for months := range 40 { // who is new leaves more often
		records = append(records, model.Record{Facts: model.Facts{}.With("months", float64(months)), Positive: months%(2+months/5) == 0})
	}
	data, err := model.New(layout, records)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, _, err := fit.Logistic(context.Background(), data, &fit.Options{Name: "churn", Version: "2026-1"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, months := range []float64{1, 24} {
		p, err := m.Score(model.Facts{}.With("months", months))
		fmt.Printf("%2.0f months: %.2f %v\n", months, p, err)
	}
	// Output:
	//  1 months: 0.45 <nil>
	// 24 months: 0.23 <nil>
}
