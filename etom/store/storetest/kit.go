package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// The cases work on notes of one tenant, unless tenants and kinds are what they are about.
const (
	tenant = "tenant"
	kind   = "crm.note"
)

func ref(id string) store.Ref { return store.Ref{Tenant: tenant, Kind: kind, ID: id} }

// note is a new record with keys given as "name", "value", "name", "value" …
func note(id string, keys ...string) store.Record {
	rec := store.Record{Ref: ref(id), Body: []byte(`{"text":"` + id + `"}`)}
	for i := 0; i < len(keys); i += 2 {
		rec.Keys = append(rec.Keys, store.Key{Name: keys[i], Value: keys[i+1]})
	}
	return rec
}

func versioned(rec store.Record, version int64) store.Record {
	rec.Version = version
	return rec
}

func by(key string) store.Query { return store.Query{Tenant: tenant, Kind: kind, Key: key} }

func exactly(key, value string) store.Query {
	q := by(key)
	q.Equal, q.Exact = value, true
	return q
}

func update(t tester, st store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := st.Update(t.Context(), fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t tester, st store.Store, fn func(store.Tx) error) {
	t.Helper()
	if err := st.View(t.Context(), fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// given puts records in a transaction of their own.
func given(t tester, st store.Store, recs ...store.Record) {
	t.Helper()
	update(t, st, func(tx store.Tx) error { return put(tx, recs...) })
}

func put(tx store.Tx, recs ...store.Record) error {
	for _, rec := range recs {
		if err := tx.Put(rec); err != nil {
			return err
		}
	}
	return nil
}

// change loads a record, lets fn change it and puts it back.
func change(tx store.Tx, id string, fn func(*store.Record)) error {
	rec, err := tx.Get(ref(id))
	if err != nil {
		return err
	}
	fn(&rec)
	return tx.Put(rec)
}

// drained is all that a scan gives.
func drained(tx store.Tx, q store.Query) ([]store.Record, error) {
	var all []store.Record
	for rec, err := range tx.Scan(q) {
		if err != nil {
			return all, err
		}
		all = append(all, rec)
	}
	return all, nil
}

// places are a scan's findings as "value/id".
func places(tx store.Tx, q store.Query) ([]string, error) {
	recs, err := drained(tx, q)
	all := make([]string, len(recs))
	for i, rec := range recs {
		all[i] = rec.Found + "/" + rec.ID
	}
	return all, err
}

// wantPlaces compares a scan with the places it must give.
func wantPlaces(t tester, tx store.Tx, q store.Query, want ...string) error {
	t.Helper()
	got, err := places(tx, q)
	if err == nil && !slices.Equal(got, want) {
		t.Errorf("scan %+v: got %q, want %q", q, got, want)
	}
	return err
}

// wantPlacesIn is wantPlaces in a view of its own.
func wantPlacesIn(t tester, st store.Store, q store.Query, want ...string) {
	t.Helper()
	view(t, st, func(tx store.Tx) error { return wantPlaces(t, tx, q, want...) })
}

// wantRecord compares a stored record with the one it must be, version included.
func wantRecord(t tester, tx store.Tx, want store.Record) error {
	t.Helper()
	got, err := tx.Get(want.Ref)
	if err == nil && !same(got, want) {
		t.Errorf("got %s, want %s", shown(got), shown(want))
	}
	return err
}

// wantRecordIn is wantRecord in a view of its own.
func wantRecordIn(t tester, st store.Store, want store.Record) {
	t.Helper()
	view(t, st, func(tx store.Tx) error { return wantRecord(t, tx, want) })
}

// wantGone says that there is no such record.
func wantGone(t tester, st store.Store, ref store.Ref) {
	t.Helper()
	view(t, st, func(tx store.Tx) error {
		_, err := tx.Get(ref)
		want(t, err, fault.ErrNotFound, "get of "+ref.String())
		return nil
	})
}

// want says that the error is of a kind.
func want(t tester, err, kind error, doing string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got error %v, want kind %v", doing, err, kind)
	}
}

func same(a, b store.Record) bool {
	return a.Ref == b.Ref && a.Version == b.Version && a.Found == b.Found &&
		slices.Equal(a.Keys, b.Keys) && string(a.Body) == string(b.Body)
}

func shown(rec store.Record) string {
	body := string(rec.Body)
	if len(body) > 200 {
		body = body[:200] + "…"
	}
	return fmt.Sprintf("%v version %d keys %q found %q body %q", rec.Ref, rec.Version, rec.Keys, rec.Found, body)
}

// patience is how long a transaction inside another one is given: a store that lets in one writer at a time
// would let it wait for ever. It decides only how long the suite takes.
const patience = 100 * time.Millisecond

// beside runs an Update while the caller is inside another transaction of the same store. A store may as well make
// it wait; then its context must end the waiting.
func beside(t tester, st store.Store, fn func(store.Tx) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	besides(t, st.Update(ctx, fn))
}

// viewBeside is beside for a View.
func viewBeside(t tester, st store.Store, fn func(store.Tx) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	besides(t, st.View(ctx, fn))
}

func besides(t tester, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, fault.ErrConflict) {
		t.Errorf("transaction beside another: got error %v, want none, the context's or kind %v", err, fault.ErrConflict)
	}
}
