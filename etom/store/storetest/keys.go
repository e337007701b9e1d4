package storetest

import (
	"errors"

	"github.com/etomcrm/etomcrm/etom/store"
)

var errUndo = errors.New("undo")

var keyCases = []testCase{
	{"an update replaces the keys", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1", "b", "1", "c", "1"), note("n-2", "a", "1"))
		given(t, st, versioned(note("n-1", "a", "2", "b", "1", "d", "1"), 1))
		wantRecordIn(t, st, versioned(note("n-1", "a", "2", "b", "1", "d", "1"), 2))
		wantPlacesIn(t, st, by("a"), "1/n-2", "2/n-1")
		wantPlacesIn(t, st, by("b"), "1/n-1")
		wantPlacesIn(t, st, by("c"))
		wantPlacesIn(t, st, by("d"), "1/n-1")
		given(t, st, versioned(note("n-1"), 2))
		for _, key := range []string{"b", "c", "d"} {
			wantPlacesIn(t, st, by(key))
		}
		wantPlacesIn(t, st, by("a"), "1/n-2")
		given(t, st, versioned(note("n-1", "c", "9"), 3))
		wantPlacesIn(t, st, by("c"), "9/n-1")
	}},
	{"an update with the same keys keeps them", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1", "b", "2"))
		changed := versioned(note("n-1", "a", "1", "b", "2"), 1)
		changed.Body = []byte(`{"text":"changed"}`)
		given(t, st, changed)
		view(t, st, func(tx store.Tx) error {
			found, err := drained(tx, by("b"))
			if err == nil && (len(found) != 1 || found[0].Version != 2 || string(found[0].Body) != `{"text":"changed"}`) {
				t.Errorf("scan: got %v, want the changed record, version 2", found)
			}
			return err
		})
		given(t, st, versioned(note("n-1", "b", "2", "a", "1"), 2))
		wantRecordIn(t, st, versioned(note("n-1", "b", "2", "a", "1"), 3))
		wantPlacesIn(t, st, by("a"), "1/n-1")
	}},
	{"a transaction sees the keys it has changed", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		update(t, st, func(tx store.Tx) error {
			for version, value := range []string{"0", "3", "5", "3"} {
				if err := tx.Put(versioned(note("n-1", "a", value), int64(version)+1)); err != nil {
					return err
				}
			}
			if err := wantPlaces(t, tx, by("a"), "2/n-2", "3/n-1"); err != nil {
				return err
			}
			if err := tx.Delete(ref("n-2"), 1); err != nil {
				return err
			}
			return wantPlaces(t, tx, by("a"), "3/n-1")
		})
		wantPlacesIn(t, st, by("a"), "3/n-1")
	}},
	{"keys are rolled back with the record", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		err := st.Update(t.Context(), func(tx store.Tx) error {
			if err := put(tx, versioned(note("n-1", "b", "1"), 1), note("n-3", "a", "3")); err != nil {
				return err
			}
			if err := tx.Delete(ref("n-2"), 1); err != nil {
				return err
			}
			return errUndo
		})
		want(t, err, errUndo, "update")
		wantPlacesIn(t, st, by("a"), "1/n-1", "2/n-2")
		wantPlacesIn(t, st, by("b"))
	}},
	{"a record is found once for each of its values", func(t tester, st store.Store) {
		given(t, st, note("n-1", "tag", "red", "tag", "blue", "tag", "", "other", "green"), note("n-2", "tag", "blue"))
		wantPlacesIn(t, st, by("tag"), "/n-1", "blue/n-1", "blue/n-2", "red/n-1")
		wantPlacesIn(t, st, exactly("tag", "blue"), "blue/n-1", "blue/n-2")
		wantPlacesIn(t, st, exactly("tag", "green"))
		wantPlacesIn(t, st, exactly("tag", ""), "/n-1")
		view(t, st, func(tx store.Tx) error {
			found, err := drained(tx, exactly("tag", "red"))
			complete := versioned(note("n-1", "tag", "red", "tag", "blue", "tag", "", "other", "green"), 1)
			complete.Found = "red"
			if err == nil && (len(found) != 1 || !same(found[0], complete)) {
				t.Errorf("scan: got %v, want %s", found, shown(complete))
			}
			return err
		})
		given(t, st, versioned(note("n-1", "tag", "blue", "tag", "white"), 1))
		wantPlacesIn(t, st, by("tag"), "blue/n-1", "blue/n-2", "white/n-1")
	}},
}
