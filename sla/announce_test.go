package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// works is maintenance of the mail service on 10 March, announced eight days before.
func works() sla.Announcement {
	return sla.Announcement{ID: "m-1", Features: []string{"Mail", "VPN"}, Start: on("10T08:00"), End: on("10T12:00"), Text: "new mail servers"}
}

func (d *desk) announced(a sla.Announcement) sla.Maintenance {
	d.t.Helper()
	m, err := d.Announce(d.ctx, a)
	require.NoError(d.t, err)
	return m
}

// counted is how much counts of an outage of the mail service on 10 March, from 8 to 13.
func (d *desk) counted() string {
	d.t.Helper()
	d.clock.Set(on("11T09:00"))
	return d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour))).Results[0].Measured.Text
}

func TestAnnounce_tells_the_customer_and_excludes_the_time(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		m := d.announced(works())
		assert.Equal(t, 1, m.Customers)
		assert.Zero(t, m.ContinueAt)
		n := all[sla.MaintenanceNotice](d, "m-1/dealer-a", sla.EventMaintenanceAnnounced)
		assert.Equal(t, []sla.MaintenanceNotice{{Customer: "dealer-a", Maintenance: "m-1", Kind: sla.MaintenanceWork, State: sla.MaintenanceAnnounced,
			Agreements: []string{"extranet-a"}, Features: []string{"Mail", "VPN"}, Start: on("10T08:00"), End: on("10T12:00"),
			Cause: downtime.ScheduledMaintenance, Text: "new mail servers"}}, n)
		d.store.Unchanged(t, func() { assert.Equal(t, m, d.announced(works()), "the same twice changes nothing") })
		another := works()
		another.Text = "other servers"
		d.refuses(fault.ErrConflict, func() error { _, err := d.Announce(d.ctx, another); return err })
		another = works()
		another.End = on("10T13:00")
		d.refuses(fault.ErrConflict, func() error { _, err := d.Announce(d.ctx, another); return err })
		assert.Equal(t, "1 h", d.counted())
		got, err := d.Maintenance(d.ctx, "m-1")
		require.NoError(t, err)
		assert.Equal(t, m, got)
	})
}

func TestAnnounce_too_late_is_told_and_does_not_exclude(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.clock.Set(on("08T08:01")) // the rule asks for 48 hours
	d.announced(works())
	assert.Equal(t, "5 h", d.counted())
}

func TestAnnounce_an_event_is_told_and_excludes_nothing(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	fair := works()
	fair.Kind = sla.MaintenanceEvent
	d.announced(fair)
	assert.Equal(t, sla.MaintenanceEvent, all[sla.MaintenanceNotice](d, "m-1/dealer-a", sla.EventMaintenanceAnnounced)[0].Kind)
	assert.Equal(t, "5 h", d.counted())
}

func TestAnnounce_what_is_moved_is_told_again_and_counts_as_announced_then(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.announced(works())
		m, err := d.MoveMaintenance(d.ctx, "m-1", on("10T10:00"), on("10T12:00"), "the servers come late")
		require.NoError(t, err)
		assert.Equal(t, sla.MaintenanceMoved, m.State)
		n := all[sla.MaintenanceNotice](d, "m-1/dealer-a", sla.EventMaintenanceAnnounced)[1]
		assert.Equal(t, "the servers come late", n.Reason)
		assert.Equal(t, on("10T10:00"), n.Start)
		d.store.Unchanged(t, func() { assert.Equal(t, m, d.announced(works()), "the first announcement, come again") })
		assert.Equal(t, "3 h", d.counted())
		d.refuses(fault.ErrState, func() error {
			_, err := d.MoveMaintenance(d.ctx, "m-1", on("20T10:00"), on("20T12:00"), "too late")
			return err
		})
		d.refuses(fault.ErrState, func() error { _, err := d.WithdrawMaintenance(d.ctx, "m-1", "too late"); return err })
	})
}

func TestAnnounce_what_is_moved_over_the_months_end_is_noted_in_both_months(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.announced(works())
	_, err := d.MoveMaintenance(d.ctx, "m-1", on("31T20:00"), on("31T23:00"), "at night")
	require.NoError(t, err)
	for _, at := range []time.Time{on("10T00:00"), on("31T22:30")} {
		rec, err := d.Record(d.ctx, "extranet-a", at)
		require.NoError(t, err)
		assert.Len(t, rec.Exclusions, 2, "one for each feature")
	}
	_, err = d.WithdrawMaintenance(d.ctx, "m-1", "no money")
	require.NoError(t, err)
	for _, at := range []time.Time{on("10T00:00"), on("31T22:30")} {
		rec, err := d.Record(d.ctx, "extranet-a", at)
		require.NoError(t, err)
		assert.Empty(t, rec.Exclusions)
	}
	notices := all[sla.MaintenanceNotice](d, "m-1/dealer-a", sla.EventMaintenanceAnnounced)
	assert.Equal(t, sla.MaintenanceWithdrawn, notices[2].State)
	assert.Equal(t, "5 h", d.counted())
	d.refuses(fault.ErrState, func() error { _, err := d.WithdrawMaintenance(d.ctx, "m-1", "again"); return err })
}

// crowd registers agreements of many customers, two for each, of which every third has no mail.
func (d *desk) crowd(customers int) {
	d.t.Helper()
	for n := range customers {
		for _, kind := range []string{"x", "y"} {
			r := registration(extranet(sla.AtOnce))
			r.Agreement.ID, r.Agreement.Customer = fmt.Sprintf("%s-%03d", kind, n), fmt.Sprintf("customer-%03d", n)
			if n%3 == 0 {
				r.Agreement.Features, r.Agreement.Objectives = []string{"DNS"}, r.Agreement.Objectives[1:]
				r.Agreement.Fees, r.Fees = nil, nil
			}
			d.register(r)
		}
	}
}

