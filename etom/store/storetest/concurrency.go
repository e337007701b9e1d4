package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

var concurrencyCases = []testCase{
	{"eight writers lose no update", func(t tester, st store.Store) {
		const writers, each = 8, 5
		given(t, st, counter("n-1", 0))
		together(writers, func(int) {
			for range each {
				insist(t, st, func(tx store.Tx) error { return add(tx, "n-1", 1) })
			}
		})
		wantCount(t, st, "n-1", writers*each)
	}},
	{"of twenty who want the same thing one gets it", func(t tester, st store.Store) {
		const takers = 20
		given(t, st, note("n-1", "free", "yes"))
		var winners atomic.Int64
		errTaken := errors.New("taken")
		together(takers, func(i int) {
			err := insistent(t, st, func(tx store.Tx) error {
				free, err := places(tx, exactly("free", "yes"))
				if err != nil {
					return err
				}
				if len(free) == 0 {
					return errTaken
				}
				return change(tx, "n-1", func(rec *store.Record) { rec.Keys = []store.Key{{Name: "by", Value: fmt.Sprint(i)}} })
			})
			switch {
			case err == nil:
				winners.Add(1)
			case !errors.Is(err, errTaken):
				t.Errorf("update: %v", err)
			}
		})
		if winners.Load() != 1 {
			t.Errorf("%d got it, want 1", winners.Load())
		}
	}},
	{"of eight who create the same record one does", func(t tester, st store.Store) {
		var winners atomic.Int64
		together(8, func(i int) {
			err := st.Update(t.Context(), func(tx store.Tx) error { return tx.Put(note("n-1", "by", fmt.Sprint(i))) })
			if err == nil {
				winners.Add(1)
				return
			}
			want(t, err, fault.ErrConflict, "create")
		})
		if winners.Load() != 1 {
			t.Errorf("%d created it, want 1", winners.Load())
		}
	}},
	{"readers never see half of a transaction", func(t tester, st store.Store) {
		const total = 100
		given(t, st, counter("n-1", total), counter("n-2", 0))
		together(4, func(i int) {
			for range 8 {
				if i%2 == 0 {
					insist(t, st, func(tx store.Tx) error { return errors.Join(add(tx, "n-1", -1), add(tx, "n-2", 1)) })
					continue
				}
				var sum int64
				if err := st.View(t.Context(), func(tx store.Tx) error {
					sum = 0
					all, err := drained(tx, by(""))
					for _, rec := range all {
						sum += count(rec)
					}
					return err
				}); err != nil || sum != total {
					t.Errorf("view: sum %d, error %v, want %d", sum, err, total)
				}
			}
		})
		wantCount(t, st, "n-2", 16)
	}},
}

// together runs fn in n goroutines and waits for them.
func together(n int, fn func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { fn(i) })
	}
	all.Wait()
}

// insistent runs an Update again until it no longer loses against others.
func insistent(t tester, st store.Store, fn func(store.Tx) error) error {
	for {
		err := st.Update(t.Context(), fn)
		if !errors.Is(err, fault.ErrConflict) {
			return err
		}
	}
}

func insist(t tester, st store.Store, fn func(store.Tx) error) {
	if err := insistent(t, st, fn); err != nil {
		t.Errorf("update: %v", err) // not Fatalf: this is not the goroutine of the test
	}
}
