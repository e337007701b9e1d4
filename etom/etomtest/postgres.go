package etomtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The environment variables that say where PostgreSQL comes from.
const (
	postgresDSN     = "ETOM_POSTGRES_DSN"     // use this database; its user may create schemas
	postgresRequire = "ETOM_REQUIRE_POSTGRES" // if 1, its absence fails tests instead of skipping them
)

// Postgres returns the dsn of an empty schema of its own in a PostgreSQL database, for a store or for other processes of
// the test; it is dropped when the test ends.
//
// The database is the one of ETOM_POSTGRES_DSN. Without that the test process starts a server of its own, once, from the
// programs initdb and postgres; it listens on a socket in a temporary folder only, and goes with the process, however that
// ends. Where there are no such programs the test is skipped, and fails if ETOM_REQUIRE_POSTGRES is 1.
func Postgres(t testing.TB) (dsn string) {
	t.Helper()
	server, err := postgresServer()
	switch {
	case errors.Is(err, errNoPostgres) && os.Getenv(postgresRequire) != "1":
		t.Skipf("NOT TESTED on PostgreSQL: %v", err)
	case err != nil:
		t.Fatalf("PostgreSQL: %v", err)
	}
	schema := "etom_test_" + strings.ToLower(rand.Text()[:12])
	if _, err := server.admin.ExecContext(t.Context(), `CREATE SCHEMA `+schema); err != nil {
		t.Fatalf("PostgreSQL: create a schema: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := server.admin.ExecContext(ctx, `DROP SCHEMA `+schema+` CASCADE`); err != nil {
			t.Errorf("PostgreSQL: drop the schema: %v", err)
		}
	})
	return inSchema(server.dsn, schema)
}

// inSchema is the dsn with the schema as its search path; a dsn is a URL or key=value text.
func inSchema(dsn, schema string) string {
	if !strings.Contains(dsn, "://") {
		return dsn + " search_path=" + schema
	}
	if strings.Contains(dsn, "?") {
		return dsn + "&search_path=" + schema
	}
	return dsn + "?search_path=" + schema
}

type server struct {
	dsn   string
	admin *sql.DB
}

var errNoPostgres = errors.New("its programs initdb and postgres were not found: install it (Debian: apt-get install postgresql), " +
	"put its bin folder into PATH, or set " + postgresDSN)

// postgresServer is one for each test process: starting it takes about a second.
var postgresServer = sync.OnceValues(func() (server, error) {
	dsn := os.Getenv(postgresDSN)
	if dsn == "" {
		bin, err := postgresPrograms()
		if err != nil {
			return server{}, err
		}
		folder, err := startPostgres(bin)
		if err != nil {
			return server{}, err
		}
		dsn = "postgres:///postgres?" + url.Values{"host": {folder}, "user": {"etom"}, "sslmode": {"disable"}}.Encode()
	}
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		return server{}, err
	}
	admin.SetMaxOpenConns(2)
	return server{dsn: dsn, admin: admin}, admin.Ping()
})

// postgresPrograms is the folder with PostgreSQL's programs: that of PATH, or of the newest release in the usual places.
func postgresPrograms() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if resolved, err := filepath.EvalSymlinks(initdb); err == nil {
			initdb = resolved
		}
		if isFile(filepath.Join(filepath.Dir(initdb), "postgres")) {
			return filepath.Dir(initdb), nil
		}
	}
	var found []string
	for _, place := range []string{"/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		folders, err := filepath.Glob(place)
		if err != nil {
			return "", err
		}
		for _, folder := range folders {
			if isFile(filepath.Join(folder, "initdb")) && isFile(filepath.Join(folder, "postgres")) {
				found = append(found, folder)
			}
		}
	}
	if len(found) == 0 {
		return "", errNoPostgres
	}
	return slices.MaxFunc(found, func(a, b string) int { return strings.Compare(a, b) }), nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
