package simulator_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestActivation_reports_the_end_of_work_on_a_held_order_again(t *testing.T) {
	t.Parallel()
	world := simulator.NewWorld(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	activation := simulator.NewActivation(world, &simulator.Plan{Takes: 48 * time.Hour})
	c, err := crm.New(work.New(memory.New(), &work.Config{Now: world.Now}), crm.Outside{Activation: activation}, nil)
	require.NoError(t, err)
	activation.Connect(c.Orders)
	o, err := c.Orders.Place(t.Context(), ordering.Draft{Customer: "c-1", Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
	require.NoError(t, err)
	move := func(on ordering.Event) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := c.Orders.Move(ctx, o.ID, on, "no free line")
			return err
		}
	}
	world.After(24*time.Hour, move(ordering.Hold))
	world.After(100*time.Hour, move(ordering.Resume))
	require.NoError(t, world.Run(t.Context(), c.Settle))
	o, err = c.Orders.Get(t.Context(), o.ID)
	require.NoError(t, err)
	assert.Equal(t, ordering.Completed, o.State)
	assert.Equal(t, 120*time.Hour, o.ClosedAt.Sub(o.OrderedAt), "the day's report behind its resumption")
}
