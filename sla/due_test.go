package sla_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Nobody reports any more, and yet the four hours pass: the violation is found by time alone, to the microsecond.
func TestDue_an_open_outage_violates_by_time_alone(t *testing.T) {
	everywhere(t, &sla.Config{LookAgain: 24 * time.Hour}, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.received(sent("q-1", outage("o-1", "02T08:00", 0)))
		d.clock.Set(on("02T12:00"))
		d.due()
		assert.NotContains(t, d.told(march), sla.EventViolationFound, "four hours are allowed")
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, 1, d.due().Looked)
		assert.Equal(t, []string{sla.EventPerformanceMet, sla.EventViolationFound, sla.EventRemedyHandedOver, sla.EventViolationMadeKnown,
			sla.EventViolationDisclosed}, d.told(march))
		assert.False(t, d.violation(march).Resolved)
		d.clock.Advance(time.Hour)
		d.received(sent("q-2", outage("o-1", "02T08:00", 5*time.Hour)))
		assert.True(t, d.violation(march).Resolved)
		d.clock.Advance(24 * time.Hour)
		assert.Zero(t, d.due(), "it is over: there is nothing to look at")
	})
}

func TestDue_an_open_outage_is_carried_into_the_next_month(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("31T21:30"))
		d.received(sent("q-1", outage("o-1", "31T21:00", 0)))
		d.clock.Set(on("31T23:00"))
		d.due()
		april, err := d.Record(d.ctx, "extranet-a", on("31T23:00"))
		require.NoError(t, err)
		require.Len(t, april.Outages, 1)
		assert.Equal(t, "1 h", april.Standings[0].Measured.Text)
		d.clock.Set(on("31T23:30"))
		both, err := d.ReceiveQuality(d.ctx, sent("q-2", outage("o-1", "31T21:00", 2*time.Hour+15*time.Minute)))
		require.NoError(t, err)
		require.Len(t, both, 2)
		assert.Equal(t, []string{"1 h", "1 h 15 min"}, []string{both[0].Results[0].Measured.Text, both[1].Results[0].Measured.Text})
	})
}

func TestDue_an_open_repair_violates_by_time_alone_behind_the_months_end_too(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("31T12:00")) // a Tuesday: there are six hours left of it
		d.received(sla.QualityReport{ID: "q-1", Agreement: "extranet-a", Repairs: []sla.Repair{{ID: "r-1", Reported: on("31T12:00")}}})
		d.clock.Set(on("31T12:00").AddDate(0, 0, 6)) // Monday, 6 April
		d.due()
		assert.NotContains(t, d.told(march), sla.EventViolationFound)
		d.clock.Advance(time.Hour)
		assert.Equal(t, 1, d.due().Looked)
		assert.Contains(t, d.told(march), sla.EventViolationFound, "it belongs to the month in which it was reported")
		assert.Equal(t, "repair", d.violation(march).Breaches[0].Objective)
	})
}

func TestDue_without_a_time_to_repair_nothing_is_looked_at_behind_the_months_end(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	r.Agreement.Objectives = r.Agreement.Objectives[:2]
	d.register(r)
	d.clock.Set(on("31T21:30"))
	d.received(sent("q-1", outage("o-1", "31T21:00", 0)))
	d.clock.Set(on("31T22:00"))
	d.due()
	rec, err := d.Record(d.ctx, "extranet-a", on("31T21:00"))
	require.NoError(t, err)
	assert.Zero(t, rec.CheckAt)
	april, err := d.Record(d.ctx, "extranet-a", on("31T22:00"))
	require.NoError(t, err)
	assert.NotZero(t, april.CheckAt, "there it goes on")
}

// Hosts that all call Due do each thing once, and none takes the others' work for a fault.
func TestDue_a_crowd_of_hosts_does_everything_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := onClaim()
		r.Agreement.Settle = sla.AtPeriodEnd
		d.register(r)
		d.alarmed(busy("alarm-1", 90))
		d.received(sent("q-1", outage("o-1", "02T08:00", 0)))
		d.received(sent("q-2", outage("o-2", "02T08:00", 0)))
		rush := func() {
			var hosts sync.WaitGroup
			for range 16 {
				hosts.Go(func() {
					_, err := d.Due(d.ctx, d.clock.Now())
					if err != nil {
						assert.ErrorIs(t, err, fault.ErrConflict, "which only says: come again")
					}
				})
			}
			hosts.Wait()
			d.due()
		}
		d.clock.Set(on("11T00:00"))
		rush()
		d.clock.Set(on("31T22:00").AddDate(0, 0, 3))
		rush()
		d.clock.Set(d.violation(march).ClaimBy)
		rush()
		count := map[string]int{}
		for _, typ := range append(d.told(march), d.told("alarm-1")...) {
			count[typ]++
		}
		assert.Equal(t, map[string]int{sla.EventPerformanceMet: 2, sla.EventViolationFound: 1, sla.EventViolationMadeKnown: 1, sla.EventViolationDisclosed: 1,
			sla.EventViolationLapsed: 1, sla.EventReportMade: 1, sla.EventAlarmReceived: 1, sla.EventPriorityAsked: 1, sla.EventTrackingBegun: 1}, count)
	})
}

