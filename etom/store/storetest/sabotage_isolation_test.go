package storetest_test

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// Those of transactions beside one another.
var isolationSabotages = []sabotage{
	{name: "a view reads what is there by now", caughtBy: []string{"a view goes on showing what it showed"},
		open: func() store.Store {
			st := memory.New()
			return faulty{Store: st, view: func(ctx context.Context, fn func(store.Tx) error) error {
				return st.View(ctx, func(tx store.Tx) error { return fn(looking(st, tx)) })
			}}
		}},

	{name: "a view reads what is not committed", caughtBy: []string{"what is not committed is seen by nobody else"},
		open: func() store.Store {
			st := memory.New()
			var running store.Tx
			return faulty{
				Store: st,
				update: func(ctx context.Context, fn func(store.Tx) error) error {
					return st.Update(ctx, func(tx store.Tx) error {
						running = tx
						defer func() { running = nil }()
						return fn(tx)
					})
				},
				view: func(ctx context.Context, fn func(store.Tx) error) error {
					if running != nil {
						return fn(running)
					}
					return st.View(ctx, fn)
				},
			}
		}},

	{name: "a view reads half of a transaction", caughtBy: []string{"readers never see half of a transaction"},
		open: views(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
			var seen error
			_ = st.Update(ctx, func(tx store.Tx) error {
				if rec, err := tx.Get(store.Ref{Tenant: "tenant", Kind: "crm.note", ID: "n-2"}); err == nil {
					rec.Body = []byte("1000")
					_ = tx.Put(rec)
				}
				seen = fn(tx)
				return errUndo
			})
			return seen
		})},

	// Without any check: the last to write wins.
	{name: "updates are lost", caughtBy: []string{
		"an update beside another is not lost",
		"a transaction that waits for another gives up when its context ends",
		"a decision on two records holds when it commits",
		"a decision on a scan holds when it commits",
		"a decision that something is missing holds when it commits",
	}, open: func() store.Store {
		st := memory.New()
		return faulty{Store: st, update: isolated(st, true, func() {})}
	}},

	// With a check of what was written, but not of what was only read: snapshot isolation, which is not enough.
	{name: "decisions are made on snapshots", caughtBy: []string{
		"a decision on two records holds when it commits",
		"a decision on a scan holds when it commits",
		"a decision that something is missing holds when it commits",
	}, open: func() store.Store {
		st := memory.New()
		return faulty{Store: st, update: isolated(st, false, func() {})}
	}},

	{name: "updates at the same time are lost", caughtBy: []string{
		"eight writers lose no update", "of twenty who want the same thing one gets it",
	}, open: func() store.Store { return crossing(1) }},

	{name: "creations at the same time are lost", caughtBy: []string{"of eight who create the same record one does"},
		open: func() store.Store { return crossing(0) }},
}

// crossing is a store in which two Updates, after so many others, surely begin before either ends, and the last wins.
func crossing(after int64) store.Store {
	st := memory.New()
	var begun atomic.Int64
	var both sync.WaitGroup
	both.Add(2)
	return faulty{Store: st, update: isolated(st, true, func() {
		if n := begun.Add(1); n == after+1 || n == after+2 {
			both.Done()
			both.Wait()
		}
	})}
}
