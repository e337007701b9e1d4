package sla_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestRegister_makes_an_agreement_known(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := registration(extranet(sla.AtOnce))
		r.Correlation = "order-1"
		g := d.register(r)
		assert.Equal(t, "dealer-a", g.Customer)
		assert.Equal(t, r.Agreement.Features, g.Features)
		n := all[sla.AgreementNotice](d, "order-1", sla.EventAgreementRegistered)
		assert.Equal(t, []sla.AgreementNotice{{Customer: "dealer-a", Agreement: "extranet-a", Version: "1", Name: "Extranet",
			Begins: calendar.MustParse("2026-01-01"), Features: r.Agreement.Features}}, n)
		d.store.Unchanged(t, func() {
			again := d.register(r)
			assert.Equal(t, g, again, "to register a version again does nothing")
		})
		r.Fees[charge] = money.Must("300.00 EUR")
		d.refuses(fault.ErrConflict, func() error { _, err := d.Register(d.ctx, r); return err })

		got, err := d.Agreement(d.ctx, "extranet-a")
		require.NoError(t, err)
		assert.Equal(t, g, got)
		of, err := d.AgreementsOf(d.ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []sla.Registered{g}, of)
		terms, err := d.Terms(d.ctx, "extranet-a", "1")
		require.NoError(t, err)
		assert.Equal(t, "mail", terms.Agreement.Objectives[0].ID)
		_, err = d.Terms(d.ctx, "extranet-a", "2")
		require.ErrorIs(t, err, fault.ErrNotFound)
		_, err = d.ofTenant("another").Agreement(d.ctx, "extranet-a")
		require.ErrorIs(t, err, fault.ErrNotFound, "tenants do not see one another")
	})
}

// milder allows ten hours from a day on.
func milder(from string) sla.Registration {
	r := registration(extranet(sla.AtOnce))
	r.Agreement.Version, r.From = "2", calendar.MustParse(from)
	r.Agreement.Objectives[0].Target = money.Count(10)
	return r
}

func TestRegister_a_new_version_leaves_the_periods_before_it_alone(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		d.clock.Set(on("11T09:00"))
		d.received(sent("q-1", outage("o-1", "10T08:00", 5*time.Hour)))
		g := d.register(milder("2026-03-15"))
		assert.Equal(t, calendar.MustParse("2026-04-01"), g.Versions[1].Begins, "with the first period behind its day")

		d.clock.Set(on("31T09:00").AddDate(0, 0, 20))
		april := outage("o-2", "31T08:00", 5*time.Hour)
		april.Start, april.End = april.Start.AddDate(0, 0, 10), april.End.AddDate(0, 0, 10)
		a, err := d.ReceiveQuality(d.ctx, sent("q-2", outage("o-1", "10T08:00", 6*time.Hour), april))
		require.NoError(t, err)
		require.Len(t, a, 2)
		assert.Equal(t, []string{"1", "2"}, []string{a[0].Version, a[1].Version})
		assert.Equal(t, []sla.State{sla.Violated, sla.Warned}, []sla.State{a[0].State, a[1].State})
	})
}

func TestRegister_refuses_a_version_for_what_has_been_assessed(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.clock.Set(on("11T09:00"))
	d.received(sent("q-1"))
	d.refuses(fault.ErrState, func() error { _, err := d.Register(d.ctx, milder("2026-03-01")); return err })
	d.refuses(fault.ErrState, func() error {
		_, err := d.EndAgreement(d.ctx, "extranet-a", calendar.MustParse("2026-03-01"), "gone")
		return err
	})
	g := d.register(milder("2026-06-01"))
	assert.Len(t, g.Versions, 2)
	late := milder("2026-05-01")
	late.Agreement.Version = "3"
	d.refuses(fault.ErrState, func() error { _, err := d.Register(d.ctx, late); return err })
}

func TestRegister_a_version_may_replace_one_that_has_not_begun(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	d.register(milder("2026-04-01"))
	another := milder("2026-04-01")
	another.Agreement.Version, another.SettleAfter = "3", calendar.Span(time.Hour)
	d.register(another)
	d.clock.Set(on("31T09:00").AddDate(0, 0, 9))
	a := d.received(sla.QualityReport{ID: "q-1", Agreement: "extranet-a"})
	assert.Equal(t, "3", a.Version)
}

