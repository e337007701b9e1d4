package postgres

import (
	"context"
	"database/sql"
	"embed"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/internal/sqlstore"
)

//go:embed schema/*.sql
var files embed.FS

// Migrate makes the tables or steps them up, for a deployment where the program itself may not (Config.NoMigrate). It
// may run several times, and at the same time.
func Migrate(ctx context.Context, db *sql.DB, cfg *Config) error {
	c, err := settled(cfg)
	if err != nil {
		return err
	}
	schema, err := schemaOf(ctx, db, c)
	if err == nil {
		err = schema.Migrate(ctx, db)
	}
	return explained(ctx, err)
}

func schemaOf(ctx context.Context, db *sql.DB, c Config) (sqlstore.Schema, error) {
	var current sql.NullString
	var encoding string
	if err := db.QueryRowContext(ctx, `SELECT current_schema(), current_setting('server_encoding')`).Scan(&current, &encoding); err != nil {
		return sqlstore.Schema{}, err
	}
	if encoding != "UTF8" {
		return sqlstore.Schema{}, fault.State(subject, "the database has encoding "+encoding+": make it with ENCODING 'UTF8'")
	}
	name := c.Schema
	if name == "" {
		name = current.String
	}
	if name == "" {
		return sqlstore.Schema{}, fault.State(subject, "no schema of the connection's search_path exists: make one, or set Config.Schema")
	}
	steps, err := sqlstore.Steps(files, "schema/*.sql")
	if err != nil {
		return sqlstore.Schema{}, err
	}
	prefix := prefixOf(name)
	return sqlstore.Schema{
		Subject: fault.Subject("postgres schema", name),
		Prefix:  prefix,
		Steps:   steps,
		Present: `SELECT count(to_regclass(` + literal(prefix+"etom_schema") + `))`,
		// Whoever waits for the lock must then see what the one before has done, whatever the session's default is.
		Options: &sql.TxOptions{Isolation: sql.LevelReadCommitted},
		Lock: `SELECT pg_advisory_xact_lock(hashtext('etom'), hashtext(` + literal(name) + `));
			DO ` + literal(`BEGIN IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = `+literal(name)+`) THEN
			CREATE SCHEMA `+identifier(name)+`; END IF; END`),
	}, nil
}

func prefixOf(schema string) string { return identifier(schema) + "." }

func identifier(name string) string { return pgx.Identifier{name}.Sanitize() }

func literal(text string) string {
	// E'' means the same whatever standard_conforming_strings is set to.
	return `E'` + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(text) + `'`
}
