package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

func hour(n int) time.Time { return time.Date(2026, time.March, 1, n, 0, 0, 0, time.UTC) }

func hours(from, to int) calendar.Interval {
	return calendar.Interval{Start: hour(from), End: hour(to)}
}

func TestInterval_Overlap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		a, b, want calendar.Interval
	}{
		{"one begins in the other", hours(1, 5), hours(3, 8), hours(3, 5)},
		{"one lies in the other", hours(1, 9), hours(3, 8), hours(3, 8)},
		{"both are the same", hours(1, 9), hours(1, 9), hours(1, 9)},
		{"one ends where the other begins", hours(1, 3), hours(3, 8), calendar.Interval{}},
		{"they lie apart", hours(1, 2), hours(3, 8), calendar.Interval{}},
		{"one is empty", hours(4, 4), hours(3, 8), calendar.Interval{}},
		{"one is the wrong way round", hours(6, 4), hours(3, 8), calendar.Interval{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, tt.a.Overlap(tt.b))
			assert.Equal(t, tt.want, tt.b.Overlap(tt.a))
		})
	}
}

func TestInterval_an_empty_one_has_nothing(t *testing.T) {
	t.Parallel()
	for _, empty := range []calendar.Interval{{}, hours(4, 4), hours(6, 4)} {
		assert.True(t, empty.IsEmpty())
		assert.Zero(t, empty.Duration())
		assert.False(t, empty.Contains(hour(4)))
		assert.False(t, empty.Contains(hour(5)))
	}
}

func TestInterval_the_overlap_contains_what_both_contain(t *testing.T) {
	t.Parallel()
	draw := rapid.IntRange(0, 12)
	rapid.Check(t, func(t *rapid.T) {
		a := hours(draw.Draw(t, "a from"), draw.Draw(t, "a to"))
		b := hours(draw.Draw(t, "b from"), draw.Draw(t, "b to"))
		both := a.Overlap(b)
		var length time.Duration
		for n := range 13 {
			inBoth := a.Contains(hour(n)) && b.Contains(hour(n))
			assert.Equal(t, inBoth, both.Contains(hour(n)))
			if inBoth {
				length += time.Hour
			}
		}
		assert.Equal(t, length, both.Duration())
		assert.Equal(t, length == 0, both.IsEmpty())
	})
}