func TestRegister_an_agreement_is_found_by_the_features_of_its_versions_in_force_and_to_come(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	version := func(name, from string, features ...string) sla.Registered {
		r := registration(extranet(sla.AtOnce))
		r.Agreement.Version, r.From, r.Agreement.Features = name, calendar.MustParse(from), features
		return d.register(r)
	}
	version("1", "2026-01-01", "Mail", "Fax")
	assert.Equal(t, []string{"Mail", "Fax", "VPN"}, version("2", "2026-04-01", "Mail", "VPN").Features)
	d.clock.Advance(60 * 24 * time.Hour)
	assert.Equal(t, []string{"Mail", "VPN", "DNS"}, version("3", "2026-06-01", "Mail", "DNS").Features, "the fax is a thing of the past")
}

func TestRegister_periods_follow_one_another_without_a_gap_when_the_cycle_changes(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	first := registration(extranet(sla.AtOnce))
	first.From = calendar.MustParse("2026-02-10")
	d.register(first)
	weekly := milder("2026-03-20")
	weekly.Agreement.Cycle = calendar.Cycle{Unit: calendar.Days, Days: 7, Anchor: calendar.MustParse("2026-01-05"), Zone: "Europe/Berlin"}
	d.register(weekly)
	d.clock.Set(on("31T09:00").AddDate(0, 0, 20))
	long := downtime.Outage{ID: "o-1", Start: on("01T00:00").AddDate(0, -1, 0), End: on("31T00:00").AddDate(0, 0, 10)}
	all, err := d.ReceiveQuality(d.ctx, sent("q-1", long))
	require.NoError(t, err)
	var periods []string
	for n, a := range all {
		periods = append(periods, a.Period.From().String())
		if n > 0 {
			assert.Equal(t, all[n-1].Period.To(), a.Period.From())
		}
	}
	assert.Equal(t, []string{"2026-02-10", "2026-03-01", "2026-04-01", "2026-04-06"}, periods,
		"the first is cut short by the agreement's beginning, the week of 30 March by the version's")
}

func TestEndAgreement_judges_the_last_period_as_a_whole(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.registered(sla.AtOnce)
		g, err := d.EndAgreement(d.ctx, "extranet-a", calendar.MustParse("2026-03-15"), "the dealer has closed")
		require.NoError(t, err)
		assert.Equal(t, calendar.MustParse("2026-04-01"), g.Until)
		d.store.Unchanged(t, func() {
			_, err = d.EndAgreement(d.ctx, "extranet-a", calendar.MustParse("2026-03-20"), "again")
			require.NoError(t, err)
		})
		assert.Equal(t, []string{sla.EventAgreementRegistered, sla.EventAgreementEnded}, d.told("extranet-a"))
		d.clock.Set(on("31T00:00").AddDate(0, 1, 0))
		d.received(sent("q-1", outage("o-1", "20T08:00", 5*time.Hour)))
		d.refuses(fault.ErrInvalid, func() error { _, err := d.ReceiveQuality(d.ctx, sent("q-2")); return err })
		d.refuses(fault.ErrState, func() error { _, err := d.Register(d.ctx, milder("2026-06-01")); return err })
		assert.Equal(t, sla.DueReport{Settled: 1, Reports: 1}, d.due(), "of March, and nothing behind it")
		assert.Zero(t, d.due())
	})
}

