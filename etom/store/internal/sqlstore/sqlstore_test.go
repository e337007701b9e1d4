package sqlstore_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/internal/sqlstore"
)

func database(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "x.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func schema(steps ...string) sqlstore.Schema {
	return sqlstore.Schema{
		Subject: "test database",
		Steps:   steps,
		Present: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'etom_schema'`,
	}
}

const (
	first  = `CREATE TABLE {etom}etom_schema (version INTEGER NOT NULL); CREATE TABLE a (x)`
	second = `CREATE TABLE b (y); INSERT INTO a VALUES (1)`
)

func version(t *testing.T, db *sql.DB) (version, tables int) {
	t.Helper()
	require.NoError(t, db.QueryRow(`SELECT version FROM etom_schema`).Scan(&version))
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE type = 'table'`).Scan(&tables))
	return version, tables
}

func TestSchema_steps_up_one_after_the_other(t *testing.T) {
	t.Parallel()
	db := database(t)
	for range 2 {
		require.NoError(t, schema(first).Migrate(t.Context(), db))
		at, tables := version(t, db)
		assert.Equal(t, []int{1, 2}, []int{at, tables})
	}
	for range 2 {
		require.NoError(t, schema(first, second).Migrate(t.Context(), db))
		at, tables := version(t, db)
		assert.Equal(t, []int{2, 3}, []int{at, tables})
	}
	var rows int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM a`).Scan(&rows))
	assert.Equal(t, 1, rows, "a step is taken once")
}

func TestSchema_refuses_a_newer_database(t *testing.T) {
	t.Parallel()
	db := database(t)
	require.NoError(t, schema(first, second).Migrate(t.Context(), db))
	err := schema(first).Migrate(t.Context(), db)
	require.ErrorIs(t, err, fault.ErrState)
	assert.EqualError(t, err, "test database: has schema version 2, this program knows none after 1: use a newer release of the library")
	at, _ := version(t, db)
	assert.Equal(t, 2, at)
}

func TestSchema_check_says_what_to_do_with_an_older_database(t *testing.T) {
	t.Parallel()
	db := database(t)
	older, err := schema(first).Check(t.Context(), db)
	assert.True(t, older)
	require.EqualError(t, err, "test database: has schema version 0, this program needs 1: run Migrate first")
	require.NoError(t, schema(first).Migrate(t.Context(), db))
	older, err = schema(first).Check(t.Context(), db)
	assert.False(t, older)
	require.NoError(t, err)
}

func TestSchema_a_step_that_fails_leaves_nothing(t *testing.T) {
	t.Parallel()
	db := database(t)
	require.NoError(t, schema(first).Migrate(t.Context(), db))
	err := schema(first, `CREATE TABLE b (y); CREATE TABLE b (y)`).Migrate(t.Context(), db)
	require.ErrorContains(t, err, "step to schema version 2")
	at, tables := version(t, db)
	assert.Equal(t, []int{1, 2}, []int{at, tables})
}

func TestSchema_several_step_up_at_the_same_time(t *testing.T) {
	t.Parallel()
	db := database(t)
	const programs = 8
	done := make(chan error, programs)
	for range programs {
		go func() { done <- schema(first, second).Migrate(t.Context(), db) }()
	}
	var failed error
	for range programs {
		failed = errors.Join(failed, <-done)
	}
	require.NoError(t, failed)
	at, tables := version(t, db)
	assert.Equal(t, []int{2, 3}, []int{at, tables})
}

func TestSteps_are_in_order_of_their_names(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"schema/010_c.sql": {Data: []byte("c")}, "schema/002_b.sql": {Data: []byte("b")},
		"schema/001_a.sql": {Data: []byte("a")}, "schema/README.md": {Data: []byte("no")},
	}
	steps, err := sqlstore.Steps(files, "schema/*.sql")
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b", "c"}, steps)
}

// A statement that goes through a whole table is right in every test with few records, and too slow in use.
func TestText_SQLite_goes_through_no_table(t *testing.T) {
	t.Parallel()
	db := database(t)
	tables, err := os.ReadFile("../../sqlite/schema/001_records.sql")
	require.NoError(t, err)
	_, err = db.Exec(string(tables))
	require.NoError(t, err)
	for _, statement := range sqlstore.NewText("") {
		if strings.HasPrefix(statement, "WITH") {
			continue // PostgreSQL's own
		}
		rows, err := db.Query(`EXPLAIN QUERY PLAN `+statement, make([]any, 11)...)
		require.NoError(t, err, statement)
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			plan = append(plan, detail)
		}
		require.NoError(t, rows.Err())
		for _, step := range plan {
			assert.False(t, strings.HasPrefix(step, "SCAN etom_"), "%s\n%s", statement, strings.Join(plan, "\n"))
			if strings.HasPrefix(step, "SEARCH") {
				assert.Contains(t, step, "PRIMARY KEY (tenant=? AND kind=? AND ", statement)
			}
		}
	}
}
