package event_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

var errDown = errors.New("the line is down")

// inbox is a consumer. It notes every delivery, and refuses an event as often as fail says. Safe for concurrent use.
type inbox struct {
	mu   sync.Mutex
	got  []string       // ids, in the order of arrival, the refused ones too
	fail map[string]int // id: how often it is still refused
}

func (i *inbox) deliver(_ context.Context, e event.Event) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.got = append(i.got, e.ID)
	if i.fail[e.ID] > 0 {
		i.fail[e.ID]--
		return errDown
	}
	return nil
}

// take returns what arrived since the last take.
func (i *inbox) take() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	got := i.got
	i.got = nil
	return got
}

func drain(t require.TestingT, r *event.Relay) event.Report {
	report, err := r.Drain(context.Background())
	require.NoError(t, err)
	return report
}

func TestDrain_delivers_every_event_once_and_in_its_order(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		for name, config := range map[string]*event.Config{"a page of the usual size": nil, "small pages": {Page: 1}, "zero is the usual size": {}} {
			t.Run(name, func(t *testing.T) {
				var box inbox
				relay := event.NewRelay(st, "test", box.deliver, config)
				assert.Zero(t, drain(t, relay))
				write(t, st, an(name+"b1", name+"b"), an(name+"a1", name+"a"), an(name+"b2", name+"b"), an(name+"a2", name+"a"))
				report := drain(t, relay)
				assert.Equal(t, 4, report.Delivered)
				require.NoError(t, report.Err())
				assert.Equal(t, []string{name + "a1", name + "a2", name + "b1", name + "b2"}, box.take())
				assert.Empty(t, pages(t, st, "test", 0))

				assert.Zero(t, drain(t, relay), "a second time there is nothing to do")
				assert.Empty(t, box.take())
				assert.Len(t, of(t, st, "test", name+"a"), 2, "the journal keeps them")
			})
		}
	})
}

func TestDrain_leaves_other_tenants_alone(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("e1", "order"))
		var box inbox
		assert.Zero(t, drain(t, event.NewRelay(st, "other", box.deliver, nil)))
		assert.Empty(t, box.take())
		assert.Len(t, pages(t, st, "test", 0), 1)
	})
}

func TestDrain_holds_back_only_the_correlation_of_an_event_that_fails(t *testing.T) {
	t.Parallel()
	for _, page := range []int{1, 2, 100} {
		t.Run(fmt.Sprintf("pages of %d", page), func(t *testing.T) {
			t.Parallel()
			etomtest.Stores(t, func(t *testing.T, st store.Store) {
				write(t, st, an("a1", "a"), an("a2", "a"), an("a3", "a"), an("a/1", "a/"), an("b1", "b"), an("b2", "b"))
				box := inbox{fail: map[string]int{"a2": 1}}
				relay := event.NewRelay(st, "test", box.deliver, &event.Config{Page: page})

				report := drain(t, relay)
				assert.ElementsMatch(t, []string{"a1", "a2", "a/1", "b1", "b2"}, box.take(), "a3 waits for a2, which is tried once")
				assert.Equal(t, 4, report.Delivered)
				require.Len(t, report.Failed, 1)
				assert.Equal(t, "a2", report.Failed[0].Event.ID)
				require.ErrorIs(t, report.Err(), errDown)
				assert.ErrorContains(t, report.Err(), `test.thing.happened "a2": deliver: the line is down`)
				assert.Equal(t, []string{"2 a2", "3 a3"}, show(pages(t, st, "test", 0)))

				report = drain(t, relay)
				require.NoError(t, report.Err())
				assert.Equal(t, []string{"a2", "a3"}, box.take(), "the next time they follow in their order")
				assert.Empty(t, pages(t, st, "test", 0))
			})
		})
	}
}

// forgetful is a store whose next Updates fail.
type forgetful struct {
	store.Store
	failures int
}

