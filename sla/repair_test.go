package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestRepair_BelongsToOnePeriodWhole(t *testing.T) {
	t.Parallel()
	march, april := month(t, "2026-03-01", "Europe/Berlin"), month(t, "2026-04-01", "Europe/Berlin")
	terms := func(b sla.Belongs) sla.Agreement {
		return agreement("Europe/Berlin", sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromRepairs, Belongs: b}, money.Count(8), "fee", money.MustRate("5%")))
	}
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 EUR")}, Repairs: []sla.Repair{
		{ID: "t-1", Reported: instant("2026-03-31T20:00:00+02:00"), Restored: instant("2026-04-01T06:00:00+02:00")}, // 10 h, over the period's end
		{ID: "t-2", Reported: instant("2026-03-30T20:00:00+02:00"), Restored: instant("2026-03-31T04:00:00+02:00")}, // 8 h exactly
	}}
	asOf := instant("2026-04-02T00:00:00+02:00")
	for _, tt := range []struct {
		belongs   sla.Belongs
		in, notIn calendar.Period
	}{{sla.ByStart, march, april}, {sla.ByEnd, april, march}} {
		report := evaluate(t, terms(tt.belongs), r, tt.in, asOf)
		assert.Equal(t, "10 h", report.Results[0].Measured.Text)
		assert.Equal(t, money.Must("5.00 EUR"), report.Total)
		assert.Equal(t, "t-1", report.Remedies[0].Fault)
		assert.False(t, evaluate(t, terms(tt.belongs), r, tt.notIn, asOf).Violated())
	}
	assert.Equal(t, sla.CodeNoFault, evaluate(t, terms(sla.ByEnd), sla.Record{Fees: r.Fees}, march, asOf).Results[0].Reasons[0].Code)
}

func TestRepair_OpenFaults(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	each := sla.RepairedWithin("repair", "Repair", plainly(), sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.Count(4), "fee", money.MustRate("5%"))
	mean := each
	mean.ID, mean.Kind, mean.Consequences, mean.Cap = "mttr", sla.MeanTimeToRepair, nil, nil
	a := agreement("Europe/Berlin", each, mean)
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 EUR")}, Outages: []downtime.Outage{
		down("o-1", "", "2026-03-10T08:00:00+01:00", 2*time.Hour), down("o-2", "", "2026-03-11T08:00:00+01:00", 3*time.Hour),
		{ID: "o-3", Start: instant("2026-03-12T08:00:00+01:00")}}}
	report := evaluate(t, a, r, march, instant("2026-03-12T12:00:00+01:00"))
	assert.Equal(t, sla.Met, report.Results[0].State, "4 h so far are not more than 4 h")
	assert.Equal(t, "2 h 30 min", report.Results[1].Measured.Text, "the mean of those that are repaired")
	report = evaluate(t, a, r, march, instant("2026-03-12T12:00:01+01:00"))
	assert.Equal(t, sla.Violated, report.Results[0].State)
	assert.Equal(t, "o-3", report.Remedies[0].Fault)
}

func TestRepair_MeanIsPaidByTheWholeTime(t *testing.T) {
	t.Parallel()
	april := month(t, "2026-04-01", "UTC")
	o := slack(1, calendar.Month, plainly()).Objectives[0]
	o.Kind, o.Operator, o.Target, o.Unit = sla.MeanTimeToRepair, sla.LessOrEqual, money.Count(1), sla.Hours
	o.Repair = &sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("720.00 EUR")}, Outages: []downtime.Outage{
		down("o-1", "", "2026-04-10T08:00:00Z", 2*time.Hour), down("o-2", "", "2026-04-11T08:00:00Z", 4*time.Hour)}}
	report := evaluate(t, agreement("UTC", o), r, april, april.End())
	assert.Equal(t, "3 h", report.Results[0].Measured.Text)
	assert.Equal(t, money.Must("6.00 EUR"), report.Total, "a EUR an hour, for 6 h without service")
}

func TestRepair_EachFaultByItsOwnServiceHours(t *testing.T) {
	t.Parallel()
	office, err := calendar.NewHours(calendar.HoursSpec{Name: "office", Version: "1", Zone: "Europe/Berlin",
		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"), calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
	require.NoError(t, err)
	k := excluding(downtime.Rule{Cause: downtime.NoAccess})
	k.Order, k.Hours = append(k.Order, downtime.StepHours), &office
	a := agreement("Europe/Berlin", sla.RepairedWithin("repair", "Repair", k, sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByStart}, money.Count(6), "fee", money.MustRate("5%")))
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("100.00 EUR")},
		Repairs: []sla.Repair{
			{ID: "t-1", Reported: instant("2026-03-27T16:00:00+01:00"), Restored: instant("2026-03-30T12:00:00+02:00")}, // Friday to Monday: 2 h and 4 h
			{ID: "t-2", Reported: instant("2026-03-30T08:00:00+02:00"), Restored: instant("2026-03-30T16:00:00+02:00")}, // at the same time, less 2 h without access
		},
		Exclusions: []downtime.Exclusion{{ID: "x-1", Cause: downtime.NoAccess, Outage: "t-2", Start: instant("2026-03-30T09:00:00+02:00"), End: instant("2026-03-30T11:00:00+02:00")}}}
	report := evaluate(t, a, r, march, march.End())
	assert.Equal(t, sla.Met, report.Results[0].State)
	assert.Equal(t, []string{"6 h", "6 h"}, []string{report.Results[0].Faults[0].Time.Text, report.Results[0].Faults[1].Time.Text})
	assert.Empty(t, unaccounted(report))
}
