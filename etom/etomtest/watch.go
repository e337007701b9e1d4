package etomtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/etomcrm/etomcrm/etom/store"
)

// Write is one committed change of a record.
type Write struct {
	store.Ref
	Version int64 // the version stored now; of a deleted record the last one
	Deleted bool
}

func (w Write) String() string {
	verb := "put"
	if w.Deleted {
		verb = "delete"
	}
	return fmt.Sprintf("%s %s version %d", verb, w.Ref, w.Version)
}

// Watched is a store that notes what is committed through it, of every tenant and kind. It shows more than a count of
// records would: a record that is written again unchanged, or written and deleted, is noted as well.
// Safe for concurrent use.
type Watched struct {
	store.Store
	mu     sync.Mutex
	writes []Write
}

// Watch puts a watch around a store of any backend. What must be seen has to go through it:
//
//	watched := etomtest.Watch(st)
//	env, _ := etomtest.Env(t, watched)
//	watched.Unchanged(t, func() { _, err = orders.Place(ctx, wrong) })
func Watch(st store.Store) *Watched { return &Watched{Store: st} }

// Update is that of the store; what an attempt wrote that did not commit is forgotten.
func (w *Watched) Update(ctx context.Context, fn func(store.Tx) error) error {
	var tx *watchedTx
	err := w.Store.Update(ctx, func(inner store.Tx) error {
		tx = &watchedTx{Tx: inner} // a new one for each attempt
		return fn(tx)
	})
	if err != nil || tx == nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes = append(w.writes, tx.writes...)
	return nil
}

// Writes lists what was committed so far; what one transaction wrote stands together, in its order.
func (w *Watched) Writes() []Write {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.writes)
}

// Unchanged fails the test if anything is committed while do runs.
func (w *Watched) Unchanged(t testing.TB, do func()) {
	t.Helper()
	before := len(w.Writes())
	do()
	var changes strings.Builder
	for _, write := range w.Writes()[before:] {
		fmt.Fprintf(&changes, "\n %s", write)
	}
	if changes.Len() > 0 {
		t.Errorf("nothing must change, yet this was committed:%s", &changes)
	}
}

type watchedTx struct {
	store.Tx
	writes []Write
}

func (tx *watchedTx) Put(r store.Record) error {
	err := tx.Tx.Put(r)
	if err == nil {
		tx.writes = append(tx.writes, Write{Ref: r.Ref, Version: r.Version + 1})
	}
	return err
}

func (tx *watchedTx) Delete(ref store.Ref, version int64) error {
	err := tx.Tx.Delete(ref, version)
	if err == nil {
		tx.writes = append(tx.writes, Write{Ref: ref, Version: version, Deleted: true})
	}
	return err
}
