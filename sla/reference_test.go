package sla_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// probed is what another program found in the probe log of a real status page (ClouDesire's, 2024 to 2026).
type probed struct {
	Outages int     `json:"outages"`
	Open    *string `json:"open_outage_since"`
	MTTR    float64 `json:"mttr_seconds"`
	Longest int64   `json:"longest_seconds"`
	List    []struct {
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
	} `json:"list"`
}

// TestEvaluate_ARealStatusPage counts two years of outages of real services, against figures computed by another program.
func TestEvaluate_ARealStatusPage(t *testing.T) {
	t.Parallel()
	text := etomtest.Source(t, "../shared/data/sla/reference.json")
	var reference struct {
		Sites map[string]probed `json:"probe_log"`
	}
	require.NoError(t, json.Unmarshal(text, &reference))
	require.Len(t, reference.Sites, 3)

	counted := func(id string, kind sla.Kind, unit sla.Unit) sla.Objective {
		return sla.Objective{ID: id, Name: id, Kind: kind, Counting: new(plainly()), Operator: sla.LessOrEqual, Target: money.Count(1), Unit: unit}
	}
	mean := counted("mttr", sla.MeanTimeToRepair, sla.Seconds)
	mean.Repair = &sla.Repairing{Faults: sla.FromOutages, Belongs: sla.ByStart}
	a := agreement("UTC", counted("number", sla.Outages, sla.Number), counted("longest", sla.LongestOutage, sla.Seconds), counted("total", sla.Downtime, sla.Seconds), mean)
	a.Cycle = calendar.Cycle{Unit: calendar.Days, Days: 1000, Anchor: calendar.MustParse("2024-01-01"), Zone: "UTC"}
	p, err := a.Cycle.Period(instant("2025-01-01T00:00:00Z"))
	require.NoError(t, err)
	for site, want := range reference.Sites {
		var r sla.Record
		var total int64
		for i, o := range want.List {
			r.Outages = append(r.Outages, downtime.Outage{ID: fmt.Sprint(i), Start: o.Start, End: o.End})
			total += int64(o.End.Sub(o.Start) / time.Second)
		}
		results := evaluate(t, a, r, p, p.End()).Results
		assert.Equal(t, fmt.Sprint(want.Outages), results[0].Measured.Exact, site)
		assert.Equal(t, fmt.Sprint(want.Longest), results[1].Measured.Exact, site)
		assert.Equal(t, fmt.Sprint(total), results[2].Measured.Exact, site)
		assert.Equal(t, big.NewRat(total, int64(want.Outages)).RatString(), results[3].Measured.Exact, site)
		mttr, _ := results[3].Measured.Rat().Float64()
		assert.InDelta(t, want.MTTR, mttr, 0.001, site)
	}
}
