package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/internal/guard"
)

// code is SQLite's code of the error, with and without its finer part; 0 if the error is not SQLite's.
func code(err error) (primary, extended int) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0, 0
	}
	return e.Code() & 0xff, e.Code()
}

func busy(err error) bool {
	primary, extended := code(err)
	return primary == sqlite3.SQLITE_BUSY && extended != sqlite3.SQLITE_BUSY_SNAPSHOT
}

// explain turns an error of SQLite in a transaction into one of ours.
func explain(subject string, err error) error {
	primary, extended := code(err)
	switch {
	case extended == sqlite3.SQLITE_BUSY_SNAPSHOT:
		return &fault.Error{Kind: fault.ErrConflict, Subject: subject, Message: "another transaction wrote meanwhile: begin again", Cause: err}
	case primary == sqlite3.SQLITE_BUSY, primary == sqlite3.SQLITE_LOCKED:
		return fault.Unavailable(subject, err)
	}
	return fmt.Errorf("%s: %w", subject, err)
}

// notBegun is why there is no transaction.
func (s *Store) notBegun(ctx context.Context, err error) error {
	if s.closed.Load() {
		return guard.Closed()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return explain(s.subject, err)
}

// notOpened is why there is no store, and what to do.
func (s *Store) notOpened(ctx context.Context, path string, err error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if errors.Is(err, fault.ErrState) {
		return err // the schema; it names the database itself
	}
	if advice := advice(path, err); advice != "" {
		return fmt.Errorf("%s: %s: %w", s.subject, advice, err)
	}
	return explain(s.subject, err)
}

func advice(path string, err error) string {
	switch primary, _ := code(err); primary {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		folder := filepath.Dir(path)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return fmt.Sprintf("there is no folder %q: make it first", folder)
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return "this is a folder: give the path of a file in it"
		}
		return fmt.Sprintf("may not write in folder %q, where SQLite keeps the file and two more beside it: "+
			"give this user the right to, or choose another folder", folder)
	case sqlite3.SQLITE_READONLY:
		return "may not write the file: give this user the right to, for its folder as well, or choose another path"
	case sqlite3.SQLITE_NOTADB:
		return "this is a file of another sort, not an SQLite database: choose another path"
	}
	return ""
}
