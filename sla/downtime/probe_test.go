package downtime_test

import (
	"encoding/csv"
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

// reference reads measured data. It lies beside the repository and is not part of it.
func reference(t *testing.T, name string) string {
	t.Helper()
	return string(etomtest.Source(t, "../shared/data/sla/"+name))
}

// measured is what the reference says of a site, computed from the same probes by another program.
type measured struct {
	First        time.Time
	Last         time.Time
	Outages      int
	Open         *time.Time `json:"open_outage_since"`
	Seconds      int64      `json:"seconds_down"`
	Availability json.Number
	MTTR         json.Number `json:"mttr_seconds"`
	MTBF         json.Number `json:"mtbf_seconds"`
	Longest      int64       `json:"longest_seconds"`
	List         []struct {
		Start, End time.Time
		Seconds    int64
	}
}

// Two years of probes of three real services (ClouDesire/status, 2287 probes): availability, number of outages, mean time to
// repair and between failures, and each single outage are those of the reference.
func TestCount_of_real_probes(t *testing.T) {
	t.Parallel()
	var all struct {
		Sites map[string]measured `json:"probe_log"`
	}
	require.NoError(t, json.Unmarshal([]byte(reference(t, "reference.json")), &all))
	outages := probed(t, reference(t, "probe_events.csv"))
	require.Len(t, all.Sites, 3)
	for site, want := range all.Sites {
		t.Run(site, func(t *testing.T) {
			t.Parallel()
			observed := want.Last.Sub(want.First)
			k := counting(merge, clip)
			k.Denominator = downtime.Denominator{Kind: downtime.DenominatorFixed, Fixed: calendar.Span(observed)}
			first := calendar.DateOf(want.First, time.UTC)
			period := mustPeriod(first, calendar.DateOf(want.Last, time.UTC).AddDays(1), "UTC")
			ledger, err := k.Count(outages[site], nil, period, want.Last)
			require.NoError(t, err)
			assert.Equal(t, want.Seconds, int64(ledger.Down.Duration()/time.Second))
			up, ok := ledger.Availability()
			require.True(t, ok)
			assertRounded(t, want.Availability, up)

			closed, repair, longest := 0, new(big.Rat), int64(0)
			for _, e := range ledger.Episodes {
				if e.Open {
					require.NotNil(t, want.Open)
					assert.Equal(t, want.Open.UTC(), e.Span.Start)
					continue
				}
				seconds := int64(e.Counted.Duration() / time.Second)
				assert.Equal(t, want.List[closed].Start.UTC(), e.Span.Start)
				assert.Equal(t, want.List[closed].End.UTC(), e.Span.End)
				assert.Equal(t, want.List[closed].Seconds, seconds)
				closed, longest = closed+1, max(longest, seconds)
				repair.Add(repair, big.NewRat(seconds, 1))
			}
			assert.Equal(t, want.Outages, closed)
			assert.Equal(t, want.Longest, longest)
			number := big.NewRat(int64(closed), 1)
			assertRounded(t, want.MTTR, repair.Quo(repair, number))
			between := big.NewRat(int64(observed/time.Second)-want.Seconds, 1)
			assertRounded(t, want.MTBF, between.Quo(between, number))
		})
	}
}

// assertRounded asks that the figure, with as many decimals as the reference shows, is the reference's.
func assertRounded(t *testing.T, want json.Number, got *big.Rat) {
	t.Helper()
	_, decimals, _ := strings.Cut(want.String(), ".")
	assert.Equal(t, want.String(), got.FloatString(len(decimals)))
}

// probed makes outages of the probes of each site: from the first that found it down to the next that found it up.
func probed(t *testing.T, text string) map[string][]downtime.Outage {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	outages := map[string][]downtime.Outage{}
	for _, row := range rows[1:] {
		at, err := time.Parse(time.RFC3339, row[0])
		require.NoError(t, err)
		site, up := row[1], row[2] != "down"
		known := outages[site]
		open := len(known) > 0 && known[len(known)-1].End.IsZero()
		switch {
		case up && open:
			known[len(known)-1].End = at
		case !up && !open:
			outages[site] = append(known, downtime.Outage{ID: row[5], Start: at})
		}
	}
	return outages
}
