package crash

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

// Place is where a store is that outlives a process, as a job takes it to the worker. A store of another kind needs none: its job
// says where it is. Immutable.
type Place struct {
	SQLite   string `json:"sqlite,omitempty"`   // the file
	Postgres string `json:"postgres,omitempty"` // the dsn, if there is no file
}

// SQLite is a place in a file of the test's own.
func SQLite(t testing.TB) Place {
	t.Helper()
	return Place{SQLite: filepath.Join(t.TempDir(), "etom.db")}
}

// Postgres is a place in a schema of the test's own; see etomtest.Postgres.
func Postgres(t testing.TB) Place {
	t.Helper()
	return Place{Postgres: etomtest.Postgres(t)}
}

// Open opens the store, of which a worker that died may have been the last user.
func (p Place) Open(ctx context.Context) (store.Store, error) {
	switch {
	case p.SQLite != "":
		return sqlite.Open(ctx, p.SQLite, nil)
	case p.Postgres == "":
		return nil, errors.New("a place says where: make it with SQLite or Postgres")
	}
	return postgres.Open(ctx, p.Postgres, &postgres.Config{Connections: 5})
}

// Use opens the store in the test's process, which is not killed, and closes it behind.
func (p Place) Use(t testing.TB, do func(st store.Store)) {
	t.Helper()
	st, err := p.Open(t.Context())
	if err != nil {
		t.Fatalf("open the store again: %v", err)
	}
	defer func() {
		if err := st.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	}()
	do(st)
}
