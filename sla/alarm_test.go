package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// busy is an alarm of the extranet's utilisation.
func busy(id string, percent int64) sla.AlarmReport {
	return sla.AlarmReport{ID: id, Customer: "dealer-a", Metric: "utilisation", Value: money.Count(percent), At: on("02T08:30")}
}

func (d *desk) alarmed(r sla.AlarmReport) sla.Alarm {
	d.t.Helper()
	a, err := d.ReceiveAlarm(d.ctx, r)
	require.NoError(d.t, err)
	return a
}

func (d *desk) prioritised(alarm string, p sla.Priority) sla.Alarm {
	d.t.Helper()
	a, err := d.TakePriority(d.ctx, alarm, sla.CustomerPriority{Value: p, Reasons: []fault.Reason{{Code: "RETENTION-PRIO-01", Message: "one of the largest customers"}}})
	require.NoError(d.t, err)
	return a
}

// Section 6.5: the utilisation is at 85 %, the customer has the highest priority, the extent is large: the customer is told.
func TestAlarm_of_the_document(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		r := busy("alarm-1", 85)
		r.Correlation = "case-1"
		a := d.alarmed(r)
		assert.Equal(t, sla.AlarmReceived, a.State)
		require.Len(t, a.Crossings, 1)
		assert.Equal(t, "extranet-a", a.Crossings[0].Agreement)
		assert.Equal(t, sla.ExtentLarge, a.Extent)
		assert.Equal(t, []string{sla.EventAlarmReceived, sla.EventPriorityAsked}, d.told("case-1"))
		asked := all[sla.AlarmNotice](d, "case-1", sla.EventPriorityAsked)[0]
		assert.Equal(t, []string{"dealer-a", "extranet-a", "alarm-1"}, []string{asked.Customer, asked.Agreement, asked.Alarm})

		a = d.prioritised("alarm-1", sla.PriorityHighest)
		assert.Equal(t, sla.AlarmDisclosed, a.State)
		assert.Equal(t, []string{"RETENTION-PRIO-01", "SLA-EXTENT-01", "SLA-TELL-01"}, codes(a.Reasons))
		assert.Equal(t, []string{sla.EventTrackingBegun, sla.EventDegradationDisclosed}, d.told("case-1")[2:])
		told := all[sla.AlarmNotice](d, "case-1", sla.EventDegradationDisclosed)[0]
		assert.Equal(t, "highest", told.PriorityName)
		assert.Equal(t, []string{"Online Ordering", "Car Configurator", "Internet access", "Mail", "DNS", "VPN"}, told.Features)
		d.refuses(fault.ErrState, func() error {
			_, err := d.TakePriority(d.ctx, "alarm-1", sla.CustomerPriority{Value: sla.PriorityLow})
			return err
		})

		d.clock.Advance(time.Hour)
		a, err := d.EndAlarm(d.ctx, "alarm-1", time.Time{})
		require.NoError(t, err)
		assert.Equal(t, sla.AlarmEnded, a.State)
		assert.Equal(t, calendar.Span(90*time.Minute), a.Measured, "from when it was measured first")
		ended := all[sla.TrackingNotice](d, "case-1", sla.EventTrackingEnded)
		assert.Equal(t, []sla.TrackingNotice{{Customer: "dealer-a", Alarm: "alarm-1", Since: on("02T08:30"), Until: on("02T10:00"),
			Measured: calendar.Span(90 * time.Minute), Priority: sla.PriorityHighest, Features: a.Features, Told: true}}, ended)
		d.refuses(fault.ErrState, func() error { _, err := d.EndAlarm(d.ctx, "alarm-1", time.Time{}); return err })
		got, err := d.Alarm(d.ctx, "alarm-1")
		require.NoError(t, err)
		assert.Equal(t, a, got)
		of, err := d.AlarmsOf(d.ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []sla.Alarm{a}, of)
	})
}

// The critique's fourth point: whether Customer QoS/SLA tells the customer or Problem Handling is a setting.
func TestAlarm_Problem_Handling_may_be_who_tells(t *testing.T) {
	everywhere(t, &sla.Config{TellBy: etom.ProblemHandling}, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.alarmed(busy("alarm-1", 85))
		assert.Equal(t, sla.AlarmPassedOn, d.prioritised("alarm-1", sla.PriorityHighest).State)
		assert.Equal(t, []string{sla.EventAlarmReceived, sla.EventPriorityAsked, sla.EventTrackingBegun, sla.EventDegradationPassedOn}, d.told("alarm-1"))
	})
}

