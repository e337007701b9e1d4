package downtime_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// Whatever a record says: it is counted to the last microsecond, or refused, and nothing panics.
func FuzzCount(f *testing.F) {
	counting, err := json.Marshal(weighedSteps(downtime.OverlapSum))
	require.NoError(f, err)
	outages, err := json.Marshal(append(many(3, true), degraded("d", "10:00:00", "11:00:00", "1/3")))
	require.NoError(f, err)
	exclusions, err := json.Marshal(maintenance(3))
	require.NoError(f, err)
	f.Add(string(counting), string(outages), string(exclusions))
	f.Add(`{"begin":"start","degraded":"full","order":["clip"],"denominator":{"kind":"period"}}`, `[{"id":"a","start":"2026-03-10T10:00:00Z"}]`, `[]`)
	f.Add(`{"order":["weigh","floor","clip"],"mergeGap":"-1h","minimum":{"least":"5m"},"floor":{"to":"0s"}}`, `[{"weight":"150%"}]`, `[{"id":"x","end":"0001-01-01T00:00:00Z"}]`)
	f.Fuzz(func(t *testing.T, counting, outages, exclusions string) {
		var k downtime.Counting
		var o []downtime.Outage
		var x []downtime.Exclusion
		if json.Unmarshal([]byte(counting), &k) != nil || json.Unmarshal([]byte(outages), &o) != nil || json.Unmarshal([]byte(exclusions), &x) != nil {
			return
		}
		ledger, err := k.Count(o, x, march2026, march2026.End())
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		require.Len(t, ledger.Exclusions, max(len(x), len(ledger.Exclusions)))
		for _, line := range ledger.Lines {
			all := line.Counted
			for _, r := range line.Removals {
				all = all.Plus(r.Removed)
			}
			require.Equal(t, line.Raw.Duration(), all.Duration())
		}
		body, err := json.Marshal(ledger)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(body, new(downtime.Ledger)))
	})
}
