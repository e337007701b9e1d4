package sla_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// shown is an agreement and a record with something of everything that a report can show.
func shown() (sla.Agreement, sla.Record) {
	a := bmw()
	a.Fees = []string{basicCharge}
	k := excluding(downtime.Rule{Cause: downtime.ScheduledMaintenance, Notice: calendar.Span(48 * time.Hour), YearlyCap: calendar.Span(10 * time.Hour)})
	a.Objectives[0].Counting = &k
	vpn := sla.TieredAvailability("vpn-availability", "VPN availability", k, basicCharge, rows("99.9", "10%", "99", "25%")...)
	vpn.De, vpn.Feature, vpn.Warning = "VPN-Verfügbarkeit", "VPN", new(bound(sla.GreaterOrEqual, "99.95"))
	repair := sla.RepairedWithin("repair", "Time to repair", k, sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}, money.Count(2), basicCharge, money.MustRate("1%"))
	repair.De = "Entstörzeit"
	busy := sla.Objective{ID: "busy", Name: "Line utilisation", De: "Auslastung der Leitung", Kind: sla.Threshold, Metric: &sample.Metric{Name: "load", Unit: "%", Most: 100}, Rule: &sample.Rule{Kind: sample.Peak},
		Operator: sla.LessOrEqual, Target: money.Count(95), Unit: "%", Warning: new(bound(sla.Less, "85"))}
	probe := full().Objectives[4]
	probe.De = "Gemessene Verfügbarkeit"
	a.Objectives = append(a.Objectives, vpn, repair, busy, probe, full().Objectives[3])
	a.Objectives[5].De = "Laufzeit"
	a.Burn = sla.SREBurnRates()
	a.Cap = sla.CappedAt(money.MustRate("3.5%"), basicCharge)
	a.Claim = sla.Claim{Kind: sla.OnClaim, Within: 30, Unit: sla.CalendarDays, From: sla.FromPeriodEnd}
	r := sla.Record{
		Outages: []downtime.Outage{
			down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 3*time.Hour),
			down("o-2", "Mail", "2026-03-29T01:30:00+01:00", 90*time.Minute),
			down("o-3", "VPN", "2026-03-20T08:00:00+01:00", 30*time.Minute),
			down("o-4", "Mail", "2026-03-15T22:00:00+01:00", 8*time.Hour),
			down("o-5", "VPN", "2026-02-28T23:00:00+01:00", time.Hour+3*time.Minute), // begun before the period
			down("o-6", "VPN", "2026-03-15T21:55:00+01:00", 15*time.Minute),          // half of it in the maintenance
		},
		Exclusions: []downtime.Exclusion{
			{ID: "m-1", Cause: downtime.ScheduledMaintenance, Start: instant("2026-03-15T22:00:00+01:00"), End: instant("2026-03-16T06:00:00+01:00"), Announced: instant("2026-03-10T06:00:00+01:00")},
			{ID: "m-2", Cause: downtime.ScheduledMaintenance, Start: instant("2026-03-20T08:00:00+01:00"), End: instant("2026-03-20T09:00:00+01:00"), Announced: instant("2026-03-19T08:00:00+01:00")},
		},
		Samples: map[string][]sample.Sample{
			"load": {{At: instant("2026-03-15T22:00:00+01:00"), Value: 85}},
			"up":   {{At: instant("2026-03-01T00:01:00+01:00"), Value: 1}, {At: instant("2026-03-01T00:02:00+01:00"), Value: 1}},
		},
		Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")},
	}
	return a, r
}

// TestReport_Golden keeps what reports look like; the charts were looked at as pictures.
func TestReport_Golden(t *testing.T) {
	t.Parallel()
	a, r := shown()
	march := month(t, "2026-03-01", "Europe/Berlin")
	for name, asOf := range map[string]time.Time{"closed": march.End(), "open": instant("2026-03-29T05:00:00+02:00")} {
		report := evaluate(t, a, r, march, asOf)
		for _, lang := range []string{"en", "de"} {
			etomtest.Golden(t, "evaluator/report_"+name+"_"+lang+".txt", report.Text(lang))
			svg := report.SVG(lang)
			wellFormed(t, svg)
			etomtest.Golden(t, "evaluator/report_"+name+"_"+lang+".svg", string(svg))
		}
		text, err := json.MarshalIndent(report, "", "  ")
		require.NoError(t, err)
		etomtest.Golden(t, "evaluator/report_"+name+".json", string(text)+"\n")
		var read sla.Report
		require.NoError(t, json.Unmarshal(text, &read))
		assert.JSONEq(t, string(text), asJSON(t, read), "a report that was stored is the same")
		assert.Equal(t, report.Text("de"), read.Text("de-AT"))
	}
}

func wellFormed(t *testing.T, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if !assert.NoError(t, err) {
			return
		}
	}
}

// TestReport_OfHostileNames holds that names cannot break out of the chart.
func TestReport_OfHostileNames(t *testing.T) {
	t.Parallel()
	a, r := shown()
	a.Name, a.Objectives[0].Name, r.Outages[0].ID = `</title><script>&"'`, `<b>&amp;`, `"><script>`
	march := month(t, "2026-03-01", "Europe/Berlin")
	svg := evaluate(t, a, r, march, march.End()).SVG("en")
	wellFormed(t, svg)
	assert.NotContains(t, string(svg), "<script>")

	a.Name, a.Objectives[0].Name, r.Outages[0].ID = "bell\a", "\v", "\ufffe"
	wellFormed(t, evaluate(t, a, r, march, march.End()).SVG("de"))
}

// TestReport_OfLongPeriods draws a year, which has months and not days.
func TestReport_OfLongPeriods(t *testing.T) {
	t.Parallel()
	a := bmw()
	a.Cycle = calendar.Cycle{Unit: calendar.Year, Zone: "Europe/Berlin"}
	year, err := a.Cycle.Period(instant("2026-03-29T05:00:00+02:00"))
	require.NoError(t, err)
	r := sla.Record{Fees: map[string]money.Amount{basicCharge: money.Must("200.00 EUR")}, Outages: []downtime.Outage{down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 3*time.Hour)}}
	svg := string(evaluate(t, a, r, year, year.End()).SVG("en"))
	assert.Contains(t, svg, ">03/26<")
	assert.NotContains(t, svg, ">15<")
}

func TestReport_ZeroReportHasText(t *testing.T) {
	t.Parallel()
	assert.Contains(t, sla.Report{}.Text("en"), "No remedy is due.")
	wellFormed(t, sla.Report{}.SVG("de"))
}
