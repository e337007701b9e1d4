package crashtest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
)

func TestMain(m *testing.M) { crash.Main(m, run) }

// job is what a worker has to do.
type job struct {
	Place    crash.Place `json:"place"`
	Sabotage bool        `json:"sabotage,omitempty"` // on a store that commits each write on its own
	From     [clerks]int `json:"from"`               // the first step of each clerk
	To       int         `json:"to,omitempty"`       // the last; 0: there is no end
}

func run(ctx context.Context, j job, said *crash.Log[step]) error {
	st, err := j.Place.Open(ctx)
	if err != nil {
		return err
	}
	if j.Sabotage {
		return errors.Join(j.work(ctx, crash.Torn(st), said), st.Close())
	}
	return errors.Join(j.work(ctx, st, said), st.Close())
}

// worker is several clerks who report, and settle what is due.
type worker struct {
	*sla.Service
	said *crash.Log[step]
	now  atomic.Int64 // the latest step that anybody has begun
}

func (j job) work(ctx context.Context, st store.Store, said *crash.Log[step]) error {
	w := &worker{said: said}
	for _, from := range j.From {
		w.reach(from)
	}
	var err error
	w.Service, err = sla.New(work.New(st, &work.Config{Now: func() time.Time { return instant(int(w.now.Load())) }}), nil)
	if err != nil {
		return err
	}
	for _, r := range registrations() {
		if err := insist(func() error { _, err := w.Register(ctx, r); return err }); err != nil {
			return err
		}
	}
	var atWork sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for clerk := range clerks {
		atWork.Go(func() {
			for n := j.From[clerk]; ctx.Err() == nil && (j.To == 0 || n <= j.To); n++ {
				if err := w.step(ctx, clerk, n); err != nil {
					cancel(err)
				}
			}
		})
	}
	atWork.Wait()
	return context.Cause(ctx)
}

// reach lets time pass up to a step.
func (w *worker) reach(n int) {
	for now := w.now.Load(); int64(n) > now; now = w.now.Load() {
		if w.now.CompareAndSwap(now, int64(n)) {
			return
		}
	}
}

func (w *worker) step(ctx context.Context, clerk, n int) error {
	w.reach(n)
	q := report(clerk, n)
	one := step{N: n, Report: q.ID}
	if err := w.said.Begin(clerk, one); err != nil {
		return err
	}
	if err := insist(func() error { _, err := w.ReceiveQuality(ctx, q); return err }); err != nil {
		return fmt.Errorf("%s: %w", q.ID, err)
	}
	if err := w.said.Ack(clerk, one); err != nil {
		return err
	}
	if n%3 > 0 {
		return nil
	}
	return insist(func() error { _, err := w.Due(ctx, instant(int(w.now.Load()))); return err })
}

// insist comes again for as long as others are faster.
func insist(command func() error) error {
	for {
		if err := command(); !errors.Is(err, fault.ErrConflict) {
			return err
		}
	}
}

// step is a report that a clerk sends.
type step struct {
	N      int    `json:"n"`
	Report string `json:"report"`
}
