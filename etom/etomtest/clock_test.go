package etomtest_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestClock_stands_still_until_it_is_moved(t *testing.T) {
	t.Parallel()
	clock := etomtest.NewClock()
	assert.Equal(t, "2026-03-02T09:00:00Z", clock.Now().Format(time.RFC3339Nano))
	assert.Equal(t, time.Monday, clock.Now().Weekday())
	assert.Equal(t, clock.Now(), clock.Now())

	assert.Equal(t, "2026-03-02T10:30:00Z", clock.Advance(90*time.Minute).Format(time.RFC3339Nano))
	assert.Equal(t, "2026-03-02T10:30:00Z", clock.Now().Format(time.RFC3339Nano))
	assert.Equal(t, "2026-03-02T10:29:00Z", clock.Advance(-time.Minute).Format(time.RFC3339Nano))

	christmas := time.Date(2026, time.December, 24, 18, 0, 0, 0, time.UTC)
	clock.Set(christmas)
	assert.Equal(t, christmas, clock.Now())
}

func TestClock_is_safe_for_concurrent_use(t *testing.T) {
	t.Parallel()
	clock := etomtest.NewClock()
	start := clock.Now()
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			clock.Advance(time.Second)
			clock.Now()
		})
	}
	all.Wait()
	assert.Equal(t, 50*time.Second, clock.Now().Sub(start))
}

func TestIDs_count_up_with_their_prefix(t *testing.T) {
	t.Parallel()
	plain, orders := etomtest.NewIDs(""), etomtest.NewIDs("o")
	assert.Equal(t, "id-000001", plain.New())
	assert.Equal(t, "id-000002", plain.New())
	assert.Equal(t, "o-000001", orders.New())
}

func TestIDs_are_distinct_under_concurrent_use(t *testing.T) {
	t.Parallel()
	ids := etomtest.NewIDs("")
	got := make([]string, 100)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i] = ids.New() })
	}
	all.Wait()
	slices.Sort(got)
	assert.Len(t, slices.Compact(got), 100)
	assert.Equal(t, "id-000101", ids.New())
}
