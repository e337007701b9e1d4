package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Schema steps a database up to the newest version of the tables. It is immutable and safe for concurrent use.
type Schema struct {
	Subject string   // for messages, such as `sqlite "crm.db"`
	Prefix  string   // of the tables' names, as in NewText
	Steps   []string // SQL, oldest first; a step that was released is never changed
	Present string   // SQL: the number of tables named like the one with the version, 0 or 1
	Lock    string   // SQL, in a transaction: nobody else steps up until it ends; empty: every transaction does it

	Options *sql.TxOptions // of that transaction
}

// Steps reads the files of a folder in order of their names.
func Steps(files fs.FS, pattern string) ([]string, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, err
	}
	var steps []string
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		steps = append(steps, string(text))
	}
	return steps, nil
}

type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Check is nil if the database has exactly the newest version; older reports whether it has an older one or none.
func (s Schema) Check(ctx context.Context, db queryer) (older bool, err error) {
	version, err := s.version(ctx, db)
	if err != nil {
		return false, err
	}
	switch newest := len(s.Steps); {
	case version > newest:
		return false, fault.State(s.Subject, fmt.Sprintf(
			"has schema version %d, this program knows none after %d: use a newer release of the library", version, newest))
	case version < newest:
		return true, fault.State(s.Subject, fmt.Sprintf(
			"has schema version %d, this program needs %d: run Migrate first", version, newest))
	}
	return false, nil
}

// Migrate steps the database up; several at once do it one after the other.
func (s Schema) Migrate(ctx context.Context, db *sql.DB) error {
	if older, err := s.Check(ctx, db); !older {
		return err
	}
	tx, err := db.BeginTx(ctx, s.Options)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if s.Lock != "" {
		if _, err := tx.ExecContext(ctx, s.Lock); err != nil {
			return err
		}
	}
	version, err := s.version(ctx, tx) // again: somebody may have been faster
	if err != nil {
		return err
	}
	for i := version; i < len(s.Steps); i++ {
		if _, err := tx.ExecContext(ctx, within(s.Prefix, s.Steps[i])); err != nil {
			return fmt.Errorf("step to schema version %d: %w", i+1, err)
		}
	}
	note := `INSERT INTO ` + schema + ` (version) VALUES ($1)`
	if version > 0 {
		note = `UPDATE ` + schema + ` SET version = $1`
	}
	if _, err := tx.ExecContext(ctx, within(s.Prefix, note), len(s.Steps)); err != nil {
		return err
	}
	return tx.Commit()
}

func (s Schema) version(ctx context.Context, db queryer) (int, error) {
	var version int
	if err := db.QueryRowContext(ctx, s.Present).Scan(&version); err != nil || version == 0 {
		return 0, err
	}
	err := db.QueryRowContext(ctx, within(s.Prefix, `SELECT version FROM `+schema)).Scan(&version)
	return version, err
}
