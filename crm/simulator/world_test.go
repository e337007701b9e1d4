package simulator_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/simulator"
)

var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func idle(context.Context) error { return nil }

// Whatever is put on the agenda happens at its instant, what falls on one instant in the order it was put there.
func TestWorld_Run_keeps_the_order_of_the_agenda(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		world := simulator.NewWorld(start)
		delays := rapid.SliceOfN(rapid.IntRange(-2, 5), 0, 20).Draw(t, "hours")
		want := make([]int, len(delays))
		for n := range want {
			want[n] = n
		}
		slices.SortStableFunc(want, func(a, b int) int { return max(delays[a], 0) - max(delays[b], 0) })
		var got []int
		for n, hours := range delays {
			world.After(time.Duration(hours)*time.Hour, func(context.Context) error {
				if at := start.Add(time.Duration(max(hours, 0)) * time.Hour); !world.Now().Equal(at) {
					t.Fatalf("it is %s, expected %s", world.Now(), at)
				}
				got = append(got, n)
				return nil
			})
		}
		if err := world.Run(context.Background(), idle); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v happened, expected %v; %v", got, want, err)
		}
	})
}

func TestWorld_Run_goes_on_with_what_is_put_on_the_agenda_meanwhile(t *testing.T) {
	t.Parallel()
	world := simulator.NewWorld(start)
	var said []string
	note := func(what string) func(context.Context) error {
		return func(context.Context) error {
			said = append(said, world.Now().Format("15:04 ")+what)
			return nil
		}
	}
	world.After(3*time.Hour, note("last"))
	world.After(time.Hour, func(ctx context.Context) error {
		world.After(time.Hour, note("between"))
		return note("first")(ctx)
	})
	settled := 0
	require.NoError(t, world.Run(t.Context(), func(context.Context) error { settled++; return nil }))
	assert.Equal(t, []string{"10:00 first", "11:00 between", "12:00 last"}, said)
	assert.Equal(t, 4, settled, "at the start and after each")
	require.NoError(t, world.Run(t.Context(), idle), "an empty agenda is no error")
	assert.Equal(t, start.Add(3*time.Hour), world.Now(), "the clock stands where it was")
}

func TestWorld_Run_stops_at_the_first_error(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		act, settle error
		acts        int
	}{
		"of an act":   {act: broken, acts: 1},
		"of settling": {settle: broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := simulator.NewWorld(start)
			acts := 0
			for range 3 {
				world.After(time.Hour, func(context.Context) error { acts++; return c.act })
			}
			require.ErrorIs(t, world.Run(t.Context(), func(context.Context) error { return c.settle }), broken)
			assert.Equal(t, c.acts, acts)
		})
	}
}

func TestWorld_Run_ends_with_its_context(t *testing.T) {
	t.Parallel()
	world := simulator.NewWorld(start)
	ctx, cancel := context.WithCancel(t.Context())
	var again func(context.Context) error
	again = func(context.Context) error {
		world.After(time.Hour, again)
		if world.Now().After(start.Add(10 * time.Hour)) {
			cancel()
		}
		return nil
	}
	world.After(0, again)
	require.ErrorIs(t, world.Run(ctx, idle), context.Canceled)
}

func TestWorld_is_safe_for_concurrent_use(t *testing.T) {
	t.Parallel()
	world := simulator.NewWorld(start.In(time.FixedZone("elsewhere", 7200)))
	var all sync.WaitGroup
	var mu sync.Mutex
	happened := 0
	for range 8 {
		all.Go(func() {
			world.After(time.Hour, func(context.Context) error {
				mu.Lock()
				defer mu.Unlock()
				happened++
				return nil
			})
			assert.Equal(t, time.UTC, world.Now().Location())
		})
	}
	all.Wait()
	require.NoError(t, world.Run(t.Context(), idle))
	assert.Equal(t, 8, happened)
}
