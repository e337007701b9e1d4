// Package sqlstore owns what the SQLite and the PostgreSQL store share: the SQL, the transaction and the
// stepping up of the schema. It does not own connections, locks or what a database's errors mean.
//
//	t := sqlstore.NewTx(ctx, writable, run, explain)
//	err := sqlstore.Run(tx, t, fn)
//
// A record is one row; its keys stand in it as JSON, [["name","value"],…], and triggers copy them into a table
// of their own whenever they change. So every Put and Delete is one statement.
package sqlstore

import (
	"context"
	"database/sql"
	"strings"
)

// The statements of a transaction.
const (
	get = iota
	insert
	update
	remove
	scanIDs
	scanIDsTo
	scanKey
	scanKeyTo
	scanExactly
	statements
)

// Text is the SQL for the tables of one schema.
type Text [statements]string

// Tables, and what a schema's migrations are written with.
const record, key, schema = "{etom}etom_record", "{etom}etom_key", "{etom}etom_schema"

// text holds the SQL. PostgreSQL compares row by row as SQLite does; all ordered columns are in byte order. CROSS JOIN
// keeps SQLite from starting with the records; for PostgreSQL it is a join like any other.
var text = Text{
	get:    `SELECT id, id, version, keys, body FROM ` + record + ` WHERE tenant = $1 AND kind = $2 AND id = $3`,
	insert: `INSERT INTO ` + record + ` (tenant, kind, id, version, keys, body) VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT DO NOTHING`,
	update: `UPDATE ` + record + ` SET version = version + 1, keys = $4, body = $5 WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $6`,
	remove: `DELETE FROM ` + record + ` WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $4`,

	scanIDs: `SELECT id, id, version, keys, body FROM ` + record + `
		WHERE tenant = $1 AND kind = $2 AND id >= $4 AND id <> $5 ORDER BY id LIMIT $3`,
	scanIDsTo: `SELECT id, id, version, keys, body FROM ` + record + `
		WHERE tenant = $1 AND kind = $2 AND id >= $4 AND id <> $5 AND id < $6 ORDER BY id LIMIT $3`,
	scanKey: found + `
		WHERE k.tenant = $1 AND k.kind = $2 AND k.name = $4 AND (k.value, k.id) > ($5, $6)` + joined,
	scanKeyTo: found + `
		WHERE k.tenant = $1 AND k.kind = $2 AND k.name = $4 AND (k.value, k.id) > ($5, $6) AND k.value < $7` + joined,
	scanExactly: found + `
		WHERE k.tenant = $1 AND k.kind = $2 AND k.name = $4 AND k.value = $5 AND k.id > $6` + joined,
}

const (
	found  = `SELECT k.value, k.id, r.version, r.keys, r.body FROM ` + key + ` k CROSS JOIN ` + record + ` r`
	joined = `
		AND r.tenant = k.tenant AND r.kind = k.kind AND r.id = k.id ORDER BY k.value, k.id LIMIT $3`
)

// NewText is the SQL for tables whose names start with the prefix, such as `"crm".`; empty: those of the
// connection's current schema.
func NewText(prefix string) *Text {
	var t Text
	for i := range text {
		t[i] = within(prefix, text[i])
	}
	return &t
}

func within(prefix, sql string) string { return strings.ReplaceAll(sql, "{etom}", prefix) }

// Runner executes the statements of one transaction.
type Runner interface {
	query(statement int, args ...any) (*sql.Rows, error)
	row(statement int, args ...any) *sql.Row
	exec(statement int, args ...any) (sql.Result, error)
}

// NewPlain runs the statements as text, for drivers that keep prepared statements themselves, and for strangers'
// transactions. ctx may interrupt a statement.
func NewPlain(ctx context.Context, tx *sql.Tx, text *Text) Runner { return plain{ctx, tx, text} }

type plain struct {
	ctx  context.Context
	tx   *sql.Tx
	text *Text
}

func (p plain) query(statement int, args ...any) (*sql.Rows, error) {
	return p.tx.QueryContext(p.ctx, p.text[statement], args...)
}

func (p plain) row(statement int, args ...any) *sql.Row {
	return p.tx.QueryRowContext(p.ctx, p.text[statement], args...)
}

func (p plain) exec(statement int, args ...any) (sql.Result, error) {
	return p.tx.ExecContext(p.ctx, p.text[statement], args...)
}

// Prepared are the statements of a database, prepared once for each connection. It is immutable and safe for
// concurrent use.
type Prepared [statements]*sql.Stmt

// Prepare prepares the statements. They end with the database.
func Prepare(ctx context.Context, db *sql.DB, text *Text) (*Prepared, error) {
	var p Prepared
	for i, sql := range text {
		stmt, err := db.PrepareContext(ctx, sql)
		if err != nil {
			return nil, err
		}
		p[i] = stmt
	}
	return &p, nil
}

// In runs the statements in one transaction of the database. ctx may interrupt a statement.
func (p *Prepared) In(ctx context.Context, tx *sql.Tx) Runner { return prepared{p, ctx, tx} }

type prepared struct {
	*Prepared
	ctx context.Context
	tx  *sql.Tx
}

func (p prepared) query(statement int, args ...any) (*sql.Rows, error) {
	return p.tx.StmtContext(p.ctx, p.Prepared[statement]).QueryContext(p.ctx, args...)
}

func (p prepared) row(statement int, args ...any) *sql.Row {
	return p.tx.StmtContext(p.ctx, p.Prepared[statement]).QueryRowContext(p.ctx, args...)
}

func (p prepared) exec(statement int, args ...any) (sql.Result, error) {
	return p.tx.StmtContext(p.ctx, p.Prepared[statement]).ExecContext(p.ctx, args...)
}