func (f *forgetful) Update(ctx context.Context, fn func(store.Tx) error) error {
	if f.failures > 0 {
		f.failures--
		return fault.Unavailable("store", errDown)
	}
	return f.Store.Update(ctx, fn)
}

func TestDrain_delivers_again_what_it_could_not_note_as_delivered(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("e1", "order"), an("e2", "order"))
		var box inbox
		relay := event.NewRelay(&forgetful{Store: st, failures: 1}, "test", box.deliver, nil)
		report, err := relay.Drain(context.Background())
		require.ErrorIs(t, err, fault.ErrUnavailable)
		assert.Zero(t, report.Delivered)
		assert.Equal(t, []string{"e1"}, box.take(), "e2 must not overtake")

		drain(t, relay)
		assert.Equal(t, []string{"e1", "e2"}, box.take())
	})
}

func TestDrain_delivers_what_deliveries_set_off(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("m1", "m"))
		follows := map[string]event.Event{"m1": an("a1", "a"), "a1": an("z1", "z"), "z1": an("m2", "m")}
		var box inbox
		relay := event.NewRelay(st, "test", func(ctx context.Context, e event.Event) error {
			if next, found := follows[e.ID]; found {
				write(t, st, next)
			}
			return box.deliver(ctx, e)
		}, &event.Config{Page: 1})
		report := drain(t, relay)
		assert.Equal(t, 4, report.Delivered)
		assert.Equal(t, []string{"m1", "a1", "z1", "m2"}, box.take())
		assert.Empty(t, pages(t, st, "test", 0))
	})
}

func TestDrain_ends_when_its_context_does(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("a1", "a"), an("b1", "b"))
		ctx, cancel := context.WithCancel(context.Background())
		calls := 0
		report, err := event.NewRelay(st, "test", func(ctx context.Context, _ event.Event) error {
			calls++
			cancel()
			return ctx.Err()
		}, nil).Drain(ctx)
		require.ErrorIs(t, err, context.Canceled)
		assert.Zero(t, report, "who gave up is no failure of the event")
		assert.Equal(t, 1, calls)
		assert.Len(t, pages(t, st, "test", 0), 2)
	})
}

// While the first relay delivers e1, the second one delivers all.
func TestDrain_of_two_relays_first_deliveries_are_in_order(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("e1", "order"), an("e2", "order"), an("e3", "order"))
		var box inbox
		second := event.NewRelay(st, "test", box.deliver, nil)
		once := sync.OnceFunc(func() { drain(t, second) })
		first := event.NewRelay(st, "test", func(ctx context.Context, e event.Event) error {
			err := box.deliver(ctx, e)
			once()
			return err
		}, nil)
		drain(t, first)
		assert.Equal(t, []string{"e1", "e1", "e2", "e3", "e2", "e3"}, box.take())
		assert.Empty(t, pages(t, st, "test", 0))
		require.NoError(t, st.View(context.Background(), func(tx store.Tx) error {
			found, err := event.Of(in(tx, "test"), "order")
			for _, e := range found {
				assert.Equal(t, int64(2), e.Version, "%s is noted as delivered once", e.ID)
			}
			return err
		}))
	})
}

func TestDrain_of_two_relays_at_once_delivers_every_event_first_ones_in_order(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		var events []event.Event
		for i := range 10 {
			for _, correlation := range []string{"a", "b", "c"} {
				events = append(events, an(fmt.Sprintf("%s%d", correlation, i), correlation))
			}
		}
		write(t, st, events...)
		box := inbox{fail: map[string]int{"a3": 1, "b5": 2}}
		var all sync.WaitGroup
		for page := range 2 {
			all.Go(func() {
				relay := event.NewRelay(st, "test", box.deliver, &event.Config{Page: 4 + page})
				for range 20 { // as a loop of a host would
					report, err := relay.Drain(context.Background())
					if err != nil && !errors.Is(err, fault.ErrConflict) {
						assert.NoError(t, err)
					}
					if err == nil && report.Err() == nil && report.Delivered == 0 {
						return
					}
				}
				assert.Fail(t, "the relay does not come to an end")
			})
		}
		all.Wait()
		assert.Empty(t, pages(t, st, "test", 0))
		assertFirstInOrder(t, box.take(), events)
	})
}

