package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
)

// again loads the record and puts it back as it is.
func again(tx store.Tx) error {
	rec, err := tx.Get(note("n-1", 0).Ref)
	if err != nil {
		return err
	}
	return tx.Put(rec)
}

func TestUpdate_that_loses_is_run_again(t *testing.T) {
	t.Parallel()
	st := open(t, etomtest.Postgres(t), nil)
	put(t, st, note("n-1", 0))
	runs := 0
	require.NoError(t, st.Update(t.Context(), func(tx store.Tx) error {
		runs++
		rec, err := tx.Get(note("n-1", 0).Ref)
		if err != nil {
			return err
		}
		if runs <= 3 {
			require.NoError(t, st.Update(t.Context(), again), "the faster one")
		}
		return tx.Put(rec)
	}))
	assert.Equal(t, 4, runs)
	put(t, st, note("n-1", 5))
}

func TestUpdate_that_always_loses_gives_up(t *testing.T) {
	t.Parallel()
	st := open(t, etomtest.Postgres(t), &postgres.Config{Attempts: 3})
	put(t, st, note("n-1", 0))
	runs := 0
	err := st.Update(t.Context(), func(tx store.Tx) error {
		runs++
		rec, err := tx.Get(note("n-1", 0).Ref)
		if err != nil {
			return err
		}
		require.NoError(t, st.Update(t.Context(), again), "the faster one")
		if err := tx.Put(rec); err != nil {
			return errors.New("an error that hides what happened")
		}
		return nil
	})
	require.ErrorIs(t, err, fault.ErrConflict)
	assert.ErrorContains(t, err, "postgres: lost against other transactions 3 times: try again later")
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	assert.Equal(t, "40001", pg.Code)
	assert.Equal(t, 3, runs)
}

func TestUpdate_that_overlooks_its_loss_is_not_committed(t *testing.T) {
	t.Parallel()
	st := open(t, etomtest.Postgres(t), &postgres.Config{Attempts: 1})
	put(t, st, note("n-1", 0))
	err := st.Update(t.Context(), func(tx store.Tx) error {
		rec, err := tx.Get(note("n-1", 0).Ref)
		require.NoError(t, err)
		require.NoError(t, st.Update(t.Context(), again), "the faster one")
		_ = tx.Put(rec)
		require.ErrorIs(t, tx.Put(note("n-2", 0)), fault.ErrConflict, "nothing works in it any more")
		return nil
	})
	require.ErrorIs(t, err, fault.ErrConflict)
	assert.False(t, has(t, st, "n-2"))
}

func TestUpdate_that_conflicts_with_what_is_stored_is_not_run_again(t *testing.T) {
	t.Parallel()
	st := open(t, etomtest.Postgres(t), nil)
	runs := 0
	require.ErrorIs(t, st.Update(t.Context(), func(tx store.Tx) error {
		runs++
		return tx.Put(note("n-1", 7))
	}), fault.ErrConflict)
	assert.Equal(t, 1, runs)
}

