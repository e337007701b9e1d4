package rivals_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/ordering"
)

// One answer to "where does this event lead": ours from the checked table, theirs from a bare looplab machine that is built
// once and set to the state, which is the fastest way to use it for many entities.

type walk struct {
	from ordering.State
	on   ordering.Event
	to   ordering.State
}

var path = []walk{
	{ordering.Acknowledged, ordering.Begin, ordering.InProgress},
	{ordering.InProgress, ordering.Hold, ordering.Held},
	{ordering.Held, ordering.Resume, ordering.InProgress},
	{ordering.InProgress, ordering.Complete, ordering.Completed},
}

var reached ordering.State

func oursNext(w walk) ordering.State {
	to, _ := ordering.OrderLifecycle().Next(w.from, w.on)
	return to
}

func BenchmarkNext_lifecycle(b *testing.B) {
	for _, w := range path {
		require.Equal(b, w.to, oursNext(w))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		reached = oursNext(path[i%len(path)])
	}
}

func BenchmarkNext_looplab(b *testing.B) {
	theirs := theirsNext()
	for _, w := range path {
		require.Equal(b, w.to, theirs(w))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		reached = theirs(path[i%len(path)])
	}
}

// BenchmarkNext_ratio aims at x_faster of at least 2.
func BenchmarkNext_ratio(b *testing.B) {
	theirs := theirsNext()
	var ours, rival time.Duration
	for b.Loop() {
		ours += timed(func() {
			for i := range 1000 {
				reached = oursNext(path[i%len(path)])
			}
		})
		rival += timed(func() {
			for i := range 1000 {
				reached = theirs(path[i%len(path)])
			}
		})
	}
	b.ReportMetric(float64(rival)/float64(ours), "x_faster")
}

func theirsNext() func(walk) ordering.State {
	ctx := context.Background()
	machine := ordering.OrderLifecycle().Machine(ordering.Acknowledged)
	return func(w walk) ordering.State {
		machine.SetState(string(w.from))
		_ = machine.Event(ctx, string(w.on))
		return ordering.State(machine.Current())
	}
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}
