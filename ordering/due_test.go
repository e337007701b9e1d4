package ordering_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/ordering"
)

func TestDue_hands_charges_over_that_nobody_asked_for(t *testing.T) {
	everywhere(t, &ordering.Config{ChargeAfter: 3 * day}, func(t *testing.T, d *desk) {
		o := d.done(d.begun(draft(costing("1", "1.00 EUR", 1))), "1")
		d.clock.Advance(3*day - time.Microsecond)
		assert.Zero(t, d.due())
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, ordering.DueReport{Charged: 1}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		assert.True(t, d.order(o.ID).Charged)
		var n ordering.ChargesNotice
		d.last(o.ID, ordering.EventCharges, &n)
		assert.Len(t, n.Charges, 1)
	})
}

func TestDue_defaults(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	partial := d.failed(d.done(d.begun(draft(item("1"), item("2"))), "1"), "2")
	assert.Equal(t, partial.ClosedAt.Add(14*day), partial.ChargeBy)
	failed := d.failed(d.begun(draft(item("1"))), "1")
	assert.True(t, failed.ChargeBy.IsZero(), "nothing to charge for")
}

func TestDue_before_the_beginning_does_nothing(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(day)
	d.placed(asked)
	r, err := d.Due(d.ctx, time.Time{})
	require.NoError(t, err)
	assert.Zero(t, r)
}

func TestDue_does_more_than_a_page(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(day)
	const many = 250
	for range many {
		d.placed(asked)
	}
	assert.Equal(t, ordering.DueReport{Jeopardies: many}, d.due())
	assert.Zero(t, d.due())
}

func TestDue_sees_one_tenant(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(day)
	theirs := d.ofTenant("other")
	_, err := theirs.Place(d.ctx, asked)
	require.NoError(t, err)
	assert.Zero(t, d.due())
	r, err := theirs.Due(d.ctx, d.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, 1, r.Jeopardies)
}

func TestDue_stops_when_its_context_ends(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(day)
	d.placed(asked)
	ctx, cancel := context.WithCancel(d.ctx)
	cancel()
	d.refuses(context.Canceled, func() error { _, err := d.Due(ctx, d.clock.Now()); return err })
}

func TestDue_marks_feasibility_overdue_once(t *testing.T) {
	everywhere(t, &ordering.Config{AnswerStandard: time.Hour, AnswerCustom: 3 * time.Hour}, func(t *testing.T, d *desk) {
		var asked []ordering.Feasibility
		for n := range 3 {
			f, err := d.AskFeasibility(d.ctx, ordering.FeasibilityQuestion{Customer: "c-1", Need: fmt.Sprint(n), Custom: n == 2})
			require.NoError(t, err)
			assert.Equal(t, f.ID, f.Correlation)
			asked = append(asked, f)
		}
		_, err := d.ReceiveFeasibility(d.ctx, asked[1].ID, ordering.FeasibilityAnswer{Reason: "no line", Alternative: "lte"})
		require.NoError(t, err)
		d.clock.Advance(time.Hour - time.Microsecond)
		assert.Zero(t, d.due())
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, ordering.DueReport{Overdue: 1}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		assert.Equal(t, []string{ordering.EventFeasibilityAsked, ordering.EventFeasibilityOverdue}, d.told(asked[0].ID))
		f, err := d.ReceiveFeasibility(d.ctx, asked[0].ID, ordering.FeasibilityAnswer{Feasible: true})
		require.NoError(t, err, "better late than never")
		assert.True(t, f.Overdue)
		d.clock.Advance(2 * time.Hour)
		assert.Equal(t, ordering.DueReport{Overdue: 1}, d.due(), "the custom one")
	})
}
