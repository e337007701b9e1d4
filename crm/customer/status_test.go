package customer_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, customer.Lifecycle(), "customer")
}

func TestLifecycle_from_every_status_the_customer_can_become_active(t *testing.T) {
	t.Parallel()
	for _, s := range customer.Lifecycle().States() {
		reached := []customer.Status{s}
		for i := 0; i < len(reached); i++ {
			for _, r := range customer.Lifecycle().Transitions() {
				if r.From == reached[i] && !slices.Contains(reached, r.To) {
					reached = append(reached, r.To)
				}
			}
		}
		assert.Contains(t, reached, customer.Active, "from %s", s)
	}
}

func TestService_ChangeStatus_keeps_the_history(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		c := k.establish(t, dealer("K-1"))
		begun := k.clock.Now()
		for _, on := range []customer.Event{customer.Activate, customer.Suspend, customer.Resume, customer.Terminate, customer.Reestablish} {
			k.clock.Advance(time.Hour)
			var err error
			c, err = k.ChangeStatus(ctx, c.ID, on, "because of "+string(on))
			require.NoError(t, err)
		}
		kept, err := k.Get(ctx, c.ID)
		require.NoError(t, err)
		assert.Equal(t, c, kept)
		assert.Equal(t, []customer.StatusChange{
			{At: begun, To: "prospective"},
			{At: begun.Add(1 * time.Hour), From: "prospective", Event: "activate", To: "active", Reason: "because of activate"},
			{At: begun.Add(2 * time.Hour), From: "active", Event: "suspend", To: "suspended", Reason: "because of suspend"},
			{At: begun.Add(3 * time.Hour), From: "suspended", Event: "resume", To: "active", Reason: "because of resume"},
			{At: begun.Add(4 * time.Hour), From: "active", Event: "terminate", To: "terminated", Reason: "because of terminate"},
			{At: begun.Add(5 * time.Hour), From: "terminated", Event: "reestablish", To: "prospective", Reason: "because of reestablish"},
		}, kept.StatusHistory)

		events := k.events(t, c.ID)
		require.Len(t, events, 6)
		assert.JSONEq(t, `{"customer":"`+c.ID+`","from":"prospective","event":"activate","to":"active","statusReason":"because of activate"}`,
			string(events[1].Data))
	})
}

func TestService_ChangeStatus_says_what_is_permitted(t *testing.T) {
	t.Parallel()
	k := inMemory(t)
	c := k.establish(t, dealer("K-1"))
	k.store.Unchanged(t, func() {
		_, err := k.ChangeStatus(context.Background(), c.ID, customer.Resume, "why not")
		require.ErrorIs(t, err, fault.ErrState)
		var details *lifecycle.Error
		require.True(t, errors.As(err, &details))
		assert.Equal(t, []string{"activate", "terminate"}, details.Permitted)
		assert.ErrorContains(t, err, `customer.customer "`+c.ID+`"`)
	})
	assert.Equal(t, []customer.Event{customer.Activate, customer.Terminate}, c.Permitted())
}
