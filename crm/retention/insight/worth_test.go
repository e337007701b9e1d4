package insight_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// spring are the four months to April 2026.
var spring = value.Window{From: calendar.MustParse("2026-01-01"), Until: calendar.MustParse("2026-05-01")}

// valueModel has the parameters published for CDNOW.
var valueModel = insight.ValueModel{Name: "clv", Version: "1", Buying: value.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426},
	Spending: value.GammaGamma{P: 6.25, Q: 3.74, V: 15.44, Currency: money.MustCurrency("EUR")}, Terms: value.DefaultTerms()}

func TestService_Worth_by_the_model_in_force(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		for i, amount := range []string{"20.00 EUR", "25.00 EUR", "0.00 EUR", "30.00 EUR"} {
			k.note(t, insight.Note{Source: amount, Customer: "c-1", Month: spring.From.AddMonths(i), Revenue: money.Must(amount)})
		}
		k.note(t, revenue("other", "c-2", "2026-01", "5.00 EUR"))
		k.note(t, revenue("before", "c-3", "2025-12", "5.00 EUR"))
		k.note(t, revenue("behind", "c-3", "2026-05", "5.00 EUR"))
		_, err := k.PublishValueModel(ctx, valueModel)
		require.NoError(t, err)

		all, err := k.Purchases(ctx, spring)
		require.NoError(t, err)
		require.Len(t, all, 4, "a month that brought nothing is no purchase")
		open, err := k.Purchases(ctx, value.Window{Until: spring.Until})
		require.NoError(t, err)
		assert.Len(t, open, 5)
		rfm, err := k.RFM(ctx, spring, value.TiesLow)
		require.NoError(t, err)
		assert.Equal(t, value.RFM{Customer: "c-1", Recency: 29, Frequency: 3, Monetary: money.Must("75.00 EUR"), R: 3, F: 3, M: 3}, rfm[0])

		histories, err := value.Summarise(all, spring)
		require.NoError(t, err)
		want, err := value.Lifetime(valueModel.Buying, valueModel.Spending, histories[0], valueModel.Terms)
		require.NoError(t, err)
		got, err := k.Worth(ctx, "c-1", "clv", spring)
		require.NoError(t, err)
		assert.Equal(t, insight.Worth{Worth: want, Model: "clv", ModelVersion: "1"}, got)
		assert.Equal(t, 1, got.Value.Sign())

		k.store.Unchanged(t, func() {
			_, err = k.Worth(ctx, "c-3", "clv", spring)
			require.ErrorIs(t, err, fault.ErrNotFound)
			_, err = k.Worth(ctx, "c-1", "unknown", spring)
			require.ErrorIs(t, err, fault.ErrNotFound)
			_, err = k.Worth(ctx, "c-1", "clv", value.Window{})
			require.ErrorIs(t, err, fault.ErrInvalid)
			_, err = k.RFM(ctx, value.Window{}, value.TiesLow)
			require.ErrorIs(t, err, fault.ErrInvalid)
			_, err = k.RFM(ctx, spring, "")
			require.ErrorIs(t, err, fault.ErrInvalid)
		})
	})
}

func TestService_PublishValueModel_never_changes_a_version(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	one, err := k.PublishValueModel(ctx, valueModel)
	require.NoError(t, err)
	other := valueModel
	other.Buying.R = 0.3
	k.store.Unchanged(t, func() {
		again, err := k.PublishValueModel(ctx, valueModel)
		require.NoError(t, err)
		assert.Equal(t, one, again)
		_, err = k.PublishValueModel(ctx, other)
		require.ErrorIs(t, err, fault.ErrConflict)
		_, err = k.PublishValueModel(ctx, insight.ValueModel{})
		require.ErrorIs(t, err, fault.ErrInvalid)
		_, err = k.PublishValueModel(ctx, insight.ValueModel{Name: "clv", Version: "2"})
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
	m, p, err := k.ValueModel(ctx, "clv", "1")
	require.NoError(t, err)
	assert.Equal(t, valueModel, m)
	assert.Equal(t, one, p)
	_, _, err = k.ValueModel(ctx, "clv", "2")
	require.ErrorIs(t, err, fault.ErrNotFound)
}
