package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
	"github.com/etomcrm/etomcrm/etom/store/storetest"
)

func open(t *testing.T, path string, cfg *sqlite.Config) *sqlite.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path, cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return st
}

func TestStore_in_a_file(t *testing.T) {
	storetest.RunDurable(t, func(t *testing.T) func(t *testing.T) store.Store {
		path := filepath.Join(t.TempDir(), "crm.db")
		return func(t *testing.T) store.Store { return open(t, path, nil) }
	})
}

func TestStore_in_memory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, sqlite.Memory, nil) })
}

func BenchmarkStore(b *testing.B) {
	for _, synchronous := range []sqlite.Synchronous{sqlite.Full, sqlite.Normal} {
		b.Run(string(synchronous), func(b *testing.B) {
			st, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "crm.db"), &sqlite.Config{Synchronous: synchronous})
			require.NoError(b, err)
			defer func() { require.NoError(b, st.Close()) }()
			storetest.Benchmark(b, st)
		})
	}
}
