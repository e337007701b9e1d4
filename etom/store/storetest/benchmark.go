package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/etomcrm/etomcrm/etom/store"
)

// Benchmark measures a store, which must be empty: transactions of three new records with two keys each, of one
// load and change, and looking up by a key; by one goroutine, and by eight at once.
func Benchmark(b *testing.B, st store.Store) {
	var next atomic.Int64
	benchmarks := []struct {
		name string
		run  func(tx store.Tx) error
	}{
		{"three puts", func(tx store.Tx) error {
			n := next.Add(3)
			for i := n - 3; i < n; i++ {
				rec := note(fmt.Sprintf("n-%09d", i), "customer", fmt.Sprint(i%1000), "state", "open")
				if err := tx.Put(rec); err != nil {
					return err
				}
			}
			return nil
		}},
		{"one change", func(tx store.Tx) error {
			return change(tx, fmt.Sprintf("n-%09d", next.Add(7)%3), func(*store.Record) {})
		}},
		{"look up", func(tx store.Tx) error {
			q := exactly("customer", fmt.Sprint(next.Add(7)%1000))
			q.Limit = 10
			_, err := drained(tx, q)
			return err
		}},
	}
	for _, bm := range benchmarks {
		for _, goroutines := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/%d at once", bm.name, goroutines), func(b *testing.B) {
				b.ReportAllocs()
				var left atomic.Int64
				left.Store(int64(b.N))
				together(goroutines, func(int) {
					for left.Add(-1) >= 0 {
						insist(b, st, bm.run)
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
			})
		}
	}
}
