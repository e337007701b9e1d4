package crashtest_test

import (
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/etomcrm/etomcrm/etom/store"
)

// The stores that break the promise, by name.
const (
	torn  = "torn"
	hasty = "hasty"
)

func sabotaged(st store.Store, how string) store.Store {
	switch how {
	case torn:
		return tornStore{st}
	case hasty:
		return &hastyStore{Store: st}
	}
	return st
}

// tornStore commits each write on its own.
type tornStore struct{ store.Store }

func (s tornStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	return fn(tornTx{ctx, s.Store})
}

type tornTx struct {
	ctx context.Context
	st  store.Store
}

func (t tornTx) Get(ref store.Ref) (rec store.Record, err error) {
	err = t.st.View(t.ctx, func(tx store.Tx) (err error) {
		rec, err = tx.Get(ref)
		return err
	})
	return rec, err
}

func (t tornTx) Put(rec store.Record) error {
	return t.st.Update(t.ctx, func(tx store.Tx) error { return tx.Put(rec) })
}

func (t tornTx) Delete(ref store.Ref, version int64) error {
	return t.st.Update(t.ctx, func(tx store.Tx) error { return tx.Delete(ref, version) })
}

func (t tornTx) Scan(q store.Query) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		_ = t.st.View(t.ctx, func(tx store.Tx) error {
			tx.Scan(q)(yield)
			return nil
		})
	}
}

// hastyStore says that it is done before the commit. Whoever reads waits until it is.
type hastyStore struct {
	store.Store
	committing sync.RWMutex
}

func (s *hastyStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	s.committing.RLock()
	answer := make(chan error, 2)
	go func() {
		defer s.committing.RUnlock()
		answer <- s.Store.Update(ctx, func(tx store.Tx) error {
			err := fn(tx)
			if err == nil {
				select {
				case answer <- nil:
				default: // it has been said, in an attempt that lost
				}
			}
			return err
		})
	}()
	return <-answer
}

func (s *hastyStore) View(ctx context.Context, fn func(store.Tx) error) error {
	s.committing.Lock()
	s.committing.Unlock() //nolint:staticcheck // to have waited is all that is wanted
	return s.Store.View(ctx, fn)
}

var _ = slices.Contains[[]string]
