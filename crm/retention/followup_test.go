package retention_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Due_escalates_follow_ups_that_nobody_does(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		due := func(asOf time.Time) int {
			t.Helper()
			n, err := k.Due(ctx, asOf)
			require.NoError(t, err)
			return n
		}
		i, err := k.RecordSatisfaction(ctx, retention.Answer{Correlation: "case-1", Customer: "c-1", Order: "o-1", Score: 1})
		require.NoError(t, err)
		_, err = k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-2", Order: "o-2", Score: 5})
		require.NoError(t, err)
		assert.Equal(t, k.clock.Now().Add(48*time.Hour), i.FollowUp.DueAt)
		assert.Zero(t, due(i.FollowUp.DueAt.Add(-time.Microsecond)))
		assert.Equal(t, 1, due(i.FollowUp.DueAt))
		k.store.Unchanged(t, func() { assert.Zero(t, due(i.FollowUp.DueAt), "once") })

		open, err := k.FollowUps(ctx)
		require.NoError(t, err)
		require.Len(t, open, 1)
		assert.Equal(t, retention.FollowUp{DueAt: i.FollowUp.DueAt.Add(48 * time.Hour), Escalations: 1, EscalatedAt: i.FollowUp.DueAt}, open[0].FollowUp)
		assert.Equal(t, retention.InquiryFollowUp, open[0].State)

		later := i.FollowUp.DueAt
		for range 5 {
			later = later.Add(48 * time.Hour)
			due(later)
		}
		open, err = k.FollowUps(ctx)
		require.NoError(t, err)
		assert.Equal(t, retention.MaxEscalations, open[0].FollowUp.Escalations, "somewhere it ends")
		assert.Equal(t, []string{retention.EventSatisfactionRecorded, retention.EventFollowUpNeeded, retention.EventFollowUpEscalated,
			retention.EventFollowUpEscalated, retention.EventFollowUpEscalated}, etomtest.Types(k.events(t, "case-1")))
		_, err = k.CloseFollowUp(ctx, i.ID, "called at last")
		require.NoError(t, err)
	})
}

func TestService_Due_leaves_alone_what_was_done_in_time(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	env, _ := etomtest.Env(t, k.store)
	s := retention.New(env, &retention.Config{FollowUpWithin: time.Hour})
	i, err := s.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 2})
	require.NoError(t, err)
	assert.Equal(t, k.clock.Now().Add(time.Hour), i.FollowUp.DueAt)
	_, err = s.CloseFollowUp(ctx, i.ID, "called")
	require.NoError(t, err)
	k.store.Unchanged(t, func() {
		n, err := s.Due(ctx, i.FollowUp.DueAt.Add(time.Hour))
		require.NoError(t, err)
		assert.Zero(t, n)
	})
}
