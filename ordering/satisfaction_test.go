package ordering_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/ordering"
)

func TestSatisfaction_is_asked_and_answered_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		o := d.done(d.begun(draft(item("1"))), "1")
		answer := ordering.SatisfactionAnswer{Score: 4, Comment: "quick, but the technician was late"}
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.AnswerSatisfaction(d.ctx, o.ID, answer) })

		asked := d.clock.Now()
		o = d.must(d.AskSatisfaction(d.ctx, o.ID))
		assert.Equal(t, &ordering.Satisfaction{AskedAt: asked}, o.Satisfaction)
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.AskSatisfaction(d.ctx, o.ID) })

		d.clock.Advance(time.Hour)
		o = d.must(d.AnswerSatisfaction(d.ctx, o.ID, answer))
		want := ordering.Satisfaction{AskedAt: asked, AnsweredAt: d.clock.Now(), Score: 4, Comment: "quick, but the technician was late"}
		assert.Equal(t, &want, o.Satisfaction)
		var n ordering.SatisfactionNotice
		d.last(o.ID, ordering.EventSatisfactionAnswer, &n)
		assert.Equal(t, ordering.SatisfactionNotice{Customer: "c-1", Order: o.ID, Satisfaction: want}, n)
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.AnswerSatisfaction(d.ctx, o.ID, answer) })
		d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.AskSatisfaction(d.ctx, o.ID) })
	})
}

func TestAskSatisfaction_only_of_what_is_complete(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	for state, o := range map[ordering.State]ordering.Order{
		ordering.Acknowledged: d.placed(draft(item("1"))),
		ordering.InProgress:   d.begun(draft(item("1"))),
		ordering.Failed:       d.failed(d.begun(draft(item("1"))), "1"),
	} {
		require.Equal(t, state, o.State)
		err := d.refusesOrder(fault.ErrState, func() (ordering.Order, error) { return d.AskSatisfaction(d.ctx, o.ID) })
		assert.ErrorContains(t, err, string(state))
	}
	partial := d.failed(d.done(d.begun(draft(item("1"), item("2"))), "1"), "2")
	d.must(d.AskSatisfaction(d.ctx, partial.ID))
}
