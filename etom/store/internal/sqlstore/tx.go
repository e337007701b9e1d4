package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/internal/guard"
)

// Tx is a store.Tx on a database transaction. It is for one goroutine.
type Tx struct {
	guard.Guard
	run     Runner
	dialect Dialect
	keys    map[store.Ref]string // of the records got for writing, as they stand in their rows; nil in a View
	failed  error                // once the database has failed, nothing it says later counts
}

// Dialect is what the databases differ in.
type Dialect struct {
	// Explain turns an error of the database into one of ours; fault.ErrConflict is for a transaction that the
	// database gave up in favour of another one.
	Explain func(error) error

	// ListsKeys says that the keys of a new record need statements of their own.
	ListsKeys bool
}

// NewTx makes a transaction.
func NewTx(ctx context.Context, writable bool, run Runner, d Dialect) *Tx {
	t := &Tx{Guard: guard.New(ctx, writable), run: run, dialect: d}
	if writable {
		t.keys = map[store.Ref]string{}
	}
	return t
}

// Run calls fn and commits the database transaction if all went well; otherwise nothing is left of it.
func Run(tx *sql.Tx, t *Tx, fn func(store.Tx) error) error {
	defer func() { _ = tx.Rollback() }() // also when fn panics; after the commit it does nothing
	defer t.End()
	err := fn(t)
	if t.failed != nil && (err == nil || t.Lost()) {
		return t.failed // fn may have overlooked it, or taken it for something else
	}
	if err == nil {
		err = t.Context().Err()
	}
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		if err = t.fail(err); errors.Is(err, fault.ErrUnavailable) {
			const message = "the answer was lost, it may have been done: look before trying again"
			return &fault.Error{Kind: fault.ErrUnavailable, Subject: "commit", Message: message, Cause: err}
		}
		return err
	}
	return nil
}

// Lost reports whether the database gave the transaction up in favour of another one: trying again may help.
func (t *Tx) Lost() bool { return errors.Is(t.failed, fault.ErrConflict) }

// Get returns the record.
func (t *Tx) Get(ref store.Ref) (store.Record, error) {
	if err := t.ready(t.Read()); err != nil {
		return store.Record{}, err
	}
	if !keepable(ref) {
		return store.Record{}, fault.NotFound(ref.String())
	}
	rec := store.Record{Ref: ref}
	keys, err := read(&rec, t.run.row(get, ref.Tenant, ref.Kind, ref.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return store.Record{}, fault.NotFound(ref.String())
	}
	if err != nil {
		return store.Record{}, t.fail(err)
	}
	if t.keys != nil {
		t.keys[ref] = keys
	}
	return rec, nil
}

// Put writes the record.
func (t *Tx) Put(rec store.Record) error {
	if err := t.ready(t.Write()); err != nil {
		return err
	}
	if err := rec.Check(); err != nil {
		return err
	}
	keys, err := encode(rec.Keys)
	if err != nil {
		return err
	}
	statement, args := insert, append(make([]any, 0, 6), rec.Tenant, rec.Kind, rec.ID, keys, string(rec.Body))
	switch was, known := t.keys[rec.Ref]; {
	case rec.Version == 0 && len(rec.Keys) > 0 && !t.dialect.ListsKeys:
		statement = insertWithKeys
	case rec.Version > 0 && known && was == keys:
		statement, args = change, append(args, rec.Version) // which spares the trigger
	case rec.Version > 0:
		statement, args = rekey, append(args, rec.Version)
	}
	done, err := t.exec(statement, args...)
	if err != nil {
		return err
	}
	if !done {
		return guard.Stale(rec.Ref, rec.Version)
	}
	t.keys[rec.Ref] = keys
	if statement == insert {
		return t.list(rec)
	}
	return nil
}

func (t *Tx) list(rec store.Record) error {
	for keys := range slices.Chunk(rec.Keys, atOnce) {
		args := append(make([]any, 0, 3+2*atOnce), rec.Tenant, rec.Kind, rec.ID)
		for _, k := range keys {
			args = append(args, k.Name, k.Value)
		}
		if _, err := t.exec(list1+len(keys)-1, args...); err != nil {
			return err
		}
	}
	return nil
}

// Delete removes the record.
func (t *Tx) Delete(ref store.Ref, version int64) error {
	if err := t.ready(t.Write()); err != nil {
		return err
	}
	if !keepable(ref) {
		return fault.NotFound(ref.String())
	}
	done, err := t.exec(remove, ref.Tenant, ref.Kind, ref.ID, version)
	if err != nil || done {
		return err
	}
	if _, err := t.Get(ref); err != nil {
		return err
	}
	return guard.Stale(ref, version)
}

// exec reports whether the statement did something.
func (t *Tx) exec(statement int, args ...any) (bool, error) {
	result, err := t.run.exec(statement, args...)
	if err != nil {
		return false, t.fail(err)
	}
	rows, err := result.RowsAffected()
	if err != nil {
		return false, t.fail(err)
	}
	return rows > 0, nil
}

func (t *Tx) ready(err error) error {
	if err == nil {
		err = t.failed
	}
	return err
}

func (t *Tx) fail(err error) error {
	switch cancelled := t.Context().Err(); {
	case cancelled != nil:
		t.failed = cancelled
	case errors.Is(err, sql.ErrTxDone): // a stranger's transaction that we had joined
		t.End()
		return t.Read()
	default:
		t.failed = t.dialect.Explain(err)
	}
	return t.failed
}

// keepable reports whether a record of this name can be: PostgreSQL would not even take the question otherwise.
func keepable(ref store.Ref) bool {
	for _, part := range [...]string{ref.Tenant, ref.Kind, ref.ID} {
		if strings.IndexByte(part, 0) >= 0 || !utf8.ValidString(part) {
			return false
		}
	}
	return true
}

// read takes the record from a row that ends in version, keys and body; before them may be other columns. It also
// returns the keys as they stand in the row.
func read(rec *store.Record, row interface{ Scan(...any) error }, before ...any) (keys string, err error) {
	if err := row.Scan(append(before, &rec.Version, &keys, &rec.Body)...); err != nil {
		return "", err
	}
	if rec.Keys, err = decode(keys); err != nil {
		err = fmt.Errorf("%v: stored keys: %w", rec.Ref, err)
	}
	return keys, err
}

const noKeys = "[]"

func encode(keys []store.Key) (string, error) {
	if len(keys) == 0 {
		return noKeys, nil
	}
	pairs := make([][2]string, len(keys))
	for i, k := range keys {
		pairs[i] = [2]string{k.Name, k.Value}
	}
	text, err := json.Marshal(pairs)
	return string(text), err
}

func decode(text string) ([]store.Key, error) {
	if text == noKeys {
		return nil, nil
	}
	var pairs [][2]string
	if err := json.Unmarshal([]byte(text), &pairs); err != nil {
		return nil, err
	}
	keys := make([]store.Key, len(pairs))
	for i, p := range pairs {
		keys[i] = store.Key{Name: p[0], Value: p[1]}
	}
	return keys, nil
}
