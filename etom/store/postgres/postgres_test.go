package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
	"github.com/etomcrm/etomcrm/etom/store/storetest"
)

func open(t *testing.T, dsn string, cfg *postgres.Config) *postgres.Store {
	t.Helper()
	st, err := postgres.Open(t.Context(), dsn, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return st
}

func TestStore(t *testing.T) {
	storetest.RunDurable(t, func(t *testing.T) func(t *testing.T) store.Store {
		dsn := etomtest.Postgres(t)
		return func(t *testing.T) store.Store { return open(t, dsn, nil) }
	})
}

func BenchmarkStore(b *testing.B) {
	st, err := postgres.Open(b.Context(), etomtest.Postgres(b), nil)
	require.NoError(b, err)
	defer func() { require.NoError(b, st.Close()) }()
	storetest.Benchmark(b, st)
}
