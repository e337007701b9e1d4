package crashtest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/etomcrm/etomcrm/etom/etomtest/crash"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestMain(m *testing.M) { crash.Main(m, run) }

// job is what a worker has to do.
type job struct {
	Place    crash.Place `json:"place"`
	Sabotage string      `json:"sabotage,omitempty"` // see sabotaged
	From     int         `json:"from"`               // the first order
	To       int         `json:"to,omitempty"`       // the last; 0: there is no end
}

func run(ctx context.Context, j job, said *crash.Log[entry]) error {
	if err := said.Note(entry{What: opening}); err != nil {
		return err
	}
	st, err := j.Place.Open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(workThrough(ctx, sabotaged(st, j.Sabotage), said, j.From, j.To), st.Close())
}

const clerks = 3

// worker is several clerks who place orders and carry them to their end, and one who delivers what that sets off.
type worker struct {
	orders *ordering.Service
	log    *crash.Log[entry]
	last   atomic.Int64 // the order begun last
	to     int64
	wake   chan struct{} // for the one who delivers
}

// workThrough works through the orders from the first to the last, and delivers.
func workThrough(ctx context.Context, st store.Store, said *crash.Log[entry], from, to int) error {
	orders, err := ordering.New(work.New(st, nil), nil)
	if err != nil {
		return err
	}
	w := &worker{orders: orders, log: said, to: int64(to), wake: make(chan struct{}, 1)}
	w.last.Store(int64(from) - 1)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var atWork, delivering sync.WaitGroup
	delivering.Go(func() { cancel(w.relay(ctx, st)) })
	for clerk := range clerks {
		atWork.Go(func() {
			if err := w.clerk(ctx, clerk+1); err != nil {
				cancel(err)
			}
		})
	}
	atWork.Wait()
	close(w.wake)
	delivering.Wait()
	if err := context.Cause(ctx); !errors.Is(err, errDone) {
		return err
	}
	return nil
}

// errDone is the relay's last word, when nothing is left to deliver.
var errDone = errors.New("done")

func (w *worker) clerk(ctx context.Context, clerk int) error {
	for ctx.Err() == nil {
		n := int(w.last.Add(1))
		if w.to > 0 && int64(n) > w.to {
			return nil
		}
		if n > 1 { // another clerk may be placing it at this moment
			if _, err := w.place(ctx, clerk, n-1); err != nil {
				return err
			}
		}
		if err := w.carry(ctx, clerk, n); err != nil {
			return err
		}
	}
	return nil
}

// carry takes an order from wherever it is to its end.
func (w *worker) carry(ctx context.Context, clerk, n int) error {
	o, err := w.place(ctx, clerk, n)
	if err != nil {
		return err
	}
	for {
		if o, err = w.orders.Get(ctx, o.ID); err != nil {
			return err
		}
		s, more := next(kindOf(n), o)
		if !more {
			return nil
		}
		_, err := w.do(clerk, entry{Key: keyOf(n), What: s.what, Order: o.ID, Version: o.Version}, func() (ordering.Order, error) {
			return s.do(ctx, w.orders, kindOf(n), o)
		})
		if err != nil && !errors.Is(err, fault.ErrConflict) {
			return err
		}
	}
}

// place places an order until it is placed.
func (w *worker) place(ctx context.Context, clerk, n int) (ordering.Order, error) {
	for {
		o, err := w.do(clerk, entry{Key: keyOf(n), What: "place"}, func() (ordering.Order, error) { return w.orders.Place(ctx, draft(n)) })
		if !errors.Is(err, fault.ErrConflict) {
			return o, err
		}
	}
}

// do gives a command and logs what became of it.
func (w *worker) do(clerk int, e entry, command func() (ordering.Order, error)) (ordering.Order, error) {
	if err := w.log.Begin(clerk, e); err != nil {
		return ordering.Order{}, err
	}
	o, err := command()
	if errors.Is(err, fault.ErrConflict) {
		return o, errors.Join(err, w.log.Drop(clerk, e))
	}
	if err != nil {
		return o, fmt.Errorf("%s %s: %w", e.What, e.Key, err)
	}
	e.Order, e.Version, e.State, e.Facts = o.ID, o.Version, o.State, facts(o)
	if err := w.log.Ack(clerk, e); err != nil {
		return o, err
	}
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
	return o, nil
}

// relay delivers whenever it is woken, until there is nobody left who would. It ends with errDone, or because it failed.
func (w *worker) relay(ctx context.Context, st store.Store) error {
	relay := event.NewRelay(st, work.DefaultTenant, deliverTo(w.log), nil)
	for range w.wake {
		if err := w.drain(ctx, relay); err != nil {
			return err
		}
	}
	if err := w.drain(ctx, relay); err != nil {
		return err
	}
	return errDone
}

// drain goes on for as long as transactions lose.
func (w *worker) drain(ctx context.Context, relay *event.Relay) error {
	for {
		_, err := relay.Drain(ctx)
		if !errors.Is(err, fault.ErrConflict) {
			return err
		}
		if err := w.log.Note(entry{What: unnoted}); err != nil {
			return err
		}
	}
}
