package storetest

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/store"
)

var pageCases = []testCase{
	{"pages join without gap or repeat", func(t tester, st store.Store) {
		var recs []store.Record
		for i := range 40 {
			recs = append(recs, note(fmt.Sprintf("n-%02d", i), "a", fmt.Sprint(i%3), "a", fmt.Sprint(10+i%5), "all", "one"))
		}
		given(t, st, recs...)
		wantPages(t, st, by("a"), 1, 2, 7, 1000)
		wantPages(t, st, by("all"), 1, 3, 40, 41)
		wantPages(t, st, exactly("a", "2"), 1, 5, 8)
		wantPages(t, st, by(""), 1, 39, 40)
	}},
	{"a long scan has neither gap nor repeat", func(t tester, st store.Store) {
		var recs []store.Record
		var all []string
		for i := range 550 { // more than a store would fetch at once
			recs = append(recs, note(fmt.Sprintf("n-%04d", i), "a", fmt.Sprint(i/500)))
			all = append(all, fmt.Sprintf("%d/n-%04d", i/500, i))
		}
		given(t, st, recs...)
		wantPlacesIn(t, st, by("a"), all...)
		limited := by("a")
		limited.Limit = 400
		wantPlacesIn(t, st, limited, all[:400]...)
		exact := exactly("a", "0")
		exact.After = store.Cursor{Value: "0", ID: "n-0009"}
		wantPlacesIn(t, st, exact, all[10:500]...)
	}},
	{"a cursor holds its place while records before it come and go", func(t tester, st store.Store) {
		var recs []store.Record
		for i := range 10 {
			recs = append(recs, note(fmt.Sprintf("n-%d", i), "pending", "yes"))
		}
		given(t, st, recs...)
		q := exactly("pending", "yes")
		q.Limit = 3
		var seen []string
		for {
			var page []store.Record
			update(t, st, func(tx store.Tx) error {
				var err error
				if page, err = drained(tx, q); err != nil {
					return err
				}
				for _, rec := range page { // done with: no longer pending
					rec.Keys = nil
					if err := tx.Put(rec); err != nil {
						return err
					}
				}
				return nil
			})
			if len(page) == 0 {
				break
			}
			for _, rec := range page {
				seen = append(seen, rec.ID)
				q.After = store.Cursor{Value: rec.Found, ID: rec.ID}
			}
		}
		if len(seen) != 10 || !slices.IsSorted(seen) || len(slices.Compact(seen)) != 10 {
			t.Errorf("got %q, want each of the ten once", seen)
		}
		wantPlacesIn(t, st, by("pending"))
	}},
}

// wantPages reads the query in pages of each size and compares them, joined, with one scan.
func wantPages(t tester, st store.Store, q store.Query, sizes ...int) {
	t.Helper()
	view(t, st, func(tx store.Tx) error {
		whole, err := places(tx, q)
		if err != nil {
			return err
		}
		for _, q.Limit = range sizes {
			q.After = store.Cursor{}
			var joined []string
			for len(joined) <= len(whole) { // a repeat would go on for ever
				page, err := drained(tx, q)
				if err != nil {
					return err
				}
				if len(page) == 0 {
					break
				}
				for _, rec := range page {
					joined = append(joined, rec.Found+"/"+rec.ID)
				}
				last := page[len(page)-1]
				q.After = store.Cursor{Value: last.Found, ID: last.ID}
			}
			if !slices.Equal(joined, whole) {
				t.Errorf("scan %+v in pages: got %q, want %q", q, joined, whole)
			}
		}
		return nil
	})
}
