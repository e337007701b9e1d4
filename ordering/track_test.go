package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestDelivery_from_receipt_to_charges(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(costing("line", "49.90 EUR", 1), item("router", "line"))
		asked.Correlation, asked.Address, asked.Priority, asked.PromisedCompletion = "case-1", "Berlin", "1", d.clock.Now().Add(10*day)
		o := d.placed(asked)
		placed := d.clock.Now()

		d.clock.Advance(time.Hour)
		o = d.must(d.Begin(d.ctx, o.ID))
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, map[string]ordering.State{"line": ordering.InProgress, "router": ordering.InProgress}, itemStates(o))
		assert.Equal(t, map[string]ordering.WorkState{"line": ordering.WorkIssued, "router": ordering.WorkWaiting}, workStates(o))
		var issued ordering.WorkNotice
		d.last("case-1", ordering.EventIssued, &issued)
		assert.Equal(t, ordering.WorkNotice{Customer: "c-1", Order: o.ID, Address: "Berlin", Priority: "1", Promised: o.PromisedCompletion, Work: o.Work}, issued)

		expected := d.clock.Now().Add(5 * day)
		o = d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Note: "technician booked", Expected: expected}))
		assert.Equal(t, expected, o.ExpectedCompletion)
		require.NoError(t, d.ReportStatus(d.ctx, o.ID, "as planned"))
		var status ordering.Notice
		d.last("case-1", ordering.EventStatus, &status)
		assert.Equal(t, ordering.Notice{Customer: "c-1", Order: o.ID, Priority: "1", State: ordering.InProgress,
			Promised: o.PromisedCompletion, Expected: expected, Note: "as planned"}, status)

		d.clock.Advance(day)
		o = d.done(o, "line")
		assert.Equal(t, map[string]ordering.State{"line": ordering.Completed, "router": ordering.InProgress}, itemStates(o))
		assert.Equal(t, map[string]ordering.WorkState{"line": ordering.WorkDone, "router": ordering.WorkIssued}, workStates(o))
		assert.Equal(t, d.clock.Now(), o.Work[0].EndedAt)
		var released ordering.WorkNotice
		d.last("case-1", ordering.EventReleased, &released)
		assert.Equal(t, []string{"router"}, items(released.Work))

		d.clock.Advance(day)
		o = d.done(o, "router")
		assert.Equal(t, ordering.Completed, o.State)
		assert.Equal(t, d.clock.Now(), o.ClosedAt)
		assert.Equal(t, []ordering.Change{
			{At: placed, From: ordering.Start, Event: ordering.Accept, To: ordering.Acknowledged},
			{At: placed.Add(time.Hour), From: ordering.Acknowledged, Event: ordering.Begin, To: ordering.InProgress},
			{At: d.clock.Now(), From: ordering.InProgress, Event: ordering.Complete, To: ordering.Completed},
		}, o.History)
		assert.Equal(t, o, d.order(o.ID))

		d.must(d.AskSatisfaction(d.ctx, o.ID))
		d.must(d.AnswerSatisfaction(d.ctx, o.ID, ordering.SatisfactionAnswer{Score: 5}))
		d.must(d.HandOverCharges(d.ctx, o.ID))
		assert.Equal(t, []string{
			ordering.EventAcknowledged, ordering.EventIssued, ordering.EventProgress, ordering.EventStatus,
			ordering.EventWorkEnded, ordering.EventReleased, ordering.EventWorkEnded, ordering.EventCompleted,
			ordering.EventSatisfactionAsked, ordering.EventSatisfactionAnswer, ordering.EventCharges,
		}, d.told("case-1"))
	})
}

func TestBegin_an_order_that_changes_nothing_is_complete_at_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.begun(draft(unchanging("1"), unchanging("2", "1")))
		assert.Equal(t, ordering.Completed, o.State)
		assert.Empty(t, o.Work)
		assert.Equal(t, []string{ordering.EventAcknowledged, ordering.EventIssued, ordering.EventCompleted}, d.told(o.ID))
	})
}

func TestBegin_items_that_change_nothing_are_complete_at_once(t *testing.T) {
	t.Parallel()
	o := inMemory(t, nil).begun(draft(item("1"), unchanging("2", "1")))
	assert.Equal(t, map[string]ordering.State{"1": ordering.InProgress, "2": ordering.Completed}, itemStates(o))
}

