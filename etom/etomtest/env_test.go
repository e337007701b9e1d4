package etomtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestEnv_leaves_nothing_to_chance(t *testing.T) {
	t.Parallel()
	st := memory.New()
	env, clock := etomtest.Env(t, st)
	assert.Same(t, st, env.Store())
	assert.Equal(t, "test", env.Tenant())
	clock.Advance(time.Hour)
	require.NoError(t, env.Update(context.Background(), func(u *work.Unit) error {
		assert.Equal(t, clock.Now(), u.At)
		assert.Equal(t, "id-000001", u.NewID())
		return nil
	}))
}

func TestEnv_refuses_a_missing_store(t *testing.T) {
	t.Parallel()
	failed, said := try(func(t testing.TB) { etomtest.Env(t, nil) })
	assert.True(t, failed)
	assert.Contains(t, said, "needs a store")
}
