// Package sqlstore owns what the SQLite and the PostgreSQL store share: the SQL, the transaction and the
// stepping up of the schema. It does not own connections, locks or what a database's errors mean.
//
//	t := sqlstore.NewTx(ctx, writable, run, explain)
//	err := sqlstore.Run(tx, t, fn)
//
// A record is one row; its keys stand in it as JSON, [["name","value"],…]. Whoever inserts it copies them into a table of
// their own, which triggers keep from then on. So every Put and Delete is one statement. Only SQLite, where a statement
// costs less than a look into JSON, is told the keys of a new record one by one.
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
	insertWithKeys // not in SQLite, which knows no INSERT within a WITH
	change
	rekey
	remove
	scanIDs
	scanIDsTo
	scanKey
	scanKeyTo
	scanExactly
	list1      // and so on: lists so many keys of a new record
	statements = list1 + atOnce
)

// atOnce is how many keys one statement lists.
const atOnce = 4

// Text is the SQL for the tables of one schema.
type Text [statements]string

// Tables, and what a schema's migrations are written with.
const record, key, schema = "{etom}etom_record", "{etom}etom_key", "{etom}etom_schema"

// text holds the SQL. Both databases know row values and $1; all columns that are ordered are in byte order.
var text = Text{
	get:    `SELECT version, keys, body FROM ` + record + ` WHERE tenant = $1 AND kind = $2 AND id = $3`,
	insert: `INSERT INTO ` + record + ` (tenant, kind, id, version, keys, body) VALUES ($1, $2, $3, 1, $4, $5) ON CONFLICT DO NOTHING`,
	insertWithKeys: `WITH r AS (INSERT INTO ` + record + ` (tenant, kind, id, version, keys, body) VALUES ($1, $2, $3, 1, $4::text, $5) ON CONFLICT DO NOTHING RETURNING id)
		INSERT INTO ` + key + ` (tenant, kind, id, name, value) SELECT $1, $2, r.id, k ->> 0, k ->> 1 FROM r, json_array_elements($4::text::json) k`,
	change: `UPDATE ` + record + ` SET version = version + 1, body = $5 WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $6 AND keys = $4`,
	rekey:  `UPDATE ` + record + ` SET version = version + 1, keys = $4, body = $5 WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $6`,
	remove: `DELETE FROM ` + record + ` WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $4`,

	scanIDs:     scan(`id >= $4 AND id <> $5`),
	scanIDsTo:   scan(`id >= $4 AND id <> $5 AND id < $6`),
	scanKey:     scanKeys(`(value, id) > ($5, $6)`),
	scanKeyTo:   scanKeys(`(value, id) > ($5, $6) AND value < $7`),
	scanExactly: scanKeys(`value = $5 AND id > $6`),

	list1:     list + `($1, $2, $3, $4, $5)`,
	list1 + 1: list + `($1, $2, $3, $4, $5), ($1, $2, $3, $6, $7)`,
	list1 + 2: list + `($1, $2, $3, $4, $5), ($1, $2, $3, $6, $7), ($1, $2, $3, $8, $9)`,
	list1 + 3: list + `($1, $2, $3, $4, $5), ($1, $2, $3, $6, $7), ($1, $2, $3, $8, $9), ($1, $2, $3, $10, $11)`,
}

const list = `INSERT INTO ` + key + ` (tenant, kind, id, name, value) VALUES `

func scan(where string) string {
	return `SELECT id, id, version, keys, body FROM ` + record + ` WHERE tenant = $1 AND kind = $2 AND ` + where + ` ORDER BY id LIMIT $3`
}

// scanKeys finds the keys first and then their records. As a plain join PostgreSQL, before it has statistics, went
// through all records of the kind for every key found.
func scanKeys(where string) string {
	return `SELECT k.value, k.id, r.version, r.keys, r.body
		FROM (SELECT tenant, kind, value, id FROM ` + key + ` WHERE tenant = $1 AND kind = $2 AND name = $4 AND ` + where + ` ORDER BY value, id LIMIT $3) k
		CROSS JOIN ` + record + ` r WHERE r.tenant = k.tenant AND r.kind = k.kind AND r.id = k.id ORDER BY k.value, k.id`
}

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

// Prepare prepares the statements of SQLite. They end with the database.
func Prepare(ctx context.Context, db *sql.DB, text *Text) (*Prepared, error) {
	var p Prepared
	for i, sql := range text {
		if i == insertWithKeys {
			continue
		}
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
