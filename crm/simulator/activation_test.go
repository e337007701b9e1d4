package simulator_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// works is a house whose orders the simulator works on.
type works struct {
	*crm.CRM
	world      *simulator.World
	activation *simulator.Activation
}

func newWorks(t require.TestingT, plan *simulator.Plan) works {
	world := simulator.NewWorld(start)
	a := simulator.NewActivation(world, plan)
	c, err := crm.New(work.New(memory.New(), &work.Config{Now: world.Now}), crm.Outside{Activation: a}, nil)
	require.NoError(t, err)
	a.Connect(c.Orders)
	return works{c, world, a}
}

// order places an order of offerings; dependsOn lists for each the numbers of those it depends on.
func (w works) order(t require.TestingT, dependsOn ...[]int) ordering.Order {
	d := ordering.Draft{Customer: "c-1"}
	for n, on := range dependsOn {
		i := ordering.DraftItem{ID: fmt.Sprint(n), Action: ordering.Add, Offering: fmt.Sprint("offering ", n), Quantity: 1}
		for _, m := range on {
			i.DependsOn = append(i.DependsOn, fmt.Sprint(m))
		}
		d.Items = append(d.Items, i)
	}
	o, err := w.Orders.Place(context.Background(), d)
	require.NoError(t, err)
	return o
}

// begun is an order that is in progress, without anybody having been told.
func (w works) begun(t require.TestingT) ordering.Order {
	o, err := w.Orders.Begin(context.Background(), w.order(t, nil).ID)
	require.NoError(t, err)
	return o
}

// run lets everything happen, and returns what became of the order.
func (w works) run(t require.TestingT, id string) ordering.Order {
	require.NoError(t, w.world.Run(context.Background(), w.Settle))
	o, err := w.Orders.Get(context.Background(), id)
	require.NoError(t, err)
	return o
}

func (w works) events(t require.TestingT, correlation, typ string) []event.Event {
	all, err := w.Journal(context.Background(), correlation)
	require.NoError(t, err)
	var found []event.Event
	for _, e := range all {
		if e.Type == typ {
			found = append(found, e)
		}
	}
	return found
}

func TestActivation_answers_by_the_first_row_that_fits(t *testing.T) {
	t.Parallel()
	yes := func(with string) ordering.FeasibilityAnswer {
		return ordering.FeasibilityAnswer{Feasible: true, With: with}
	}
	plan := &simulator.Plan{AnswerAfter: 5 * time.Hour, Feasibility: []simulator.Feasible{
		{Offering: "line", Need: "fast", Answer: yes("fibre")},
		{Offering: "line", Answer: yes("copper")},
		{Need: "on a ship", Answer: yes("satellite")},
	}}
	for name, c := range map[string]struct{ offering, need, with string }{
		"offering and need":    {"line", "fast", "fibre"},
		"the offering alone":   {"line", "cheap", "copper"},
		"the need alone":       {"phone", "on a ship", "satellite"},
		"the first of several": {"line", "on a ship", "copper"},
		"none: not feasible":   {"phone", "fast", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorks(t, plan)
			f, err := w.Orders.AskFeasibility(t.Context(), ordering.FeasibilityQuestion{Customer: "c-1", Offering: c.offering, Need: c.need})
			require.NoError(t, err)
			require.NoError(t, w.world.Run(t.Context(), w.Settle))
			f, err = w.Orders.Feasibility(t.Context(), f.ID)
			require.NoError(t, err)
			assert.Equal(t, ordering.FeasibilityAnswered, f.State)
			assert.Equal(t, c.with != "", f.Answer.Feasible)
			assert.Equal(t, c.with, f.Answer.With)
			assert.Equal(t, start.Add(5*time.Hour), w.world.Now())
		})
	}
}

// The estimate that is reported is honest: it is when the work ends that takes longest, one piece behind the other.
func TestActivation_estimates_the_longest_path(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plan := &simulator.Plan{ProgressAfter: time.Minute, TakesFor: map[string]time.Duration{}}
		ends := make([]time.Duration, rapid.IntRange(1, 8).Draw(t, "items"))
		dependsOn := make([][]int, len(ends))
		var longest time.Duration
		for n := range ends {
			takes := time.Duration(rapid.IntRange(1, 50).Draw(t, "hours")) * time.Hour
			plan.TakesFor[fmt.Sprint("offering ", n)] = takes
			for m := range n {
				if rapid.IntRange(0, 2).Draw(t, "depends") == 0 {
					dependsOn[n] = append(dependsOn[n], m)
					ends[n] = max(ends[n], ends[m])
				}
			}
			ends[n] += takes
			longest = max(longest, ends[n])
		}
		w := newWorks(t, plan)
		o := w.run(t, w.order(t, dependsOn...).ID)
		if want := start.Add(longest); !o.ExpectedCompletion.Equal(want) || !o.ClosedAt.Equal(want) || o.State != ordering.Completed {
			t.Fatalf("%s: expected for %s, was complete at %s, should be %s", o.State, o.ExpectedCompletion, o.ClosedAt, want)
		}
	})
}

