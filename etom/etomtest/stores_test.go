package etomtest_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestStores_runs_on_every_backend_with_an_empty_store(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var ran []string
	t.Run("all", func(t *testing.T) { // returns when its parallel subtests have ended
		etomtest.Stores(t, func(t *testing.T, st store.Store) {
			mu.Lock()
			ran = append(ran, t.Name()[strings.LastIndex(t.Name(), "/")+1:])
			mu.Unlock()
			rec := store.Record{Ref: store.Ref{Tenant: "t", Kind: "k", ID: "1"}, Body: []byte("{}")}
			require.NoError(t, st.Update(t.Context(), func(tx store.Tx) error { return tx.Put(rec) }))
		})
	})
	slices.Sort(ran)
	if !slices.Contains(ran, "postgres") {
		ran = append(ran, "postgres") // it was skipped, visibly
	}
	assert.Equal(t, []string{"memory", "postgres", "sqlite"}, slices.Sorted(slices.Values(ran)))
}

func TestPostgres_gives_each_test_a_schema_that_goes_with_it(t *testing.T) {
	t.Parallel()
	db := open(t, etomtest.Postgres(t))
	_, err := db.Exec(`CREATE TABLE mine (x int)`)
	require.NoError(t, err)
	var schema string
	t.Run("another test", func(t *testing.T) {
		other := open(t, etomtest.Postgres(t))
		_, err := other.Exec(`CREATE TABLE mine (x int)`)
		require.NoError(t, err, "it is not the same schema")
		require.NoError(t, other.QueryRow(`SELECT current_schema()`).Scan(&schema))
	})
	var left int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM pg_namespace WHERE nspname = $1`, schema).Scan(&left))
	assert.Zero(t, left, "%s is dropped", schema)
}

func TestPostgres_uses_the_database_it_is_told(t *testing.T) {
	t.Parallel()
	dsn := etomtest.Postgres(t)
	told := []string{dsn}
	if u, err := url.Parse(dsn); err == nil && u.Query().Get("host") != "" {
		told = append(told, fmt.Sprintf("host=%s user=%s dbname=postgres sslmode=disable", u.Query().Get("host"), u.Query().Get("user")))
	}
	var here string
	require.NoError(t, open(t, dsn).QueryRow(`SELECT pg_postmaster_start_time()`).Scan(&here))
	for _, dsn := range told {
		child := child(t, "ETOM_POSTGRES_DSN="+dsn)
		db := open(t, child.dsn)
		var there, schema string
		require.NoError(t, db.QueryRow(`SELECT pg_postmaster_start_time(), current_schema()`).Scan(&there, &schema))
		assert.Equal(t, here, there, "the same server")
		assert.Contains(t, schema, "etom_test_")
		require.NoError(t, child.end.Close())
		require.NoError(t, child.Wait())
	}
}

// A test process may die of a timeout, a crash or kill -9; none of it may leave a server behind.
func TestPostgres_a_server_goes_with_the_process_that_started_it(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(c process) error{
		"ended":  func(c process) error { return c.end.Close() },
		"killed": func(c process) error { return c.Process.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := child(t, "ETOM_POSTGRES_DSN=")
			u, err := url.Parse(child.dsn)
			require.NoError(t, err)
			folder := u.Query().Get("host")
			require.DirExists(t, folder)
			db := open(t, child.dsn)
			require.NoError(t, db.Ping())
			require.NoError(t, end(child))
			_ = child.Wait()
			// Its keeper is a process of its own; there is nothing to wait for but what it does.
			require.Eventually(t, func() bool {
				_, err := os.Stat(folder)
				return os.IsNotExist(err)
			}, time.Minute, 20*time.Millisecond, "%s is cleared away", folder)
			require.Error(t, db.Ping(), "nobody answers")
		})
	}
}

const childVariable = "ETOM_TEST_CHILD"

type process struct {
	*exec.Cmd
	dsn string
	end io.Closer // ends it
}

// child runs this test program as another process that has called Postgres.
func child(t *testing.T, environment ...string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestPostgres_as_a_child$", "-test.v")
	cmd.Env = append(append(os.Environ(), childVariable+"=1"), environment...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	var said []string
	for lines := bufio.NewScanner(out); lines.Scan(); said = append(said, lines.Text()) {
		if dsn, found := strings.CutPrefix(lines.Text(), "dsn "); found {
			return process{cmd, dsn, in}
		}
		if strings.Contains(lines.Text(), "--- SKIP") {
			t.Skipf("the child: %s", strings.Join(said, "\n"))
		}
	}
	require.Fail(t, "the child told no dsn", strings.Join(said, "\n"))
	return process{}
}

func TestPostgres_as_a_child(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("only for other tests, which run it in a process of its own")
	}
	fmt.Println("dsn " + etomtest.Postgres(t))
	_, _ = io.Copy(io.Discard, os.Stdin) // until the parent ends it
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}
