package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/looplab/fsm"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

// drawRows draws up to 15 rows over five states and four events, in which no state has two rows for one event.
func drawRows(t *rapid.T) []row {
	word := func(prefix string, n int) *rapid.Generator[string] {
		return rapid.Map(rapid.IntRange(0, n-1), func(i int) string { return fmt.Sprintf("%s%d", prefix, i) })
	}
	one := rapid.Custom(func(t *rapid.T) row {
		return row{
			On:   Event(word("e", 4).Draw(t, "on")),
			From: State(word("s", 5).Draw(t, "from")),
			To:   State(word("s", 5).Draw(t, "to")),
			Why:  "drawn",
		}
	})
	key := func(r row) [2]string { return [2]string{string(r.On), string(r.From)} }
	return rapid.SliceOfNDistinct(one, 1, 15, key).Draw(t, "rows")
}

// sound keeps the rows that can be reached from s0, and names the dead ends.
func sound(rows []row) (kept []row, final []State) {
	reached := map[State]bool{"s0": true}
	for range rows { // so often at most is something new reached
		for _, r := range rows {
			reached[r.To] = reached[r.To] || reached[r.From]
		}
	}
	leaves := map[State]bool{}
	for _, r := range rows {
		if reached[r.From] {
			kept = append(kept, r)
			leaves[r.From] = true
		}
	}
	for _, s := range []State{"s0", "s1", "s2", "s3", "s4"} {
		if reached[s] && !leaves[s] {
			final = append(final, s)
		}
	}
	return kept, final
}

// A sound table is accepted, and a machine of looplab that is made anew for each question says the same as it.
func TestNext_agrees_with_looplab_asked_directly_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, final := sound(drawRows(t))
		if len(rows) == 0 {
			t.Skip("s0 has no way out")
		}
		l, err := lifecycle.New("drawn", "s0", final, rows)
		require.NoError(t, err)
		var desc fsm.Events
		for _, r := range rows {
			desc = append(desc, fsm.EventDesc{Name: string(r.On), Src: []string{string(r.From)}, Dst: string(r.To)})
		}
		for _, s := range l.States() {
			var permitted []Event
			for _, e := range l.Events() {
				m := fsm.NewFSM(string(s), desc, nil)
				can := m.Can(string(e))
				err := m.Event(context.Background(), string(e))
				require.Equal(t, can, err == nil || errors.As(err, new(fsm.NoTransitionError)))

				to, err := l.Next(s, e)
				require.Equal(t, m.Current(), string(to), "%s in %s", e, s)
				require.Equal(t, can, err == nil, "%s in %s", e, s)
				require.Equal(t, can, l.Can(s, e), "%s in %s", e, s)
				if can {
					permitted = append(permitted, e)
				}
			}
			require.Equal(t, permitted, l.Permitted(s))
			require.Equal(t, len(permitted) == 0, l.Final(s))
		}
	})
}

// Of any table, New accepts exactly the sound ones.
func TestNew_accepts_exactly_the_sound_tables_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		kept, ends := sound(rows)
		final := ends
		if rapid.Bool().Draw(t, "other final states") {
			final = rapid.SliceOfDistinct(rapid.SampledFrom([]State{"s0", "s1", "s2", "s3", "s4", "s5"}), rapid.ID[State]).Draw(t, "final")
		}
		twice := rapid.Bool().Draw(t, "one row twice")
		if twice {
			rows = append(rows, rows[0])
		}
		slices.Sort(final)
		want := !twice && len(kept) == len(rows) && slices.Equal(final, ends)
		_, err := lifecycle.New("drawn", "s0", final, rows)
		if want != (err == nil) || (err != nil && !errors.Is(err, fault.ErrInvalid)) {
			t.Fatalf("sound: %t, yet New says %v", want, err)
		}
	})
}
