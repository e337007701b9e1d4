package sla_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// What is stored is read for ever: when a golden file here has to change, the old one stays beside it and must still decode.
func TestStored_bodies(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := registration(extranet(sla.AtOnce))
	r.Correlation = "order-1"
	d.register(r)
	d.register(milder("2026-06-01"))
	m := d.announced(works())
	d.clock.Set(on("11T09:00"))
	q := sent("q-1", outage("o-1", "10T13:00", 5*time.Hour))
	q.Correlation, q.Fees = "ticket-1", map[string]money.Amount{charge: money.Must("210.00 EUR")}
	q.Outages[0].Weight, q.Outages[0].Reported, q.Outages[0].Cause = new(downtime.MustRatio("50%")), on("10T13:05"), "cable"
	q.Repairs = []sla.Repair{{ID: "r-1", Reported: on("10T13:05"), Restored: on("10T18:00")}}
	q.Samples = map[string][]sample.Sample{"utilisation": {{At: on("02T08:00"), Value: 84}}}
	d.received(q)
	_, err := d.NoteContent(d.ctx, march, true, "thank you")
	require.NoError(t, err)
	d.alarmed(busy("alarm-1", 90))
	d.prioritised("alarm-1", sla.PriorityHighest)
	alarm, err := d.EndAlarm(d.ctx, "alarm-1", time.Time{})
	require.NoError(t, err)
	g, err := d.EndAgreement(d.ctx, "extranet-a", calendar.MustParse("2027-01-01"), "it was agreed for a year")
	require.NoError(t, err)
	rec, err := d.Record(d.ctx, "extranet-a", on("10T00:00"))
	require.NoError(t, err)

	stored(t, d, "sla.agreement", "extranet-a", "agreement.json", g)
	stored(t, d, "sla.record", march, "record.json", rec)
	stored(t, d, "sla.violation", march, "violation.json", d.violation(march))
	stored(t, d, "sla.alarm", "alarm-1", "alarm.json", alarm)
	stored(t, d, "sla.maintenance", "m-1", "maintenance.json", m)
	kept(t, d, "sla.placement", "extranet-a/outage/o-1", "placement.json")
	kept(t, d, "sla.told", "m-1/dealer-a", "told.json")
	kept(t, d, "sla.terms", "extranet-a/1", "terms.json")
	kept(t, d, "sla.grants", "extranet-a", "grants.json")
	kept(t, d, "sla.stream", march+"/0", "")
}

// stored compares the body of a record with its golden file, and the entity with what the golden file decodes to.
func stored[T any](t *testing.T, d *desk, kind, id, name string, want T) {
	t.Helper()
	kept(t, d, kind, id, name)
	golden, err := os.ReadFile(filepath.Join("testdata", "stored", name))
	require.NoError(t, err)
	var got T
	require.NoError(t, json.Unmarshal(golden, &got))
	assert.Equal(t, want, got)
}

// kept compares the body of a record with its golden file; without a name it only asks for the record.
func kept(t *testing.T, d *desk, kind, id, name string) {
	t.Helper()
	var body bytes.Buffer
	require.NoError(t, d.store.View(d.ctx, func(tx store.Tx) error {
		rec, err := tx.Get(store.Ref{Tenant: etomtest.Tenant, Kind: kind, ID: id})
		require.NoError(t, err)
		return json.Indent(&body, rec.Body, "", "  ")
	}))
	if name != "" {
		etomtest.Golden(t, "stored/"+name, body.String()+"\n")
	}
}

// The state of a stream as it was packed once is read for ever: here it is that of one sample.
func TestStored_stream(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.registered(sla.AtOnce)
	q := sent("q-1")
	q.Samples = map[string][]sample.Sample{"utilisation": {{At: on("02T08:00"), Value: 60}}}
	d.received(q)
	golden, err := os.ReadFile(filepath.Join("testdata", "stored", "stream.json"))
	if os.Getenv("ETOM_UPDATE") != "" && os.IsNotExist(err) {
		kept(t, d, "sla.stream", march+"/0", "stream.json")
		return
	}
	require.NoError(t, err)
	require.NoError(t, d.store.Update(d.ctx, func(tx store.Tx) error {
		ref := store.Ref{Tenant: etomtest.Tenant, Kind: "sla.stream", ID: march + "/0"}
		now, err := tx.Get(ref)
		require.NoError(t, err)
		return tx.Put(store.Record{Ref: ref, Version: now.Version, Body: golden})
	}))
	q.ID, q.Samples["utilisation"] = "q-2", []sample.Sample{{At: on("02T08:01"), Value: 50}}
	a := d.received(q)
	assert.Equal(t, "60 %", a.Results[1].Measured.Text)
}
