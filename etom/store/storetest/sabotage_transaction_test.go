package storetest_test

import (
	"context"
	"errors"
	"iter"
	"runtime"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

var errUndo = errors.New("undo")

// Those of how a transaction begins and ends.
var transactionSabotages = []sabotage{
	{name: "nothing is rolled back", lasts: true, caughtBy: []string{
		"an error rolls back and comes back as it was", "keys are rolled back with the record",
		"what was rolled back is not there after reopening",
		"a context that ends inside ends the transaction, and nothing is written",
	}, open: updates(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
		var failed error
		err := st.Update(ignoringEnd(ctx), func(tx store.Tx) error {
			failed = fn(tx)
			return nil
		})
		return errors.Join(failed, err, ctx.Err())
	})},

	{name: "nothing is committed", caughtBy: []string{
		"a record put is got back with version 1", "what is committed stays, also when nothing was written",
	}, open: updates(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
		err := st.Update(ctx, func(tx store.Tx) error { return errors.Join(fn(tx), errUndo) })
		if err.Error() == errUndo.Error() {
			return nil
		}
		return err
	})},

	{name: "errors come back as texts", caughtBy: []string{"an error rolls back and comes back as it was"},
		open: updates(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
			if err := st.Update(ctx, fn); err != nil {
				return errors.New(err.Error())
			}
			return nil
		})},

	{name: "a panic commits", caughtBy: []string{"a panic rolls back and goes on"},
		open: updates(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
			var panicked any
			err := st.Update(ctx, func(tx store.Tx) error {
				defer func() { panicked = recover() }()
				return fn(tx)
			})
			if panicked != nil {
				panic(panicked)
			}
			return err
		})},

	{name: "a panic becomes an error", caughtBy: []string{"a panic rolls back and goes on"},
		open: updates(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
			return st.Update(ctx, func(tx store.Tx) (err error) {
				defer func() {
					if recover() != nil {
						err = errUndo
					}
				}()
				return fn(tx)
			})
		})},

	{name: "the end of the goroutine commits", caughtBy: []string{"a goroutine that ends inside rolls back"},
		open: updates(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error {
			ended := true
			err := st.Update(ctx, func(tx store.Tx) (err error) {
				done := make(chan struct{})
				go func() {
					defer close(done)
					err = fn(tx)
					ended = false
				}()
				<-done
				return err
			})
			if ended {
				runtime.Goexit()
			}
			return err
		})},

	{name: "a view may write", caughtBy: []string{"a view writes nothing"},
		open: views(func(st store.Store, ctx context.Context, fn func(store.Tx) error) error { return st.Update(ctx, fn) })},

	{name: "reads see what was committed, not what was written", caughtBy: []string{
		"a transaction sees what it has written", "a transaction sees the keys it has changed",
	}, open: func() store.Store {
		st := memory.New()
		return transactionsOf(st, func(tx store.Tx) faultyTx { return looking(st, tx) })
	}},

	{name: "a transaction lives on", caughtBy: []string{"a transaction that has ended answers nothing"},
		open: func() store.Store {
			st := memory.New()
			return transactionsOf(st, func(tx store.Tx) faultyTx {
				return faultyTx{Tx: tx, get: func(ref store.Ref) (store.Record, error) {
					rec, err := tx.Get(ref)
					if errors.Is(err, fault.ErrState) {
						return looking(st, tx).Get(ref)
					}
					return rec, err
				}}
			})
		}},

	{name: "a closed store works on", caughtBy: []string{"a closed store answers nothing"},
		open: func() store.Store {
			return faulty{Store: memory.New(), close: func() error { return nil }}
		}},

	{name: "contexts are ignored", caughtBy: []string{
		"a context that has ended opens nothing",
		"a context that ends inside ends the transaction, and nothing is written",
		"a context that ends inside a scan ends the scan",
	}, open: func() store.Store {
		st := memory.New()
		return faulty{
			Store:  st,
			view:   func(ctx context.Context, fn func(store.Tx) error) error { return st.View(ignoringEnd(ctx), fn) },
			update: func(ctx context.Context, fn func(store.Tx) error) error { return st.Update(ignoringEnd(ctx), fn) },
		}
	}},
}

// looking reads each time in a view of its own.
func looking(st store.Store, tx store.Tx) faultyTx {
	return faultyTx{
		Tx: tx,
		get: func(ref store.Ref) (rec store.Record, err error) {
			err = st.View(context.Background(), func(tx store.Tx) error {
				rec, err = tx.Get(ref)
				return err
			})
			return rec, err
		},
		scan: func(q store.Query) iter.Seq2[store.Record, error] {
			return func(yield func(store.Record, error) bool) {
				_ = st.View(context.Background(), func(tx store.Tx) error {
					for rec, err := range tx.Scan(q) {
						if !yield(rec, err) {
							break
						}
					}
					return nil
				})
			}
		},
	}
}