func TestAlarm_others_are_tracked_and_not_told_and_the_alarm_says_why(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.alarmed(busy("alarm-1", 99))
	a := d.prioritised("alarm-1", sla.PriorityMedium)
	assert.Equal(t, sla.AlarmTracked, a.State)
	assert.Equal(t, "SLA-TELL-03", a.Reasons[2].Code)
	assert.Equal(t, sla.EventTrackingBegun, d.told("alarm-1")[2])
	r := busy("alarm-2", 86)
	r.Features = []string{"Mail", "the coffee machine"}
	assert.Equal(t, sla.ExtentSmall, d.alarmed(r).Extent, "one of six features")
	assert.Equal(t, "SLA-TELL-02", d.prioritised("alarm-2", sla.PriorityHigh).Reasons[2].Code)
}

func TestAlarm_what_crosses_nothing_is_none(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		elsewhere := busy("alarm-1", 99)
		elsewhere.Features = []string{"the coffee machine"}
		another := busy("alarm-1", 99)
		another.Metric = "noise"
		early := busy("alarm-1", 99)
		early.At = on("01T00:00").AddDate(-1, 0, 0)
		nobody := busy("alarm-1", 99)
		nobody.Customer = "dealer-b"
		for code, r := range map[string]sla.AlarmReport{sla.ReasonNotCrossed: busy("alarm-1", 84), sla.ReasonNoFeature: elsewhere, sla.ReasonNoThreshold: another} {
			d.store.Unchanged(t, func() {
				a := d.alarmed(r)
				assert.Equal(t, sla.AlarmDismissed, a.State)
				assert.Equal(t, []string{code}, codes(a.Reasons))
			})
		}
		for _, r := range []sla.AlarmReport{early, nobody} {
			d.store.Unchanged(t, func() { assert.Equal(t, []string{sla.ReasonNoThreshold}, codes(d.alarmed(r).Reasons)) })
		}
	})
}

func TestAlarm_of_a_share_of_time_is_held_against_the_condition_that_is_measured(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	share := utilisation()
	share.Metric.Most = 1000
	share.Rule = &sample.Rule{Kind: sample.Share, By: sample.Samples, Every: calendar.Span(time.Minute), Missing: sample.LeftOut, Operator: sample.Greater, Bound: new(money.Count(85))}
	share.Operator, share.Target, share.Unit = sla.LessOrEqual, money.Count(5), sla.Percent // at most 5 % of the time above 85 %
	r.Agreement.Objectives[1] = share
	d.register(r)
	assert.Equal(t, sla.AlarmDismissed, d.alarmed(busy("alarm-1", 85)).State)
	a := d.alarmed(busy("alarm-1", 86))
	assert.Equal(t, sla.AlarmReceived, a.State)
	assert.Equal(t, sla.LessOrEqual, a.Crossings[0].Operator)
}

func TestAlarm_is_held_against_the_warning_level_if_there_is_one(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	r.Agreement.Objectives[1].Warning = &sla.Bound{Operator: sla.Less, Value: money.Count(70)}
	d.register(r)
	assert.Equal(t, sla.AlarmDismissed, d.alarmed(busy("alarm-1", 69)).State)
	a := d.alarmed(busy("alarm-1", 70))
	assert.Equal(t, sla.AlarmReceived, a.State)
	assert.Equal(t, money.Count(70), a.Crossings[0].Threshold)
}

func TestAlarm_twice_changes_nothing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		first := d.alarmed(busy("alarm-1", 90))
		d.store.Unchanged(t, func() { assert.Equal(t, first, d.alarmed(busy("alarm-1", 90))) })
		d.refuses(fault.ErrConflict, func() error { _, err := d.ReceiveAlarm(d.ctx, busy("alarm-1", 91)); return err })
	})
}

