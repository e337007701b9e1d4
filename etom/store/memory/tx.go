package memory

import (
	"bytes"
	"iter"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/internal/guard"
)

// tx works on its own copy of the tree, which becomes the store's when it commits.
type tx struct {
	guard.Guard
	tree  tree
	owner *owner
}

// The tree has two sorts of entries: a record under its id, and each key of it with no record. Their names are
// tenant, kind, key, value and id with a NUL between, which none of the five can contain: so the byte order of
// the whole is the order of the five. A record's own entry has the empty key and its id as the value.
func recordName(ref store.Ref) string {
	return prefix(ref.Tenant, ref.Kind, "") + ref.ID + "\x00" + ref.ID
}

func keyName(ref store.Ref, k store.Key) string {
	return prefix(ref.Tenant, ref.Kind, k.Name) + k.Value + "\x00" + ref.ID
}

func prefix(tenant, kind, key string) string { return tenant + "\x00" + kind + "\x00" + key + "\x00" }

// Get returns a copy of the record.
func (t *tx) Get(ref store.Ref) (store.Record, error) {
	if err := t.Read(); err != nil {
		return store.Record{}, err
	}
	rec := t.tree.get(recordName(ref))
	if rec == nil {
		return store.Record{}, fault.NotFound(ref.String())
	}
	return clone(rec), nil
}

// Put keeps a copy of the record.
func (t *tx) Put(rec store.Record) error {
	if err := t.Write(); err != nil {
		return err
	}
	if err := rec.Check(); err != nil {
		return err
	}
	name := recordName(rec.Ref)
	was := t.tree.get(name)
	if was == nil {
		was = &store.Record{}
	}
	if was.Version != rec.Version {
		return guard.Stale(rec.Ref, rec.Version)
	}
	kept := clone(&rec)
	kept.Version++
	kept.Found = ""
	if !slices.Equal(was.Keys, kept.Keys) {
		t.unlist(was)
		for _, k := range kept.Keys {
			t.tree.set(t.owner, keyName(rec.Ref, k), nil)
		}
	}
	t.tree.set(t.owner, name, &kept)
	return nil
}

// Delete removes the record and its keys.
func (t *tx) Delete(ref store.Ref, version int64) error {
	if err := t.Write(); err != nil {
		return err
	}
	name := recordName(ref)
	was := t.tree.get(name)
	if was == nil {
		return fault.NotFound(ref.String())
	}
	if was.Version != version {
		return guard.Stale(ref, version)
	}
	t.unlist(was)
	t.tree.delete(t.owner, name)
	return nil
}

func (t *tx) unlist(rec *store.Record) {
	for _, k := range rec.Keys {
		t.tree.delete(t.owner, keyName(rec.Ref, k))
	}
}

// Scan ranges over copies of the records.
func (t *tx) Scan(q store.Query) iter.Seq2[store.Record, error] {
	return t.Guard.Scan(q, func(yield func(store.Record, error) bool) {
		within := prefix(q.Tenant, q.Kind, q.Key)
		start := q.Start()
		seen := 0
		for name := range t.tree.from(within + start.Value + "\x00" + start.ID) {
			place, inside := strings.CutPrefix(name, within)
			value, id, _ := strings.Cut(place, "\x00")
			if !inside || !q.Selects(value) {
				return
			}
			if start == (store.Cursor{Value: value, ID: id}) {
				continue // the place itself is not behind it
			}
			rec := clone(t.tree.get(recordName(store.Ref{Tenant: q.Tenant, Kind: q.Kind, ID: id})))
			rec.Found = value
			if seen++; !yield(rec, nil) || seen == q.Limit {
				return
			}
		}
	})
}

func clone(rec *store.Record) store.Record {
	c := *rec
	c.Keys = slices.Clone(rec.Keys)
	c.Body = bytes.Clone(rec.Body)
	return c
}
