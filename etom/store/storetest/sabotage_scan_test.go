package storetest_test

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// Those of scans.
var scanSabotages = []sabotage{
	{name: "order as in a dictionary", caughtBy: []string{"a scan is in byte order of the value, then of the id"},
		open: findings(func(_ store.Query, found []store.Record) []store.Record {
			slices.SortStableFunc(found, func(a, b store.Record) int {
				return cmp.Compare(strings.ToLower(a.Found), strings.ToLower(b.Found))
			})
			return found
		})},

	{name: "order of UTF-16", caughtBy: []string{"a scan is in byte order of the value, then of the id"},
		open: findings(func(_ store.Query, found []store.Record) []store.Record {
			slices.SortStableFunc(found, func(a, b store.Record) int {
				return slices.Compare(utf16.Encode([]rune(a.Found)), utf16.Encode([]rune(b.Found)))
			})
			return found
		})},

	{name: "no order within a value", caughtBy: []string{"a scan is in byte order of the value, then of the id"},
		open: findings(func(_ store.Query, found []store.Record) []store.Record {
			slices.SortStableFunc(reversed(found), func(a, b store.Record) int { return cmp.Compare(a.Found, b.Found) })
			return found
		})},

	{name: "a value is found by its beginning", caughtBy: []string{
		"equality, range, cursor and limit select alone and together",
	}, open: queries(func(q *store.Query) {
		if q.Exact && q.Equal != "" {
			q.Exact, q.From, q.To = false, max(q.From, q.Equal), q.Equal+"\U0010ffff"
		}
	})},

	{name: "the end of a range is in it", caughtBy: []string{"equality, range, cursor and limit select alone and together"},
		open: queries(func(q *store.Query) {
			if q.To != "" {
				q.To += "\x01"
			}
		})},

	{name: "an empty value is no value", caughtBy: []string{"a record is found once for each of its values"},
		open: queries(func(q *store.Query) { q.Exact = q.Equal != "" })},

	{name: "ids have no range", caughtBy: []string{"without a key the id is the key"},
		open: queries(func(q *store.Query) {
			if q.Key == "" {
				q.From, q.To = "", ""
			}
		})},

	{name: "names of keys are tidied", caughtBy: []string{"a key finds only the records that have it"},
		open: puts(func(rec *store.Record, _ store.Record) {
			for i, k := range rec.Keys {
				rec.Keys[i].Name = strings.TrimSpace(strings.ToLower(k.Name))
			}
		})},

	{name: "a wrong query finds nothing", caughtBy: []string{"a query that no store could answer is refused"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, scan: func(q store.Query) iter.Seq2[store.Record, error] {
				if q.Check() != nil {
					return func(func(store.Record, error) bool) {}
				}
				return tx.Scan(q)
			}}
		})},

	{name: "a scan goes on when the loop has been left", caughtBy: []string{"a scan may be left early"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, scan: func(q store.Query) iter.Seq2[store.Record, error] {
				return func(yield func(store.Record, error) bool) {
					for rec, err := range tx.Scan(q) {
						yield(rec, err)
					}
				}
			}}
		})},

	{name: "the loop of a scan may write", caughtBy: []string{"the loop of a scan may read but not write"},
		open: transactions(func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, scan: func(q store.Query) iter.Seq2[store.Record, error] {
				var found []store.Record
				for rec, err := range tx.Scan(q) {
					if err != nil {
						return tx.Scan(q)
					}
					found = append(found, rec)
				}
				return func(yield func(store.Record, error) bool) {
					for _, rec := range found {
						if !yield(rec, nil) {
							return
						}
					}
				}
			}}
		})},

	{name: "the record at the cursor comes again", caughtBy: []string{
		"equality, range, cursor and limit select alone and together", "pages join without gap or repeat",
	}, open: queries(func(q *store.Query) {
		if q.After.ID != "" {
			q.After.ID = q.After.ID[:len(q.After.ID)-1]
		}
	})},

	{name: "a page begins at the next value", caughtBy: []string{"pages join without gap or repeat"},
		open: queries(func(q *store.Query) {
			if q.After.ID != "" && q.Key != "" {
				q.After.ID = "\U0010ffff"
			}
		})},

	{name: "a scan ends with what it fetched first", caughtBy: []string{"a long scan has neither gap nor repeat"},
		open: findings(func(_ store.Query, found []store.Record) []store.Record { return found[:min(len(found), 256)] })},

	{name: "a cursor is a number of records", caughtBy: []string{
		"a cursor holds its place while records before it come and go",
	}, open: func() store.Store {
		passed := map[store.Cursor]int{}
		return transactionsOf(memory.New(), func(tx store.Tx) faultyTx {
			return faultyTx{Tx: tx, scan: func(q store.Query) iter.Seq2[store.Record, error] {
				return func(yield func(store.Record, error) bool) {
					skip, limit, count := passed[q.After], q.Limit, 0
					q.After, q.Limit = store.Cursor{}, 0
					for rec, err := range tx.Scan(q) {
						if count++; count <= skip {
							continue
						}
						passed[store.Cursor{Value: rec.Found, ID: rec.ID}] = count
						if !yield(rec, err) || count == skip+limit {
							return
						}
					}
				}
			}}
		})
	}},
}
