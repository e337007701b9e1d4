package sla_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// everything draws a record for the agreement full, up to an instant.
func everything(t *rapid.T, p calendar.Period, asOf time.Time) sla.Record {
	r := sla.Record{Fees: map[string]money.Amount{"fee": money.Must("120.00 EUR")}, Samples: map[string][]sample.Sample{}, Counts: map[string][]sample.Count{}}
	hours := int(asOf.Sub(p.Start()) / time.Hour)
	for i := range rapid.IntRange(0, 4).Draw(t, "outages") {
		start := p.Start().Add(time.Duration(rapid.IntRange(-5, hours-1).Draw(t, "start")) * time.Hour)
		o := downtime.Outage{ID: fmt.Sprintf("o-%d", i), Feature: rapid.SampledFrom([]string{"", "Mail", "VPN"}).Draw(t, "feature"), Start: start}
		if end := start.Add(time.Duration(rapid.IntRange(1, 400).Draw(t, "minutes")) * time.Minute); end.Before(asOf) {
			o.End = end
		}
		r.Outages = append(r.Outages, o)
		r.Repairs = append(r.Repairs, sla.Repair{ID: o.ID, Feature: o.Feature, Reported: o.Start, Restored: o.End})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "exclusions") {
		start := p.Start().Add(time.Duration(rapid.IntRange(0, hours).Draw(t, "start")) * time.Hour)
		r.Exclusions = append(r.Exclusions, downtime.Exclusion{ID: fmt.Sprintf("x-%d", i), Cause: downtime.ScheduledMaintenance, Start: start, End: start.Add(3 * time.Hour), Announced: start.Add(-50 * time.Hour)})
	}
	at := p.Start()
	for range rapid.IntRange(0, 30).Draw(t, "samples") {
		at = at.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "apart")) * time.Minute)
		if !at.Before(asOf) {
			break
		}
		for metric, most := range map[string]int64{"latency": 300, "up": 1, "load": 100} {
			r.Samples[metric] = append(r.Samples[metric], sample.Sample{At: at, Value: rapid.Int64Range(0, most).Draw(t, metric)})
		}
		total := rapid.Int64Range(0, 100).Draw(t, "total")
		r.Counts["requests"] = append(r.Counts["requests"], sample.Count{At: at, Good: rapid.Int64Range(0, total).Draw(t, "good"), Total: total})
	}
	return r
}

// steps are what fills a stream with a record, the samples of a metric in their order.
func steps(r sla.Record) [][]func(*sla.Stream) error {
	var all [][]func(*sla.Stream) error
	one := func(f func(*sla.Stream) error) { all = append(all, []func(*sla.Stream) error{f}) }
	for _, o := range r.Outages {
		one(func(s *sla.Stream) error { return s.AddOutage(o) })
	}
	for _, x := range r.Exclusions {
		one(func(s *sla.Stream) error { return s.AddExclusion(x) })
	}
	for _, p := range r.Repairs {
		one(func(s *sla.Stream) error { return s.AddRepair(p) })
	}
	for name, fee := range r.Fees {
		one(func(s *sla.Stream) error { return s.SetFee(name, fee) })
	}
	for metric, samples := range r.Samples {
		var row []func(*sla.Stream) error
		for _, v := range samples {
			row = append(row, func(s *sla.Stream) error { return s.AddSample(metric, v) })
		}
		all = append(all, row)
	}
	for metric, counts := range r.Counts {
		var row []func(*sla.Stream) error
		for _, v := range counts {
			row = append(row, func(s *sla.Stream) error { return s.AddCount(metric, v) })
		}
		all = append(all, row)
	}
	return all
}

func TestStream_Property_ReportsWhatEvaluateDoes(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	rapid.Check(t, func(t *rapid.T) {
		asOf := march.Start().Add(time.Duration(rapid.IntRange(2, 800).Draw(t, "hours")) * time.Hour)
		r := everything(t, march, asOf)
		want, err := sla.Evaluate(full(), r, march, asOf)
		require.NoError(t, err)
		s, err := sla.NewStream(full(), march)
		require.NoError(t, err)
		rows := steps(r)
		left := 0
		for _, row := range rows {
			left += len(row)
		}
		for left > 0 {
			i := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
			for len(rows[i]) == 0 {
				i = (i + 1) % len(rows)
			}
			require.NoError(t, rows[i][0](s))
			rows[i] = rows[i][1:]
			left--
			if rapid.IntRange(0, 39).Draw(t, "restart") == 0 {
				s = restarted(t, s)
			}
		}
		got, err := s.Report(asOf)
		require.NoError(t, err)
		require.JSONEq(t, asJSON(t, want), asJSON(t, got))
	})
}

