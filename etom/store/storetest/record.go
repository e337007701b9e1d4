package storetest

import (
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

var recordCases = []testCase{
	{"a record put is got back with version 1", func(t tester, st store.Store) {
		rec := note("n-1", "b", "2", "a", "1", "b", "1")
		rec.Found = "what Scan sets is not kept"
		given(t, st, rec)
		rec.Found = ""
		wantRecordIn(t, st, versioned(rec, 1))
		given(t, st, note("n-2"))
		wantRecordIn(t, st, versioned(note("n-2"), 1))
	}},
	{"what was never put is not found", func(t tester, st store.Store) {
		wantGone(t, st, ref("n-1"))
		update(t, st, func(tx store.Tx) error {
			want(t, tx.Delete(ref("n-1"), 0), fault.ErrNotFound, "delete")
			want(t, tx.Delete(ref("n-1"), 1), fault.ErrNotFound, "delete")
			return nil
		})
	}},
	{"every put counts the version up", func(t tester, st store.Store) {
		for version := range int64(3) {
			given(t, st, versioned(note("n-1"), version))
			wantRecordIn(t, st, versioned(note("n-1"), version+1))
		}
		update(t, st, func(tx store.Tx) error {
			if err := put(tx, versioned(note("n-1"), 3), versioned(note("n-1"), 4)); err != nil {
				return err
			}
			return wantRecord(t, tx, versioned(note("n-1"), 5))
		})
		wantRecordIn(t, st, versioned(note("n-1"), 5))
	}},
	{"creating twice conflicts", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"))
		other := note("n-1", "a", "2")
		want(t, st.Update(t.Context(), func(tx store.Tx) error { return tx.Put(other) }), fault.ErrConflict, "create again")
		update(t, st, func(tx store.Tx) error {
			if err := tx.Put(note("n-2")); err != nil {
				return err
			}
			want(t, tx.Put(note("n-2")), fault.ErrConflict, "create again in the same transaction")
			return nil
		})
		wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 1))
		wantPlacesIn(t, st, by("a"), "1/n-1")
	}},
	{"a put with another version than the stored one conflicts and changes nothing", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"))
		given(t, st, versioned(note("n-1", "a", "2"), 1))
		update(t, st, func(tx store.Tx) error {
			for _, version := range []int64{0, 1, 3, 99} {
				want(t, tx.Put(versioned(note("n-1", "a", "3"), version)), fault.ErrConflict, "put of a stale version")
			}
			return wantRecord(t, tx, versioned(note("n-1", "a", "2"), 2))
		})
		wantRecordIn(t, st, versioned(note("n-1", "a", "2"), 2))
		wantPlacesIn(t, st, by("a"), "2/n-1")
	}},
	{"a put with a version where there is nothing conflicts", func(t tester, st store.Store) {
		want(t, st.Update(t.Context(), func(tx store.Tx) error {
			return tx.Put(versioned(note("n-1"), 1))
		}), fault.ErrConflict, "put")
		wantGone(t, st, ref("n-1"))
	}},
	{"delete asks for the stored version", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "1"))
		given(t, st, versioned(note("n-1", "a", "1"), 1))
		update(t, st, func(tx store.Tx) error {
			for _, version := range []int64{0, 1, 3} {
				want(t, tx.Delete(ref("n-1"), version), fault.ErrConflict, "delete of a stale version")
			}
			return nil
		})
		wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 2))
		update(t, st, func(tx store.Tx) error { return tx.Delete(ref("n-1"), 2) })
		wantGone(t, st, ref("n-1"))
		wantPlacesIn(t, st, by("a"), "1/n-2")
		wantPlacesIn(t, st, by(""), "n-2/n-2")
	}},
	{"a deleted record can be made anew", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"))
		update(t, st, func(tx store.Tx) error {
			if err := tx.Delete(ref("n-1"), 1); err != nil {
				return err
			}
			want(t, tx.Delete(ref("n-1"), 1), fault.ErrNotFound, "delete again")
			_, err := tx.Get(ref("n-1"))
			want(t, err, fault.ErrNotFound, "get after delete")
			if err := wantPlaces(t, tx, by("a")); err != nil {
				return err
			}
			return tx.Put(note("n-1", "a", "2"))
		})
		wantRecordIn(t, st, versioned(note("n-1", "a", "2"), 1))
		wantPlacesIn(t, st, by("a"), "2/n-1")
	}},
	{"a refused write leaves the transaction usable", func(t tester, st store.Store) {
		given(t, st, note("n-1"))
		update(t, st, func(tx store.Tx) error {
			if err := tx.Put(note("n-2")); err != nil {
				return err
			}
			want(t, tx.Put(note("n-1")), fault.ErrConflict, "create again")
			want(t, tx.Delete(ref("n-1"), 7), fault.ErrConflict, "delete")
			want(t, tx.Put(store.Record{Ref: ref("")}), fault.ErrInvalid, "put of nothing")
			want(t, tx.Delete(ref("n-9"), 1), fault.ErrNotFound, "delete")
			return tx.Put(note("n-3"))
		})
		wantPlacesIn(t, st, by(""), "n-1/n-1", "n-2/n-2", "n-3/n-3")
	}},
	{"a body comes back byte for byte", func(t tester, st store.Store) {
		for id, body := range map[string]string{
			"spaces":  "{ \"b\" : 1,\n\t\"a\":2 }  ",
			"numbers": `{"big":12345678901234567890123.4500,"exp":1E+2,"minus":-0}`,
			"twice":   `{"a":1,"a":2}`,
			"escapes": `{"nul":"\u0000","surrogates":"\ud83d\ude00","slash":"\/"}`,
			"scalar":  `"just a text"`,
			"other":   `a store does not look into it: '); DROP TABLE notes; --`,
		} {
			rec := note(id)
			rec.Body = []byte(body)
			given(t, st, rec)
			wantRecordIn(t, st, versioned(rec, 1))
			view(t, st, func(tx store.Tx) error {
				found, err := drained(tx, exactly("", id))
				if err == nil && (len(found) != 1 || string(found[0].Body) != body) {
					t.Errorf("scan: got %v, want one record with body %q", found, body)
				}
				return err
			})
		}
	}},
}
