package ordering_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// Whatever is done to an order in whatever sequence: it keeps its promises after every step, and it never comes to stand
// where nothing can move it on.
func TestOrder_random_walks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		d := inMemory(t, nil)
		asked := draft(anyDAG().Draw(rt, "items")...)
		asked.TestFirst = rapid.Bool().Draw(rt, "testFirst")
		asked.PromisedCompletion = d.clock.Now().Add(3 * day)
		before, err := d.Place(d.ctx, asked)
		require.NoError(rt, err)
		for n := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			d.clock.Advance(time.Duration(rapid.IntRange(0, 6).Draw(rt, "hours")) * time.Hour)
			step := rapid.SampledFrom(steps).Draw(rt, "step")
			err := step.do(d, before, rt, n)
			after, getErr := d.Get(d.ctx, before.ID)
			require.NoError(rt, getErr)
			if err != nil {
				refusal := errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrRejected) || errors.Is(err, fault.ErrInvalid)
				require.True(rt, refusal, "%s: %v", step.name, err)
				require.Equal(rt, before, after, "%s was refused and changed something", step.name)
				continue
			}
			keepsPromises(rt, before, after)
			before = after
		}
		numbered(rt, d, before)
	})
}

type step struct {
	name string
	do   func(*desk, ordering.Order, *rapid.T, int) error
}

var steps = []step{
	{"begin", func(d *desk, o ordering.Order, _ *rapid.T, _ int) error { return order(d.Begin(d.ctx, o.ID)) }},
	{"end work", endSome}, {"end work", endSome}, {"end work", endSome}, // it takes many
	{"move", func(d *desk, o ordering.Order, t *rapid.T, _ int) error {
		on := rapid.SampledFrom([]ordering.Event{
			ordering.AskInformation, ordering.SupplyInformation, ordering.SupplyInformation, ordering.Hold, ordering.Resume, ordering.Resume, ordering.Cancel,
		}).Draw(t, "event")
		return order(d.Move(d.ctx, o.ID, on, "as drawn"))
	}},
	{"amend", func(d *desk, o ordering.Order, t *rapid.T, n int) error {
		i := item(fmt.Sprintf("added %d", n), rapid.SampledFrom(o.Items).Draw(t, "on").ID)
		i.Action = rapid.SampledFrom([]ordering.Action{ordering.Add, ordering.NoChange}).Draw(t, "action")
		return order(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Version: o.Version, Note: "as drawn", Add: []ordering.DraftItem{i}}))
	}},
	{"answer the test", func(d *desk, o ordering.Order, t *rapid.T, _ int) error {
		accepted := rapid.Bool().Draw(t, "accepted")
		return order(d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Accepted: accepted, Reason: "as drawn"}))
	}},
	{"request cancellation", func(d *desk, o ordering.Order, _ *rapid.T, _ int) error {
		_, err := d.RequestCancellation(d.ctx, o.ID, "as drawn")
		return err
	}},
	{"decide cancellation", func(d *desk, o ordering.Order, t *rapid.T, _ int) error {
		accepted := rapid.Bool().Draw(t, "accepted")
		return d.ofTask(o, func(id string) error {
			_, err := d.DecideCancellation(d.ctx, id, accepted, "as drawn")
			return err
		})
	}},
	{"confirm cancellation", func(d *desk, o ordering.Order, _ *rapid.T, _ int) error {
		return d.ofTask(o, func(id string) error { _, err := d.ConfirmCancellation(d.ctx, id); return err })
	}},
	{"report progress", func(d *desk, o ordering.Order, t *rapid.T, _ int) error {
		expected := d.clock.Now().Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour)
		return order(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: expected}))
	}},
	{"due", func(d *desk, _ ordering.Order, _ *rapid.T, _ int) error {
		_, err := d.Due(d.ctx, d.clock.Now())
		return err
	}},
	{"ask satisfaction", func(d *desk, o ordering.Order, _ *rapid.T, _ int) error { return order(d.AskSatisfaction(d.ctx, o.ID)) }},
	{"hand over charges", func(d *desk, o ordering.Order, _ *rapid.T, _ int) error { return order(d.HandOverCharges(d.ctx, o.ID)) }},
}

