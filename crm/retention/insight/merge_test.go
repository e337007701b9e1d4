package insight_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Merge(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.publish(t, churn("1", -0.05))
		k.contract("twin", "month")
		k.note(t, revenue("bill-1", "c-1", "2026-01", "10.00 EUR"))
		k.note(t, revenue("bill-2", "twin", "2026-01", "5.00 EUR"))
		k.note(t, revenue("bill-3", "twin", "2026-02", "7.00 EUR"))
		require.NoError(t, k.NoteLine(ctx, "twin", "61.10"))
		scored, err := k.Score(ctx, "twin", "churn")
		require.NoError(t, err)

		require.NoError(t, k.Merge(ctx, "c-1", "twin"))
		k.store.Unchanged(t, func() { require.NoError(t, k.Merge(ctx, "c-1", "twin")) })
		all, err := k.Months(ctx, "c-1", ever)
		require.NoError(t, err)
		require.Len(t, all, 2)
		assert.Equal(t, []money.Amount{money.Must("15.00 EUR"), money.Must("7.00 EUR")}, []money.Amount{all[0].Revenue, all[1].Revenue})
		a, err := k.Analyse(ctx, "c-1", ever)
		require.NoError(t, err)
		assert.Equal(t, "J", a.Line.Code)
		assert.Equal(t, []string{"insight.score"}, kinds(t, k, "twin"))
		again, err := k.Explain(ctx, scored.ID)
		require.NoError(t, err)
		assert.True(t, again.Same)

		k.note(t, revenue("bill-4", "twin", "2026-02", "1.00 EUR"))
		require.NoError(t, k.NoteLine(ctx, "twin", "86.10"))
		_, err = k.Object(ctx, "twin")
		require.NoError(t, err)
		require.NoError(t, k.Merge(ctx, "c-1", "twin"))
		all, err = k.Months(ctx, "c-1", ever)
		require.NoError(t, err)
		assert.Equal(t, money.Must("8.00 EUR"), all[1].Revenue)
		_, err = k.Analyse(ctx, "c-1", ever)
		require.ErrorIs(t, err, fault.ErrRejected, "who objected under one id has objected")
		assert.Equal(t, []string{"insight.month", "insight.month", "insight.line", "insight.objection"}, kinds(t, k, "c-1"))
	})
}

// The duplicate is the same person: who objects is not profiled under the other id either.
func TestService_Merge_erases_the_scores_of_who_objects(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.publish(t, churn("1", -0.05))
		k.contract("twin", "month")
		k.note(t, revenue("bill-1", "twin", "2026-01", "5.00 EUR"))
		_, err := k.Score(ctx, "twin", "churn")
		require.NoError(t, err)
		_, err = k.Object(ctx, "c-1")
		require.NoError(t, err)
		require.NoError(t, k.Merge(ctx, "c-1", "twin"))
		assert.Equal(t, []string{"insight.objection"}, kinds(t, k, "twin"))
		k.contract("twin", "month")
		_, err = k.Score(ctx, "twin", "churn")
		require.ErrorIs(t, err, fault.ErrRejected)
		k.store.Unchanged(t, func() { require.NoError(t, k.Merge(ctx, "c-1", "twin")) })
	})
}

func TestService_Merge_refuses_and_changes_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.note(t, revenue("bill-1", "c-1", "2026-01", "10.00 EUR"))
		k.note(t, revenue("bill-2", "c-2", "2025-12", "10.00 USD"))
		k.note(t, revenue("bill-3", "c-2", "2026-01", "10.00 USD"))
		k.store.Unchanged(t, func() {
			assert.Equal(t, []string{"revenue"}, etomtest.Paths(k.Merge(ctx, "c-1", "c-2")))
			assert.Equal(t, []string{"from"}, etomtest.Paths(k.Merge(ctx, "c-1", "c-1")))
			assert.Equal(t, []string{"into", "from"}, etomtest.Paths(k.Merge(ctx, "", "a\x00")))
		})
	})
}
