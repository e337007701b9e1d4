package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestRequestCancellation_of_an_acknowledged_order_ends_it(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.placed(draft(item("1"), unchanging("2")))
		task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		assert.Equal(t, ordering.TaskDone, task.State)
		assert.Equal(t, d.clock.Now(), task.RequestedAt)
		assert.Equal(t, d.clock.Now(), task.EndedAt)
		assert.Empty(t, task.Reasons)
		o = d.order(o.ID)
		assert.Equal(t, ordering.Cancelled, o.State)
		assert.Equal(t, map[string]ordering.State{"1": ordering.Cancelled, "2": ordering.Cancelled}, itemStates(o))
		assert.Empty(t, o.Work)
		assert.Equal(t, []string{ordering.EventAcknowledged, ordering.EventCancellationDecided, ordering.EventCancelled}, d.told(o.ID))
		assert.Equal(t, []ordering.Event{ordering.Accept, ordering.Begin, ordering.AssessCancellation, ordering.AcceptCancellation, ordering.Cancel}, events(o),
			"the published chart has no arrow from acknowledged")
		var n ordering.CancellationNotice
		d.last(o.ID, ordering.EventCancelled, &n)
		n.Cancellation.Version = task.Version
		assert.Equal(t, ordering.CancellationNotice{Customer: "c-1", Order: o.ID, Cancellation: task}, n)
		found, err := d.Cancellations(d.ctx, o.ID)
		require.NoError(t, err)
		assert.Equal(t, []ordering.Cancellation{task}, found)
	})
}

// events is what happened to an order, by its history.
func events(o ordering.Order) []ordering.Event {
	var all []ordering.Event
	for _, c := range o.History {
		all = append(all, c.Event)
	}
	return all
}

func TestRequestCancellation_with_nothing_in_work_ends_the_order(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.moved(d.placed(draft(item("1"))), ordering.AskInformation)
	task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
	assert.Equal(t, ordering.TaskDone, task.State)
	assert.Equal(t, ordering.Cancelled, d.order(o.ID).State)
}

func TestRequestCancellation_of_work_in_progress_asks_and_is_accepted(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.begun(draft(item("1"), item("2", "1")))
		task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		assert.Equal(t, ordering.TaskInProgress, task.State)
		assert.True(t, task.EndedAt.IsZero())
		o = d.order(o.ID)
		assert.Equal(t, ordering.AssessingCancellation, o.State)
		assert.Equal(t, ordering.InProgress, o.CancelFrom)
		assert.Equal(t, map[string]ordering.State{"1": ordering.AssessingCancellation, "2": ordering.AssessingCancellation}, itemStates(o))
		var asked ordering.CancellationNotice
		d.last(o.ID, ordering.EventCancellationAsked, &asked)
		assert.Equal(t, []string{o.ID + "/1"}, asked.Work)
		assert.Equal(t, task.ID, asked.Cancellation.ID)
		d.refuses(fault.ErrState, func() error { _, err := d.ConfirmCancellation(d.ctx, task.ID); return err })

		d.clock.Advance(time.Hour)
		task = d.task(d.DecideCancellation(d.ctx, task.ID, true, ""))
		assert.Equal(t, ordering.TaskInProgress, task.State, "the work is not taken back yet")
		assert.Equal(t, ordering.PendingCancellation, d.order(o.ID).State)
		d.refuses(fault.ErrState, func() error { _, err := d.DecideCancellation(d.ctx, task.ID, false, "too late"); return err })
		d.refuses(fault.ErrState, func() error { _, err := d.DecideCancellation(d.ctx, task.ID, true, ""); return err })

		d.clock.Advance(time.Hour)
		task = d.task(d.ConfirmCancellation(d.ctx, task.ID))
		assert.Equal(t, ordering.TaskDone, task.State)
		assert.Equal(t, d.clock.Now(), task.EndedAt)
		o = d.order(o.ID)
		assert.Equal(t, ordering.Cancelled, o.State)
		assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkCancelled, "2": ordering.WorkCancelled}, workStates(o))
		assert.Equal(t, "moved away", o.Work[0].Reason)
		assert.Equal(t, []string{ordering.EventAcknowledged, ordering.EventIssued,
			ordering.EventCancellationAsked, ordering.EventCancellationDecided, ordering.EventCancelled}, d.told(o.ID))
		d.refuses(fault.ErrState, func() error { _, err := d.ConfirmCancellation(d.ctx, task.ID); return err })
	})
}

func TestRequestCancellation_denied_leads_back_to_where_it_came_from(t *testing.T) {
	t.Parallel()
	for state, stop := range map[ordering.State]ordering.Event{
		ordering.InProgress: "", ordering.Pending: ordering.AskInformation, ordering.Held: ordering.Hold,
	} {
		t.Run(string(state), func(t *testing.T) {
			everywhere(t, nil, func(t *testing.T, d *desk) {
				o := d.begun(draft(item("1"), item("2", "1")))
				if stop != "" {
					o = d.moved(o, stop)
				}
				task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
				task = d.task(d.DecideCancellation(d.ctx, task.ID, false, "the trench is dug"))
				assert.Equal(t, ordering.TaskTerminatedWithError, task.State)
				assert.Equal(t, d.clock.Now(), task.EndedAt)
				assert.Equal(t, []fault.Reason{{Code: ordering.ReasonCannotUndo, Message: "the trench is dug"}}, task.Reasons)
				after := d.order(o.ID)
				assert.Equal(t, state, after.State)
				assert.Empty(t, after.CancelFrom)
				assert.Equal(t, itemStates(o), itemStates(after))
				assert.Equal(t, o.Work, after.Work)
				var n ordering.CancellationNotice
				d.last(o.ID, ordering.EventCancellationDecided, &n)
				assert.Equal(t, task.Reasons, n.Cancellation.Reasons)
			})
		})
	}
}

