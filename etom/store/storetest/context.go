package storetest

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/store"
)

var contextCases = []testCase{
	{"a context that has ended opens nothing", func(t tester, st store.Store) {
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
		defer cancel()
		for _, ctx := range []context.Context{cancelled, late} {
			for _, open := range []func(context.Context, func(store.Tx) error) error{st.Update, st.View} {
				want(t, open(ctx, func(store.Tx) error {
					t.Errorf("the function of a transaction was called although its context has ended")
					return nil
				}), ctx.Err(), "transaction")
			}
		}
	}},
	{"a context that ends inside ends the transaction, and nothing is written", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		err := st.Update(ctx, func(tx store.Tx) error {
			if err := spoilt(tx); err != nil {
				t.Errorf("before the end: %v", err)
			}
			cancel()
			_, err := tx.Get(ref("n-1"))
			want(t, err, context.Canceled, "get")
			want(t, tx.Put(note("n-4")), context.Canceled, "put")
			want(t, tx.Delete(ref("n-1"), 1), context.Canceled, "delete")
			_, err = drained(tx, by("a"))
			want(t, err, context.Canceled, "scan")
			return nil
		})
		want(t, err, context.Canceled, "update")
		unspoilt(t, st)
	}},
	{"a context that ends inside a scan ends the scan", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var seen int
		var last error
		_ = st.View(ctx, func(tx store.Tx) error {
			for _, last = range tx.Scan(by("a")) {
				seen++
				cancel()
			}
			return last
		})
		want(t, last, context.Canceled, "scan")
		if seen != 2 {
			t.Errorf("the loop ran %d times, want once for the first record and once for the error", seen)
		}
	}},
	{"a transaction that waits for another gives up when its context ends", func(t tester, st store.Store) {
		given(t, st, counter("n-1", 0))
		first := true
		update(t, st, func(tx store.Tx) error {
			if err := add(tx, "n-1", 1); err != nil {
				return err
			}
			if first {
				first = false
				beside(t, st, addAndSign) // a store may let the other one win, but then this one must begin again
			}
			return nil
		})
		wantBothOrOne(t, st)
	}},
}
