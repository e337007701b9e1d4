package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

func note(id string, version int64) store.Record {
	return store.Record{
		Ref:     store.Ref{Tenant: "t", Kind: "crm.note", ID: id},
		Version: version,
		Keys:    []store.Key{{Name: "customer", Value: "c-7"}},
		Body:    []byte(`{"customer":"c-7"}`),
	}
}

func put(t *testing.T, st store.Store, rec store.Record) {
	t.Helper()
	require.NoError(t, st.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec) }))
}

func has(t *testing.T, st store.Store, id string) bool {
	t.Helper()
	err := st.View(t.Context(), func(tx store.Tx) error {
		_, err := tx.Get(note(id, 0).Ref)
		return err
	})
	if !fault.IsNotFound(err) {
		require.NoError(t, err)
	}
	return err == nil
}

func TestOpen_says_what_is_wrong_and_what_to_do(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text := filepath.Join(folder, "letter.txt")
	require.NoError(t, os.WriteFile(text, []byte("Dear customer, this is a letter and no database. It is long enough to have a header."), 0o600))
	for name, test := range map[string]struct {
		path string
		want string
	}{
		"the folder is missing":            {filepath.Join(folder, "data", "crm.db"), "make it first"},
		"a file stands where a folder is":  {filepath.Join(text, "crm.db"), "make it first"},
		"the path is a folder":             {folder, "this is a folder: give the path of a file in it"},
		"the file is of another sort":      {text, "this is a file of another sort, not an SQLite database: choose another path"},
		"there is no path":                 {"", "path: must not be empty"},
		"the path has a NUL":               {"crm\x00.db", "path: must not contain NUL"},
		"the folder may not be written in": {unwritable(t), "give this user the right to, or choose another folder"},
	} {
		t.Run(name, func(t *testing.T) {
			if test.path == noFolder {
				t.Skip("this system has no folder in which nobody may write")
			}
			st, err := sqlite.Open(t.Context(), test.path, nil)
			require.ErrorContains(t, err, test.want)
			assert.Nil(t, st)
		})
	}
}

const noFolder = "none"

// unwritable is a path in a folder where this user may not write; root may not in /proc.
func unwritable(t *testing.T) string {
	t.Helper()
	if os.Geteuid() == 0 {
		if runtime.GOOS == "linux" {
			return "/proc/crm.db"
		}
		return noFolder
	}
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o500))
	return filepath.Join(folder, "crm.db")
}

func TestOpen_refuses_a_wrong_config(t *testing.T) {
	t.Parallel()
	_, err := sqlite.Open(t.Context(), sqlite.Memory, &sqlite.Config{Synchronous: "SOMETIMES", Wait: -1})
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.EqualError(t, err, "sqlite.Open: Synchronous: must be sqlite.Full or sqlite.Normal (ETOM-UNKNOWN); Wait: must be at least 1 ms (ETOM-RANGE)")
}

func TestOpen_takes_every_character_of_the_path_as_it_is(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b.db", "50%.db", "a?mode=memory", "a#b.db", "Müller.db", "a&b=c.db", "%41.db", "file:x.db", ":memory:x", "'.db"} {
		path := filepath.Join(t.TempDir(), name)
		st := open(t, path, nil)
		put(t, st, note("n-1", 0))
		require.FileExists(t, path)
		require.NoError(t, st.Close())
		assert.True(t, has(t, open(t, path, nil), "n-1"), name)
	}
}

func TestOpen_takes_a_relative_path(t *testing.T) {
	t.Chdir(t.TempDir())
	put(t, open(t, "crm.db", nil), note("n-1", 0))
	assert.FileExists(t, "crm.db")
}

func TestOpen_sets_what_a_commit_waits_for(t *testing.T) {
	t.Parallel()
	for cfg, want := range map[*sqlite.Config]int{nil: 2, {}: 2, {Synchronous: sqlite.Full}: 2, {Synchronous: sqlite.Normal}: 1} {
		st := open(t, filepath.Join(t.TempDir(), "crm.db"), cfg)
		var synchronous int
		var journal string
		require.NoError(t, st.DB().QueryRow(`PRAGMA synchronous`).Scan(&synchronous))
		require.NoError(t, st.DB().QueryRow(`PRAGMA journal_mode`).Scan(&journal))
		assert.Equal(t, want, synchronous)
		assert.Equal(t, "wal", journal)
	}
}

func TestOpen_refuses_a_newer_schema(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "crm.db")
	st := open(t, path, nil)
	_, err := st.DB().Exec(`UPDATE etom_schema SET version = 99`)
	require.NoError(t, err)
	require.NoError(t, st.Close())
	_, err = sqlite.Open(t.Context(), path, nil)
	require.ErrorIs(t, err, fault.ErrState)
	assert.ErrorContains(t, err, "use a newer release of the library")
}

