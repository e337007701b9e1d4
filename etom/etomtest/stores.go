package etomtest

import (
	"path/filepath"
	"testing"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

// Stores runs the test on every backend, as parallel subtests called memory, sqlite and postgres, each with an empty
// store that is closed at the end. Where PostgreSQL comes from: see Postgres.
func Stores(t *testing.T, test func(t *testing.T, st store.Store)) {
	t.Helper()
	backends := []struct {
		name string
		open func(t *testing.T) (store.Store, error)
	}{
		{"memory", func(*testing.T) (store.Store, error) { return memory.New(), nil }},
		{"sqlite", func(t *testing.T) (store.Store, error) {
			// What a loss of power leaves is nothing that a test of this process could see.
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "etom.db"), &sqlite.Config{Synchronous: sqlite.Normal})
		}},
		{"postgres", func(t *testing.T) (store.Store, error) {
			return postgres.Open(t.Context(), Postgres(t), &postgres.Config{Connections: 6})
		}},
	}
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			st, err := b.open(t)
			if err != nil {
				t.Fatalf("open: %v", err)
			}
			t.Cleanup(func() {
				if err := st.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			})
			test(t, st)
		})
	}
}
