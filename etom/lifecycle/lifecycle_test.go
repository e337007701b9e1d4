package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/looplab/fsm"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
)

type (
	State string
	Event string
	row   = lifecycle.Transition[State, Event]
)

const (
	Closed  State = "closed"
	Ajar    State = "ajar"
	Removed State = "removed"

	Open   Event = "open"
	Shut   Event = "shut"
	Knock  Event = "knock"
	Remove Event = "remove"
)

var doorRows = []row{
	{On: Open, From: Closed, To: Ajar, Why: "somebody comes"},
	{On: Shut, From: Ajar, To: Closed, Why: "it is cold"},
	{On: Knock, From: Closed, To: Closed, Why: "nobody is at home"},
	{On: Remove, From: Ajar, To: Removed, Why: "the house is rebuilt"},
}

var door = lifecycle.MustNew("door", Closed, []State{Removed}, doorRows)

func TestLifecycle_door(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, door, "door")
}

func TestNext_leads_where_the_row_says(t *testing.T) {
	t.Parallel()
	for _, r := range doorRows {
		to, err := door.Next(r.From, r.On)
		require.NoError(t, err)
		assert.Equal(t, r.To, to, "%s in %s", r.On, r.From)
		assert.True(t, door.Can(r.From, r.On))
	}
}

func TestNext_says_what_is_permitted_instead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from State
		on   Event
		want lifecycle.Error
		says string
	}{
		"the wrong moment": {
			Closed, Shut, lifecycle.Error{Lifecycle: "door", From: "closed", Event: "shut", Permitted: []string{"open", "knock"}},
			`door: shut is not allowed in state "closed"; allowed: open, knock`,
		},
		"an event of no row": {
			Ajar, "burn", lifecycle.Error{Lifecycle: "door", From: "ajar", Event: "burn", Permitted: []string{"shut", "remove"}},
			`door: burn is not allowed in state "ajar"; allowed: shut, remove`,
		},
		"a final state": {
			Removed, Open, lifecycle.Error{Lifecycle: "door", From: "removed", Event: "open", Permitted: []string{}, Final: true},
			`door: open is not allowed in state "removed", which is final`,
		},
		"a state of no row": {
			"stolen", Open, lifecycle.Error{Lifecycle: "door", From: "stolen", Event: "open", Permitted: []string{}},
			`door: open is not allowed in state "stolen", which is none of its states`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to, err := door.Next(c.from, c.on)
			assert.Equal(t, c.from, to, "the state stays")
			assert.False(t, door.Can(c.from, c.on))
			require.ErrorIs(t, err, fault.ErrState)
			require.NotErrorIs(t, err, fault.ErrRejected)
			assert.EqualError(t, err, c.says)
			var details *lifecycle.Error
			require.ErrorAs(t, fmt.Errorf("wrapped: %w", err), &details)
			assert.Equal(t, c.want, *details)
		})
	}
}

func TestLifecycle_answers_about_itself(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "door", door.Name())
	assert.Equal(t, Closed, door.Initial())
	assert.Equal(t, []State{Closed, Ajar, Removed}, door.States())
	assert.Equal(t, []Event{Open, Shut, Knock, Remove}, door.Events())
	assert.Equal(t, doorRows, door.Transitions())
	assert.Equal(t, []Event{Open, Knock}, door.Permitted(Closed))
	assert.Empty(t, door.Permitted(Removed))
	assert.True(t, door.Final(Removed))
	assert.False(t, door.Final(Ajar))
	assert.True(t, door.Known(Ajar))
	assert.False(t, door.Known("stolen"))
}

func TestLifecycle_is_immutable(t *testing.T) {
	t.Parallel()
	rows, final := append([]row(nil), doorRows...), []State{Removed}
	l := lifecycle.MustNew("door", Closed, final, rows)
	rows[0].To, final[0] = "stolen", "stolen"
	l.Transitions()[0].To = "stolen"
	l.States()[0] = "stolen"
	l.Events()[0] = "steal"
	l.Permitted(Closed)[0] = "steal"

	assert.Equal(t, doorRows, l.Transitions())
	assert.Equal(t, door.States(), l.States())
	assert.Equal(t, door.Events(), l.Events())
	assert.Equal(t, door.Permitted(Closed), l.Permitted(Closed))
	assert.True(t, l.Final(Removed))
}

func TestLifecycle_is_safe_for_concurrent_use(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, s := range door.States() {
				for _, e := range door.Events() {
					to, err := door.Next(s, e)
					assert.Equal(t, door.Can(s, e), err == nil)
					assert.True(t, door.Known(to))
				}
			}
			assert.NotEmpty(t, door.Truth()+door.Mermaid())
			assert.NoError(t, door.Machine(Closed).Event(context.Background(), string(Open)))
		})
	}
	all.Wait()
}

// What is said of looplab v1.0.3 at Machine, so that we notice when it changes.
func TestMachine_is_a_live_looplab_machine(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	m := door.Machine(Ajar)
	assert.Equal(t, "ajar", m.Current())
	require.NoError(t, m.Event(ctx, string(Shut)))
	assert.Equal(t, "closed", m.Current())
	assert.Contains(t, fsm.Visualize(m), `"closed" -> "ajar" [ label = "open" ]`)

	t.Run("a row that leads back to its own state is answered with NoTransitionError", func(t *testing.T) {
		var same fsm.NoTransitionError
		require.ErrorAs(t, m.Event(ctx, string(Knock)), &same)
		require.NoError(t, same.Err)
		to, err := door.Next(Closed, Knock)
		require.NoError(t, err, "whereas Next just says yes")
		assert.Equal(t, Closed, to)
	})
	t.Run("an event that is not permitted is InvalidEventError", func(t *testing.T) {
		var not fsm.InvalidEventError
		require.True(t, errors.As(m.Event(ctx, string(Shut)), &not))
	})
	t.Run("it stays locked when the context of an Event is cancelled", func(t *testing.T) {
		m := door.Machine(Closed)
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		require.ErrorIs(t, m.Event(cancelled, string(Open)), context.Canceled)
		require.ErrorAs(t, m.Event(ctx, string(Open)), new(fsm.InTransitionError))
	})
}
