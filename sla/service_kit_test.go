package sla_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// desk is Customer QoS/SLA Management on a store that is watched. It is Monday, 2 March 2026, 09:00 UTC, 10:00 in Berlin.
type desk struct {
	*sla.Service
	t     testing.TB
	ctx   context.Context
	env   *work.Env
	clock *etomtest.Clock
	store *etomtest.Watched
}

func open(t testing.TB, st store.Store, config *sla.Config) *desk {
	t.Helper()
	watched := etomtest.Watch(st)
	env, clock := etomtest.Env(t, watched)
	service, err := sla.New(env, config)
	require.NoError(t, err)
	return &desk{Service: service, t: t, ctx: context.Background(), env: env, clock: clock, store: watched}
}

// everywhere runs a test on every backend.
func everywhere(t *testing.T, config *sla.Config, test func(*testing.T, *desk)) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) { test(t, open(t, st, config)) })
}

func inMemory(t testing.TB, config *sla.Config) *desk { return open(t, memory.New(), config) }

const charge = "basic charge of the extranet"

// extranet is the agreement of the document's example (sections 6.2 and 6.5 to 6.6): 4 h without mail are allowed in a calendar
// month, beyond them 2 % of the month's basic charge are due; the extranet is used to less than 85 %. The time to repair is
// ours.
func extranet(settle sla.Settle) sla.Agreement {
	mail := sla.AllowedDowntime("mail", "Time without mail", counting(), money.Count(4), charge, money.MustRate("2%"))
	mail.De, mail.Feature = "Zeit ohne Mail", "Mail"
	mail.Warning = &sla.Bound{Operator: sla.LessOrEqual, Value: money.Count(3)}
	return sla.Agreement{
		ID: "extranet-a", Version: "1", Customer: "dealer-a", Name: "Extranet", De: "Extranet",
		Cycle:      calendar.Cycle{Unit: calendar.Month, Zone: "Europe/Berlin"},
		Features:   []string{"Online Ordering", "Car Configurator", "Internet access", "Mail", "DNS", "VPN"},
		Fees:       []string{charge},
		Objectives: []sla.Objective{mail, utilisation(), repair()},
		Stacking:   sla.Sum, Cap: sla.Uncapped(), ContractCap: sla.NoContractCap(), Minimum: sla.Minimum{Kind: sla.NoMinimum},
		Rounding: new(money.HalfUp), Claim: sla.Claim{Kind: sla.Automatic}, Settle: settle,
	}
}

func counting() downtime.Counting {
	return downtime.Counting{
		Begin: downtime.BeginStart, Degraded: downtime.DegradedFull,
		Order:    []downtime.Step{downtime.StepMerge, downtime.StepClip, downtime.StepExclude},
		MergeGap: new(calendar.Span(0)),
		Rules: []downtime.Rule{
			{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour)},
			{Cause: downtime.Customer},
		},
		Denominator: downtime.Denominator{Kind: downtime.DenominatorPeriod},
	}
}

func utilisation() sla.Objective {
	return sla.Objective{ID: "utilisation", Name: "Utilisation", De: "Auslastung", Kind: sla.Threshold,
		Metric: &sample.Metric{Name: "utilisation", Unit: "%", Most: 100}, Rule: &sample.Rule{Kind: sample.Peak},
		Operator: sla.Less, Target: money.Count(85), Unit: sla.Percent}
}

// repair is 12 working hours for each fault.
func repair() sla.Objective {
	hours, err := calendar.NewHours(calendar.HoursSpec{Name: "service hours", Version: "1", Zone: "Europe/Berlin", Windows: []calendar.Window{
		{Day: calendar.Monday, From: clock("08:00"), To: clock("20:00")}, {Day: calendar.Tuesday, From: clock("08:00"), To: clock("20:00")},
	}})
	if err != nil {
		panic(err)
	}
	k := counting()
	k.Order = append(k.Order, downtime.StepHours)
	k.Hours = &hours
	return sla.Objective{ID: "repair", Name: "Time to repair", De: "Entstörzeit", Kind: sla.TimeToRepair, Counting: &k,
		Repair:   &sla.Repairing{Faults: sla.FromRepairs, Belongs: sla.ByStart},
		Operator: sla.LessOrEqual, Target: money.Count(12), Unit: sla.Hours}
}

func clock(text string) calendar.TimeOfDay {
	var at calendar.TimeOfDay
	if err := at.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return at
}

