package crashtest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestMain(m *testing.M) { crash.Main(m, run) }

// job is what a worker has to do.
type job struct {
	Place    crash.Place   `json:"place"`
	Sabotage string        `json:"sabotage,omitempty"` // how the store breaks its promise
	From     [machines]int `json:"from"`               // the first month of each machine
	To       int           `json:"to,omitempty"`       // the last with usage, and behind it one without; 0: there is no end
}

// step is a month that a machine bills or, noted, a bill that it has made.
type step struct {
	Month int    `json:"month"`
	Bill  string `json:"bill,omitempty"`
	No    string `json:"no,omitempty"`
}

// broken are the stores that break their promise.
var broken = map[string]func(store.Store) store.Store{
	"":      func(st store.Store) store.Store { return st },
	"torn":  crash.Torn,
	"hasty": crash.Hasty,
}

func run(ctx context.Context, j job, said *crash.Log[step]) error {
	st, err := j.Place.Open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(j.work(ctx, broken[j.Sabotage](st), said), st.Close())
}

// work lets the machines go on side by side until the last month.
func (j job) work(ctx context.Context, st store.Store, said *crash.Log[step]) error {
	var atWork sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for machine := range machines {
		atWork.Go(func() {
			for n := j.From[machine]; ctx.Err() == nil && (j.To == 0 || n <= j.To); n++ {
				if err := month(ctx, st, machine, n, true, said); err != nil {
					cancel(fmt.Errorf("machine %d, month %d: %w", machine, n, err))
				}
			}
		})
	}
	atWork.Wait()
	for machine := 0; machine < machines && j.To > 0 && ctx.Err() == nil; machine++ { // what one received when the other had billed
		if err := month(ctx, st, machine, j.To+1, false, said); err != nil {
			cancel(err)
		}
	}
	return context.Cause(ctx)
}

// month receives the usage of a month, if there is any, and bills it.
func month(ctx context.Context, st store.Store, machine, n int, used bool, said *crash.Log[step]) error {
	s, err := service(work.New(st, &work.Config{Now: func() time.Time { return over(n) }}))
	if err != nil {
		return err
	}
	if err := said.Begin(machine, step{Month: n}); err != nil {
		return err
	}
	if err := insist(func() error {
		if !used {
			return nil
		}
		_, err := s.ReceiveUsage(ctx, usage(machine, n))
		return err
	}); err != nil {
		return err
	}
	order := billing.Order{
		AsOf: over(n), Slice: billing.Slice{No: machine + 1, Of: machines}, Together: 2,
		Each: func(b billing.Bill) error { return said.Note(step{Month: n, Bill: b.ID, No: b.No}) },
	}
	if err := insist(func() error {
		r, err := s.Run(ctx, order)
		if err == nil && r.Faulted+r.Held+r.Empty > 0 {
			err = fmt.Errorf("each account must be billed: %+v", r)
		}
		return err
	}); err != nil {
		return err
	}
	return said.Ack(machine, step{Month: n})
}

// insist comes again for as long as others are faster.
func insist(command func() error) error {
	for {
		if err := command(); !errors.Is(err, fault.ErrConflict) {
			return err
		}
	}
}