func TestAlarm_without_a_priority_goes_on_with_an_assumed_one(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.alarmed(busy("alarm-1", 90))
		d.clock.Advance(15*time.Minute - time.Microsecond)
		assert.Zero(t, d.due().Assumed)
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, 1, d.due().Assumed)
		assert.Zero(t, d.due().Assumed)
		a, err := d.Alarm(d.ctx, "alarm-1")
		require.NoError(t, err)
		assert.Equal(t, sla.AlarmTracked, a.State)
		assert.True(t, a.Assumed)
		assert.Equal(t, sla.ReasonNoPriorities, a.Reasons[0].Code)

		a = d.prioritised("alarm-1", sla.PriorityHighest)
		assert.Equal(t, sla.AlarmDisclosed, a.State, "the true priority comes late, and still counts")
		assert.Equal(t, []string{sla.EventAlarmReceived, sla.EventPriorityAsked, sla.EventTrackingBegun, sla.EventDegradationDisclosed}, d.told("alarm-1"))
		d.refuses(fault.ErrState, func() error { _, err := d.TakePriority(d.ctx, "alarm-1", sla.CustomerPriority{Value: "4"}); return err })
	})
}

func TestAlarm_who_was_told_by_an_assumed_priority_is_not_told_again(t *testing.T) {
	t.Parallel()
	for by, event := range map[etom.Party]string{etom.CustomerQoSSLA: sla.EventDegradationDisclosed, etom.ProblemHandling: sla.EventDegradationPassedOn} {
		d := inMemory(t, &sla.Config{AssumedPriority: sla.PriorityHighest, TellBy: by})
		d.registered(sla.AtOnce)
		d.alarmed(busy("alarm-1", 90))
		d.clock.Advance(time.Hour)
		d.due()
		d.prioritised("alarm-1", sla.PriorityHighest)
		assert.Equal(t, []string{sla.EventAlarmReceived, sla.EventPriorityAsked, sla.EventTrackingBegun, event}, d.told("alarm-1"))
	}
}

func TestAlarm_that_is_over_before_the_priority_comes_is_told_to_nobody(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.alarmed(busy("alarm-1", 90))
	_, err := d.EndAlarm(d.ctx, "alarm-1", on("02T08:45"))
	require.NoError(t, err)
	assert.Equal(t, sla.AlarmEnded, d.prioritised("alarm-1", sla.PriorityHighest).State)
	assert.Equal(t, []string{sla.EventAlarmReceived, sla.EventPriorityAsked, sla.EventTrackingEnded}, d.told("alarm-1"))
	d.clock.Advance(time.Hour)
	assert.Zero(t, d.due().Assumed)
}

func TestAlarm_refuses_wrong_input(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.alarmed(busy("alarm-1", 90))
		wrong := busy("alarm-2", 90)
		wrong.ID, wrong.Correlation, wrong.Customer, wrong.Metric, wrong.Text = "a\x00", "\xff", "", "", "\x00"
		wrong.At, wrong.Features = on("02T09:01"), []string{"x", "x"}
		err := d.refuses(fault.ErrInvalid, func() error { _, err := d.ReceiveAlarm(d.ctx, wrong); return err })
		assert.Equal(t, []string{"id ETOM-TEXT-NUL", "correlation ETOM-TEXT-UTF8", "agreement ETOM-REQUIRED", "metric ETOM-REQUIRED",
			"feature[1] ETOM-DUPLICATE", "at ETOM-RANGE", "text ETOM-TEXT-NUL"}, fields(t, err))
		foreign := busy("alarm-2", 90)
		foreign.Agreement, foreign.Customer = "extranet-a", "dealer-b"
		err = d.refuses(fault.ErrInvalid, func() error { _, err := d.ReceiveAlarm(d.ctx, foreign); return err })
		assert.Equal(t, []string{"customer ETOM-REFERENCE"}, fields(t, err))
		foreign.Agreement = "another"
		d.refuses(fault.ErrNotFound, func() error { _, err := d.ReceiveAlarm(d.ctx, foreign); return err })

		err = d.refuses(fault.ErrInvalid, func() error {
			_, err := d.TakePriority(d.ctx, "alarm-1", sla.CustomerPriority{Value: "5", Reasons: []fault.Reason{{Message: "\x00"}}})
			return err
		})
		assert.Equal(t, []string{"value ETOM-RANGE", "reasons[0].code ETOM-REQUIRED", "reasons[0].message ETOM-TEXT-NUL"}, fields(t, err))
		d.refuses(fault.ErrNotFound, func() error { _, err := d.TakePriority(d.ctx, "alarm-9", sla.CustomerPriority{Value: "0"}); return err })
		for _, at := range []time.Time{on("02T08:29"), on("02T09:01")} {
			d.refuses(fault.ErrInvalid, func() error { _, err := d.EndAlarm(d.ctx, "alarm-1", at); return err })
		}
	})
}

func TestAlarmLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, sla.AlarmLifecycle(), "alarm")
}
