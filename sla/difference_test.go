package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestDifference_RefusesReportsOfDifferentThings(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour)}}
	report := evaluate(t, bmw(), r, march, march.End())
	_, err := sla.Difference(report, sla.Report{})
	assert.Equal(t, []string{"now", "agreement", "customer", "period"}, etomtest.Paths(err))
	other := report
	other.Customer = "c-2"
	_, err = sla.Difference(report, other)
	assert.Equal(t, []string{"customer"}, etomtest.Paths(err))
	r.Fees[basicCharge] = money.Must("200.00 USD")
	_, err = sla.Difference(report, evaluate(t, bmw(), r, march, march.End()))
	assert.ErrorIs(t, err, fault.ErrInvalid, "of two currencies")
}

func TestDifference_SaysWhatBecame(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	a := bmw()
	a.Objectives[0].Consequences[0].Step = &sla.Step{Size: money.Count(1), From: sla.FromTarget, Count: sla.Started}
	of := func(d time.Duration) sla.Report {
		r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", d)}}
		return evaluate(t, a, r, march, march.End())
	}
	little, much, none := of(5*time.Hour), of(7*time.Hour), of(4*time.Hour)
	for _, tt := range []struct {
		before, now  sla.Report
		code, amount string
	}{
		{sla.Report{}, little, sla.CodeGranted, "4.00 EUR"},
		{little, much, sla.CodeRaised, "8.00 EUR"},
		{much, little, sla.CodeLowered, "-8.00 EUR"},
		{much, none, sla.CodeWithdrawn, "-12.00 EUR"},
		{none, little, sla.CodeGranted, "4.00 EUR"},
	} {
		adjustments, err := sla.Difference(tt.before, tt.now)
		require.NoError(t, err)
		require.Len(t, adjustments, 1)
		assert.Equal(t, tt.code, adjustments[0].Code)
		assert.Equal(t, money.Must(tt.amount), adjustments[0].Amount)
		assert.Equal(t, basicCharge, adjustments[0].Fee)
	}
}
