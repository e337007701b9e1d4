package ordering_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/ordering"
)

func TestAssessJeopardy(t *testing.T) {
	t.Parallel()
	rules := ordering.JeopardyRules{Warn: 48 * time.Hour, Measures: ordering.Measures()}
	promised := now.Add(10 * day)
	for name, c := range map[string]struct {
		expected time.Time
		asOf     time.Time
		state    ordering.State
		want     ordering.Danger
	}{
		"long before":                              {time.Time{}, promised.Add(-48*time.Hour - 1), ordering.InProgress, ""},
		"48 hours before, and nothing is known":    {time.Time{}, promised.Add(-48 * time.Hour), ordering.InProgress, ordering.Endangered},
		"48 hours before, and expected in time":    {promised.Add(-day), promised.Add(-48 * time.Hour), ordering.InProgress, ""},
		"expected to the minute":                   {promised, promised.Add(-48 * time.Hour), ordering.InProgress, ""},
		"expected in time, and that has passed":    {promised.Add(-day), promised.Add(-day + time.Microsecond), ordering.InProgress, ordering.Endangered},
		"expected long ago, yet not promised soon": {now, promised.Add(-5 * day), ordering.InProgress, ""},
		"expected late, long before":               {promised.Add(time.Microsecond), now, ordering.InProgress, ordering.Endangered},
		"expected late, the day before":            {promised.Add(day), promised.Add(-day), ordering.InProgress, ordering.Endangered},
		"at the promised instant":                  {time.Time{}, promised, ordering.InProgress, ordering.Endangered},
		"behind it":                                {time.Time{}, promised.Add(time.Microsecond), ordering.InProgress, ordering.Missed},
		"behind it, expected later":                {promised.Add(day), promised.Add(time.Hour), ordering.InProgress, ordering.Missed},
		"not begun":                                {time.Time{}, promised.Add(-day), ordering.Acknowledged, ordering.Endangered},
		"held":                                     {time.Time{}, promised.Add(day), ordering.Held, ordering.Missed},
		"complete":                                 {time.Time{}, promised.Add(day), ordering.Completed, ""},
		"cancelled":                                {time.Time{}, promised.Add(day), ordering.Cancelled, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := ordering.Order{State: c.state, PromisedCompletion: promised, ExpectedCompletion: c.expected}
			j, danger := ordering.AssessJeopardy(o, c.asOf, rules)
			assert.Equal(t, c.want != "", danger)
			assert.Equal(t, c.want, j.Danger)
			if danger {
				assert.Equal(t, promised, j.Promised)
				assert.Equal(t, c.expected, j.Expected)
				assert.Equal(t, c.asOf, j.At)
				assert.Contains(t, j.Why, promised.Format(time.RFC3339))
				assert.NotEmpty(t, j.Measures)
			}
		})
	}
}

func TestAssessJeopardy_without_a_promise_there_is_no_danger(t *testing.T) {
	t.Parallel()
	_, danger := ordering.AssessJeopardy(ordering.Order{State: ordering.InProgress, RequestedCompletion: now.Add(-day)}, now, ordering.JeopardyRules{Warn: day})
	assert.False(t, danger)
}

func TestMeasures_by_danger_and_priority(t *testing.T) {
	t.Parallel()
	const (
		inform, expedite, escalate = ordering.InformCustomer, ordering.Expedite, ordering.Escalate
	)
	for _, c := range []struct {
		priority string
		danger   ordering.Danger
		want     []ordering.Measure
	}{
		{"0", ordering.Missed, []ordering.Measure{inform, expedite, escalate}},
		{"1", ordering.Missed, []ordering.Measure{inform, expedite, escalate}},
		{"2", ordering.Missed, []ordering.Measure{inform, escalate}},
		{"4", ordering.Missed, []ordering.Measure{inform, escalate}},
		{"", ordering.Missed, []ordering.Measure{inform, escalate}},
		{"0", ordering.Endangered, []ordering.Measure{inform, expedite}},
		{"1", ordering.Endangered, []ordering.Measure{inform, expedite}},
		{"2", ordering.Endangered, []ordering.Measure{inform}},
		{"", ordering.Endangered, []ordering.Measure{inform}},
	} {
		t.Run(fmt.Sprintf("%s with priority %q", c.danger, c.priority), func(t *testing.T) {
			t.Parallel()
			asOf := now
			if c.danger == ordering.Missed {
				asOf = now.Add(2 * day)
			}
			o := ordering.Order{State: ordering.InProgress, Priority: c.priority, PromisedCompletion: now.Add(day)}
			j, _ := ordering.AssessJeopardy(o, asOf, ordering.JeopardyRules{Warn: 2 * day, Measures: ordering.Measures()})
			require.Equal(t, c.danger, j.Danger)
			assert.Equal(t, c.want, j.Measures)
		})
	}
}