// assertFirstInOrder asks that every event has arrived, and each for the first time behind those before it.
func assertFirstInOrder(t require.TestingT, got []string, events []event.Event) {
	last := map[string]int{}
	for _, e := range events { // in the order of the journal
		at := slices.Index(got, e.ID)
		require.GreaterOrEqual(t, at, last[e.Correlation], "%s in %v", e.ID, got)
		last[e.Correlation] = at
	}
}

// This is about the relay alone, which the tests above ask on every backend: memory is enough.
func TestDrain_delivers_whatever_fails_how_often_property(t *testing.T) {
	t.Parallel()
	st, run := memory.New(), 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		prefix := fmt.Sprintf("r%d-", run)
		box := inbox{fail: map[string]int{}}
		tries := map[string]int{}
		var events []event.Event
		for i, correlation := range rapid.SliceOfN(rapid.SampledFrom(tricky[:12]), 1, 12).Draw(t, "correlations") {
			e := an(fmt.Sprintf("%s%d", prefix, i), prefix+correlation)
			events = append(events, e)
			box.fail[e.ID] = rapid.IntRange(0, 2).Draw(t, "failures")
			tries[e.ID] = box.fail[e.ID] + 1
		}
		write(t, st, events...)
		relay := event.NewRelay(st, "test", box.deliver, &event.Config{Page: rapid.IntRange(1, 5).Draw(t, "page")})
		delivered := 0
		for {
			report := drain(t, relay)
			delivered += report.Delivered
			if report.Err() == nil {
				break
			}
			blocked := map[string]bool{}
			for _, f := range report.Failed {
				require.False(t, blocked[f.Event.Correlation], "at most one failure a correlation")
				blocked[f.Event.Correlation] = true
			}
		}
		got := box.take()
		require.Equal(t, len(events), delivered)
		assertFirstInOrder(t, got, events)
		for _, id := range got {
			tries[id]--
		}
		for id, left := range tries {
			require.Zero(t, left, "%s arrives until it is taken, and not again", id)
		}
	})
}

func TestNext_delivers_the_first_pending_event_of_a_correlation(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx := context.Background()
		write(t, st, an("a1", "a"), an("b1", "b"), an("a2", "a"), an("a/1", "a/"))
		box := inbox{fail: map[string]int{"a2": 1}}
		relay := event.NewRelay(st, "test", box.deliver, nil)

		e, found, err := relay.Next(ctx, "a")
		require.NoError(t, err)
		assert.True(t, found)
		assert.Equal(t, "a1", e.ID)

		e, found, err = relay.Next(ctx, "a")
		require.ErrorIs(t, err, errDown)
		assert.True(t, found)
		assert.Equal(t, "a2", e.ID, "the one that failed is named")

		_, found, err = relay.Next(ctx, "a")
		require.NoError(t, err)
		assert.True(t, found, "it was pending still")

		e, found, err = relay.Next(ctx, "a")
		require.NoError(t, err)
		assert.False(t, found)
		assert.Zero(t, e)
		assert.Equal(t, []string{"a1", "a2", "a2"}, box.take())
		assert.Equal(t, []string{"1 a/1", "1 b1"}, show(pages(t, st, "test", 0)))
	})
}

func TestNext_and_Drain_answer_with_the_error_of_the_store(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		write(t, st, an("e1", "order"))
		require.NoError(t, st.Close())
		var box inbox
		relay := event.NewRelay(st, "test", box.deliver, nil)
		_, _, err := relay.Next(context.Background(), "order")
		require.ErrorIs(t, err, fault.ErrState)
		_, err = relay.Drain(context.Background())
		require.ErrorIs(t, err, fault.ErrState)
		assert.Empty(t, box.take())
	})
}
