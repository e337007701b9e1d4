package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/internal/guard"
	"github.com/etomcrm/etomcrm/etom/store/internal/sqlstore"
)

// Join makes a store.Tx of an open transaction of your own, so that your rows and the library's are committed together
// or not at all. You commit or roll back; ctx is asked before each statement. Begin it on Store.DB, or on a database
// opened with _txlock=immediate: a transaction that reads first and then finds another one writing fails.
//
//	tx, err := st.DB().BeginTx(ctx, nil)
//	if err != nil {
//		return err
//	}
//	defer tx.Rollback()
//	if _, err := tx.ExecContext(ctx, `INSERT INTO audit (what) VALUES ('note')`); err != nil {
//		return err
//	}
//	if err := sqlite.Join(ctx, tx).Put(note); err != nil {
//		return err
//	}
//	return tx.Commit()
func Join(ctx context.Context, tx *sql.Tx) store.Tx {
	return sqlstore.NewTx(ctx, true, sqlstore.NewPlain(ctx, tx, sqlstore.NewText("")), dialect("sqlite"))
}

func (s *Store) run(ctx context.Context, db *database, writable bool, fn func(store.Tx) error) error {
	if s.closed.Load() {
		return guard.Closed()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	conn, tx, err := s.begin(ctx, db, writable)
	if err != nil {
		return s.notBegun(ctx, err)
	}
	defer func() { _ = conn.Close() }() // gives it back
	// The statements are short, and ctx is asked before each: watching it meanwhile would cost a goroutine every time.
	run := db.statements.In(context.WithoutCancel(ctx), tx)
	return sqlstore.Run(tx, sqlstore.NewTx(ctx, writable, run, dialect(s.subject)), fn)
}

func dialect(subject string) sqlstore.Dialect {
	return sqlstore.Dialect{Explain: func(err error) error { return explain(subject, err) }, ListsKeys: true}
}

// begin waits for a connection until ctx ends, and for other processes as long as the Config says.
func (s *Store) begin(ctx context.Context, db *database, writable bool) (*sql.Conn, *sql.Tx, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	var tx *sql.Tx
	err = s.patiently(ctx, func() (err error) {
		tx, err = conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: !writable})
		return err
	})
	if err != nil {
		_ = conn.Close()
	}
	return conn, tx, err
}

// poll is how long SQLite itself waits for another process, which ctx cannot end.
const poll = 50 * time.Millisecond

// patiently does it again while another process is in the way.
func (s *Store) patiently(ctx context.Context, do func() error) error {
	err := do()
	if !busy(err) {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	for busy(err) && waiting.Err() == nil {
		err = do()
	}
	return err
}