func TestReportProgress_expected_late_raises_a_jeopardy_at_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(item("1"))
		asked.PromisedCompletion, asked.Priority = d.clock.Now().Add(10*day), "0"
		o := d.begun(asked)
		late := o.PromisedCompletion.Add(day)
		o = d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Note: "no technician", Expected: late}))
		require.Len(t, o.Jeopardies, 1)
		want := ordering.Jeopardy{Danger: ordering.Endangered, Promised: o.PromisedCompletion, Expected: late, At: d.clock.Now(),
			Why: "promised for 2026-03-12T09:00:00Z, expected on 2026-03-13T09:00:00Z", Measures: []ordering.Measure{ordering.InformCustomer, ordering.Expedite}}
		assert.Equal(t, want, o.Jeopardies[0])
		var n ordering.Notice
		d.last(o.ID, ordering.EventJeopardy, &n)
		assert.Equal(t, &want, n.Jeopardy)
		assert.Equal(t, want.Why, n.Note)
		o = d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: late.Add(day)}))
		assert.Len(t, o.Jeopardies, 1, "the same danger to the same date is noted once")
	})
}

func TestDue_raises_each_jeopardy_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		asked := draft(item("1"))
		asked.PromisedCompletion = d.clock.Now().Add(10 * day)
		o := d.placed(asked)
		nothing := func(why string) {
			d.store.Unchanged(t, func() { assert.Zero(t, d.due(), why) })
		}
		d.clock.Set(asked.PromisedCompletion.Add(-48*time.Hour - time.Microsecond))
		nothing("not yet near")
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, ordering.DueReport{Jeopardies: 1}, d.due())
		nothing("noted already")
		d.clock.Set(asked.PromisedCompletion)
		nothing("the promised instant itself is in time")
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, ordering.DueReport{Jeopardies: 1}, d.due())
		nothing("noted already")
		d.clock.Advance(100 * day)
		nothing("nothing more can be missed")

		o = d.order(o.ID)
		require.Len(t, o.Jeopardies, 2)
		assert.Equal(t, ordering.Endangered, o.Jeopardies[0].Danger)
		assert.Equal(t, ordering.Missed, o.Jeopardies[1].Danger)
		assert.Equal(t, asked.PromisedCompletion.Add(time.Microsecond), o.Jeopardies[1].At)
		assert.Equal(t, []string{ordering.EventAcknowledged, ordering.EventJeopardy, ordering.EventJeopardy}, d.told(o.ID))

		later := d.clock.Now().Add(5 * day)
		d.must(d.Amend(d.ctx, o.ID, ordering.AmendmentRequest{Note: "agreed anew", Promised: later}))
		nothing("a new date is a new promise")
		d.clock.Set(later.Add(day))
		assert.Equal(t, ordering.DueReport{Jeopardies: 1}, d.due())
		assert.Len(t, d.order(o.ID).Jeopardies, 3)
	})
}

func TestDue_an_expected_date_puts_off_the_warning_until_it_has_passed(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(10 * day)
	o := d.begun(asked)
	expected := asked.PromisedCompletion.Add(-day)
	d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: expected}))
	d.clock.Set(expected)
	assert.Zero(t, d.due())
	d.clock.Advance(time.Microsecond)
	assert.Equal(t, 1, d.due().Jeopardies)
	assert.Equal(t, ordering.Endangered, d.order(o.ID).Jeopardies[0].Danger)
}

func TestDue_an_order_that_is_expected_as_promised_is_missed_when_it_is_not_there(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(10 * day)
	o := d.begun(asked)
	d.must(d.ReportProgress(d.ctx, o.ID, ordering.Progress{Expected: asked.PromisedCompletion}))
	d.clock.Set(asked.PromisedCompletion)
	assert.Zero(t, d.due())
	d.clock.Advance(time.Microsecond)
	assert.Equal(t, 1, d.due().Jeopardies)
	assert.Equal(t, ordering.Missed, d.order(o.ID).Jeopardies[0].Danger)
}

func TestDue_raises_nothing_about_what_is_complete(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(day)
	d.done(d.begun(asked), "1")
	d.clock.Advance(3 * day)
	assert.Zero(t, d.due())
}

func TestDue_with_another_table_of_measures(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &ordering.Config{Warn: 5 * day, Measures: []ordering.MeasureRow{{Danger: ordering.Endangered, Priority: "4", Measures: []ordering.Measure{"call"}}}})
	asked := draft(item("1"))
	asked.PromisedCompletion = d.clock.Now().Add(5 * day)
	o := d.placed(asked)
	assert.Equal(t, 1, d.due().Jeopardies)
	assert.Equal(t, []ordering.Measure{"call"}, d.order(o.ID).Jeopardies[0].Measures)
	d.clock.Advance(6 * day)
	d.due()
	assert.Empty(t, d.order(o.ID).Jeopardies[1].Measures, "no row is for it")
}
