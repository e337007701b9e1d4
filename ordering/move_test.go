package ordering_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestMove_holds_and_resumes(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.begun(draft(item("1"), item("2", "1")))
		o = d.must(d.Move(d.ctx, o.ID, ordering.Hold, "road works"))
		assert.Equal(t, ordering.Held, o.State)
		assert.Equal(t, map[string]ordering.State{"1": ordering.Held, "2": ordering.Held}, itemStates(o))
		assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkIssued, "2": ordering.WorkWaiting}, workStates(o))
		var n ordering.Notice
		d.last(o.ID, ordering.EventStateChanged, &n)
		assert.Equal(t, ordering.Notice{Customer: "c-1", Order: o.ID, State: ordering.Held, Note: "road works"}, n)

		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
			return d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: o.ID + "/1", Done: true})
		})
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.ReportProgress(d.ctx, o.ID, ordering.Progress{}) })

		o = d.must(d.Move(d.ctx, o.ID, ordering.Resume, "road is open"))
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, map[string]ordering.State{"1": ordering.InProgress, "2": ordering.InProgress}, itemStates(o))
		assert.Equal(t, "road is open", o.History[len(o.History)-1].Reason)
		assert.Equal(t, ordering.Completed, d.done(o, "1", "2").State)
		assert.Equal(t, []string{
			ordering.EventAcknowledged, ordering.EventIssued, ordering.EventStateChanged, ordering.EventStateChanged,
			ordering.EventWorkEnded, ordering.EventReleased, ordering.EventWorkEnded, ordering.EventCompleted,
		}, d.told(o.ID))
	})
}

func TestMove_asks_for_information_in_progress(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1"), unchanging("2")))
	o = d.moved(o, ordering.AskInformation)
	assert.Equal(t, ordering.Pending, o.State)
	assert.Equal(t, map[string]ordering.State{"1": ordering.Pending, "2": ordering.Completed}, itemStates(o))
	o = d.moved(o, ordering.SupplyInformation)
	assert.Equal(t, ordering.InProgress, o.State)
	assert.Equal(t, ordering.Completed, d.done(o, "1").State)
}

// The chart lets an acknowledged order wait for information; from there the only way on is into progress.
func TestMove_an_order_that_was_pending_before_it_began_is_issued_when_the_information_is_there(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.placed(draft(item("1"), unchanging("2"), item("3", "2")))
		o = d.moved(o, ordering.AskInformation)
		assert.Empty(t, o.Work)
		o = d.moved(o, ordering.SupplyInformation)
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkIssued, "3": ordering.WorkIssued}, workStates(o))
		assert.Equal(t, ordering.Completed, itemStates(o)["2"])
		assert.Equal(t, ordering.Completed, d.done(o, "1", "3").State)
		assert.Equal(t, []string{ordering.EventAcknowledged, ordering.EventStateChanged, ordering.EventStateChanged, ordering.EventIssued,
			ordering.EventWorkEnded, ordering.EventWorkEnded, ordering.EventCompleted}, d.told(o.ID))
	})
}

func TestMove_an_order_that_changes_nothing_is_complete_when_the_information_is_there(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.moved(d.placed(draft(unchanging("1"))), ordering.AskInformation)
	assert.Equal(t, ordering.Completed, d.moved(o, ordering.SupplyInformation).State)
}

func TestMove_cancels_what_cannot_be_solved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stop  ordering.Event
		state ordering.State
	}{
		"the information cannot be supplied": {ordering.AskInformation, ordering.Pending},
		"the issue cannot be solved":         {ordering.Hold, ordering.Held},
	} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, nil, func(t *testing.T, d *desk) {
				o := d.begun(draft(item("1"), item("2", "1")))
				o = d.moved(o, c.stop)
				assert.Equal(t, c.state, o.State)
				o = d.must(d.Move(d.ctx, o.ID, ordering.Cancel, name))
				assert.Equal(t, ordering.Cancelled, o.State)
				assert.Equal(t, d.clock.Now(), o.ClosedAt)
				assert.Equal(t, map[string]ordering.State{"1": ordering.Cancelled, "2": ordering.Cancelled}, itemStates(o))
				assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkCancelled, "2": ordering.WorkCancelled}, workStates(o))
				assert.Equal(t, name, o.Work[0].Reason)
				var n ordering.CancellationNotice
				d.last(o.ID, ordering.EventCancelled, &n)
				assert.Equal(t, []string{o.ID + "/1"}, n.Work, "what is to be taken back")
				assert.Equal(t, name, n.Cancellation.Reason)
				assert.Empty(t, n.Cancellation.ID, "no task was needed")
			})
		})
	}
}

func TestMove_cancels_an_order_that_was_pending_before_it_began(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.moved(d.placed(draft(item("1"))), ordering.AskInformation)
	o = d.moved(o, ordering.Cancel)
	assert.Equal(t, ordering.Cancelled, o.State)
	var n ordering.CancellationNotice
	d.last(o.ID, ordering.EventCancelled, &n)
	assert.Empty(t, n.Work)
}

// What is delivered must be charged, and a cancelled order never is.
func TestMove_does_not_cancel_past_the_point_of_no_return(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.moved(d.done(d.begun(draft(item("1"), item("2"))), "1"), ordering.Hold)
		err := d.refusesOrder(fault.ErrRejected, func() (ordering.Order, error) { return d.Move(d.ctx, o.ID, ordering.Cancel, "too late") })
		assert.Equal(t, []string{ordering.ReasonItemDone}, codes(t, err))
		o = d.failed(d.moved(o, ordering.Resume), "2")
		assert.Equal(t, ordering.Partial, o.State, "the way out")
	})
}

func TestMove_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	in := map[ordering.State]ordering.Order{
		ordering.Acknowledged: d.placed(draft(item("1"))),
		ordering.InProgress:   d.begun(draft(item("1"))),
		ordering.Pending:      d.moved(d.begun(draft(item("1"))), ordering.AskInformation),
		ordering.Held:         d.moved(d.begun(draft(item("1"))), ordering.Hold),
		ordering.Completed:    d.done(d.begun(draft(item("1"))), "1"),
		ordering.Failed:       d.failed(d.begun(draft(item("1"))), "1"),
	}
	assessed := d.begun(draft(item("1")))
	task := d.task(d.RequestCancellation(d.ctx, assessed.ID, "no longer needed"))
	in[ordering.AssessingCancellation] = d.order(assessed.ID)
	for state, o := range in {
		for _, on := range []ordering.Event{ordering.AskInformation, ordering.SupplyInformation, ordering.Hold, ordering.Resume, ordering.Cancel} {
			if ordering.OrderLifecycle().Can(state, on) {
				continue
			}
			err := d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.Move(d.ctx, o.ID, on, "because") })
			assert.ErrorContains(t, err, o.ID, "%s in %s", on, state)
		}
	}
	d.task(d.DecideCancellation(d.ctx, task.ID, true, ""))
	err := d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.Move(d.ctx, assessed.ID, ordering.Cancel, "because") })
	assert.ErrorContains(t, err, "ConfirmCancellation")
}
