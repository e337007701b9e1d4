package crm_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// withdrawing keeps what is withdrawn.
type withdrawing struct {
	*simulator.Activation
	withdrawn []ordering.CancellationNotice
}

func (w *withdrawing) Withdraw(_ context.Context, _ string, n ordering.CancellationNotice) error {
	w.withdrawn = append(w.withdrawn, n)
	return nil
}

func TestActivation_hears_of_a_held_order_that_is_cancelled_with_work_still_open(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx := t.Context()
		env, clock := etomtest.Env(t, st)
		activation := &withdrawing{Activation: simulator.NewActivation(simulator.NewWorld(clock.Now()), nil)}
		c, err := crm.New(env, crm.Outside{Activation: activation}, nil)
		require.NoError(t, err)
		o, err := c.Orders.Place(ctx, ordering.Draft{Customer: "c-1", Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
		require.NoError(t, err)
		require.NoError(t, c.Settle(ctx))
		_, err = c.Orders.Move(ctx, o.ID, ordering.Hold, "no free line")
		require.NoError(t, err)
		_, err = c.Orders.Move(ctx, o.ID, ordering.Cancel, "there will be none")
		require.NoError(t, err)
		require.NoError(t, c.Settle(ctx))
		require.Len(t, activation.withdrawn, 1)
		assert.Equal(t, []string{o.ID + "/1"}, activation.withdrawn[0].Work)
	})
}