// registration is that of an agreement of 1 January, with 200 EUR a month; it is settled and reported two days behind a month.
func registration(a sla.Agreement) sla.Registration {
	return sla.Registration{Agreement: a, From: calendar.MustParse("2026-01-01"), Fees: map[string]money.Amount{charge: money.Must("200.00 EUR")},
		SettleAfter: calendar.Span(48 * time.Hour), Reports: sla.Schedule{After: calendar.Span(48 * time.Hour)}}
}

// registered registers the extranet.
func (d *desk) registered(settle sla.Settle) sla.Registered {
	d.t.Helper()
	return d.register(registration(extranet(settle)))
}

func (d *desk) register(r sla.Registration) sla.Registered {
	d.t.Helper()
	g, err := d.Register(d.ctx, r)
	require.NoError(d.t, err)
	return g
}

// sent is a quality report of the extranet.
func sent(id string, outages ...downtime.Outage) sla.QualityReport {
	return sla.QualityReport{ID: id, Agreement: "extranet-a", Feature: "Mail", Outages: outages}
}

// outage begins at an instant of March 2026, such as "02T08:00" UTC; without a duration it is open.
func outage(id, start string, d time.Duration) downtime.Outage {
	o := downtime.Outage{ID: id, Start: on(start)}
	if d > 0 {
		o.End = o.Start.Add(d)
	}
	return o
}

// on is an instant of March 2026, such as "02T08:00" UTC.
func on(text string) time.Time {
	at, err := time.Parse("2006-01-02T15:04", "2026-03-"+text)
	if err != nil {
		panic(err)
	}
	return at
}

// received takes a report that concerns one period.
func (d *desk) received(q sla.QualityReport) sla.Assessment {
	d.t.Helper()
	all, err := d.ReceiveQuality(d.ctx, q)
	require.NoError(d.t, err)
	require.Len(d.t, all, 1)
	return all[0]
}

const march = "extranet-a/2026-03-01" // the record of March, and its violation

func (d *desk) violation(id string) sla.Violation {
	d.t.Helper()
	v, err := d.Violation(d.ctx, id)
	require.NoError(d.t, err)
	return v
}

// due does what is due at the clock's instant.
func (d *desk) due() sla.DueReport {
	d.t.Helper()
	r, err := d.Due(d.ctx, d.clock.Now())
	require.NoError(d.t, err)
	return r
}

func (d *desk) journal(correlation string) []event.Event {
	d.t.Helper()
	return etomtest.Journal(d.t, d.env, correlation)
}

// told is the types of the events of a case.
func (d *desk) told(correlation string) []string {
	d.t.Helper()
	return etomtest.Types(d.journal(correlation))
}

// all reads the events of a type in a case.
func all[T any](d *desk, correlation, typ string) []T {
	d.t.Helper()
	var found []T
	for _, e := range d.journal(correlation) {
		if e.Type != typ {
			continue
		}
		var one T
		require.NoError(d.t, e.Read(&one))
		found = append(found, one)
	}
	return found
}

// handedOver adds up what was handed over in a case.
func (d *desk) handedOver(correlation string) money.Amount {
	d.t.Helper()
	var c money.Calc
	var sum money.Amount
	for _, n := range all[sla.RemedyNotice](d, correlation, sla.EventRemedyHandedOver) {
		sum = c.Add(sum, n.Amount)
	}
	require.NoError(d.t, c.Err())
	return sum
}

// refuses fails the test unless the command ends with an error of the kind and commits nothing.
func (d *desk) refuses(kind error, command func() error) error {
	d.t.Helper()
	var err error
	d.store.Unchanged(d.t, func() { err = command() })
	require.ErrorIs(d.t, err, kind)
	return err
}

// fields are the paths and rules of what is wrong.
func fields(t testing.TB, err error) []string {
	t.Helper()
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var found []string
	for _, f := range invalid.Fields {
		found = append(found, f.Path+" "+f.Rule)
	}
	return found
}

func codes(reasons []fault.Reason) []string {
	var found []string
	for _, r := range reasons {
		found = append(found, r.Code)
	}
	return found
}

// ofTenant is the same service for somebody else, on the same store.
func (d *desk) ofTenant(tenant string) *sla.Service {
	d.t.Helper()
	service, err := sla.New(work.New(d.store, &work.Config{Tenant: tenant, Now: d.clock.Now, NewID: etomtest.NewIDs(tenant).New}), nil)
	require.NoError(d.t, err)
	return service
}

type unit = *work.Unit

func euro(t testing.TB, want string, got money.Amount) {
	t.Helper()
	assert.Equal(t, money.Must(want+" EUR"), got)
}
