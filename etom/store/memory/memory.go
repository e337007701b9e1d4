// Package memory owns the store that keeps its records in the memory of the process: for tests, trials and
// calculations. It does not own durability: what it keeps ends with the process (see sqlite and postgres).
//
//	st := memory.New()
//	defer st.Close()
//	err := st.Update(ctx, func(tx store.Tx) error {
//		return tx.Put(store.Record{
//			Ref:  store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"},
//			Body: []byte(`{"text":"called back"}`),
//		})
//	})
//
// Readers work on a snapshot and wait for nobody; one writer is let in at a time.
package memory

import (
	"context"
	"sync/atomic"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/internal/guard"
)

// Store is a store.Store; make it with New. It is safe for concurrent use.
type Store struct {
	committed atomic.Pointer[tree]
	writer    chan struct{} // holds a value while somebody writes
	closed    atomic.Bool
}

// New makes an empty store.
func New() *Store {
	s := &Store{writer: make(chan struct{}, 1)}
	s.committed.Store(&tree{})
	return s
}

// View runs fn on the records as they are now.
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	t := &tx{Guard: guard.New(ctx, false), tree: *s.committed.Load()}
	defer t.End()
	return fn(t)
}

// Update runs fn once no other Update runs, and keeps what it wrote if it returns nil.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	select {
	case s.writer <- struct{}{}:
		defer func() { <-s.writer }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.ready(ctx); err != nil { // again: it may have been a long wait
		return err
	}
	t := &tx{Guard: guard.New(ctx, true), tree: *s.committed.Load(), owner: new(owner)}
	defer t.End()
	if err := fn(t); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.committed.Store(&t.tree)
	return nil
}

// Close ends the store. Transactions under way may finish.
func (s *Store) Close() error {
	s.closed.Store(true)
	return nil
}

func (s *Store) ready(ctx context.Context) error {
	if s.closed.Load() {
		return guard.Closed()
	}
	return ctx.Err()
}