func TestEndWork_a_diamond_waits_for_both_sides(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1"), item("2", "1"), item("3", "1"), item("4", "2", "3")))
	o = d.done(o, "1")
	var released ordering.WorkNotice
	d.last(o.ID, ordering.EventReleased, &released)
	assert.Equal(t, []string{"2", "3"}, items(released.Work))
	o = d.done(o, "3")
	assert.Equal(t, ordering.WorkWaiting, workStates(o)["4"])
	o = d.done(o, "2")
	assert.Equal(t, ordering.WorkIssued, workStates(o)["4"])
	assert.Equal(t, ordering.Completed, d.done(o, "4").State)
}

func TestEndWork_what_waited_for_a_failed_one_is_given_up(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.begun(draft(item("1"), item("2", "1"), item("3", "2"), item("4")))
		o = d.failed(o, "1")
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, map[string]ordering.WorkState{
			"1": ordering.WorkFailed, "2": ordering.WorkCancelled, "3": ordering.WorkCancelled, "4": ordering.WorkIssued,
		}, workStates(o))
		var ended ordering.WorkNotice
		d.last(o.ID, ordering.EventWorkEnded, &ended)
		assert.Equal(t, []string{"1", "2", "3"}, items(ended.Work), "the one that failed, and those given up")
		assert.Equal(t, "no line", ended.Work[0].Reason)
		assert.NotEmpty(t, ended.Work[1].Reason)
		assert.Equal(t, d.clock.Now(), ended.Work[2].EndedAt)

		o = d.done(o, "4")
		assert.Equal(t, ordering.Partial, o.State)
		assert.Equal(t, map[string]ordering.State{
			"1": ordering.Failed, "2": ordering.Failed, "3": ordering.Failed, "4": ordering.Completed,
		}, itemStates(o))
		assert.Equal(t, []string{
			ordering.EventAcknowledged, ordering.EventIssued, ordering.EventWorkEnded, ordering.EventWorkEnded, ordering.EventPartial,
		}, d.told(o.ID))
	})
}

func TestEndWork_an_order_of_which_everything_failed_has_failed(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.begun(draft(item("1"), item("2", "1")))
		o = d.failed(o, "1")
		assert.Equal(t, ordering.Failed, o.State)
		assert.Equal(t, d.clock.Now(), o.ClosedAt)
		var n ordering.Notice
		d.last(o.ID, ordering.EventFailed, &n)
		assert.Equal(t, ordering.Failed, n.State)
	})
}

func TestEndWork_takes_a_result_once(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1"), item("2", "1"), item("3")))
	o = d.done(o, "1")
	for why, r := range map[string]ordering.WorkResult{
		"a second time":    {ServiceOrder: o.ID + "/1", Done: true},
		"failed after all": {ServiceOrder: o.ID + "/1", Reason: "cable cut"},
	} {
		err := d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.EndWork(d.ctx, o.ID, r) })
		assert.ErrorContains(t, err, "done", why)
	}
	o = d.failed(o, "2")
	d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
		return d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: o.ID + "/2", Done: true})
	})
}

func TestEndWork_takes_no_result_of_what_waits(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1"), item("2", "1")))
	d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
		return d.EndWork(d.ctx, o.ID, ordering.WorkResult{ServiceOrder: o.ID + "/2", Done: true})
	})
}

func TestReportProgress_without_a_date_leaves_the_expected_one(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1")))
	expected := d.clock.Now().Add(day)
	d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: expected}))
	o = d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Note: "on the way"}))
	assert.Equal(t, expected, o.ExpectedCompletion)
	var n ordering.Notice
	d.last(o.ID, ordering.EventProgress, &n)
	assert.Equal(t, "on the way", n.Note)
	assert.Equal(t, expected, n.Expected)
}

func TestReportStatus_changes_nothing_but_the_journal(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.begun(draft(item("1")))
	require.NoError(t, d.ReportStatus(d.ctx, o.ID, ""))
	assert.Equal(t, o, d.order(o.ID))
	o = d.done(o, "1")
	require.NoError(t, d.ReportStatus(d.ctx, o.ID, ""), "of a final order too: customers ask at any time")
	assert.Equal(t, o, d.order(o.ID))
}

// The events of one command say what set it off, when the unit does.
func TestEvents_name_their_cause(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.placed(draft(item("1")))
	cause := d.journal(o.ID)[0]
	require.NoError(t, d.because(cause, func(d *desk, u unit) error {
		_, err := d.BeginTx(u, o.ID)
		return err
	}))
	assert.Equal(t, cause.ID, d.journal(o.ID)[1].Cause)
}

// because runs a command in a unit whose events an event has set off.
func (d *desk) because(e event.Event, command func(*desk, unit) error) error {
	return d.env.Update(d.ctx, func(u unit) error { return command(d, u.Because(e)) })
}
