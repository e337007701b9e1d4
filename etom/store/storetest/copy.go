package storetest

import "github.com/etomcrm/etomcrm/etom/store"

var copyCases = []testCase{
	{"the caller keeps the slices it gave in", func(t tester, st store.Store) {
		rec := note("n-1", "a", "1")
		update(t, st, func(tx store.Tx) error {
			if err := tx.Put(rec); err != nil {
				return err
			}
			scribble(rec)
			return wantRecord(t, tx, versioned(note("n-1", "a", "1"), 1))
		})
		scribble(rec)
		wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 1))
		wantPlacesIn(t, st, by("a"), "1/n-1")
	}},
	{"the caller may change the slices it got", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"))
		spoil := func(tx store.Tx) error {
			for range 2 {
				rec, err := tx.Get(ref("n-1"))
				if err != nil {
					return err
				}
				scribble(rec)
				_ = append(rec.Keys, store.Key{Name: "b", Value: "2"})
				found, err := drained(tx, by("a"))
				if err != nil {
					return err
				}
				for _, rec := range found {
					scribble(rec)
				}
				if err := wantRecord(t, tx, versioned(note("n-1", "a", "1"), 1)); err != nil {
					return err
				}
			}
			return nil
		}
		view(t, st, spoil)
		update(t, st, spoil)
		wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 1))
		wantPlacesIn(t, st, by("a"), "1/n-1")
	}},
	{"a put does not change the caller's record", func(t tester, st store.Store) {
		rec := note("n-1", "b", "1", "a", "1")
		given(t, st, rec)
		if !same(rec, note("n-1", "b", "1", "a", "1")) {
			t.Errorf("got %s after put", shown(rec))
		}
	}},
}

func scribble(rec store.Record) {
	for i := range rec.Body {
		rec.Body[i] = '#'
	}
	for i := range rec.Keys {
		rec.Keys[i] = store.Key{Name: "scribbled", Value: "over"}
	}
}