// What is missing counts as down: of a month of which nothing was reported, there is something to say.
func TestDue_settles_a_period_of_which_nothing_was_reported(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtOnce))
		probe := sla.Objective{ID: "probe", Name: "Reachable", Kind: sla.Availability, Metric: &sample.Metric{Name: "probe", Unit: "up", Most: 1},
			Rule:     &sample.Rule{Kind: sample.Availability, By: sample.Time, Every: calendar.Span(5 * time.Minute), Missing: sample.Down},
			Operator: sla.GreaterOrEqual, Target: money.Count(99), Unit: sla.Percent}
		r.Agreement.Objectives = append(r.Agreement.Objectives, probe)
		d.register(r)
		d.clock.Set(on("31T22:00").Add(48 * time.Hour))
		assert.Equal(t, 1, d.due().Settled)
		assert.Equal(t, sla.ViolationSettled, d.violation(march).State)
		assert.Equal(t, []string{sla.EventViolationFound, sla.EventViolationMadeKnown, sla.EventViolationDisclosed, sla.EventReportMade}, d.told(march),
			"nothing was agreed to be due for it")
	})
}

// A percentile that is bad today may be good at the month's end: it is judged then, though the agreement settles at once.
func TestDue_what_may_still_be_met_is_judged_at_the_end(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtOnce))
		r.Agreement.Objectives = append(r.Agreement.Objectives, latency())
		d.register(r)
		q := sent("q-1")
		q.Samples = map[string][]sample.Sample{"latency": {{At: on("02T08:00"), Value: 900}}}
		assert.Equal(t, sla.Violated, d.received(q).State)
		assert.Equal(t, []string{sla.EventPerformanceViolated}, d.told(march))
		d.clock.Set(on("31T22:00").Add(48 * time.Hour))
		d.due()
		assert.Equal(t, []string{sla.EventViolationFound, sla.EventViolationMadeKnown, sla.EventViolationDisclosed}, d.told(march)[1:4])
	})
}

// onClaim is the extranet with remedies that must be claimed within ten days of the month's end.
func onClaim() sla.Registration {
	r := registration(extranet(sla.AtOnce))
	r.Agreement.Claim = sla.Claim{Kind: sla.OnClaim, Within: 10, Unit: sla.CalendarDays, From: sla.FromPeriodEnd}
	return r
}

// The window may end before the period does: then the claim is there before the violation is found.
func TestClaim_before_the_violation_is_found_is_noted(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := onClaim()
		r.Agreement.Settle, r.Agreement.Claim.From, r.Agreement.Claim.Within = sla.AtPeriodEnd, sla.FromIncident, 3
		d.register(r)
		claim := func(want string) {
			answer, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: march})
			require.NoError(t, err)
			assert.Equal(t, []string{want}, codes(answer.Reasons))
			assert.Zero(t, answer.Amount.Sign())
		}
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1"))
		claim(sla.ReasonClaimNothing)
		d.received(sent("q-2", outage("o-1", "10T08:00", 5*time.Hour)))
		claim(sla.ReasonClaimNoted)
		claim(sla.ReasonClaimTwice)
		d.clock.Set(on("31T22:00").AddDate(0, 0, 3))
		d.due()
		assert.Equal(t, sla.ViolationSettled, d.violation(march).State)
		euro(t, "4.00", d.handedOver(march))
		claim(sla.ReasonClaimTwice)
	})
}

func TestClaim_in_time_is_handed_over(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.register(onClaim())
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		assert.Equal(t, []string{sla.EventPerformanceViolated, sla.EventViolationFound, sla.EventViolationMadeKnown, sla.EventViolationDisclosed}, d.told(march))
		v := d.violation(march)
		assert.Equal(t, sla.ViolationFound, v.State)
		assert.Equal(t, on("31T22:00").AddDate(0, 0, 10), v.ClaimBy)

		d.clock.Set(v.ClaimBy.Add(-time.Microsecond))
		assert.Zero(t, d.due().Lapsed)
		answer, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: march, Correlation: "case-1", Text: "we want our money"})
		require.NoError(t, err)
		assert.True(t, answer.Accepted)
		assert.Equal(t, []string{sla.ReasonClaimed}, codes(answer.Reasons))
		euro(t, "4.00", answer.Amount)
		assert.Equal(t, sla.ViolationSettled, answer.Violation.State)
		assert.Zero(t, answer.Violation.ClaimBy, "there is nothing left to claim")
		assert.Equal(t, []string{sla.EventClaimAnswered, sla.EventRemedyHandedOver, sla.EventViolationMadeKnown, sla.EventViolationDisclosed}, d.told("case-1"))

		again, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: march})
		require.NoError(t, err)
		assert.False(t, again.Accepted)
		assert.Equal(t, []string{sla.ReasonClaimTwice}, codes(again.Reasons))
		d.clock.Advance(time.Hour)
		d.due()
		assert.Equal(t, sla.ViolationSettled, d.violation(march).State)
		euro(t, "4.00", d.handedOver("case-1"))
	})
}

