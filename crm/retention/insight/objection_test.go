package insight_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// A customer who objects is not profiled: neither scored nor analysed, and left out of the others' comparison.
func TestService_Object(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.publish(t, churn("1", -0.05))
		_, err := k.PublishValueModel(ctx, valueModel)
		require.NoError(t, err)
		k.contract("c-1", "month")
		k.note(t, revenue("bill-1", "c-1", "2026-02", "20.00 EUR"))
		k.note(t, revenue("bill-2", "c-2", "2026-02", "20.00 EUR"))
		_, err = k.Score(ctx, "c-1", "churn")
		require.NoError(t, err)

		o, err := k.Object(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, k.clock.Now(), o.At)
		k.store.Unchanged(t, func() {
			again, err := k.Object(ctx, "c-1")
			require.NoError(t, err)
			assert.Equal(t, o, again)
			for name, do := range map[string]func() error{
				"score":   func() error { _, err := k.Score(ctx, "c-1", "churn"); return err },
				"analyse": func() error { _, err := k.Analyse(ctx, "c-1", ever); return err },
				"worth":   func() error { _, err := k.Worth(ctx, "c-1", "clv", spring); return err },
			} {
				var refusal *fault.Refusal
				require.ErrorAs(t, do(), &refusal, name)
				assert.Equal(t, insight.ReasonObjection, refusal.Reasons[0].Code, name)
			}
			none, err := k.Rescore(ctx, "c-1")
			require.NoError(t, err)
			assert.Empty(t, none)
		})
		scores, err := k.Scores(ctx, "c-1")
		require.NoError(t, err)
		assert.Empty(t, scores, "those that there were are erased")
		rfm, err := k.RFM(ctx, spring, value.TiesLow)
		require.NoError(t, err)
		require.Len(t, rfm, 1)
		assert.Equal(t, "c-2", rfm[0].Customer)

		require.NoError(t, k.WithdrawObjection(ctx, "c-1"))
		k.store.Unchanged(t, func() { require.NoError(t, k.WithdrawObjection(ctx, "c-1")) })
		first, err := k.Score(ctx, "c-1", "churn")
		require.NoError(t, err)
		assert.Equal(t, 1, first.Number)
	})
}

func TestService_Object_refuses_nobody(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.store.Unchanged(t, func() {
		_, err := k.Object(ctx, "")
		assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
		assert.Equal(t, []string{"customer"}, etomtest.Paths(k.WithdrawObjection(ctx, "a\x00")))
	})
}

// What is stored about a customer is shown, and erased but for the objection; what is stored about another stays.
func TestService_Personal_and_Erase(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.publish(t, churn("1", -0.05))
		for _, customer := range []string{"c-1", "c-2"} {
			k.contract(customer, "month")
			k.note(t, revenue("bill "+customer, customer, "2026-02", "20.00 EUR"))
			require.NoError(t, k.NoteLine(ctx, customer, "61.10"))
			_, err := k.Score(ctx, customer, "churn")
			require.NoError(t, err)
		}
		assert.Equal(t, []string{"insight.month", "insight.score", "insight.line"}, kinds(t, k, "c-1"))
		_, err := k.Object(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []string{"insight.month", "insight.line", "insight.objection"}, kinds(t, k, "c-1"))

		kept, err := work.Do(ctx, k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Erase(u, "c-1") })
		require.NoError(t, err)
		require.Len(t, kept, 1)
		assert.Equal(t, "insight.objection", kept[0].Kind)
		assert.Contains(t, kept[0].Why, "GDPR 21")
		assert.Equal(t, []string{"insight.objection"}, kinds(t, k, "c-1"))
		assert.Equal(t, []string{"insight.month", "insight.score", "insight.line"}, kinds(t, k, "c-2"))
		k.store.Unchanged(t, func() {
			again, err := work.Do(ctx, k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Erase(u, "c-1") })
			require.NoError(t, err)
			assert.Equal(t, kept, again)
			m, err := k.NoteMonth(ctx, revenue("bill c-1", "c-1", "2026-02", "20.00 EUR"))
			require.NoError(t, err, "what was erased does not come back by being told again")
			assert.Equal(t, insight.Month{}, m)
		})
	})
}

func kinds(t *testing.T, k kit, customer string) []string {
	t.Helper()
	items, err := work.See(context.Background(), k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Personal(u, customer) })
	require.NoError(t, err)
	var all []string
	for _, i := range items {
		assert.NotEmpty(t, i.Purpose)
		assert.NotEmpty(t, i.Basis)
		assert.Contains(t, string(i.Data), customer)
		all = append(all, i.Kind)
	}
	return all
}
