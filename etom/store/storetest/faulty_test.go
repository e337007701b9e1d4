package storetest_test

import (
	"context"
	"iter"
	"slices"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// faulty is a store with some of its parts replaced; the others are those of the store within.
type faulty struct {
	store.Store
	view   func(ctx context.Context, fn func(store.Tx) error) error
	update func(ctx context.Context, fn func(store.Tx) error) error
	close  func() error
	tx     func(store.Tx) store.Tx
}

func (f faulty) View(ctx context.Context, fn func(store.Tx) error) error {
	if f.view != nil {
		return f.view(ctx, fn)
	}
	return f.Store.View(ctx, f.inside(fn))
}

func (f faulty) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.update != nil {
		return f.update(ctx, fn)
	}
	return f.Store.Update(ctx, f.inside(fn))
}

func (f faulty) Close() error {
	if f.close != nil {
		return f.close()
	}
	return f.Store.Close()
}

func (f faulty) inside(fn func(store.Tx) error) func(store.Tx) error {
	if f.tx == nil {
		return fn
	}
	return func(tx store.Tx) error { return fn(f.tx(tx)) }
}

// faultyTx is the same for a transaction.
type faultyTx struct {
	store.Tx
	get    func(store.Ref) (store.Record, error)
	put    func(store.Record) error
	remove func(store.Ref, int64) error
	scan   func(store.Query) iter.Seq2[store.Record, error]
}

func (f faultyTx) Get(ref store.Ref) (store.Record, error) {
	if f.get != nil {
		return f.get(ref)
	}
	return f.Tx.Get(ref)
}

func (f faultyTx) Put(rec store.Record) error {
	if f.put != nil {
		return f.put(rec)
	}
	return f.Tx.Put(rec)
}

func (f faultyTx) Delete(ref store.Ref, version int64) error {
	if f.remove != nil {
		return f.remove(ref, version)
	}
	return f.Tx.Delete(ref, version)
}

func (f faultyTx) Scan(q store.Query) iter.Seq2[store.Record, error] {
	if f.scan != nil {
		return f.scan(q)
	}
	return f.Tx.Scan(q)
}

// transactions is a memory store whose transactions are made faulty.
func transactions(spoil func(store.Tx) faultyTx) func() store.Store {
	return func() store.Store {
		return faulty{Store: memory.New(), tx: func(tx store.Tx) store.Tx { return spoil(tx) }}
	}
}

// puts is a memory store that changes records before it keeps them; was is what is stored.
func puts(spoil func(rec *store.Record, was store.Record)) func() store.Store {
	return transactions(func(tx store.Tx) faultyTx {
		return faultyTx{Tx: tx, put: func(rec store.Record) error {
			was, _ := tx.Get(rec.Ref)
			spoil(&rec, was)
			return tx.Put(rec)
		}}
	})
}

// queries is a memory store that answers another query than the one it was asked.
func queries(spoil func(*store.Query)) func() store.Store {
	return transactions(func(tx store.Tx) faultyTx {
		return faultyTx{Tx: tx, scan: func(q store.Query) iter.Seq2[store.Record, error] {
			spoil(&q)
			return tx.Scan(q)
		}}
	})
}

// findings is a memory store that does something to what a scan has found. It does it inside the scan.
func findings(spoil func(q store.Query, found []store.Record) []store.Record) func() store.Store {
	return transactions(func(tx store.Tx) faultyTx {
		return faultyTx{Tx: tx, scan: func(q store.Query) iter.Seq2[store.Record, error] {
			return func(yield func(store.Record, error) bool) {
				var found []store.Record
				for rec, err := range tx.Scan(q) {
					if err != nil {
						yield(rec, err)
						return
					}
					found = append(found, rec)
				}
				for _, rec := range spoil(q, found) {
					if !yield(rec, nil) {
						return
					}
				}
			}
		}}
	})
}

// names is a memory store that keeps records under other names than it was told.
func names(spoil func(store.Ref) store.Ref) func() store.Store {
	return transactions(func(tx store.Tx) faultyTx {
		return faultyTx{
			Tx: tx,
			get: func(ref store.Ref) (store.Record, error) {
				rec, err := tx.Get(spoil(ref))
				rec.Ref = ref
				return rec, err
			},
			put: func(rec store.Record) error {
				rec.Ref = spoil(rec.Ref)
				return tx.Put(rec)
			},
			remove: func(ref store.Ref, version int64) error { return tx.Delete(spoil(ref), version) },
			scan: func(q store.Query) iter.Seq2[store.Record, error] {
				within := spoil(store.Ref{Tenant: q.Tenant, Kind: q.Kind})
				q.Tenant, q.Kind = within.Tenant, within.Kind
				return tx.Scan(q)
			},
		}
	})
}

// updates is a memory store that runs an Update in a way of its own.
func updates(run func(st store.Store, ctx context.Context, fn func(store.Tx) error) error) func() store.Store {
	return func() store.Store {
		st := memory.New()
		return faulty{Store: st, update: func(ctx context.Context, fn func(store.Tx) error) error { return run(st, ctx, fn) }}
	}
}

// views is the same for a View.
func views(run func(st store.Store, ctx context.Context, fn func(store.Tx) error) error) func() store.Store {
	return func() store.Store {
		st := memory.New()
		return faulty{Store: st, view: func(ctx context.Context, fn func(store.Tx) error) error { return run(st, ctx, fn) }}
	}
}

// everything is all that the suite's usual tenant has.
func everything(tx store.Tx) map[string]store.Record {
	all := map[string]store.Record{}
	for rec, err := range tx.Scan(store.Query{Tenant: "tenant", Kind: "crm.note"}) {
		if err != nil {
			panic(err)
		}
		rec.Found = ""
		all[rec.ID] = rec
	}
	return all
}

// isolated runs an Update on a copy of the store, begun after meet, and then writes back what differs: by force, or
// only if what it wrote over is still what it read.
func isolated(st store.Store, force bool, meet func()) func(context.Context, func(store.Tx) error) error {
	return func(ctx context.Context, fn func(store.Tx) error) error {
		var before, after map[string]store.Record
		if err := st.View(ctx, func(tx store.Tx) error {
			before = everything(tx)
			return nil
		}); err != nil {
			return err
		}
		meet()
		own := memory.New()
		err := own.Update(ctx, func(tx store.Tx) error {
			for _, rec := range before {
				version := rec.Version
				for rec.Version = range version {
					if err := tx.Put(rec); err != nil {
						return err
					}
				}
			}
			if err := fn(tx); err != nil {
				return err
			}
			after = everything(tx)
			return nil
		})
		if err != nil {
			return err
		}
		return st.Update(ctx, func(tx store.Tx) error {
			now := everything(tx)
			for id, rec := range after {
				if rec.Version == before[id].Version {
					continue
				}
				rec.Version = before[id].Version
				if force {
					rec.Version = now[id].Version
				}
				if err := tx.Put(rec); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func reversed[T any](all []T) []T {
	slices.Reverse(all)
	return all
}