func endSome(d *desk, o ordering.Order, t *rapid.T, _ int) error {
	open := issued(o)
	if len(open) == 0 {
		return fault.State(o.Subject(), "nothing is issued")
	}
	w := rapid.SampledFrom(open).Draw(t, "work")
	done := rapid.IntRange(0, 5).Draw(t, "done") > 0
	return order(d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: done, Reason: "as drawn"}))
}

func keepsPromises(t *rapid.T, before, after ordering.Order) {
	if before.Final() {
		require.Equal(t, before.State, after.State, "final is final")
		require.Equal(t, before.ClosedAt, after.ClosedAt)
	}
	require.Equal(t, after.Final(), !after.ClosedAt.IsZero())
	inTheTable(t, after)
	for _, i := range after.Items {
		require.True(t, ordering.ItemLifecycle().Known(i.State))
		if after.Final() {
			require.True(t, ordering.ItemLifecycle().Final(i.State), "the order is %s, item %s is %s", after.State, i.ID, i.State)
		}
	}
	open, jeopardies := 0, map[string]bool{}
	for n, w := range after.Work {
		if w.State == ordering.WorkIssued || w.State == ordering.WorkWaiting {
			open++
		}
		for _, on := range w.DependsOn {
			at := slices.IndexFunc(after.Work, func(w ordering.ServiceOrder) bool { return w.ID == on })
			require.True(t, at >= 0 && at < n, "%s waits for %s, which stands behind it", w.ID, on)
			if w.State == ordering.WorkIssued {
				require.Contains(t, []ordering.WorkState{ordering.WorkDone, ordering.WorkIssued, ordering.WorkFailed}, after.Work[at].State, "%s began before %s was done", w.ID, on)
			}
		}
	}
	unanswered := 0
	for _, test := range after.Tests {
		if test.AnsweredAt.IsZero() {
			unanswered++
		}
	}
	require.LessOrEqual(t, unanswered, 1)
	if after.Final() {
		require.Zero(t, open, "work is open in an order that is %s", after.State)
	}
	if after.State == ordering.InProgress {
		require.True(t, len(issued(after)) > 0 || unanswered == 1, "in progress, yet nothing is issued and no test is open")
	}
	for _, j := range after.Jeopardies {
		key := fmt.Sprint(j.Danger, j.Promised)
		require.False(t, jeopardies[key], "%s is noted twice", key)
		jeopardies[key] = true
	}
}

// inTheTable holds the history against the life cycle.
func inTheTable(t *rapid.T, o ordering.Order) {
	at := ordering.Start
	for _, c := range o.History {
		require.Equal(t, at, c.From)
		to, err := ordering.OrderLifecycle().Next(c.From, c.Event)
		require.NoError(t, err)
		require.Equal(t, to, c.To)
		at = c.To
	}
	require.Equal(t, o.State, at)
}

// numbered asks that the events of the order's case are numbered without a gap, and tell what happened to it.
func numbered(t *rapid.T, d *desk, o ordering.Order) {
	journal, err := work.See(d.ctx, d.env, func(u unit) ([]event.Event, error) { return event.Of(u, o.Correlation) })
	require.NoError(t, err)
	count := map[string]int{}
	for n, e := range journal {
		require.EqualValues(t, n+1, e.No)
		require.Contains(t, ordering.EventTypes(), e.Type)
		count[e.Type]++
	}
	require.Equal(t, len(o.Amendments), count[ordering.EventAmended])
	require.Equal(t, len(o.Jeopardies), count[ordering.EventJeopardy])
	answered := 0
	for _, test := range o.Tests {
		if !test.AnsweredAt.IsZero() {
			answered++
		}
	}
	require.Equal(t, answered, count[ordering.EventTestAnswered])
	closing := map[ordering.State]string{ordering.Completed: ordering.EventCompleted, ordering.Partial: ordering.EventPartial,
		ordering.Failed: ordering.EventFailed, ordering.Cancelled: ordering.EventCancelled}
	for state, typ := range closing {
		want := 0
		if o.State == state {
			want = 1
		}
		require.Equal(t, want, count[typ], "%s in an order that is %s", typ, o.State)
	}
	issues := 0
	if len(o.Work) > 0 {
		issues = 1
	}
	require.GreaterOrEqual(t, count[ordering.EventIssued], issues)
	require.LessOrEqual(t, count[ordering.EventIssued], 1)
}
