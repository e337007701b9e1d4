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

func TestReceiveRepairs_are_timed_and_are_no_quality_report(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("10T20:00"))
		late := sla.RepairReport{ID: "t-1 closed", Correlation: "case-1", Agreement: "extranet-a",
			Repairs: []sla.Repair{{ID: "t-1", Feature: "Mail", Reported: on("09T07:00"), Restored: on("10T08:00")}}} // 13 h within the service hours
		got, err := d.ReceiveRepairs(d.ctx, late)
		require.NoError(t, err)
		require.Len(t, got, 1)
		assert.Equal(t, sla.Violated, got[0].State)
		types := etomtest.Types(etomtest.Journal(t, d.env, "case-1"))
		assert.NotContains(t, types, sla.EventPerformanceViolated, "no quality report has arrived")
		assert.Contains(t, types, sla.EventViolationFound)

		d.store.Unchanged(t, func() {
			again, err := d.ReceiveRepairs(d.ctx, late)
			require.NoError(t, err)
			assert.Equal(t, got, again, "the same report twice")
		})

		// The crew was not let in for five hours; the agreement excludes what the customer causes.
		late.ID = "t-1 once more"
		late.Exclusions = []downtime.Exclusion{{ID: "t-1/1", Cause: downtime.Customer, Feature: "Mail", Outage: "t-1", Start: on("09T10:00"), End: on("09T15:00")}}
		got, err = d.ReceiveRepairs(d.ctx, late)
		require.NoError(t, err)
		assert.NotEqual(t, sla.Violated, got[0].State)
	})
}

func TestReceiveRepairs_are_of_no_use_where_no_time_to_repair_is_promised(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		a := extranet(sla.AtOnce)
		a.Objectives = a.Objectives[:2]
		_, err := d.Register(d.ctx, sla.Registration{Agreement: a, Fees: map[string]money.Amount{charge: money.Must("490.00 EUR")}})
		require.NoError(t, err)
		d.clock.Set(on("10T20:00"))
		got, err := d.ReceiveRepairs(d.ctx, sla.RepairReport{ID: "r-1", Agreement: "extranet-a",
			Repairs: []sla.Repair{{ID: "t-1", Feature: "Mail", Reported: on("10T08:00"), Restored: on("10T19:00")}}})
		require.NoError(t, err)
		assert.Empty(t, got)
		report, err := d.ReportOf(d.ctx, "extranet-a", on("10T08:00"))
		require.NoError(t, err)
		assert.Empty(t, report.Remedies)

		d.refuses(fault.ErrInvalid, func() error {
			_, err := d.ReceiveRepairs(d.ctx, sla.RepairReport{ID: "r-2", Agreement: "extranet-a",
				Repairs: []sla.Repair{{ID: "t-1", Reported: on("10T08:00"), Restored: on("10T07:00")}, {ID: "t-2", Reported: on("10T08:00").Add(48 * time.Hour)}}})
			return err
		})
		d.refuses(fault.ErrNotFound, func() error {
			_, err := d.ReceiveRepairs(d.ctx, sla.RepairReport{ID: "r-3", Agreement: "none"})
			return err
		})
	})
}
