package storetest

import (
	"errors"
	"fmt"
	"iter"
	"runtime"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

var transactionCases = []testCase{
	{"an error rolls back and comes back as it was", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		for _, cause := range []error{errUndo, fmt.Errorf("wrapped: %w", fault.ErrConflict), &fault.Invalid{Subject: "note"}} {
			if err := st.Update(t.Context(), func(tx store.Tx) error { return errors.Join(spoilt(tx), cause) }); !errors.Is(err, cause) {
				t.Errorf("update: got error %v, want %v", err, cause)
			}
			unspoilt(t, st)
		}
		if err := st.View(t.Context(), func(store.Tx) error { return errUndo }); !errors.Is(err, errUndo) {
			t.Errorf("view: got error %v, want %v", err, errUndo)
		}
	}},
	{"a panic rolls back and goes on", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		for _, open := range transactions(t, st) {
			got := func() (got any) {
				defer func() { got = recover() }()
				_ = open(func(tx store.Tx) error {
					_ = spoilt(tx)
					panic("the value of the panic")
				})
				return nil
			}()
			if got != "the value of the panic" {
				t.Errorf("recovered %v, want the value of the panic", got)
			}
			unspoilt(t, st)
		}
	}},
	{"a goroutine that ends inside rolls back", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		for _, open := range transactions(t, st) {
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = open(func(tx store.Tx) error {
					_ = spoilt(tx)
					runtime.Goexit() // as t.FailNow does
					return nil
				})
			}()
			<-ended
			unspoilt(t, st)
		}
	}},
	{"a view writes nothing", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		view(t, st, func(tx store.Tx) error {
			want(t, tx.Put(note("n-3")), fault.ErrState, "put in a view")
			want(t, tx.Put(versioned(note("n-1"), 1)), fault.ErrState, "put in a view")
			want(t, tx.Delete(ref("n-1"), 1), fault.ErrState, "delete in a view")
			return wantPlaces(t, tx, by("a"), "1/n-1", "2/n-2")
		})
		unspoilt(t, st)
	}},
	{"a transaction sees what it has written", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		update(t, st, func(tx store.Tx) error {
			if err := put(tx, note("n-3", "a", "1"), versioned(note("n-2", "a", "0"), 1)); err != nil {
				return err
			}
			if err := wantRecord(t, tx, versioned(note("n-3", "a", "1"), 1)); err != nil {
				return err
			}
			if err := wantRecord(t, tx, versioned(note("n-2", "a", "0"), 2)); err != nil {
				return err
			}
			if err := wantPlaces(t, tx, by("a"), "0/n-2", "1/n-1", "1/n-3"); err != nil {
				return err
			}
			if err := tx.Delete(ref("n-1"), 1); err != nil {
				return err
			}
			_, err := tx.Get(ref("n-1"))
			want(t, err, fault.ErrNotFound, "get after delete")
			return wantPlaces(t, tx, by(""), "n-2/n-2", "n-3/n-3")
		})
	}},
	{"what is committed stays, also when nothing was written", func(t tester, st store.Store) {
		update(t, st, func(store.Tx) error { return nil })
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		update(t, st, func(tx store.Tx) error { return wantPlaces(t, tx, by("a"), "1/n-1", "2/n-2") })
		unspoilt(t, st)
	}},
	{"a transaction that has ended answers nothing", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		var kept store.Tx
		for _, end := range []error{nil, errUndo} {
			for _, open := range transactions(t, st) {
				_ = open(func(tx store.Tx) error {
					kept = tx
					return end
				})
				wantEnded(t, kept)
			}
		}
		var late iter.Seq2[store.Record, error]
		update(t, st, func(tx store.Tx) error {
			late = tx.Scan(by("a"))
			return nil
		})
		for rec, err := range late {
			want(t, err, fault.ErrState, "scan that begins after the end, giving "+rec.ID)
		}
		unspoilt(t, st)
	}},
	{"a closed store answers nothing", func(t tester, st store.Store) {
		given(t, st, note("n-1"))
		for range 2 {
			if err := st.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		for _, open := range transactions(t, st) {
			want(t, open(func(store.Tx) error {
				t.Errorf("the function of a transaction was called on a closed store")
				return nil
			}), fault.ErrState, "transaction on a closed store")
		}
	}},
}

// transactions are the two ways to open one.
func transactions(t tester, st store.Store) []func(func(store.Tx) error) error {
	return []func(func(store.Tx) error) error{
		func(fn func(store.Tx) error) error { return st.Update(t.Context(), fn) },
		func(fn func(store.Tx) error) error { return st.View(t.Context(), fn) },
	}
}

// spoilt writes in every way there is to notes n-1 and n-2 with the keys a=1 and a=2.
func spoilt(tx store.Tx) error {
	return errors.Join(
		tx.Put(note("n-3", "a", "3")),
		tx.Put(versioned(note("n-1", "b", "9"), 1)),
		tx.Delete(ref("n-2"), 1),
	)
}

// unspoilt says that nothing of spoilt is there, and that the store still works.
func unspoilt(t tester, st store.Store) {
	t.Helper()
	wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 1))
	wantRecordIn(t, st, versioned(note("n-2", "a", "2"), 1))
	wantPlacesIn(t, st, by(""), "n-1/n-1", "n-2/n-2")
	wantPlacesIn(t, st, by("a"), "1/n-1", "2/n-2")
	wantPlacesIn(t, st, by("b"))
	update(t, st, func(tx store.Tx) error { return tx.Put(note("probe")) })
	update(t, st, func(tx store.Tx) error { return tx.Delete(ref("probe"), 1) })
}

func wantEnded(t tester, tx store.Tx) {
	t.Helper()
	_, err := tx.Get(ref("n-1"))
	want(t, err, fault.ErrState, "get after the end")
	want(t, tx.Put(note("n-3")), fault.ErrState, "put after the end")
	want(t, tx.Delete(ref("n-1"), 1), fault.ErrState, "delete after the end")
	_, err = drained(tx, by("a"))
	want(t, err, fault.ErrState, "scan after the end")
}
