package storetest

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// apart are names that run together in a store that joins tenant, kind and id without care.
var apart = []store.Ref{
	{Tenant: "a", Kind: "k", ID: "1"}, {Tenant: "b", Kind: "k", ID: "1"}, {Tenant: "a", Kind: "l", ID: "1"},
	{Tenant: "A", Kind: "k", ID: "1"}, {Tenant: "a ", Kind: "k", ID: "1"}, {Tenant: "ak", Kind: "k", ID: "1"},
	{Tenant: "a", Kind: "kk", ID: "1"}, {Tenant: "a", Kind: "k1", ID: "1"}, {Tenant: "a", Kind: "k", ID: "k1"},
	{Tenant: "a/k", Kind: "k", ID: "1"}, {Tenant: "a", Kind: "k/k", ID: "1"}, {Tenant: "a", Kind: "k", ID: "k/1"},
	{Tenant: "a%", Kind: "k", ID: "1"}, {Tenant: "_", Kind: "k", ID: "1"}, {Tenant: "*", Kind: "*", ID: "*"},
}

var tenantCases = []testCase{
	{"tenants and kinds do not see one another", func(t tester, st store.Store) {
		for _, r := range apart {
			given(t, st, named(r))
		}
		view(t, st, func(tx store.Tx) error {
			for _, r := range apart {
				if err := wantRecord(t, tx, versioned(named(r), 1)); err != nil {
					return err
				}
				for _, key := range []string{"", "k"} {
					q := store.Query{Tenant: r.Tenant, Kind: r.Kind, Key: key}
					found, err := drained(tx, q)
					if err != nil {
						return err
					}
					for _, rec := range found {
						if rec.Tenant != r.Tenant || rec.Kind != r.Kind || string(rec.Body) != string(named(rec.Ref).Body) {
							t.Errorf("scan %+v: got %s", q, shown(rec))
						}
					}
					if count := siblings(r); len(found) != count {
						t.Errorf("scan %+v: got %d records, want %d", q, len(found), count)
					}
				}
			}
			return nil
		})
	}},
	{"a write of one tenant leaves the others alone", func(t tester, st store.Store) {
		for _, r := range apart {
			given(t, st, named(r))
		}
		first := apart[0]
		stranger := store.Ref{Tenant: "stranger", Kind: first.Kind, ID: first.ID}
		wantGone(t, st, stranger)
		update(t, st, func(tx store.Tx) error {
			want(t, tx.Delete(stranger, 1), fault.ErrNotFound, "delete by another tenant")
			want(t, tx.Put(versioned(named(stranger), 1)), fault.ErrConflict, "put by another tenant")
			return tx.Put(versioned(named(first), 1))
		})
		update(t, st, func(tx store.Tx) error { return tx.Delete(first, 2) })
		wantGone(t, st, first)
		for _, r := range apart[1:] {
			wantRecordIn(t, st, versioned(named(r), 1))
			wantPlacesIn(t, st, store.Query{Tenant: r.Tenant, Kind: r.Kind, Exact: true, Equal: r.ID}, r.ID+"/"+r.ID)
		}
	}},
}

// named is a record that says in its body whose it is; all have the same key.
func named(r store.Ref) store.Record {
	return store.Record{Ref: r, Body: []byte(r.Tenant + " " + r.Kind + " " + r.ID), Keys: []store.Key{{Name: "k", Value: "1"}}}
}

func siblings(of store.Ref) int {
	count := 0
	for _, r := range apart {
		if r.Tenant == of.Tenant && r.Kind == of.Kind {
			count++
		}
	}
	return count
}