func TestRequestCancellation_is_denied_when_something_is_delivered(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.begun(draft(item("1"), item("2"))), "1")
		task := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		assert.Equal(t, ordering.TaskTerminatedWithError, task.State)
		assert.Equal(t, []string{ordering.ReasonItemDone}, codesOf(task.Reasons))
		after := d.order(o.ID)
		assert.Equal(t, ordering.InProgress, after.State)
		assert.Equal(t, itemStates(o), itemStates(after))
		assert.Equal(t, ordering.Completed, d.done(after, "2").State, "the work goes on")
	})
}

func TestRequestCancellation_of_a_final_order_is_a_wrong_state(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Credit: ordering.CreditLimit{}})
	cancelled := d.placed(draft(item("1")))
	d.task(d.RequestCancellation(d.ctx, cancelled.ID, "moved away"))
	for state, o := range map[ordering.State]ordering.Order{
		ordering.Completed: d.done(d.begun(draft(item("1"))), "1"),
		ordering.Partial:   d.failed(d.done(d.begun(draft(item("1"), item("2"))), "1"), "2"),
		ordering.Failed:    d.failed(d.begun(draft(item("1"))), "1"),
		ordering.Rejected:  d.placed(draft(costing("1", "1.00 EUR", 1))),
		ordering.Cancelled: d.order(cancelled.ID),
	} {
		require.Equal(t, state, o.State)
		err := d.refuses(fault.ErrState, func() error {
			task, err := d.RequestCancellation(d.ctx, o.ID, "moved away")
			assert.Zero(t, task)
			return err
		})
		assert.ErrorContains(t, err, "final")
	}
}

func TestRequestCancellation_one_at_a_time(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1")))
	d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
	d.refuses(fault.ErrState, func() error { _, err := d.RequestCancellation(d.ctx, o.ID, "hello?"); return err })
}

// The answer to a cancellation that is over must not decide the next one.
func TestDecideCancellation_of_an_old_task(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.begun(draft(item("1")))
		old := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away"))
		d.task(d.DecideCancellation(d.ctx, old.ID, false, "the trench is dug"))
		d.clock.Advance(time.Hour)
		next := d.task(d.RequestCancellation(d.ctx, o.ID, "moved away, really"))
		for _, accepted := range []bool{true, false} {
			err := d.refuses(fault.ErrState, func() error { _, err := d.DecideCancellation(d.ctx, old.ID, accepted, "again"); return err })
			assert.ErrorContains(t, err, old.ID)
		}
		d.task(d.DecideCancellation(d.ctx, next.ID, true, ""))
		d.refuses(fault.ErrState, func() error { _, err := d.ConfirmCancellation(d.ctx, old.ID); return err })
		d.task(d.ConfirmCancellation(d.ctx, next.ID))
		found, err := d.Cancellations(d.ctx, o.ID)
		require.NoError(t, err)
		require.Len(t, found, 2)
		assert.Equal(t, ordering.TaskTerminatedWithError, found[0].State)
		assert.Equal(t, ordering.TaskDone, found[1].State)
	})
}

func TestCancellable(t *testing.T) {
	t.Parallel()
	const (
		waiting, issued, done, failed, cancelled = ordering.WorkWaiting, ordering.WorkIssued, ordering.WorkDone, ordering.WorkFailed, ordering.WorkCancelled
	)
	for name, c := range map[string]struct {
		work []ordering.WorkState
		want ordering.Verdict
	}{
		"nothing is issued":               {nil, ordering.CancelAccepted},
		"all waits":                       {[]ordering.WorkState{waiting, waiting}, ordering.CancelAccepted},
		"one is in work":                  {[]ordering.WorkState{waiting, issued}, ordering.CancelAsk},
		"one is delivered":                {[]ordering.WorkState{issued, done, waiting}, ordering.CancelDenied},
		"one has failed, one is in work":  {[]ordering.WorkState{failed, issued}, ordering.CancelAsk},
		"failed and given up":             {[]ordering.WorkState{failed, cancelled}, ordering.CancelAccepted},
		"delivered before the rest began": {[]ordering.WorkState{done, waiting}, ordering.CancelDenied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var o ordering.Order
			for _, s := range c.work {
				o.Work = append(o.Work, ordering.ServiceOrder{Item: "7", State: s})
			}
			verdict, why := ordering.Cancellable(o)
			assert.Equal(t, c.want, verdict)
			if c.want != ordering.CancelDenied {
				assert.Empty(t, why)
				return
			}
			assert.Equal(t, []string{ordering.ReasonItemDone}, codesOf(why))
			assert.Contains(t, why[0].Message, `"7"`)
		})
	}
}
