package storetest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// Values that locales, and stores that compare UTF-16 or ignore case, put in another order than their bytes.
var unordered = []string{
	"ä", "z", "Z", "a", "A", "aB", "ab", "a b", "a-b", "a_b", "10", "9", "_", "-", "ß", "ss", "é", "e\u0301", "e",
	"\uffee", "😀", "ñ", "n", "~", " ", "É", "İ", "ı", "\t", "\u200b", "Ä", "a\u0001", "%", "\\", "'", "\"",
}

var scanCases = []testCase{
	{"a scan is in byte order of the value, then of the id", func(t tester, st store.Store) {
		var recs []store.Record
		var byValue, byID []string
		for _, text := range unordered {
			recs = append(recs, note(text, "a", text, "b", "tie"))
			byValue = append(byValue, text+"/"+text)
			byID = append(byID, "tie/"+text)
		}
		given(t, st, recs...)
		slices.Sort(byID)
		slices.SortFunc(byValue, func(a, b string) int { return cmp.Compare(a[:len(a)/2], b[:len(b)/2]) })
		wantPlacesIn(t, st, by("a"), byValue...)
		wantPlacesIn(t, st, by(""), byValue...)
		wantPlacesIn(t, st, by("b"), byID...)
	}},
	{"equality, range, cursor and limit select alone and together", func(t tester, st store.Store) {
		pairs := [][2]string{
			{"", "n-1"}, {"", "n-2"}, {"a", "n-1"}, {"a", "n-3"}, {"aa", "n-2"}, {"b", "n-1"}, {"b", "n-4"}, {"c", "n-0"},
		}
		keys := map[string][]string{}
		for _, p := range pairs {
			keys[p[1]] = append(keys[p[1]], "a", p[0])
		}
		for id, of := range keys {
			given(t, st, note(id, append(of, "other", "x")...))
		}
		view(t, st, func(tx store.Tx) error {
			for _, q := range combinations(by("a"), "aa", "b", []store.Cursor{{}, {Value: "a", ID: "n-1"}, {Value: "a", ID: "n-2"}, {Value: "aa"}, {Value: "x", ID: "x"}}) {
				if err := wantPlaces(t, tx, q, selected(q, pairs)...); err != nil {
					return err
				}
			}
			return nil
		})
	}},
	{"without a key the id is the key", func(t tester, st store.Store) {
		var pairs [][2]string
		for _, id := range []string{"n-1", "n-2", "n-3", "n-4"} {
			given(t, st, note(id, "a", "1"))
			pairs = append(pairs, [2]string{id, id})
		}
		view(t, st, func(tx store.Tx) error {
			for _, q := range combinations(by(""), "n-2", "n-3", []store.Cursor{{}, {Value: "n-1", ID: "n-1"}, {Value: "n-2", ID: "n-2"}, {Value: "n-3"}}) {
				if err := wantPlaces(t, tx, q, selected(q, pairs)...); err != nil {
					return err
				}
			}
			return nil
		})
	}},
	{"a key finds only the records that have it", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "b", "1"), note("n-3"), note("n-4", "A", "1"), note("n-5", "a ", "1"))
		wantPlacesIn(t, st, by("a"), "1/n-1")
		wantPlacesIn(t, st, by("none"))
		wantPlacesIn(t, st, exactly("a", "2"))
		wantPlacesIn(t, st, exactly("a", "%"))
	}},
	{"a query that no store could answer is refused", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"))
		view(t, st, func(tx store.Tx) error {
			for _, bad := range []string{"a\x00", "\x00", "\xff", "a\xc3"} {
				for _, q := range []store.Query{
					by(bad), exactly("a", bad), {Tenant: bad, Kind: kind}, {Tenant: tenant, Kind: bad},
					{Tenant: tenant, Kind: kind, Key: "a", From: bad}, {Tenant: tenant, Kind: kind, Key: "a", To: bad},
					{Tenant: tenant, Kind: kind, Key: "a", After: store.Cursor{Value: bad}},
					{Tenant: tenant, Kind: kind, Key: "a", After: store.Cursor{ID: bad}},
				} {
					_, err := drained(tx, q)
					want(t, err, fault.ErrInvalid, fmt.Sprintf("scan %+v", q))
				}
			}
			q := by("a")
			q.Limit = -1
			_, err := drained(tx, q)
			want(t, err, fault.ErrInvalid, "scan with a negative limit")
			return wantPlaces(t, tx, by("a"), "1/n-1")
		})
	}},
	{"a scan may be left early", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "1"), note("n-3", "a", "1"))
		update(t, st, func(tx store.Tx) error {
			for range 3 {
				for rec, err := range tx.Scan(by("a")) {
					if err != nil || rec.ID != "n-1" {
						t.Errorf("first of the scan: got %s, %v", shown(rec), err)
					}
					break
				}
			}
			return tx.Put(note("n-4", "a", "0"))
		})
		wantPlacesIn(t, st, by("a"), "0/n-4", "1/n-1", "1/n-2", "1/n-3")
	}},
	{"the loop of a scan may read but not write", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"), note("n-2", "a", "2"))
		update(t, st, func(tx store.Tx) error {
			for rec, err := range tx.Scan(by("a")) {
				if err != nil {
					return err
				}
				rec.Found = ""
				if err := wantRecord(t, tx, rec); err != nil {
					return err
				}
				if err := wantPlaces(t, tx, by("a"), "1/n-1", "2/n-2"); err != nil {
					return err
				}
				want(t, tx.Put(rec), fault.ErrState, "put inside a scan")
				want(t, tx.Delete(rec.Ref, rec.Version), fault.ErrState, "delete inside a scan")
			}
			found, err := drained(tx, by("a"))
			if err != nil {
				return err
			}
			return put(tx, found...)
		})
		wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 2))
		wantRecordIn(t, st, versioned(note("n-2", "a", "2"), 2))
	}},
}

// combinations are queries with each bound left open, on a value, and beyond all of them.
func combinations(q store.Query, low, high string, after []store.Cursor) []store.Query {
	var all []store.Query
	for _, q.Exact = range []bool{false, true} {
		for _, q.Equal = range map[bool][]string{false: {""}, true: {"", low, high, "zz"}}[q.Exact] {
			for _, q.From = range []string{"", low, high} {
				for _, q.To = range []string{"", low, high, "zz"} {
					for _, q.After = range after {
						for _, q.Limit = range []int{0, 1, 3} {
							all = append(all, q)
						}
					}
				}
			}
		}
	}
	return all
}

// selected is what the query must give of the sorted pairs of value and id, written down without any of the
// store's own ideas.
func selected(q store.Query, pairs [][2]string) []string {
	var found []string
	for _, p := range pairs {
		value, id := p[0], p[1]
		behind := value > q.After.Value || value == q.After.Value && id > q.After.ID
		inside := value >= q.From && (q.To == "" || value < q.To) && (!q.Exact || value == q.Equal)
		if behind && inside && (q.Limit == 0 || len(found) < q.Limit) {
			found = append(found, value+"/"+id)
		}
	}
	return found
}
