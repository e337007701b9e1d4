package storetest_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/store/storetest"
)

// A suite that a broken store passes is worth nothing: here each sabotage must be caught, by the cases that are there
// to catch it.
func TestSabotage_is_caught(t *testing.T) {
	t.Parallel()
	for _, s := range sabotages {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range s.caughtBy {
				require.Contains(t, storetest.Names(), name)
				assert.NotEmpty(t, storetest.Complaints(t.Context(), name, s.place()), "passed: %s", name)
			}
		})
	}
}

func TestSabotage_there_is_one_for_every_case(t *testing.T) {
	t.Parallel()
	var caughtBy []string
	for _, s := range sabotages {
		caughtBy = append(caughtBy, s.caughtBy...)
	}
	for _, name := range storetest.Names() {
		assert.Contains(t, caughtBy, name, "nothing shows that this case can fail")
	}
	assert.Len(t, slices.Compact(slices.Sorted(slices.Values(storetest.Names()))), len(storetest.Names()), "every name once")
}

// Without sabotage nothing complains, so it is the sabotage that is caught and not the way of running it.
func TestSabotage_is_what_is_caught(t *testing.T) {
	t.Parallel()
	for _, name := range storetest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, storetest.Complaints(t.Context(), name, reopening(memory.New())))
		})
	}
}

// reopening opens the same store again and again; what is closed is only what was opened.
func reopening(st store.Store) func() store.Store {
	return func() store.Store {
		closed := false
		begin := func(run func(context.Context, func(store.Tx) error) error) func(context.Context, func(store.Tx) error) error {
			return func(ctx context.Context, fn func(store.Tx) error) error {
				if closed {
					return fault.State("store", "is closed")
				}
				return run(ctx, fn)
			}
		}
		return faulty{Store: st, view: begin(st.View), update: begin(st.Update), close: func() error {
			closed = true
			return nil
		}}
	}
}
