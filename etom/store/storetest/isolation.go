package storetest

import (
	"fmt"
	"strconv"

	"github.com/etomcrm/etomcrm/etom/store"
)

// The interleavings here do not depend on luck: the second transaction runs inside the first one's function. A
// store may commit it, or make it wait until its context ends; what must hold, must hold either way.
var isolationCases = []testCase{
	{"a view goes on showing what it showed", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		view(t, st, func(tx store.Tx) error {
			if err := wantPlaces(t, tx, by("a"), "1/n-1", "2/n-2"); err != nil {
				return err
			}
			beside(t, st, func(tx store.Tx) error {
				if err := put(tx, versioned(note("n-1", "a", "9"), 1), note("n-3", "a", "3")); err != nil {
					return err
				}
				return tx.Delete(ref("n-2"), 1)
			})
			for _, id := range []string{"n-1", "n-2"} {
				if err := wantRecord(t, tx, versioned(note(id, "a", id[2:]), 1)); err != nil {
					return err
				}
			}
			if err := wantPlaces(t, tx, by(""), "n-1/n-1", "n-2/n-2"); err != nil {
				return err
			}
			return wantPlaces(t, tx, by("a"), "1/n-1", "2/n-2")
		})
	}},
	{"what is not committed is seen by nobody else", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		look := func(tx store.Tx) error {
			if err := wantRecord(t, tx, versioned(note("n-1", "a", "1"), 1)); err != nil {
				return err
			}
			return wantPlaces(t, tx, by("a"), "1/n-1", "2/n-2")
		}
		err := st.Update(t.Context(), func(tx store.Tx) error {
			if err := spoilt(tx); err != nil {
				return err
			}
			viewBeside(t, st, look)
			beside(t, st, look)
			return errUndo
		})
		want(t, err, errUndo, "update")
		unspoilt(t, st)
	}},
	{"an update beside another is not lost", func(t tester, st store.Store) {
		given(t, st, counter("n-1", 0))
		first := true
		update(t, st, func(tx store.Tx) error {
			rec, err := tx.Get(ref("n-1"))
			if err != nil {
				return err
			}
			if first {
				first = false
				beside(t, st, addAndSign)
			}
			return tx.Put(counted(rec, count(rec)+1))
		})
		wantBothOrOne(t, st)
	}},
	{"a decision on two records holds when it commits", func(t tester, st store.Store) {
		given(t, st, counter("n-1", 1), counter("n-2", 1))
		// Either may be given up as long as the other is there.
		give := func(tx store.Tx, id string, between func()) error {
			one, err := tx.Get(ref("n-1"))
			if err != nil {
				return err
			}
			two, err := tx.Get(ref("n-2"))
			if err != nil {
				return err
			}
			between()
			if count(one)+count(two) < 2 {
				return nil
			}
			return change(tx, id, func(rec *store.Record) { *rec = counted(*rec, 0) })
		}
		crossed(t, st, give)
		view(t, st, func(tx store.Tx) error {
			one, err := tx.Get(ref("n-1"))
			if err != nil {
				return err
			}
			two, err := tx.Get(ref("n-2"))
			if err == nil && count(one)+count(two) != 1 {
				t.Errorf("%d are left, want 1: both decided on what no longer held", count(one)+count(two))
			}
			return err
		})
	}},
	{"a decision on a scan holds when it commits", func(t tester, st store.Store) {
		given(t, st, note("n-1", "duty", "yes"), note("n-2", "duty", "yes"))
		leave := func(tx store.Tx, id string, between func()) error {
			on, err := places(tx, exactly("duty", "yes"))
			if err != nil {
				return err
			}
			between()
			if len(on) < 2 {
				return nil
			}
			return change(tx, id, func(rec *store.Record) { rec.Keys = nil })
		}
		crossed(t, st, leave)
		view(t, st, func(tx store.Tx) error {
			on, err := places(tx, by("duty"))
			if err == nil && len(on) != 1 {
				t.Errorf("%q are on duty, want one: both decided on what no longer held", on)
			}
			return err
		})
	}},
	{"a decision that something is missing holds when it commits", func(t tester, st store.Store) {
		// The first to come founds the group; a second founder must not be.
		found := func(tx store.Tx, id string, between func()) error {
			founders, err := places(tx, exactly("group", "g-1"))
			if err != nil {
				return err
			}
			between()
			if len(founders) > 0 {
				return nil
			}
			return tx.Put(note(id, "group", "g-1"))
		}
		crossed(t, st, found)
		view(t, st, func(tx store.Tx) error {
			founders, err := places(tx, by("group"))
			if err == nil && len(founders) != 1 {
				t.Errorf("founders are %q, want one", founders)
			}
			return err
		})
	}},
}

// crossed runs decide for n-1, and for n-2 between the reading and the writing of the first.
func crossed(t tester, st store.Store, decide func(tx store.Tx, id string, between func()) error) {
	t.Helper()
	first := true
	update(t, st, func(tx store.Tx) error {
		return decide(tx, "n-1", func() {
			if first {
				first = false
				beside(t, st, func(tx store.Tx) error { return decide(tx, "n-2", func() {}) })
			}
		})
	})
}

func counter(id string, n int64) store.Record { return counted(note(id), n) }

func counted(rec store.Record, n int64) store.Record {
	rec.Body = fmt.Append(nil, n)
	return rec
}

func count(rec store.Record) int64 {
	n, err := strconv.ParseInt(string(rec.Body), 10, 64)
	if err != nil {
		return -1 << 32 // no sum comes out right with it
	}
	return n
}

func add(tx store.Tx, id string, n int64) error {
	return change(tx, id, func(rec *store.Record) { *rec = counted(*rec, count(*rec)+n) })
}

// addAndSign adds to n-1 and leaves a sign that it was committed: a context that ends during the commit leaves the
// caller in doubt.
func addAndSign(tx store.Tx) error {
	if err := add(tx, "n-1", 1); err != nil {
		return err
	}
	return tx.Put(note("sign"))
}

// wantBothOrOne says that n-1 counts this Update, and addAndSign if it was committed.
func wantBothOrOne(t tester, st store.Store) {
	t.Helper()
	committed := int64(1)
	view(t, st, func(tx store.Tx) error {
		signs, err := places(tx, exactly("", "sign"))
		committed += int64(len(signs))
		return err
	})
	wantCount(t, st, "n-1", committed)
}

func wantCount(t tester, st store.Store, id string, n int64) {
	t.Helper()
	view(t, st, func(tx store.Tx) error {
		rec, err := tx.Get(ref(id))
		if err == nil && count(rec) != n {
			t.Errorf("%s is %d, want %d", id, count(rec), n)
		}
		return err
	})
}
