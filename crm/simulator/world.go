// Package simulator owns stand-ins for the outside parties, for examples and tests: a clock with an agenda, Service
// Configuration & Activation that takes its time, and a customer who answers. It does not own any rule of the library, and no
// service imports it.
//
//	world := simulator.NewWorld(start)
//	env := work.New(memory.New(), &work.Config{Now: world.Now})
//	activation := simulator.NewActivation(world, &simulator.Plan{Takes: 72 * time.Hour})
//	customer := simulator.NewCustomer(world)
//	c, err := crm.New(env, crm.Outside{Activation: activation, Channel: customer}, nil)
//	activation.Connect(c.Orders)
//	err = world.Run(ctx, c.Settle) // until nothing is on the agenda any more
package simulator

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// World is a clock that stands still, and an agenda of what happens when. It is safe for concurrent use, but Run is for
// one goroutine.
type World struct {
	mu     sync.Mutex
	now    time.Time
	agenda agenda
	count  int
}

// NewWorld begins at an instant.
func NewWorld(start time.Time) *World { return &World{now: start.UTC()} }

// Now is the world's instant; it is a clock for work.Config.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// After puts something on the agenda, so long after now. What falls on one instant is done in the order it was put there.
func (w *World) After(d time.Duration, do func(context.Context) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count++
	heap.Push(&w.agenda, entry{at: w.now.Add(max(d, 0)), no: w.count, do: do})
}

// Run does what is on the agenda, setting the clock to each instant, and calls settle at the start and after each; it ends
// when the agenda is empty, or with the first error.
func (w *World) Run(ctx context.Context, settle func(context.Context) error) error {
	if err := settle(ctx); err != nil {
		return err
	}
	for {
		next, ok := w.next()
		if !ok {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := next.do(ctx); err != nil {
			return err
		}
		if err := settle(ctx); err != nil {
			return err
		}
	}
}

func (w *World) next() (entry, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.agenda) == 0 {
		return entry{}, false
	}
	e := heap.Pop(&w.agenda).(entry)
	w.now = e.at
	return e, true
}

type entry struct {
	at time.Time
	no int
	do func(context.Context) error
}

// agenda is a heap, the earliest first.
type agenda []entry

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(entry)) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].no < a[j].no
}

func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}