func TestClaim_too_late_is_a_no_with_the_reason(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.register(onClaim())
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		d.clock.Set(d.violation(march).ClaimBy)
		answer, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: march})
		require.NoError(t, err)
		assert.False(t, answer.Accepted)
		assert.Equal(t, []string{sla.ReasonClaimLate}, codes(answer.Reasons))
		assert.Equal(t, 1, d.due().Lapsed)
		assert.Zero(t, d.due().Lapsed)
		assert.Equal(t, sla.ViolationLapsed, d.violation(march).State)
		assert.Contains(t, d.told(march), sla.EventViolationLapsed)
		assert.Zero(t, d.handedOver(march).Sign())
	})
}

// What nobody claimed in time may be claimed after all when something new happens, if the window is counted from there.
func TestClaim_what_lapsed_may_come_back(t *testing.T) {
	t.Parallel()
	for from, want := range map[sla.ClaimFrom]sla.ViolationState{sla.FromIncident: sla.ViolationFound, sla.FromPeriodEnd: sla.ViolationLapsed} {
		d := inMemory(t, nil)
		r := registration(tiered(sla.AtOnce))
		r.Agreement.Claim = sla.Claim{Kind: sla.OnClaim, Within: 2, Unit: sla.CalendarDays, From: from}
		d.register(r)
		d.clock.Set(on("06T00:00"))
		d.received(sent("q-1", outage("o-1", "03T08:00", 90*time.Minute), outage("o-2", "04T08:00", 90*time.Minute), outage("o-3", "05T08:00", 90*time.Minute)))
		d.clock.Set(d.violation(march).ClaimBy)
		assert.Equal(t, 1, d.due().Lapsed)
		d.clock.Advance(14 * 24 * time.Hour)
		d.received(sent("q-2", outage("o-4", "21T08:00", 3*time.Hour)))
		assert.Equal(t, want, d.violation(march).State, "%s", from)
		assert.Len(t, d.violation(march).Breaches, 2)
	}
}

func TestClaim_of_what_is_not_to_be_claimed(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.clock.Set(on("11T09:00"))
	d.received(sent("q-1"))
	answer, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: march})
	require.NoError(t, err)
	assert.Equal(t, []string{sla.ReasonClaimNothing}, codes(answer.Reasons))
	d.received(sent("q-2", outage("o-1", "10T08:00", 5*time.Hour)))
	answer, err = d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: march})
	require.NoError(t, err)
	assert.Equal(t, []string{sla.ReasonClaimUnasked}, codes(answer.Reasons))
	d.refuses(fault.ErrNotFound, func() error { _, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: "another"}); return err })
	d.refuses(fault.ErrInvalid, func() error {
		_, err := d.ClaimRemedy(d.ctx, sla.ClaimRequest{Violation: "\x00", Text: "\xff"})
		return err
	})
}

// Section 3.7.2: whether the customer is content with the resolution is asked for behind it.
func TestNoteContent_closes_a_violation_or_disputes_it(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		v, err := d.NoteContent(d.ctx, march, false, "two per cent are a joke")
		require.NoError(t, err)
		assert.Equal(t, sla.ViolationDisputed, v.State)
		v, err = d.NoteContent(d.ctx, march, true, "")
		require.NoError(t, err)
		assert.Equal(t, sla.ViolationClosed, v.State)
		notes := all[sla.ContentNotice](d, march, sla.EventContentNoted)
		assert.Equal(t, []bool{false, true}, []bool{notes[0].Content.Content, notes[1].Content.Content})
		d.refuses(fault.ErrState, func() error { _, err := d.NoteContent(d.ctx, march, true, ""); return err })
		d.refuses(fault.ErrNotFound, func() error { _, err := d.NoteContent(d.ctx, "another", true, ""); return err })
		d.refuses(fault.ErrInvalid, func() error { _, err := d.NoteContent(d.ctx, march, true, "\x00"); return err })
		q := sent("q-2")
		q.Fees = map[string]money.Amount{charge: money.Must("300.00 EUR")}
		d.received(q)
		assert.Equal(t, sla.ViolationSettled, d.violation(march).State, "what it is worth has changed")
	})
}
