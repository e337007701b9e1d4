// Package sqlite owns the store that keeps its records in one SQLite file: the embedded default, in pure Go, for one
// machine. It does not own backups, and several machines on one file need postgres.
//
//	st, err := sqlite.Open(ctx, "crm.db", nil)
//	if err != nil {
//		return err
//	}
//	defer st.Close()
//	err = st.Update(ctx, func(tx store.Tx) error {
//		return tx.Put(store.Record{
//			Ref:  store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"},
//			Body: []byte(`{"text":"called back"}`),
//		})
//	})
//
// The file is in WAL mode: readers work on a snapshot and wait for nobody, one writer is let in at a time, and two
// more files (-wal, -shm) stand beside it while it is open. Several processes may have it open. The body of a record
// is a text column, so that SQL can look into it: SELECT body ->> 'customer' FROM etom_record WHERE kind = 'crm.note'.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/internal/sqlstore"
)

// Memory is the path of a database that lives in the memory of the process and ends with Close. All its
// transactions, Views as well, run one after the other.
const Memory = ":memory:"

// Synchronous says when a commit is safe from a loss of power.
type Synchronous string

// Both keep the file whole and lose nothing when only the process dies.
const (
	Full   Synchronous = "FULL"   // when Update returns
	Normal Synchronous = "NORMAL" // a little later: the last commits may be gone, for about three times the speed
)

// DefaultWait is how long a transaction waits for one of another process.
const DefaultWait = 10 * time.Second

// Config chooses what differs from the default; nil and the zero value are the default.
type Config struct {
	Synchronous Synchronous   // default: Full
	Wait        time.Duration // for a transaction of another process, at least 1 ms; then fault.ErrUnavailable. Default: DefaultWait
}

// Store is a store.Store in one file; make it with Open. It is safe for concurrent use.
type Store struct {
	subject string
	wait    time.Duration
	writer  *database
	reader  *database // the same as writer for Memory
	closed  atomic.Bool
}

// database is a pool of connections with the statements prepared on them.
type database struct {
	*sql.DB
	statements *sqlstore.Prepared
}

//go:embed schema/*.sql
var schema embed.FS

// Open opens the database in the file, which is made if there is none, and steps its schema up if it is older than the
// library. A database that is newer is refused with fault.ErrState, a wrong Config with fault.ErrInvalid.
func Open(ctx context.Context, path string, cfg *Config) (*Store, error) {
	c, err := settled(path, cfg)
	if err != nil {
		return nil, err
	}
	s := &Store{subject: fault.Subject("sqlite", path), wait: c.Wait}
	if err := s.open(ctx, path, c); err != nil {
		_ = s.Close()
		return nil, s.notOpened(ctx, path, err)
	}
	return s, nil
}

func settled(path string, cfg *Config) (Config, error) {
	var c Config
	if cfg != nil {
		c = *cfg
	}
	if c.Synchronous == "" {
		c.Synchronous = Full
	}
	if c.Wait == 0 {
		c.Wait = DefaultWait
	}
	var check fault.Check
	check.Text("path", path, fault.MaxText)
	check.That(c.Synchronous == Full || c.Synchronous == Normal, "Synchronous", fault.RuleUnknown, "must be sqlite.Full or sqlite.Normal")
	check.That(c.Wait >= time.Millisecond, "Wait", fault.RuleRange, "must be at least 1 ms")
	return c, check.Err("sqlite.Open")
}

func (s *Store) open(ctx context.Context, path string, c Config) error {
	writer, err := sql.Open("sqlite", address(path, "_txlock=immediate", pragma("busy_timeout", poll.Milliseconds()),
		pragma("journal_mode", "WAL"), pragma("synchronous", c.Synchronous)))
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1) // who wants to write waits for the connection, in order, until ctx ends
	s.writer = &database{DB: writer}
	s.reader = s.writer
	if err := s.migrate(ctx); err != nil {
		return err
	}
	text := sqlstore.NewText("")
	if s.writer.statements, err = sqlstore.Prepare(ctx, writer, text); err != nil || path == Memory {
		return err
	}
	reader, err := sql.Open("sqlite", address(path, pragma("busy_timeout", c.Wait.Milliseconds()), pragma("query_only", 1)))
	if err != nil {
		return err
	}
	connections := max(4, runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(connections)
	reader.SetMaxIdleConns(connections)
	s.reader = &database{DB: reader}
	s.reader.statements, err = sqlstore.Prepare(ctx, reader, text)
	return err
}

func (s *Store) migrate(ctx context.Context) error {
	steps, err := sqlstore.Steps(schema, "schema/*.sql")
	if err != nil {
		return err
	}
	up := sqlstore.Schema{
		Subject: s.subject,
		Steps:   steps,
		Present: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'etom_schema'`,
	}
	// A new file is turned to WAL by the first to come; until that is done SQLite does not wait, but fails.
	return s.patiently(ctx, func() error { return up.Migrate(ctx, s.writer.DB) })
}

// View runs fn on the records as they are when it first reads.
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	return s.run(ctx, s.reader, false, fn)
}

// Update runs fn once no other Update runs, and keeps what it wrote if it returns nil.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	return s.run(ctx, s.writer, true, fn)
}

// DB is the database's one writing connection, for tables of your own in the same file: begin a transaction on it,
// Join it, commit it. Until then every Update waits.
func (s *Store) DB() *sql.DB { return s.writer.DB }

// Close ends the store; transactions under way may finish.
func (s *Store) Close() error {
	if s.closed.Swap(true) || s.writer == nil {
		return nil
	}
	if s.reader != s.writer {
		if err := s.reader.Close(); err != nil {
			return fmt.Errorf("%s: close: %w", s.subject, err)
		}
	}
	if err := s.writer.Close(); err != nil { // last, so that it takes the WAL into the file
		return fmt.Errorf("%s: close: %w", s.subject, err)
	}
	return nil
}