func TestUpdate_stops_trying_when_its_context_ends(t *testing.T) {
	t.Parallel()
	st := open(t, etomtest.Postgres(t), nil)
	put(t, st, note("n-1", 0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	runs := 0
	err := st.Update(ctx, func(tx store.Tx) error {
		runs++
		rec, err := tx.Get(note("n-1", 0).Ref)
		if err != nil {
			return err
		}
		require.NoError(t, st.Update(t.Context(), again), "the faster one")
		err = tx.Put(rec)
		if runs == 2 {
			cancel()
		}
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 2, runs)
}

func TestUpdate_whose_connection_breaks_is_unavailable(t *testing.T) {
	t.Parallel()
	dsn := etomtest.Postgres(t)
	st, other := open(t, dsn, &postgres.Config{Connections: 1}), pool(t, dsn)
	var mine string
	require.NoError(t, other.QueryRow(`SELECT current_schema()`).Scan(&mine))
	// The store's one connection is the one that last asked for its tables.
	breakOff := func() {
		var ended int
		require.NoError(t, other.QueryRow(`SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_class c ON c.oid = relation
			WHERE c.relname = 'etom_record' AND c.relnamespace = $1::regnamespace AND pid <> pg_backend_pid()`, mine).Scan(&ended))
		require.Positive(t, ended)
	}
	require.ErrorIs(t, st.Update(t.Context(), func(tx store.Tx) error {
		require.NoError(t, tx.Put(note("n-1", 0)))
		breakOff()
		return tx.Put(note("n-2", 0))
	}), fault.ErrUnavailable)

	err := st.Update(t.Context(), func(tx store.Tx) error {
		require.NoError(t, tx.Put(note("n-1", 0)))
		breakOff()
		return nil
	})
	require.ErrorIs(t, err, fault.ErrUnavailable)
	assert.ErrorContains(t, err, "look before trying again")

	assert.False(t, has(t, st, "n-1"), "the next transaction gets a new connection")
}

func TestJoin_commits_with_the_rows_of_the_caller_or_not_at_all(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	st, err := postgres.New(t.Context(), db, nil)
	require.NoError(t, err)
	_, err = db.Exec(`CREATE TABLE audit (what text)`)
	require.NoError(t, err)
	for _, end := range []struct {
		name  string
		with  func(*sql.Tx) error
		there bool
	}{{"rolled back", (*sql.Tx).Rollback, false}, {"committed", (*sql.Tx).Commit, true}} {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.Exec(`INSERT INTO audit (what) VALUES ('note')`)
		require.NoError(t, err)
		joined := postgres.Join(t.Context(), tx, nil)
		require.NoError(t, joined.Put(note("n-1", 0)))
		require.ErrorIs(t, joined.Put(note("n-1", 0)), fault.ErrConflict)
		require.ErrorIs(t, joined.Put(note("n-\x00", 0)), fault.ErrInvalid)
		for rec, err := range joined.Scan(store.Query{Tenant: "t", Kind: "crm.note", Key: "customer"}) {
			require.NoError(t, err)
			assert.Equal(t, "n-1", rec.ID)
		}
		require.NoError(t, end.with(tx))

		_, err = joined.Get(note("n-1", 0).Ref)
		require.ErrorIs(t, err, fault.ErrState, "the joined transaction has ended")
		assert.Equal(t, end.there, has(t, st, "n-1"), end.name)
		var rows int
		require.NoError(t, db.QueryRow(`SELECT count(*) FROM audit`).Scan(&rows))
		assert.Equal(t, end.there, rows == 1, end.name)
	}
}

// What Join promises at READ COMMITTED, and what it does not.
func TestJoin_at_read_committed_guards_versions_but_not_what_was_read(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	st, err := postgres.New(t.Context(), db, nil)
	require.NoError(t, err)
	put(t, st, note("n-1", 0))
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	joined := postgres.Join(t.Context(), tx, nil)
	rec, err := joined.Get(note("n-1", 0).Ref)
	require.NoError(t, err)
	put(t, st, note("n-1", 1))
	require.ErrorIs(t, joined.Put(rec), fault.ErrConflict, "the version is guarded")
	rec, err = joined.Get(rec.Ref)
	require.NoError(t, err)
	assert.EqualValues(t, 2, rec.Version, "a second look sees another record")
	require.NoError(t, joined.Put(rec), "and the transaction is still usable")
	require.NoError(t, tx.Commit())
}

func TestJoin_at_serializable_says_when_to_begin_again(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	st, err := postgres.New(t.Context(), db, nil)
	require.NoError(t, err)
	put(t, st, note("n-1", 0))
	tx, err := db.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelSerializable})
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	joined := postgres.Join(t.Context(), tx, nil)
	rec, err := joined.Get(note("n-1", 0).Ref)
	require.NoError(t, err)
	put(t, st, note("n-1", 1))
	err = joined.Put(rec)
	require.ErrorIs(t, err, fault.ErrConflict)
	assert.ErrorContains(t, err, "begin again")
}
