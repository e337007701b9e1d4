package sample_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// Real probes of three services over two years (ClouDesire/status, an Upptime page), and what was found in them independently:
// the seconds down and the longest outage.
func TestEvaluate_aProbeLogOfTwoYears(t *testing.T) {
	t.Parallel()
	var found struct {
		Log map[string]struct {
			First   time.Time  `json:"first"`
			Last    time.Time  `json:"last"`
			Down    int64      `json:"seconds_down"`
			Longest int64      `json:"longest_seconds"` // of the outages that have ended
			Open    *time.Time `json:"open_outage_since"`
		} `json:"probe_log"`
	}
	require.NoError(t, json.Unmarshal(shared(t, "reference.json"), &found))
	rows, err := csv.NewReader(bytes.NewReader(shared(t, "probe_events.csv"))).ReadAll()
	require.NoError(t, err)
	probed := map[string][]sample.Sample{}
	for _, row := range rows[1:] {
		at, err := time.Parse(time.RFC3339, row[0])
		require.NoError(t, err)
		up := int64(1)
		if row[2] == "down" {
			up = 0
		}
		probed[row[1]] = append(probed[row[1]], sample.Sample{At: at, Value: up})
	}
	require.Len(t, probed, 3)

	years := period("2024-04-23", "2026-07-01", "UTC")
	untilTheNext := minutes(20 * 365 * 24 * 60)
	availability := sample.Rule{Kind: sample.Availability, By: sample.Time, Every: untilTheNext, Missing: sample.LeftOut}
	outage := sample.Rule{Kind: sample.Longest, Every: untilTheNext, Missing: sample.LeftOut, Operator: sample.Less, Bound: quantity("1")}
	for site, samples := range probed {
		want := found.Log[site]
		f, err := sample.Evaluate(probes, availability, years, samples, want.Last)
		require.NoError(t, err)
		span := int64(want.Last.Sub(want.First) / time.Second)
		assert.Equal(t, span*1e6, f.Whole, site)
		assert.Equal(t, (span-want.Down)*1e6, f.Part, site)
		f, err = sample.Evaluate(probes, outage, years, samples, want.Last)
		require.NoError(t, err)
		longest := want.Longest
		if want.Open != nil {
			longest = max(longest, int64(want.Last.Sub(*want.Open)/time.Second))
		}
		assert.Zero(t, f.Value.Cmp(money.Count(longest)), site)
	}
}

// shared reads a file that is not part of the project.
func shared(t *testing.T, name string) []byte { return etomtest.Source(t, "../shared/data/sla/"+name) }
