package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestClaim_Deadline(t *testing.T) {
	t.Parallel()
	hours, err := calendar.NewHours(calendar.HoursSpec{Name: "office", Version: "1", Zone: "Europe/Berlin", Region: "DE-BY",
		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"), calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
	require.NoError(t, err)
	tests := []struct {
		name  string
		claim sla.Claim
		want  string // the first instant at which it is too late
	}{
		{"unasked", sla.Claim{Kind: sla.Automatic}, "0001-01-01T00:00:00Z"},
		{"7 calendar days behind the period", sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.CalendarDays, From: sla.FromPeriodEnd}, "2026-04-08T00:00:00+02:00"},
		{"7 calendar days behind the incident", sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.CalendarDays, From: sla.FromIncident}, "2026-03-28T00:00:00+01:00"},
		{"10 calendar days behind it, over the night the clocks change", sla.Claim{Kind: sla.OnClaim, Within: 10, Unit: sla.CalendarDays, From: sla.FromIncident}, "2026-03-31T00:00:00+02:00"},
		{"7 business days behind the month's end (Cogent): Good Friday, 3 April, and Easter Monday do not count", sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.WorkingDays, From: sla.FromPeriodEnd, Hours: &hours}, "2026-04-14T00:00:00+02:00"},
		{"the end of the second billing cycle behind (AWS)", sla.Claim{Kind: sla.OnClaim, Within: 2, Unit: sla.BillingCycles, From: sla.FromPeriodEnd}, "2026-06-01T00:00:00+02:00"},
	}
	march := month(t, "2026-03-01", "Europe/Berlin")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := bmw()
			a.Claim = tt.claim
			r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{
				down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour), down("o-2", "Mail", "2026-03-20T22:00:00+01:00", time.Hour)}}
			report := evaluate(t, a, r, march, march.End())
			assert.Equal(t, instant(tt.want), report.Remedies[0].ClaimBy)
			assert.Equal(t, tt.claim.Kind, report.Claim)
		})
	}
}

// The incident is over when the outage is, though what lies behind the period does not count in it.
func TestClaim_DeadlineOfAnIncidentThatOutlastsThePeriod(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	a := bmw()
	a.Claim = sla.Claim{Kind: sla.OnClaim, Within: 7, Unit: sla.CalendarDays, From: sla.FromIncident}
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-31T08:00:00+02:00", 72*time.Hour)}}
	report := evaluate(t, a, r, march, march.End().AddDate(0, 0, 10))
	assert.Equal(t, instant("2026-04-11T00:00:00+02:00"), report.Remedies[0].ClaimBy, "it ended on 3 April")

	a.Objectives[0].Kind, a.Objectives[0].Repair = sla.MeanTimeToRepair, &sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}
	report = evaluate(t, a, r, march, march.End().AddDate(0, 0, 10))
	assert.Equal(t, instant("2026-04-11T00:00:00+02:00"), report.Remedies[0].ClaimBy)
}

// TestProperty_DeadlinesGrow holds that a longer window never ends sooner, and that every one ends with a day.
func TestProperty_DeadlinesGrow(t *testing.T) {
	t.Parallel()
	always, err := calendar.AlwaysOpen("America/Santiago")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		a := bmw()
		a.Cycle.Zone = "America/Santiago"
		p, err := a.Cycle.Period(instant("2026-01-15T12:00:00Z").AddDate(0, rapid.IntRange(0, 24).Draw(t, "month"), 0))
		require.NoError(t, err)
		r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{{ID: "o-1", Start: p.Start(), End: p.Start().Add(5 * time.Hour)}}}
		a.Claim = sla.Claim{Kind: sla.OnClaim, Unit: rapid.SampledFrom([]sla.WindowUnit{sla.CalendarDays, sla.WorkingDays, sla.BillingCycles}).Draw(t, "unit"), From: sla.FromPeriodEnd}
		if a.Claim.Unit == sla.WorkingDays {
			a.Claim.Hours = &always
		}
		last := p.End()
		zone, err := calendar.LoadZone(a.Cycle.Zone)
		require.NoError(t, err)
		for _, n := range []int{1, 2, 10, 40} {
			a.Claim.Within = n
			report, err := sla.Evaluate(a, r, p, p.End())
			require.NoError(t, err)
			by := report.Remedies[0].ClaimBy
			require.True(t, by.After(last))
			require.Equal(t, calendar.FirstInstant(calendar.DateOf(by, zone), zone), by, "the first instant of a day")
			last = by
		}
	})
}
