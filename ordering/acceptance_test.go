package ordering_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

// tested is an order in progress whose customer tests first.
func (d *desk) tested(items ...ordering.DraftItem) ordering.Order {
	d.t.Helper()
	asked := draft(items...)
	asked.TestFirst = true
	return d.begun(asked)
}

func (d *desk) accepts(o ordering.Order) ordering.Order {
	d.t.Helper()
	return d.must(d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Accepted: true}))
}

func (d *desk) refusesTest(o ordering.Order, items ...string) ordering.Order {
	d.t.Helper()
	return d.must(d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Reason: "noise on the line", Items: items}))
}

func TestAnswerTest_accepted_completes_the_order(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.tested(item("1"), item("2", "1"), unchanging("3")), "1")
		assert.Empty(t, o.Tests, "there is work left")
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
			return d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Accepted: true})
		})
		o = d.done(o, "2")
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, []ordering.Test{{OfferedAt: d.clock.Now()}}, o.Tests)
		assert.Equal(t, map[string]ordering.State{"1": ordering.InProgress, "2": ordering.InProgress, "3": ordering.Completed}, itemStates(o))

		offered := d.clock.Now()
		o = d.must(d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Accepted: true, Reason: "all is well"}))
		assert.Equal(t, ordering.Completed, o.State)
		assert.Equal(t, []ordering.Test{{OfferedAt: offered, AnsweredAt: d.clock.Now(), Accepted: true, Reason: "all is well"}}, o.Tests)
		assert.Equal(t, map[string]ordering.State{"1": ordering.Completed, "2": ordering.Completed, "3": ordering.Completed}, itemStates(o))
		assert.Equal(t, []string{
			ordering.EventAcknowledged, ordering.EventIssued, ordering.EventWorkEnded, ordering.EventReleased, ordering.EventWorkEnded,
			ordering.EventTestOffered, ordering.EventTestAnswered, ordering.EventCompleted,
		}, d.told(o.ID))
		var n ordering.Notice
		require.NoError(t, d.journal(o.ID)[6].Read(&n))
		assert.Equal(t, &o.Tests[0], n.Test)
	})
}

func TestAnswerTest_refused_begins_the_work_again(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.tested(item("1"), item("2")), "1", "2")
		o = d.refusesTest(o, "2")
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, []string{"2"}, o.Tests[0].Items)
		assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkDone, "2": ordering.WorkIssued}, workStates(o))
		assert.Equal(t, 2, o.Work[1].Try)
		assert.True(t, o.Work[1].EndedAt.IsZero())
		var again ordering.WorkNotice
		d.last(o.ID, ordering.EventReleased, &again)
		assert.Equal(t, []string{"2"}, items(again.Work))

		o = d.done(o, "2")
		require.Len(t, o.Tests, 2)
		assert.True(t, o.Tests[1].AnsweredAt.IsZero())
		o = d.refusesTest(o)
		assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkIssued, "2": ordering.WorkIssued}, workStates(o), "everything, as nothing is named")
		assert.Equal(t, []int{2, 3}, []int{o.Work[0].Try, o.Work[1].Try})
		assert.Equal(t, ordering.Completed, d.accepts(d.done(o, "1", "2")).State)
	})
}

func TestAnswerTest_what_failed_is_not_tested(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.tested(item("1"), item("2"))
	o = d.failed(d.done(o, "1"), "2")
	require.Len(t, o.Tests, 1)
	assert.Equal(t, ordering.Partial, d.accepts(o).State)

	o = d.failed(d.tested(item("1")), "1")
	assert.Equal(t, ordering.Failed, o.State, "nothing is there to be tested")
	assert.Empty(t, o.Tests)
}

func TestAnswerTest_rework_that_fails_leaves_the_rest_to_be_tested(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.refusesTest(d.done(d.tested(item("1"), item("2")), "1", "2"), "1")
	o = d.failed(o, "1")
	require.Len(t, o.Tests, 2)
	assert.Equal(t, ordering.Partial, d.accepts(o).State)
}

func TestAnswerTest_while_held_has_to_wait(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.moved(d.done(d.tested(item("1")), "1"), ordering.Hold)
	d.refusesOrder(fault.ErrState, func() (ordering.Order, error) {
		return d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Accepted: true})
	})
	offered := o.Tests
	d.clock.Advance(day)
	o = d.moved(o, ordering.Resume)
	assert.Equal(t, offered, o.Tests, "the offer still stands")
	told := d.told(o.ID)
	assert.Equal(t, ordering.EventStateChanged, told[len(told)-1])
	assert.Equal(t, ordering.Completed, d.accepts(o).State)
}

// An order that grows while its test is open has one open test, with everything delivered since.
func TestAnswerTest_of_an_amended_order(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.tested(item("1")), "1")
		first := d.clock.Now()
		o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "one more", Add: []ordering.DraftItem{item("2"), unchanging("3")}}))
		assert.Equal(t, []ordering.Test{{OfferedAt: first}}, o.Tests, "nothing new is delivered yet")
		o = d.done(o, "2")
		assert.Equal(t, []ordering.Test{{OfferedAt: d.clock.Now()}}, o.Tests, "the test is offered anew")
		assert.Equal(t, ordering.EventTestOffered, d.told(o.ID)[len(d.told(o.ID))-1])
		assert.Equal(t, ordering.Completed, d.accepts(o).State)
	})
}

func TestAnswerTest_what_was_accepted_is_not_done_again(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	o := d.done(d.tested(item("1")), "1")
	o = d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "one more", Add: []ordering.DraftItem{item("2", "1")}}))
	o = d.accepts(o)
	assert.Equal(t, map[string]ordering.State{"1": ordering.Completed, "2": ordering.InProgress}, itemStates(o))
	o = d.done(o, "2")
	d.refusesOrder(fault.ErrInvalid, func() (ordering.Order, error) {
		return d.AnswerTest(d.ctx, o.ID, ordering.TestResult{Reason: "after all", Items: []string{"1"}})
	})
	o = d.refusesTest(o)
	assert.Equal(t, map[string]ordering.WorkState{"1": ordering.WorkDone, "2": ordering.WorkIssued}, workStates(o))
	assert.Equal(t, ordering.Completed, d.accepts(d.done(o, "2")).State)
}
