package insight_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Score_by_the_version_in_force_and_is_explainable_later(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.contract("c-1", "month")
		k.note(t, revenue("bill-1", "c-1", "2026-02", "20.00 EUR"))
		first := k.publish(t, churn("1", -0.05))
		assert.Equal(t, 1, first.Number)

		// log-odds: -1 + 40·(-0.05) + 0.5·1.5 of the average customer, 20·0.05 + 0.5·1.5 more of this one
		one, err := k.Score(ctx, "c-1", "churn")
		require.NoError(t, err)
		assert.InDelta(t, 1/(1+math.Exp(0.5)), one.Probability, 1e-15)
		assert.Equal(t, "1", one.ModelVersion)
		assert.Equal(t, k.clock.Now(), one.At)
		assert.Equal(t, model.Facts{Numbers: map[string]float64{insight.InputRevenueLast: 20}, Texts: map[string]string{"contract": "month"}}, one.Facts)
		require.Len(t, one.Explanation.Contributions, 2)
		assert.InDelta(t, 1, one.Explanation.Contributions[0].Amount, 1e-15)

		k.publish(t, churn("2", -0.1))
		k.clock.Advance(time.Hour)
		two, err := k.Score(ctx, "c-1", "churn")
		require.NoError(t, err)
		assert.Equal(t, "2", two.ModelVersion)
		assert.NotEqual(t, one.Probability, two.Probability)

		again, err := k.Explain(ctx, one.ID)
		require.NoError(t, err)
		assert.True(t, again.Same)
		assert.Equal(t, first, again.Model)
		assert.Equal(t, one.Explanation, again.Explanation)
		all, err := k.Scores(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []insight.Score{one, two}, all)
	})
}

// A score changes when its facts do, and only then.
func TestService_Rescore_when_facts_have_changed(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.contract("c-1", "month")
		k.publish(t, churn("1", -0.05))
		none, err := k.Rescore(ctx, "c-1")
		require.NoError(t, err)
		assert.Empty(t, none, "nobody has asked for a score")

		before, err := k.Score(ctx, "c-1", "churn")
		require.NoError(t, err)
		require.True(t, before.Explanation.Contributions[0].Assumed, "no month is known, and the model assumes the average")
		k.store.Unchanged(t, func() {
			same, err := k.Rescore(ctx, "c-1")
			require.NoError(t, err)
			assert.Equal(t, []insight.Score{before}, same)
			same1, err := k.Score(ctx, "c-1", "churn")
			require.NoError(t, err)
			assert.Equal(t, before, same1)
		})
		k.contract("c-1", "year")
		after, err := k.Rescore(ctx, "c-1")
		require.NoError(t, err)
		require.Len(t, after, 1)
		assert.Less(t, after[0].Probability, before.Probability)
		assert.Equal(t, 2, after[0].Number)

		k.note(t, revenue("bill-1", "c-1", "2026-02", "90.00 EUR"))
		k.note(t, revenue("bill-2", "c-1", "2026-03", "1.00 EUR")) // this month is not over: it does not count yet
		k.note(t, revenue("bill-3", "c-1", "2025-02", "1.00 EUR")) // longer than a year ago
		last, err := k.Score(ctx, "c-1", "churn")
		require.NoError(t, err)
		assert.InDelta(t, 90, last.Facts.Numbers[insight.InputRevenueLast], 1e-15)
		all, err := k.Scores(ctx, "c-1")
		require.NoError(t, err)
		assert.Len(t, all, 3)
	})
}

// The year before the month of the score counts: what is older does not, nor the month itself.
func TestService_Score_by_the_last_twelve_whole_months(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.publish(t, churn("1", -0.05))
	for month, counts := range map[string]bool{"2025-02": false, "2025-03": true, "2026-02": true, "2026-03": false} {
		k.contract(month, "year")
		k.note(t, revenue(month, month, month, "90.00 EUR"))
		x, err := k.Score(ctx, month, "churn")
		require.NoError(t, err)
		_, known := x.Facts.Numbers[insight.InputRevenueLast]
		assert.Equal(t, counts, known, month)
	}
}

