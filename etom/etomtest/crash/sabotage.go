package crash

import (
	"context"
	"iter"
	"math/rand/v2"
	"sync"

	"github.com/etomcrm/etomcrm/etom/store"
)

// Torn makes of a good store one that commits each write on its own. As long as the process lives nobody sees it: one Update
// runs at a time. Kills must find it out. Safe for concurrent use.
func Torn(st store.Store) store.Store { return &tornStore{Store: st} }

// Hasty makes of a good store one that says that it is done before the commit, which takes its time. As long as the process
// lives nobody sees it: whoever reads waits until it is done. Kills must find it out. Safe for concurrent use.
func Hasty(st store.Store) store.Store { return &hastyStore{Store: st} }

type tornStore struct {
	store.Store
	one sync.Mutex
}

func (s *tornStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	s.one.Lock()
	defer s.one.Unlock()
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
				dawdle()
			}
			return err
		})
	}()
	return <-answer
}

// dawdle takes about as long as a slow disk, and as few lines as a sleep.
func dawdle() {
	draw := rand.NewPCG(1, 2)
	for range 1 << 20 {
		_ = draw.Uint64()
	}
}

func (s *hastyStore) View(ctx context.Context, fn func(store.Tx) error) error {
	s.committing.Lock()
	defer s.committing.Unlock()
	return s.Store.View(ctx, fn)
}
