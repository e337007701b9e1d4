package retention_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_NoteViolation_keeps_what_is_known_last(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		v := retention.Violation{Meta: store.Meta{ID: "v-1"}, Customer: "c-1", Agreement: "a-1", Text: "4.5 h without mail, 4 h are allowed", Remedy: money.Must("9.31 EUR")}
		first, err := k.NoteViolation(ctx, v)
		require.NoError(t, err)
		assert.Equal(t, k.clock.Now(), first.At)

		v.Remedy = money.Must("12.00 EUR")
		_, err = k.NoteViolation(ctx, v)
		require.NoError(t, err)
		all, err := k.Violations(ctx, "c-1")
		require.NoError(t, err)
		require.Len(t, all, 1, "the same violation")
		assert.Equal(t, v.Remedy, all[0].Remedy)

		k.store.Unchanged(t, func() {
			v.Customer = "c-2"
			_, err = k.NoteViolation(ctx, v)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
		})
	})
}