// The source of facts knows more than the months do.
func TestService_Score_takes_what_the_source_says_before_its_months(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.publish(t, churn("1", -0.05))
	k.note(t, revenue("bill-1", "c-1", "2026-02", "90.00 EUR"))
	k.facts.of["c-1"] = model.Facts{Texts: map[string]string{"contract": "year", "colour": "red"}, Numbers: map[string]float64{insight.InputRevenueLast: 7}}
	x, err := k.Score(ctx, "c-1", "churn")
	require.NoError(t, err)
	assert.Equal(t, model.Facts{Texts: map[string]string{"contract": "year"}, Numbers: map[string]float64{insight.InputRevenueLast: 7}}, x.Facts, "what the model does not ask for is not stored")
}

func TestService_Score_refuses_and_changes_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.publish(t, churn("1", -0.05))
		k.facts.of["nan"] = model.Facts{Numbers: map[string]float64{insight.InputRevenueLast: math.NaN()}, Texts: map[string]string{"contract": "year"}}
		k.contract("new level", "decade")
		k.store.Unchanged(t, func() {
			_, err := k.Score(ctx, "", "a\x00")
			assert.Equal(t, []string{"customer", "model"}, etomtest.Paths(err))
			_, err = k.Score(ctx, "c-1", "unknown")
			require.ErrorIs(t, err, fault.ErrNotFound)
			_, err = k.Score(ctx, "without facts", "churn")
			assert.Equal(t, []string{"contract"}, etomtest.Paths(err))
			_, err = k.Score(ctx, "new level", "churn")
			assert.Equal(t, []string{"contract"}, etomtest.Paths(err))
			_, err = k.Score(ctx, "nan", "churn")
			assert.Equal(t, []string{insight.InputRevenueLast}, etomtest.Paths(err))
			_, err = k.Explain(ctx, "unknown")
			require.ErrorIs(t, err, fault.ErrNotFound)
			k.facts.err = errors.New("out of reach")
			_, err = k.Score(ctx, "c-1", "churn")
			require.ErrorIs(t, err, k.facts.err)
		})
	})
}

func TestService_PublishModel_never_changes_a_version(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		one := k.publish(t, churn("1", -0.05))
		k.store.Unchanged(t, func() {
			assert.Equal(t, one, k.publish(t, churn("1", -0.05)))
			_, err := k.PublishModel(ctx, churn("1", -0.06))
			require.ErrorIs(t, err, fault.ErrConflict)
			_, err = k.PublishModel(ctx, model.Model{})
			require.ErrorIs(t, err, fault.ErrInvalid)
			_, err = k.PublishModel(ctx, churn("2", math.NaN()))
			require.ErrorIs(t, err, fault.ErrInvalid)
		})
		two := k.publish(t, churn("2", -0.06))
		m, p, err := k.Model(ctx, "churn", "")
		require.NoError(t, err)
		assert.Equal(t, two, p)
		assert.Equal(t, churn("2", -0.06), m)
		m, p, err = k.Model(ctx, "churn", "1")
		require.NoError(t, err)
		assert.Equal(t, one, p)
		assert.Equal(t, churn("1", -0.05), m)
		_, _, err = k.Model(ctx, "churn", "3")
		require.ErrorIs(t, err, fault.ErrNotFound)
	})
}

// What MonthFacts says of months, and that it says nothing where nothing is known.
func TestMonthFacts(t *testing.T) {
	t.Parallel()
	none, err := insight.MonthFacts(nil, "ticket")
	require.NoError(t, err)
	assert.Equal(t, model.Facts{Numbers: map[string]float64{insight.InputMonths: 0}}, none)

	one, two := month("2026-01", timed("data", "GB", "8", part("8", "2"), insight.Part{})), month("2026-02")
	one.Drivers = append(one.Drivers, driver("ticket", 3))
	got, err := insight.MonthFacts([]insight.Month{one, two}, "ticket", "dispatch")
	require.NoError(t, err)
	body, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, `{"numbers":{"insight.months":2,"insight.revenueMean":0,"insight.revenueLast":0,"insight.revenueSlope":0,
		"insight.perMonth.ticket":1.5,"insight.perMonth.dispatch":0,"insight.peak":0.25}}`, string(body))

	for n, want := range map[int][2]bool{1: {false, false}, 2: {true, false}, 3: {true, true}} {
		got, err := insight.MonthFacts([]insight.Month{month("2026-01"), month("2026-02"), month("2026-03")}[:n])
		require.NoError(t, err)
		_, slope := got.Numbers[insight.InputRevenueSlope]
		_, jump := got.Numbers[insight.InputRevenueJump]
		assert.Equal(t, want, [2]bool{slope, jump}, "%d months: what cannot be told is not 0", n)
	}
}
