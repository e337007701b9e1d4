// Package guard owns what every transaction refuses before it does anything: use after its end, writing in a
// View, writing inside a Scan, going on when the context has ended. It does not own how records are kept.
//
//	type tx struct {
//		guard.Guard
//		…
//	}
//
//	func (t *tx) Get(ref store.Ref) (store.Record, error) {
//		if err := t.Read(); err != nil {
//			return store.Record{}, err
//		}
//		…
package guard

import (
	"context"
	"fmt"
	"iter"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

const subject = "store transaction"

// Guard is the part of a transaction that all backends share. It is for one goroutine.
type Guard struct {
	ctx      context.Context
	writable bool
	ended    bool
	scans    int
}

// New is the guard of a transaction that begins.
func New(ctx context.Context, writable bool) Guard { return Guard{ctx: ctx, writable: writable} }

// Context is the one the transaction was opened with.
func (g *Guard) Context() context.Context { return g.ctx }

// End makes every later call fail.
func (g *Guard) End() { g.ended = true }

// Read is nil if the transaction may read.
func (g *Guard) Read() error {
	if g.ended {
		return fault.State(subject, "has ended: use it only inside the function it was given to")
	}
	return g.ctx.Err()
}

// Write is nil if the transaction may write.
func (g *Guard) Write() error {
	if err := g.Read(); err != nil {
		return err
	}
	if !g.writable {
		return fault.State(subject, "is a View: write in an Update")
	}
	if g.scans > 0 {
		return fault.State(subject, "is inside the loop of a Scan: finish the loop, then write")
	}
	return nil
}

// Scan ranges over rows, which yields until it is told to stop, unless the query or the transaction forbids it.
func (g *Guard) Scan(q store.Query, rows iter.Seq2[store.Record, error]) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		if err := g.Read(); err != nil {
			yield(store.Record{}, err)
			return
		}
		if err := q.Check(); err != nil {
			yield(store.Record{}, err)
			return
		}
		g.scans++
		defer func() { g.scans-- }()
		for rec, err := range rows {
			if err == nil {
				err = g.Read() // the loop may have cancelled the context
			}
			if err != nil {
				yield(store.Record{}, err)
				return
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// Closed is what a closed store answers.
func Closed() error { return fault.State("store", "is closed: open it again") }

// Stale is the answer to a write with another version than the stored one.
func Stale(ref store.Ref, version int64) error {
	if version == 0 {
		return fault.Conflict(ref.String(), "exists already: load it and decide again")
	}
	return fault.Conflict(ref.String(), fmt.Sprintf("version %d is not the stored one: load it and decide again", version))
}