// restarted is a stream written down and read back.
func restarted(t require.TestingT, s *sla.Stream) *sla.Stream {
	text, err := json.Marshal(s)
	require.NoError(t, err)
	var read sla.Stream
	require.NoError(t, json.Unmarshal(text, &read))
	return &read
}

func TestStream_LaterNewsOfAnOutageReplacesTheFirst(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	s, err := sla.NewStream(bmw(), march)
	require.NoError(t, err)
	require.NoError(t, s.SetFee(basicCharge, money.Must("200.00 EUR")))
	o := down("o-1", "Mail", "2026-03-10T08:00:00+01:00", 5*time.Hour)
	open := o
	open.End = time.Time{}
	require.NoError(t, s.AddOutage(open))
	report, err := s.Report(instant("2026-03-10T09:00:00+01:00"))
	require.NoError(t, err)
	assert.Equal(t, sla.Met, report.Results[0].State)
	require.NoError(t, s.AddOutage(o))
	report, err = s.Report(march.End())
	require.NoError(t, err)
	assert.Equal(t, "5 h", report.Results[0].Measured.Text)
}

func TestStream_RefusesAndStaysAsItWas(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	s, err := sla.NewStream(full(), march)
	require.NoError(t, err)
	require.NoError(t, s.AddSample("latency", sample.Sample{At: march.Start().Add(time.Hour), Value: 80}))
	before := asJSON(t, s)
	wrong := map[string]error{
		"sample.unknown":  s.AddSample("unknown", sample.Sample{At: march.Start()}),
		"sample.requests": s.AddSample("requests", sample.Sample{At: march.Start()}),
		"count.latency":   s.AddCount("latency", sample.Count{At: march.Start()}),
		"fee.tip":         s.SetFee("tip", money.Must("1.00 EUR")),
		"outage.id":       s.AddOutage(downtime.Outage{}),
		"repair.id":       s.AddRepair(sla.Repair{}),
		"exclusion.id":    s.AddExclusion(downtime.Exclusion{}),
	}
	for path, err := range wrong {
		assert.ErrorIs(t, err, fault.ErrInvalid, path)
		assert.Equal(t, []string{path}, etomtest.Paths(err))
	}
	assert.ErrorIs(t, s.AddSample("latency", sample.Sample{At: march.Start(), Value: 80}), fault.ErrInvalid, "before the newest")
	assert.Equal(t, before, asJSON(t, s))
	_, err = s.Report(march.Start())
	assert.ErrorIs(t, err, fault.ErrInvalid, "before the newest sample, and without its fees")
}

func TestStream_RefusesStatesOfOtherAgreements(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	s, err := sla.NewStream(full(), march)
	require.NoError(t, err)
	require.NoError(t, s.AddOutage(down("o-1", "Mail", "2026-03-10T08:00:00+01:00", time.Hour)))
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(asJSON(t, s)), &state))
	for _, change := range []struct{ name, field, value string }{
		{"no meters", "meter", "{}"},
		{"no agreement", "agreement", "{}"},
		{"a record of two outages of one id is one", "record", `{"outage":[{"id":""}]}`},
		{"a burn log that runs back", "burn", `{"probe":[[5,0,1],[4,0,1]]}`},
		{"an unknown fee", "record", `{"fee":{"tip":{"amount":"1.00","currency":"EUR"}}}`},
		{"no text", "period", "3"},
	} {
		broken := map[string]json.RawMessage{}
		for k, v := range state {
			broken[k] = v
		}
		broken[change.field] = json.RawMessage(change.value)
		text, err := json.Marshal(broken)
		require.NoError(t, err)
		read := *s
		assert.Error(t, json.Unmarshal(text, &read), change.name)
		assert.Equal(t, asJSON(t, s), asJSON(t, &read), change.name)
	}
}

// TestStream_IsBounded holds that a hundred times the samples need no more room: what is written down of the stream stays as large.
func TestStream_IsBounded(t *testing.T) {
	t.Parallel()
	march := month(t, "2026-03-01", "Europe/Berlin")
	size := func(every time.Duration) int {
		s, err := sla.NewStream(full(), march)
		require.NoError(t, err)
		for at := march.Start(); at.Before(march.End()); at = at.Add(every) {
			require.NoError(t, s.AddSample("up", sample.Sample{At: at, Value: 1}))
			require.NoError(t, s.AddSample("latency", sample.Sample{At: at, Value: at.Unix() / 7 % 400}))
		}
		return len(asJSON(t, s))
	}
	few, many := size(time.Hour), size(36*time.Second)
	assert.Less(t, many, 3*few+100_000, "%d and %d bytes", few, many)
}
