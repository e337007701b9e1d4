package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
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

// pool is a database as a vendor would have it.
func pool(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestNew_leaves_the_pool_to_its_owner(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	st, err := postgres.New(t.Context(), db, nil)
	require.NoError(t, err)
	put(t, st, note("n-1", 0))
	require.NoError(t, st.Close())
	require.ErrorIs(t, st.View(t.Context(), func(store.Tx) error { return nil }), fault.ErrState)
	var customer string
	require.NoError(t, db.QueryRow(`SELECT body::jsonb ->> 'customer' FROM etom_record WHERE kind = 'crm.note'`).Scan(&customer))
	assert.Equal(t, "c-7", customer)
}

func TestNew_makes_the_schema_it_is_told(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	var mine string
	require.NoError(t, db.QueryRow(`SELECT current_schema()`).Scan(&mine))
	name := mine + `_"it's\ ünder`
	st, err := postgres.New(t.Context(), db, &postgres.Config{Schema: name})
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), `DROP SCHEMA "`+mine+`_""it's\ ünder" CASCADE`)
		require.NoError(t, err)
	})
	put(t, st, note("n-1", 0))
	put(t, st, note("n-1", 1))

	again, err := postgres.New(t.Context(), db, &postgres.Config{Schema: name})
	require.NoError(t, err)
	assert.True(t, has(t, again, "n-1"))

	elsewhere, err := postgres.New(t.Context(), db, nil)
	require.NoError(t, err)
	assert.False(t, has(t, elsewhere, "n-1"), "another schema is another store")

	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	rec, err := postgres.Join(t.Context(), tx, &postgres.Config{Schema: name}).Get(note("n-1", 0).Ref)
	require.NoError(t, err)
	assert.EqualValues(t, 2, rec.Version)
}

func TestOpen_refuses_a_wrong_config(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), "", &postgres.Config{Schema: "a\x00", Attempts: -1, Connections: -1})
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.EqualError(t, err, "postgres.Config: Schema: must not contain NUL (ETOM-TEXT-NUL); "+
		"Attempts: must be at least 1 (ETOM-RANGE); Connections: must be at least 1 (ETOM-RANGE)")
}

func TestOpen_says_what_is_wrong(t *testing.T) {
	t.Parallel()
	t.Run("the dsn, without its password", func(t *testing.T) {
		_, err := postgres.Open(t.Context(), "postgres://etom:secret@localhost:notaport/crm", nil)
		require.ErrorIs(t, err, fault.ErrInvalid)
		assert.NotContains(t, err.Error(), "secret")
	})
	t.Run("the server is out of reach", func(t *testing.T) {
		_, err := postgres.Open(t.Context(), "host="+t.TempDir()+" user=etom", nil)
		require.ErrorIs(t, err, fault.ErrUnavailable)
	})
	t.Run("the schema of the search path is missing", func(t *testing.T) {
		dsn, err := url.Parse(etomtest.Postgres(t))
		if err != nil || dsn.Scheme == "" {
			t.Skip("this dsn is no URL")
		}
		query := dsn.Query()
		query.Set("search_path", "missing")
		dsn.RawQuery = query.Encode()
		_, err = postgres.Open(t.Context(), dsn.String(), nil)
		require.ErrorIs(t, err, fault.ErrState)
		assert.ErrorContains(t, err, "make one, or set Config.Schema")
	})
	t.Run("the context has ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := postgres.Open(ctx, etomtest.Postgres(t), nil)
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestNew_refuses_a_newer_schema(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	require.NoError(t, postgres.Migrate(t.Context(), db, nil))
	_, err := db.Exec(`UPDATE etom_schema SET version = 99`)
	require.NoError(t, err)
	_, err = postgres.New(t.Context(), db, nil)
	require.ErrorIs(t, err, fault.ErrState)
	assert.ErrorContains(t, err, "use a newer release of the library")
}

func TestNew_can_leave_the_tables_to_their_owner(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	_, err := postgres.New(t.Context(), db, &postgres.Config{NoMigrate: true})
	require.ErrorIs(t, err, fault.ErrState)
	require.ErrorContains(t, err, "has schema version 0, this program needs 1: run Migrate first")
	require.NoError(t, postgres.Migrate(t.Context(), db, nil))
	st, err := postgres.New(t.Context(), db, &postgres.Config{NoMigrate: true})
	require.NoError(t, err)
	put(t, st, note("n-1", 0))
}

func TestMigrate_several_at_the_same_time_make_one_schema(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	var schema string
	require.NoError(t, db.QueryRow(`SELECT current_schema()`).Scan(&schema))
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), `DROP SCHEMA `+schema+`_new CASCADE`)
		require.NoError(t, err)
	})
	const programs = 8
	done := make(chan error, programs)
	for range programs {
		go func() { done <- postgres.Migrate(t.Context(), db, &postgres.Config{Schema: schema + "_new"}) }()
	}
	var failed error
	for range programs {
		failed = errors.Join(failed, <-done)
	}
	require.NoError(t, failed)
	var rows int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM `+schema+`_new.etom_schema`).Scan(&rows))
	assert.Equal(t, 1, rows)
}

// The databases that tests run in sort by bytes more often than those of users; so ask the columns themselves.
func TestMigrate_every_text_is_ordered_by_its_bytes(t *testing.T) {
	t.Parallel()
	db := pool(t, etomtest.Postgres(t))
	require.NoError(t, postgres.Migrate(t.Context(), db, nil))
	rows, err := db.Query(`SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' ORDER BY 1`)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var others []string
	for rows.Next() {
		var column string
		require.NoError(t, rows.Scan(&column))
		others = append(others, column)
	}
	require.NoError(t, rows.Err())
	assert.Equal(t, []string{"etom_record.body", "etom_record.keys"}, others, "nothing is ordered by these two")
}
