package rivals_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/store"
)

// handwritten keeps an order, its events and their count as somebody would who writes the SQL by hand: with prepared
// statements, and without anything that a program could do without.
type handwritten struct {
	db      *sql.DB
	options *sql.TxOptions

	get, add, update, addKeys *sql.Stmt
}

func newHandwritten(b *testing.B, db *sql.DB, collate string, options *sql.TxOptions) *handwritten {
	b.Helper()
	for _, table := range []string{
		`CREATE TABLE etom_record (tenant {sorted}, kind {sorted}, id {sorted}, version bigint NOT NULL, keys text NOT NULL, body text NOT NULL,
			PRIMARY KEY (tenant, kind, id))`,
		`CREATE TABLE etom_key (tenant {sorted}, kind {sorted}, name {sorted}, value {sorted}, id {sorted},
			PRIMARY KEY (tenant, kind, name, value, id))`,
	} {
		table = strings.ReplaceAll(table, "{sorted}", "text"+collate+" NOT NULL")
		if options == nil {
			table += " WITHOUT ROWID" // SQLite
		}
		_, err := db.Exec(table)
		require.NoError(b, err)
	}
	prepare := func(query string) *sql.Stmt {
		stmt, err := db.Prepare(query)
		require.NoError(b, err)
		return stmt
	}
	return &handwritten{db: db, options: options,
		get:     prepare(`SELECT version, keys, body FROM etom_record WHERE tenant = $1 AND kind = $2 AND id = $3`),
		add:     prepare(`INSERT INTO etom_record (tenant, kind, id, version, keys, body) VALUES ($1, $2, $3, 1, $4, $5)`),
		update:  prepare(`UPDATE etom_record SET version = version + 1, body = $4 WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $5`),
		addKeys: prepare(`INSERT INTO etom_key (tenant, kind, id, name, value) VALUES ($1, $2, $3, $4, $5), ($1, $2, $3, $6, $7), ($1, $2, $3, $8, $9)`),
	}
}

// move writes what one step of an order writes: the order, an event and the count of events.
func (h *handwritten) move(ctx context.Context, step []store.Record) error {
	return h.within(ctx, func(tx *sql.Tx) error {
		order, event, count := step[0], step[1], step[2]
		if _, err := h.read(ctx, tx, order.Ref); err != nil {
			return err
		}
		if err := h.change(ctx, tx, order); err != nil {
			return err
		}
		if err := h.tell(ctx, tx, event); err != nil {
			return err
		}
		if _, err := h.read(ctx, tx, count.Ref); err != nil {
			return err
		}
		return h.change(ctx, tx, count)
	})
}

func (h *handwritten) within(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := h.db.BeginTx(ctx, h.options)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (h *handwritten) read(ctx context.Context, tx *sql.Tx, ref store.Ref) (store.Record, error) {
	rec := store.Record{Ref: ref}
	var keys string
	err := tx.StmtContext(ctx, h.get).QueryRowContext(ctx, ref.Tenant, ref.Kind, ref.ID).Scan(&rec.Version, &keys, &rec.Body)
	return rec, err
}

// change writes a record, if its version is the expected one.
func (h *handwritten) change(ctx context.Context, tx *sql.Tx, rec store.Record) error {
	result, err := tx.StmtContext(ctx, h.update).ExecContext(ctx, rec.Tenant, rec.Kind, rec.ID, string(rec.Body), rec.Version)
	if err != nil {
		return err
	}
	changed, err := result.RowsAffected()
	if err == nil && changed != 1 {
		err = fmt.Errorf("%s: version %d is not the stored one", rec.Ref, rec.Version)
	}
	return err
}

// tell writes an event with its three keys.
func (h *handwritten) tell(ctx context.Context, tx *sql.Tx, event store.Record) error {
	_, err := tx.StmtContext(ctx, h.add).ExecContext(ctx, event.Tenant, event.Kind, event.ID, keysText(event), string(event.Body))
	if err != nil {
		return err
	}
	_, err = tx.StmtContext(ctx, h.addKeys).ExecContext(ctx, event.Tenant, event.Kind, event.ID,
		event.Keys[0].Name, event.Keys[0].Value, event.Keys[1].Name, event.Keys[1].Value, event.Keys[2].Name, event.Keys[2].Value)
	return err
}

// write writes any records whose keys do not change; it is not measured.
func (h *handwritten) write(ctx context.Context, records []store.Record) error {
	for _, rec := range records {
		if rec.Version > 0 {
			if _, err := h.update.ExecContext(ctx, rec.Tenant, rec.Kind, rec.ID, string(rec.Body), rec.Version); err != nil {
				return err
			}
			continue
		}
		if _, err := h.add.ExecContext(ctx, rec.Tenant, rec.Kind, rec.ID, keysText(rec), string(rec.Body)); err != nil {
			return err
		}
		for _, k := range rec.Keys {
			_, err := h.db.ExecContext(ctx, `INSERT INTO etom_key (tenant, kind, id, name, value) VALUES ($1, $2, $3, $4, $5)`,
				rec.Tenant, rec.Kind, rec.ID, k.Name, k.Value)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// keysText is the keys as they stand in a record's row.
func keysText(rec store.Record) string {
	pairs := [][2]string{}
	for _, k := range rec.Keys {
		pairs = append(pairs, [2]string{k.Name, k.Value})
	}
	text, _ := json.Marshal(pairs) // cannot fail
	return string(text)
}
