package storetest_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// sabotage is a store broken on purpose, and the cases that must complain of it.
type sabotage struct {
	name     string
	open     func() store.Store
	lasts    bool // what is closed can be opened again
	forgets  bool // and is then a new store
	caughtBy []string
}

// place makes a place at which the store can be opened again and again.
func (s sabotage) place() func() store.Store {
	if s.forgets {
		return s.open
	}
	st := s.open()
	if s.lasts {
		return reopening(st)
	}
	return func() store.Store { return st }
}

var sabotages = slices.Concat(writeSabotages, scanSabotages, transactionSabotages, isolationSabotages)

// Those of single writes and of what is read back.
var writeSabotages = []sabotage{
	{name: "no version is checked", caughtBy: []string{
		"creating twice conflicts",
		"a put with another version than the stored one conflicts and changes nothing",
		"a put with a version where there is nothing conflicts",
		"four hundred writes drawn by lot leave what a plain map would",
	}, open: puts(func(rec *store.Record, was store.Record) { rec.Version = was.Version })},

	{name: "delete takes any version", caughtBy: []string{"delete asks for the stored version"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, remove: func(ref store.Ref, _ int64) error {
				was, _ := tx.Get(ref)
				return tx.Delete(ref, was.Version)
			}}
		})},

	{name: "the version never counts", caughtBy: []string{"every put counts the version up"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{
				Tx: tx,
				get: func(ref store.Ref) (store.Record, error) {
					rec, err := tx.Get(ref)
					rec.Version = min(rec.Version, 1)
					return rec, err
				},
			}
		})},

	{name: "deleted records stay, hidden", caughtBy: []string{"a deleted record can be made anew"},
		open: transactions(func(tx store.Tx) faultyTx {
			get := func(ref store.Ref) (store.Record, error) {
				rec, err := tx.Get(ref)
				if string(rec.Body) == "hidden" {
					return store.Record{}, fault.NotFound(ref.String())
				}
				return rec, err
			}
			return faultyTx{Tx: tx, get: get, remove: func(ref store.Ref, version int64) error {
				if _, err := get(ref); err != nil {
					return err
				}
				return tx.Put(store.Record{Ref: ref, Version: version, Body: []byte("hidden")})
			}}
		})},

	{name: "what is missing is an empty record", caughtBy: []string{"what was never put is not found"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, get: func(ref store.Ref) (store.Record, error) {
				rec, err := tx.Get(ref)
				if fault.IsNotFound(err) {
					return store.Record{Ref: ref}, nil
				}
				return rec, err
			}}
		})},

	{name: "a refused write ends the transaction", caughtBy: []string{"a refused write leaves the transaction usable"},
		open: transactions(func(tx store.Tx) faultyTx {
			var refused error
			return faultyTx{Tx: tx, put: func(rec store.Record) error {
				if refused == nil {
					refused = tx.Put(rec)
				}
				return refused
			}}
		})},

	{name: "bodies are tidied", caughtBy: []string{"a body comes back byte for byte"},
		open: puts(func(rec *store.Record, _ store.Record) {
			var any any
			if json.Unmarshal(rec.Body, &any) == nil {
				rec.Body, _ = json.Marshal(any)
			}
		})},

	{name: "new keys are overlooked", caughtBy: []string{"an update replaces the keys", "a transaction sees the keys it has changed"},
		open: puts(func(rec *store.Record, was store.Record) {
			if was.Version > 0 {
				rec.Keys = was.Keys
			}
		})},

	{name: "old keys stay", caughtBy: []string{"an update replaces the keys"},
		open: puts(func(rec *store.Record, was store.Record) {
			for _, k := range was.Keys {
				if !slices.Contains(rec.Keys, k) {
					rec.Keys = append(slices.Clone(rec.Keys), k)
				}
			}
		})},

	{name: "keys that stay as they are get lost", caughtBy: []string{"an update with the same keys keeps them"},
		open: puts(func(rec *store.Record, was store.Record) {
			if slices.Equal(rec.Keys, was.Keys) {
				rec.Keys = nil
			}
		})},

	{name: "one value for each key", caughtBy: []string{"a record is found once for each of its values"},
		open: puts(func(rec *store.Record, _ store.Record) {
			rec.Keys = slices.CompactFunc(slices.Clone(rec.Keys), func(a, b store.Key) bool { return a.Name == b.Name })
		})},

	{name: "keys in order", caughtBy: []string{"a record put is got back with version 1"},
		open: puts(func(rec *store.Record, _ store.Record) {
			rec.Keys = slices.Clone(rec.Keys)
			slices.SortFunc(rec.Keys, func(a, b store.Key) int { return strings.Compare(a.Name, b.Name) })
		})},

	{name: "the caller's keys are put in order", caughtBy: []string{"a put does not change the caller's record"},
		open: puts(func(rec *store.Record, _ store.Record) {
			slices.SortFunc(rec.Keys, func(a, b store.Key) int { return strings.Compare(a.Name, b.Name) })
		})},

	{name: "slices are shared with the caller", caughtBy: []string{
		"the caller keeps the slices it gave in", "the caller may change the slices it got",
	}, open: func() store.Store {
		shared := map[store.Ref]store.Record{}
		return transactionsOf(memory.New(), func(tx store.Tx) faultyTx {
			return faultyTx{
				Tx: tx,
				put: func(rec store.Record) error {
					err := tx.Put(rec)
					if err == nil {
						rec.Version++
						shared[rec.Ref] = rec
					}
					return err
				},
				get: func(ref store.Ref) (store.Record, error) { return shared[ref], nil },
			}
		})
	}},

	{name: "texts are trimmed", caughtBy: []string{"strange texts survive in every place"},
		open: puts(func(rec *store.Record, _ store.Record) {
			for i, k := range rec.Keys {
				rec.Keys[i].Value = strings.TrimSpace(k.Value)
			}
		})},

	{name: "capitals count for nothing", caughtBy: []string{"texts that look alike are told apart"},
		open: names(func(ref store.Ref) store.Ref {
			ref.ID = strings.ToLower(ref.ID)
			return ref
		})},

	{name: "anything is taken", caughtBy: []string{"what some store could not keep is refused and changes nothing"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, put: func(rec store.Record) error {
				if err := tx.Put(rec); !errors.Is(err, fault.ErrInvalid) {
					return err
				}
				return nil
			}}
		})},

	{name: "strange ids are wrong instead of missing", caughtBy: []string{"what no store can keep is not found"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, get: func(ref store.Ref) (store.Record, error) {
				if strings.ContainsRune(ref.ID, 0) {
					return store.Record{}, &fault.Invalid{Subject: ref.String()}
				}
				return tx.Get(ref)
			}}
		})},

	{name: "long keys are cut off", caughtBy: []string{"the largest record is kept"},
		open: puts(func(rec *store.Record, _ store.Record) {
			rec.Keys = slices.Clone(rec.Keys)
			for i, k := range rec.Keys {
				rec.Keys[i].Value = k.Value[:min(len(k.Value), 254)]
			}
		})},

	{name: "tenants share everything", caughtBy: []string{
		"tenants and kinds do not see one another", "a write of one tenant leaves the others alone",
	}, open: names(func(ref store.Ref) store.Ref {
		ref.Tenant = "all"
		return ref
	})},

	{name: "tenant and kind run together", caughtBy: []string{"tenants and kinds do not see one another"},
		open: names(func(ref store.Ref) store.Ref {
			return store.Ref{Tenant: "all", Kind: ref.Tenant + ref.Kind, ID: ref.ID}
		})},

	{name: "a reopened store is empty", forgets: true, caughtBy: []string{
		"what was committed is there after reopening", "versions go on counting after reopening",
	}, open: func() store.Store { return memory.New() }},
}

func transactionsOf(st store.Store, spoil func(store.Tx) faultyTx) store.Store {
	return faulty{Store: st, tx: func(tx store.Tx) store.Tx { return spoil(tx) }}
}

func ignoringEnd(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }
