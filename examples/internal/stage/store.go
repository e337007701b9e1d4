// Package stage is what the example programs share: opening a store, and printing what a journal proves.
package stage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

// Known reports whether a -store flag has one of the forms that Open takes.
func Known(spec string) bool {
	kind, where, _ := strings.Cut(spec, ":")
	return spec == "" || spec == "memory" || (kind == "sqlite" || kind == "postgres") && where != ""
}

// Open opens the store that a -store flag names: memory, sqlite:FILE, postgres:DSN, or, empty, an SQLite file that is
// gone when the function returned is called.
func Open(ctx context.Context, spec string) (store.Store, func() error, error) {
	kind, where, _ := strings.Cut(spec, ":")
	switch {
	case spec == "":
		return temporary(ctx)
	case spec == "memory":
		st := memory.New()
		return st, st.Close, nil
	case kind == "sqlite" && where != "":
		st, err := sqlite.Open(ctx, where, nil)
		if err != nil {
			return nil, nil, err
		}
		return st, st.Close, nil
	case kind == "postgres" && where != "":
		st, err := postgres.Open(ctx, where, nil)
		if err != nil {
			return nil, nil, err
		}
		return st, st.Close, nil
	}
	return nil, nil, fmt.Errorf("-store %q: use memory, sqlite:FILE or postgres:DSN", spec)
}

func temporary(ctx context.Context) (store.Store, func() error, error) {
	dir, err := os.MkdirTemp("", "etomcrm")
	if err != nil {
		return nil, nil, err
	}
	st, err := sqlite.Open(ctx, filepath.Join(dir, "crm.db"), nil)
	if err != nil {
		return nil, nil, err
	}
	return st, func() error {
		if err := st.Close(); err != nil {
			return err
		}
		return os.RemoveAll(dir)
	}, nil
}