func TestOpen_several_at_the_same_time_make_one_schema(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "crm.db")
	const programs = 8
	opened := make(chan *sqlite.Store, programs)
	var failed error
	errs := make(chan error, programs)
	for range programs {
		go func() {
			st, err := sqlite.Open(t.Context(), path, nil)
			opened <- st
			errs <- err
		}()
	}
	for range programs {
		if st := <-opened; st != nil {
			defer func() { assert.NoError(t, st.Close()) }()
		}
		failed = errors.Join(failed, <-errs)
	}
	require.NoError(t, failed)
	var rows int
	require.NoError(t, open(t, path, nil).DB().QueryRow(`SELECT count(*) FROM etom_schema`).Scan(&rows))
	assert.Equal(t, 1, rows)
}

func TestOpen_honours_its_context(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "crm.db"), nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestStore_bodies_can_be_asked_for_in_SQL(t *testing.T) {
	t.Parallel()
	st := open(t, sqlite.Memory, nil)
	put(t, st, note("n-1", 0))
	var customer string
	require.NoError(t, st.DB().QueryRow(`SELECT body ->> 'customer' FROM etom_record WHERE kind = 'crm.note'`).Scan(&customer))
	assert.Equal(t, "c-7", customer)
}

// Another process is here a second store on the same file: SQLite does not know the difference.
func TestStore_waits_for_another_process_as_long_as_it_is_told(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "crm.db")
	other := open(t, path, nil)
	st := open(t, path, &sqlite.Config{Wait: time.Millisecond})
	tx, err := other.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, sqlite.Join(t.Context(), tx).Put(note("n-1", 0)))

	err = st.Update(t.Context(), func(store.Tx) error { return nil })
	require.ErrorIs(t, err, fault.ErrUnavailable)
	assert.False(t, has(t, st, "n-1"), "a reader does not wait")

	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err = open(t, path, nil).Update(ctx, func(store.Tx) error { return nil })
	require.ErrorIs(t, err, context.DeadlineExceeded, "the context ends a longer wait")

	require.NoError(t, tx.Commit())
	put(t, st, note("n-1", 1))
}

func TestStore_two_processes_lose_no_update(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "crm.db")
	stores := []*sqlite.Store{open(t, path, nil), open(t, path, nil)}
	put(t, stores[0], note("n-1", 0))
	const each = 20
	errs := make(chan error, len(stores))
	for _, st := range stores {
		go func() {
			var failed error
			for range each {
				failed = errors.Join(failed, st.Update(t.Context(), func(tx store.Tx) error {
					rec, err := tx.Get(note("n-1", 0).Ref)
					if err != nil {
						return err
					}
					return tx.Put(rec)
				}))
			}
			errs <- failed
		}()
	}
	require.NoError(t, errors.Join(<-errs, <-errs))
	put(t, stores[1], note("n-1", 1+2*each))
}

func TestJoin_commits_with_the_rows_of_the_caller_or_not_at_all(t *testing.T) {
	t.Parallel()
	for _, path := range []string{sqlite.Memory, filepath.Join(t.TempDir(), "crm.db")} {
		st := open(t, path, nil)
		_, err := st.DB().Exec(`CREATE TABLE audit (what TEXT)`)
		require.NoError(t, err)
		for _, end := range []struct {
			name  string
			with  func(*sql.Tx) error
			there bool
		}{{"rolled back", (*sql.Tx).Rollback, false}, {"committed", (*sql.Tx).Commit, true}} {
			tx, err := st.DB().BeginTx(t.Context(), nil)
			require.NoError(t, err)
			_, err = tx.Exec(`INSERT INTO audit (what) VALUES ('note')`)
			require.NoError(t, err)
			joined := sqlite.Join(t.Context(), tx)
			require.NoError(t, joined.Put(note("n-1", 0)))
			require.ErrorIs(t, joined.Put(note("n-1", 0)), fault.ErrConflict)
			for rec, err := range joined.Scan(store.Query{Tenant: "t", Kind: "crm.note", Key: "customer"}) {
				require.NoError(t, err)
				assert.Equal(t, "n-1", rec.ID)
			}
			require.NoError(t, end.with(tx))

			_, err = joined.Get(note("n-1", 0).Ref)
			require.ErrorIs(t, err, fault.ErrState, "the joined transaction has ended")
			require.ErrorIs(t, joined.Put(note("n-2", 0)), fault.ErrState)
			assert.Equal(t, end.there, has(t, st, "n-1"), end.name)
			var rows int
			require.NoError(t, st.DB().QueryRow(`SELECT count(*) FROM audit`).Scan(&rows))
			assert.Equal(t, end.there, rows == 1, end.name)
		}
	}
}

// A transaction begun without _txlock=immediate reads first and asks for the right to write too late.
func TestJoin_a_transaction_that_comes_too_late_is_a_conflict(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "crm.db")
	st := open(t, path, nil)
	put(t, st, note("n-1", 0))
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	joined := sqlite.Join(t.Context(), tx)
	rec, err := joined.Get(note("n-1", 0).Ref)
	require.NoError(t, err)
	put(t, st, note("n-1", 1))
	require.ErrorIs(t, joined.Put(rec), fault.ErrConflict)
	_, err = joined.Get(rec.Ref)
	require.ErrorIs(t, err, fault.ErrConflict, "and nothing else works in it")
}