func TestActivation_drops_what_is_delivered_twice(t *testing.T) {
	t.Parallel()
	w := newWorks(t, &simulator.Plan{Takes: 10 * time.Hour, ProgressAfter: time.Hour})
	ctx := t.Context()
	f, err := w.Orders.AskFeasibility(ctx, ordering.FeasibilityQuestion{Customer: "c-1", Need: "a line"})
	require.NoError(t, err)
	o := w.order(t, nil, []int{0})
	for range 3 {
		require.NoError(t, w.activation.CheckFeasibility(ctx, "d-1", f))
	}
	o, err = w.Orders.Begin(ctx, o.ID)
	require.NoError(t, err)
	notice := ordering.WorkNotice{Customer: "c-1", Order: o.ID, Work: o.Work}
	for range 3 {
		require.NoError(t, w.activation.Issue(ctx, "d-2", notice))
	}
	c, err := w.Orders.RequestCancellation(ctx, w.begun(t).ID, "not needed any more")
	require.NoError(t, err)
	for range 3 {
		require.NoError(t, w.activation.StopWork(ctx, "d-3", ordering.CancellationNotice{Order: c.Order, Cancellation: c}))
	}
	require.NoError(t, w.world.Run(ctx, idle)) // a second answer, or a second end of the same work, would be an error here
	assert.Len(t, w.events(t, f.Correlation, ordering.EventFeasibilityReceived), 1)
	assert.Len(t, w.events(t, o.Correlation, ordering.EventProgress), 1)
	assert.Len(t, w.events(t, o.Correlation, ordering.EventWorkEnded), 1, "what waits is not begun")
}

func TestActivation_fails_what_it_is_told_to_fail(t *testing.T) {
	t.Parallel()
	w := newWorks(t, &simulator.Plan{Fails: map[string]string{"offering 0": "no duct in the building"}})
	o := w.run(t, w.order(t, nil, nil, []int{0}).ID)
	assert.Equal(t, ordering.Partial, o.State)
	require.Len(t, o.Work, 3)
	assert.Equal(t, "no duct in the building", o.Work[0].Reason)
	assert.Equal(t, []ordering.WorkState{ordering.WorkFailed, ordering.WorkDone, ordering.WorkCancelled},
		[]ordering.WorkState{o.Work[0].State, o.Work[1].State, o.Work[2].State})
}

func TestActivation_reports_progress_at_the_latest_half_way(t *testing.T) {
	t.Parallel()
	w := newWorks(t, &simulator.Plan{Takes: time.Hour, ProgressAfter: 5 * time.Hour})
	o := w.run(t, w.order(t, nil).ID)
	assert.Equal(t, ordering.Completed, o.State)
	reported := w.events(t, o.Correlation, ordering.EventProgress)
	require.Len(t, reported, 1)
	assert.Equal(t, 30*time.Minute, reported[0].At.Sub(o.OrderedAt))
}

func TestActivation_decides_cancellations(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plan  simulator.Plan
		state ordering.State
	}{
		"stops the work": {simulator.Plan{Takes: 9 * time.Hour, AnswerAfter: time.Hour}, ordering.Cancelled},
		"keeps working":  {simulator.Plan{Takes: 9 * time.Hour, AnswerAfter: time.Hour, KeepsWorking: true}, ordering.Completed},
		"keeps working, and is done before it says": {simulator.Plan{Takes: 9 * time.Hour, AnswerAfter: 20 * time.Hour, KeepsWorking: true}, ordering.Completed},
		"is done before it stops":                   {simulator.Plan{Takes: 9 * time.Hour, AnswerAfter: 20 * time.Hour}, ordering.Cancelled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorks(t, &c.plan)
			o := w.order(t, nil, []int{0})
			w.world.After(2*time.Hour, func(ctx context.Context) error {
				_, err := w.Orders.RequestCancellation(ctx, o.ID, "not needed any more")
				return err
			})
			assert.Equal(t, c.state, w.run(t, o.ID).State)
		})
	}
}
