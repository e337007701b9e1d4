package sla_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Section 6.6, steps 9 to 11: 4 hours a calendar month are allowed, 4.5 were measured, 2 % of the month's charge go off.
func TestViolation_of_the_document_is_handed_over_at_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		q := sent("q-1", outage("o-1", "10T08:00", 4*time.Hour+30*time.Minute))
		q.Correlation = "ticket-1"
		a := d.received(q)
		assert.Equal(t, sla.Violated, a.State)
		euro(t, "4.00", a.Total)
		assert.Equal(t, []string{sla.EventPerformanceViolated, sla.EventViolationFound, sla.EventRemedyHandedOver,
			sla.EventViolationMadeKnown, sla.EventViolationDisclosed}, d.told("ticket-1"))
		n := all[sla.RemedyNotice](d, "ticket-1", sla.EventRemedyHandedOver)[0]
		assert.Equal(t, "dealer-a", n.Customer)
		euro(t, "4.00", n.Amount)
		assert.Equal(t, charge, n.Adjustments[0].Fee)
		share, err := n.Adjustments[0].Basis.Percent(n.Adjustments[0].Rate, money.HalfUp)
		require.NoError(t, err)
		euro(t, "4.00", share)
		known := all[sla.ViolationNotice](d, "ticket-1", sla.EventViolationMadeKnown)[0]
		assert.Equal(t, "Mail, Time without mail: 4 h 30 min, agreed is at most 4 h", known.Text)
		assert.Equal(t, "Mail, Zeit ohne Mail: 4 h 30 min, vereinbart ist höchstens 4 h", known.De)
		assert.True(t, known.Resolved)
		v := d.violation(march)
		assert.Equal(t, sla.ViolationSettled, v.State)
		euro(t, "4.00", v.Total)
		found, err := d.ViolationsOf(d.ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []sla.Violation{v}, found)
	})
}

func TestViolation_a_report_that_arrives_twice_changes_nothing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		q := sent("q-1", outage("o-1", "10T08:00", 5*time.Hour))
		first := d.received(q)
		d.clock.Advance(time.Hour)
		d.store.Unchanged(t, func() { assert.Equal(t, first, d.received(q)) })
		q.Text = "other words"
		d.refuses(fault.ErrConflict, func() error { _, err := d.ReceiveQuality(d.ctx, q); return err })
	})
}

func TestViolation_an_evaluation_that_is_repeated_hands_over_nothing_more(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		d.clock.Advance(time.Hour)
		d.received(sent("q-2", outage("o-1", "10T08:00", 6*time.Hour)))
		d.received(sent("q-3"))
		breach := d.violation(march).Breaches[0]
		assert.Equal(t, on("11T09:00"), breach.FoundAt, "when it was found first")
		assert.Equal(t, "6 h", breach.Measured.Text, "as it is known now")
		d.clock.Set(on("31T23:59").AddDate(0, 0, 9))
		d.due()
		d.due()
		told := d.told(march)
		assert.Equal(t, []string{sla.EventPerformanceViolated, sla.EventViolationFound, sla.EventRemedyHandedOver, sla.EventViolationMadeKnown,
			sla.EventViolationDisclosed, sla.EventPerformanceViolated, sla.EventPerformanceViolated, sla.EventReportMade}, told)
	})
}

func TestViolation_at_the_periods_end_is_found_when_the_waiting_time_is_over(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtPeriodEnd)
		d.clock.Set(on("11T09:00"))
		q := sent("q-1", outage("o-1", "10T08:00", 5*time.Hour))
		q.Correlation = "ticket-1"
		d.received(q)
		assert.Equal(t, []string{sla.EventPerformanceViolated}, d.told("ticket-1"))
		_, err := d.Violation(d.ctx, march)
		require.ErrorIs(t, err, fault.ErrNotFound)

		end := calendar.FirstInstant(calendar.MustParse("2026-04-01"), must(calendar.LoadZone("Europe/Berlin")))
		d.clock.Set(end.Add(48*time.Hour - time.Microsecond))
		assert.Zero(t, d.due().Settled)
		d.clock.Set(end.Add(48 * time.Hour))
		assert.Equal(t, 1, d.due().Settled)
		assert.Equal(t, []string{sla.EventPerformanceViolated, sla.EventViolationFound, sla.EventRemedyHandedOver,
			sla.EventViolationMadeKnown, sla.EventViolationDisclosed}, d.told("ticket-1"), "in the case of the report that found it")
		assert.Zero(t, d.due())

		d.received(sent("q-2", outage("o-1", "10T08:00", 3*time.Hour)))
		assert.Equal(t, []string{sla.EventReportMade, sla.EventPerformanceMet}, d.told(march))
		assert.Equal(t, []string{sla.EventViolationWithdrawn, sla.EventRemedyHandedOver, sla.EventViolationMadeKnown,
			sla.EventViolationDisclosed}, d.told("ticket-1")[5:])
		euro(t, "0.00", d.handedOver("ticket-1"))
		assert.Equal(t, sla.ViolationWithdrawn, d.violation(march).State)
	})
}

// Thirty missed targets with long names make a sentence that is cut, so that everybody can keep it.
func TestViolation_says_what_happened_in_a_sentence_of_bearable_length(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	one := r.Agreement.Objectives[0]
	r.Agreement.Objectives = nil
	for n := range 30 {
		one.ID, one.Name = fmt.Sprint("mail-", n), strings.Repeat("ä", 95)+fmt.Sprint(n)
		r.Agreement.Objectives = append(r.Agreement.Objectives, one)
	}
	d.register(r)
	d.clock.Set(on("11T09:00"))
	d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
	n := all[sla.ViolationNotice](d, march, sla.EventViolationMadeKnown)[0]
	assert.Len(t, n.Breaches, 30)
	assert.Less(t, len(n.Text), 5010)
	assert.True(t, utf8.ValidString(n.Text))
	assert.True(t, strings.HasSuffix(n.Text, " …"))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestViolationLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, sla.ViolationLifecycle(), "violation")
}

// What thousands of faults are worth is longer than a record or an event can be: it is handed over by the consequence.
func TestViolation_of_thousands_of_faults(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	o := sla.RepairedWithin("each", "Repair", counting(), sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.MustQuantity("0.01"), charge, money.MustRate("0.01%"))
	o.Consequences = append(o.Consequences, o.Consequences[0], o.Consequences[0])
	o.Stacking = sla.Sum
	r.Agreement.Objectives = []sla.Objective{o}
	d.register(r)
	d.clock.Set(on("31T00:00"))
	const parcels, each = 2, 500
	for parcel := range parcels {
		var outages []downtime.Outage
		for n := range each {
			one := outage(fmt.Sprintf("%d-%0150d", parcel, n), "01T00:00", time.Minute)
			one.Start = one.Start.Add(time.Duration(parcel*each+n) * 10 * time.Minute)
			one.End = one.Start.Add(5 * time.Minute)
			outages = append(outages, one)
		}
		d.received(sent(fmt.Sprint("q-", parcel), outages...))
	}
	euro(t, "60.00", d.violation(march).Total)
	euro(t, "60.00", d.handedOver(march))
	assert.Len(t, d.violation(march).Granted, 3)
}
