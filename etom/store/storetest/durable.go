package storetest

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

var durableCases = []durableCase{
	{"what was committed is there after reopening", func(t tester, open func() store.Store) {
		st := open()
		given(t, st, note("n-1", "a", "2", "a", "1"), note("n-2", "a", "0"), note("n-3", "a", "3"))
		given(t, st, versioned(note("n-2", "a", "1"), 1))
		update(t, st, func(tx store.Tx) error { return tx.Delete(ref("n-3"), 1) })
		for range 2 {
			st = reopened(t, st, open)
			wantRecordIn(t, st, versioned(note("n-1", "a", "2", "a", "1"), 1))
			wantRecordIn(t, st, versioned(note("n-2", "a", "1"), 2))
			wantGone(t, st, ref("n-3"))
			wantPlacesIn(t, st, by("a"), "1/n-1", "1/n-2", "2/n-1")
			wantPlacesIn(t, st, by(""), "n-1/n-1", "n-2/n-2")
		}
	}},
	{"what was rolled back is not there after reopening", func(t tester, open func() store.Store) {
		st := open()
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		want(t, st.Update(t.Context(), func(tx store.Tx) error {
			if err := spoilt(tx); err != nil {
				return err
			}
			return errUndo
		}), errUndo, "update")
		unspoilt(t, reopened(t, st, open))
	}},
	{"versions go on counting after reopening", func(t tester, open func() store.Store) {
		st := open()
		for version := range int64(3) {
			given(t, st, versioned(note("n-1"), version))
			st = reopened(t, st, open)
			update(t, st, func(tx store.Tx) error {
				want(t, tx.Put(versioned(note("n-1"), version)), fault.ErrConflict, "put of the version before")
				return nil
			})
			wantRecordIn(t, st, versioned(note("n-1"), version+1))
		}
	}},
}

func reopened(t tester, st store.Store, open func() store.Store) store.Store {
	t.Helper()
	if err := st.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	return open()
}
