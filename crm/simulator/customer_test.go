package simulator_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/simulator"
)

func TestCustomer_answers_what_is_said_once(t *testing.T) {
	t.Parallel()
	world := simulator.NewWorld(start)
	customer := simulator.NewCustomer(world)
	var said []string
	for _, hours := range []time.Duration{3, 1} {
		customer.On("selling.proposal.made", hours*time.Hour, func(_ context.Context, m crm.Message) error {
			said = append(said, world.Now().Format("15:04 ")+m.About)
			return nil
		})
	}
	for _, m := range []crm.Message{
		{ID: "m-1", Reason: "selling.needs.asked", About: "p-1"},
		{ID: "m-2", Reason: "selling.proposal.made", About: "q-1"},
		{ID: "m-2", Reason: "selling.proposal.made", About: "q-1"}, // again
		{ID: "m-3", Reason: "selling.proposal.made", About: "q-2"},
	} {
		require.NoError(t, customer.Send(t.Context(), m))
	}
	require.NoError(t, world.Run(t.Context(), idle))
	assert.Equal(t, []string{"10:00 q-1", "10:00 q-2", "12:00 q-1", "12:00 q-2"}, said)

	inbox := customer.Inbox()
	require.Len(t, inbox, 3, "what comes twice is kept once")
	assert.Equal(t, "m-1", inbox[0].ID)
	inbox[0].ID = "forged"
	assert.Equal(t, "m-1", customer.Inbox()[0].ID, "the inbox is a copy")
}