// toldOf asks that each customer concerned was told so many times, and nobody else.
func (d *desk) toldOf(customers, times int) {
	d.t.Helper()
	for n := range customers {
		want := times
		if n%3 == 0 {
			want = 0
		}
		told := all[sla.MaintenanceNotice](d, fmt.Sprintf("m-1/customer-%03d", n), sla.EventMaintenanceAnnounced)
		require.Len(d.t, told, want, "customer %d", n)
		for _, one := range told {
			assert.Len(d.t, one.Agreements, 2)
		}
	}
}

func TestAnnounce_tells_each_of_many_customers_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		const customers = 60
		d.crowd(customers)
		m := d.announced(works())
		assert.Equal(t, 40, m.Customers)
		d.toldOf(customers, 1)
		m, err := d.MoveMaintenance(d.ctx, "m-1", on("12T08:00"), on("12T12:00"), "later")
		require.NoError(t, err)
		assert.Equal(t, 40, m.Customers)
		d.toldOf(customers, 2)
	})
}

func TestAnnounce_what_a_unit_begins_Due_goes_on_with(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		const customers = 60
		d.crowd(customers)
		m, err := work.Do(d.ctx, d.env, func(u *work.Unit) (sla.Maintenance, error) { return d.AnnounceTx(u, works()) })
		require.NoError(t, err)
		assert.NotZero(t, m.ContinueAt, "there are more than one unit tells")
		assert.Positive(t, d.due().Continue)
		d.toldOf(customers, 1)
		assert.Zero(t, d.due())
		m, err = d.Maintenance(d.ctx, "m-1")
		require.NoError(t, err)
		assert.Equal(t, 40, m.Customers)
	})
}

func TestAnnounce_does_not_concern_agreements_that_come_later_until_it_is_moved(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.announced(works())
	d.registered(sla.AtOnce)
	assert.Empty(t, d.told("m-1/dealer-a"))
	m, err := d.MoveMaintenance(d.ctx, "m-1", on("10T10:00"), on("10T12:00"), "the servers come late")
	require.NoError(t, err)
	assert.Equal(t, 1, m.Customers)
	assert.Equal(t, "3 h", d.counted())
}

func TestAnnounce_refuses_what_does_not_lie_ahead_and_other_wrong_input(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		for name, tt := range map[string]struct {
			change func(*sla.Announcement)
			fields []string
		}{
			"past":     {func(a *sla.Announcement) { a.Start = on("02T08:59") }, []string{"start ETOM-RANGE"}},
			"now":      {func(a *sla.Announcement) { a.Start, a.End = on("02T09:00"), on("02T10:00") }, []string{"start ETOM-RANGE"}},
			"reversed": {func(a *sla.Announcement) { a.End = a.Start }, []string{"end ETOM-RANGE"}},
			"too long": {func(a *sla.Announcement) { a.End = a.Start.AddDate(0, 2, 0) }, []string{"end ETOM-RANGE"}},
			"nothing":  {func(a *sla.Announcement) { *a = sla.Announcement{} }, []string{"id ETOM-REQUIRED", "feature ETOM-REQUIRED", "start ETOM-REQUIRED", "end ETOM-RANGE", "text ETOM-REQUIRED"}},
			"texts": {func(a *sla.Announcement) {
				a.ID, a.Kind, a.Cause, a.Text, a.Features = "\x00", "party", "\xff", "\x00", []string{"\x00"}
			},
				[]string{"id ETOM-TEXT-NUL", "kind ETOM-UNKNOWN", "feature[0] ETOM-TEXT-NUL", "cause ETOM-TEXT-UTF8", "text ETOM-TEXT-NUL"}},
			"an event that excludes": {func(a *sla.Announcement) { a.Kind, a.Cause = sla.MaintenanceEvent, "fair" }, []string{"cause SLA-SUPERFLUOUS"}},
		} {
			a := works()
			tt.change(&a)
			err := d.refuses(fault.ErrInvalid, func() error { _, err := d.Announce(d.ctx, a); return err })
			assert.ElementsMatch(t, tt.fields, fields(t, err), name)
		}
		d.refuses(fault.ErrNotFound, func() error { _, err := d.WithdrawMaintenance(d.ctx, "m-9", "why"); return err })
		d.refuses(fault.ErrInvalid, func() error { _, err := d.WithdrawMaintenance(d.ctx, "m-9", ""); return err })
		d.refuses(fault.ErrInvalid, func() error { _, err := d.MoveMaintenance(d.ctx, "m-9", time.Time{}, time.Time{}, "why"); return err })
	})
}

func TestAnnounce_concerns_agreements_that_have_the_feature_then(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		_, err := d.EndAgreement(d.ctx, "extranet-a", must(parseDate("2026-04-01")), "gone")
		require.NoError(t, err)
		late := works()
		late.Start, late.End = on("31T00:00").AddDate(0, 0, 10), on("31T02:00").AddDate(0, 0, 10)
		assert.Zero(t, d.announced(late).Customers)
		var pending []event.Event
		require.NoError(t, d.env.View(d.ctx, func(u *work.Unit) (err error) {
			pending, _, err = event.Pending(u, store.Cursor{}, 0)
			return err
		}))
		for _, e := range pending {
			assert.NotEqual(t, sla.EventMaintenanceAnnounced, e.Type)
		}
	})
}
