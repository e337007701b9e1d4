// Package postgres owns the store that keeps its records in PostgreSQL, for several machines at once. It does not
// own the database, its users, pooling proxies or backups.
//
//	db, err := sql.Open("pgx", dsn) // your pool, with "github.com/jackc/pgx/v5/stdlib" imported
//	if err != nil {
//		return err
//	}
//	st, err := postgres.New(ctx, db, &postgres.Config{Schema: "crm"})
//	if err != nil {
//		return err
//	}
//	err = st.Update(ctx, func(tx store.Tx) error {
//		return tx.Put(store.Record{
//			Ref:  store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"},
//			Body: []byte(`{"text":"called back"}`),
//		})
//	})
//
// Updates are SERIALIZABLE and run again when they lose against others; Views are one snapshot. Texts are ordered by
// their bytes, whatever the database's locale. The body of a record is a text column, so that SQL can look into it:
// SELECT body::jsonb ->> 'customer' FROM crm.etom_record WHERE kind = 'crm.note'.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/internal/guard"
	"github.com/etomcrm/etomcrm/etom/store/internal/sqlstore"
)

// The defaults of Config.
const (
	DefaultAttempts    = 50
	DefaultConnections = 16
)

// Config chooses what differs from the default; nil and the zero value are the default.
type Config struct {
	Schema      string // where the tables are, made if missing. Default: the connection's current schema
	NoMigrate   bool   // New then refuses tables that are older than the library: run Migrate, as their owner
	Attempts    int    // how often an Update that loses against others is run; then fault.ErrConflict. Default: DefaultAttempts
	Connections int    // for Open only: at most so many at once. Default: DefaultConnections
}

// Store is a store.Store in a PostgreSQL database; make it with New or Open. It is safe for concurrent use.
type Store struct {
	db       *sql.DB
	own      bool // Close closes db
	text     *sqlstore.Text
	attempts int
	closed   atomic.Bool
}

// New makes the store in a database that stays yours: Close leaves it open. The tables are made, or stepped up if they
// are older than the library. Newer ones are refused with fault.ErrState, a wrong Config with fault.ErrInvalid, a
// database out of reach with fault.ErrUnavailable.
func New(ctx context.Context, db *sql.DB, cfg *Config) (*Store, error) {
	c, err := settled(cfg)
	if err != nil {
		return nil, err
	}
	schema, err := schemaOf(ctx, db, c)
	if err != nil {
		return nil, explained(ctx, err)
	}
	if c.NoMigrate {
		_, err = schema.Check(ctx, db)
	} else {
		err = schema.Migrate(ctx, db)
	}
	if err != nil {
		return nil, explained(ctx, err)
	}
	return &Store{db: db, text: sqlstore.NewText(schema.Prefix), attempts: c.Attempts}, nil
}

// Open is New with a pool of its own, which Close closes. dsn is a URL or key=value text as libpq takes it.
func Open(ctx context.Context, dsn string, cfg *Config) (*Store, error) {
	c, err := settled(cfg)
	if err != nil {
		return nil, err
	}
	parsed, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, &fault.Error{Kind: fault.ErrInvalid, Subject: subject, Message: "wrong dsn", Cause: err}
	}
	db := stdlib.OpenDB(*parsed)
	db.SetMaxOpenConns(c.Connections)
	db.SetMaxIdleConns(c.Connections)
	s, err := New(ctx, db, cfg)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	s.own = true
	return s, nil
}

func settled(cfg *Config) (Config, error) {
	var c Config
	if cfg != nil {
		c = *cfg
	}
	if c.Attempts == 0 {
		c.Attempts = DefaultAttempts
	}
	if c.Connections == 0 {
		c.Connections = DefaultConnections
	}
	var check fault.Check
	check.Optional("Schema", c.Schema, 63) // more PostgreSQL would cut off
	check.That(c.Attempts > 0, "Attempts", fault.RuleRange, "must be at least 1")
	check.That(c.Connections > 0, "Connections", fault.RuleRange, "must be at least 1")
	return c, check.Err("postgres.Config")
}

var dialect = sqlstore.Dialect{Explain: explain}

// View runs fn on the records as they are when it first reads.
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	_, err := s.once(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
	return err
}

// Update runs fn until its transaction does not lose against another one, as often as the Config says.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	for attempt := 1; ; attempt++ {
		lost, err := s.once(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}, fn)
		if !lost {
			return err
		}
		if attempt == s.attempts {
			message := fmt.Sprintf("lost against other transactions %d times: try again later", attempt)
			return &fault.Error{Kind: fault.ErrConflict, Subject: subject, Message: message, Cause: errors.Unwrap(err)}
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

// once reports whether the transaction lost against another one.
func (s *Store) once(ctx context.Context, opts *sql.TxOptions, fn func(store.Tx) error) (lost bool, err error) {
	if s.closed.Load() {
		return false, guard.Closed()
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	tx, err := s.db.BeginTx(ctx, opts)
	if err != nil {
		return false, s.notBegun(ctx, err)
	}
	t := sqlstore.NewTx(ctx, !opts.ReadOnly, sqlstore.NewPlain(ctx, tx, s.text), dialect)
	err = sqlstore.Run(tx, t, fn)
	return t.Lost(), err
}

// notBegun is why there is no transaction.
func (s *Store) notBegun(ctx context.Context, err error) error {
	if s.closed.Load() {
		return guard.Closed()
	}
	return explained(ctx, err)
}

// pause waits for a time drawn by lot, longer after each attempt, so that those who got in each other's way part.
func pause(ctx context.Context, attempt int) error {
	longest := min(time.Millisecond<<min(attempt, 10), 100*time.Millisecond)
	timer := time.NewTimer(rand.N(longest))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close ends the store, and the pool if Open made it; transactions under way may finish.
func (s *Store) Close() error {
	if s.closed.Swap(true) || !s.own {
		return nil
	}
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("%s: close: %w", subject, err)
	}
	return nil
}

// Join makes a store.Tx of an open transaction of your own, so that your rows and the library's are committed together
// or not at all. You commit or roll back. Of the Config only Schema counts; it must be the one given to New.
//
// Begin it SERIALIZABLE and run it again when the store or the commit says fault.ErrConflict or SQLSTATE 40001. At
// PostgreSQL's default, READ COMMITTED, the version of every record put is still guarded; but what was only read or
// scanned may no longer hold at the commit, and two scans may differ.
//
//	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
//	if err != nil {
//		return err
//	}
//	defer tx.Rollback()
//	if _, err := tx.ExecContext(ctx, `INSERT INTO audit (what) VALUES ('note')`); err != nil {
//		return err
//	}
//	if err := postgres.Join(ctx, tx, nil).Put(note); err != nil {
//		return err
//	}
//	return tx.Commit()
func Join(ctx context.Context, tx *sql.Tx, cfg *Config) store.Tx {
	prefix := ""
	if cfg != nil && cfg.Schema != "" {
		prefix = prefixOf(cfg.Schema)
	}
	return sqlstore.NewTx(ctx, true, sqlstore.NewPlain(ctx, tx, sqlstore.NewText(prefix)), dialect)
}