func TestRegister_refuses_wrong_terms(t *testing.T) {
	t.Parallel()
	change := func(how func(*sla.Registration)) sla.Registration {
		r := registration(extranet(sla.AtOnce))
		how(&r)
		return r
	}
	tests := map[string]struct {
		r      sla.Registration
		fields []string
	}{
		"no customer": {change(func(r *sla.Registration) { r.Agreement.Customer = "" }), []string{"agreement.customer ETOM-REQUIRED"}},
		"no features": {change(func(r *sla.Registration) { r.Agreement.Features = nil }), []string{"agreement.objective[0].feature SLA-FEATURE", "agreement.feature ETOM-REQUIRED"}},
		"a rolling cycle": {change(func(r *sla.Registration) { r.Agreement.Cycle.Unit, r.Agreement.Cycle.Days = calendar.Rolling, 30 }),
			[]string{"agreement.objective[0].consequence SLA-PERIOD", "agreement.cycle.unit ETOM-RANGE"}},
		"a day of the last century": {change(func(r *sla.Registration) { r.From = calendar.MustParse("1999-01-01") }), []string{"from ETOM-RANGE"}},
		"no fee":                    {change(func(r *sla.Registration) { r.Fees = nil }), []string{`fee["basic charge of the extranet"] ETOM-REQUIRED`}},
		"a negative fee":            {change(func(r *sla.Registration) { r.Fees[charge] = money.Must("-1.00 EUR") }), []string{`fee["basic charge of the extranet"] ETOM-RANGE`}},
		"another fee": {change(func(r *sla.Registration) { r.Fees["tip"] = money.Must("1.00 EUR") }),
			[]string{`fee["tip"] SLA-FEE`}},
		"too long to wait":   {change(func(r *sla.Registration) { r.SettleAfter, r.Reports.After = calendar.Span(9000*time.Hour), -1 }), []string{"settleAfter ETOM-RANGE", "reports.after ETOM-RANGE"}},
		"two ways to report": {change(func(r *sla.Registration) { r.Reports.OnRequest = true }), []string{"reports.after SLA-SUPERFLUOUS"}},
		"a NUL":              {change(func(r *sla.Registration) { r.Correlation = "a\x00" }), []string{"correlation ETOM-TEXT-NUL"}},
	}
	d := inMemory(t, nil)
	for name, tt := range tests {
		err := d.refuses(fault.ErrInvalid, func() error { _, err := d.Register(d.ctx, tt.r); return err })
		assert.Equal(t, tt.fields, fields(t, err), name)
	}
	d.registered(sla.AtOnce)
	for name, tt := range map[string]struct {
		r      sla.Registration
		fields []string
	}{
		"another customer": {change(func(r *sla.Registration) { r.Agreement.Version, r.Agreement.Customer = "2", "dealer-b" }), []string{"agreement.customer ETOM-REFERENCE"}},
		"another zone": {change(func(r *sla.Registration) {
			r.Agreement.Version, r.Agreement.Cycle.Zone = "2", "UTC"
			r.Agreement.Objectives = r.Agreement.Objectives[:2]
		}), []string{"agreement.cycle.zone SLA-ZONE"}},
	} {
		err := d.refuses(fault.ErrInvalid, func() error { _, err := d.Register(d.ctx, tt.r); return err })
		assert.Equal(t, tt.fields, fields(t, err), name)
	}
}

func TestNew_refuses_a_wrong_config(t *testing.T) {
	t.Parallel()
	_, err := sla.New(inMemory(t, nil).env, &sla.Config{TellBy: "Selling", Extents: []sla.ExtentRow{{}}, Tells: []sla.TellRow{{}},
		Priorities: []sla.PriorityRow{{Cover: "perhaps", Impact: "much"}}, PriorityWithin: -1, AssumedPriority: "5", LookAgain: -1})
	assert.Equal(t, []string{"tellBy ETOM-UNKNOWN", "extents[0].code ETOM-REQUIRED", "extents[0].extent ETOM-UNKNOWN", "extents[0].why ETOM-REQUIRED",
		"tells[0].code ETOM-REQUIRED", "tells[0].priority ETOM-RANGE", "tells[0].extent ETOM-UNKNOWN", "tells[0].why ETOM-REQUIRED",
		"priorities[0].code ETOM-REQUIRED", "priorities[0].cover ETOM-UNKNOWN", "priorities[0].impact ETOM-UNKNOWN", "priorities[0].priority ETOM-RANGE",
		"priorities[0].why ETOM-REQUIRED", "priorityWithin ETOM-RANGE", "assumedPriority ETOM-RANGE", "lookAgain ETOM-RANGE"}, fields(t, err))
}
