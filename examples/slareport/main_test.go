package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla"
)

// now is behind the period of the example's record.
var now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func output(t *testing.T, o options) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, run(&out, o, now))
	return out.String()
}

// file writes a file for the program to read.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestOutput(t *testing.T) {
	t.Parallel()
	chart := filepath.Join(t.TempDir(), "report.svg")
	etomtest.Golden(t, "en.golden", output(t, options{lang: "en", svg: chart}))
	etomtest.Golden(t, "de.golden", output(t, options{lang: "de"}))
	svg, err := os.ReadFile(chart)
	require.NoError(t, err)
	assert.Contains(t, string(svg), "<svg")

	var r sla.Report
	require.NoError(t, json.Unmarshal([]byte(output(t, options{lang: "en", json: true})), &r))
	assert.Equal(t, "9.80 EUR", r.Total.String())
}

func TestFilesOfOnesOwn(t *testing.T) {
	t.Parallel()
	csv := file(t, "Outages.CSV", "id,feature,start,end\no-1,Mail,2026-02-10T08:00:00+01:00,2026-02-10T13:00:00+01:00\n")
	pay := fees{}
	require.NoError(t, pay.Set("Extranet basic charge=100.00 EUR"))
	out := output(t, options{lang: "en", record: csv, fees: pay})
	assert.Contains(t, out, "2026-02-01 to 2026-02-28")
	assert.Contains(t, out, "Total: €2.00")

	agreement, err := bmw.ReadFile("agreement.yaml")
	require.NoError(t, err)
	out = output(t, options{lang: "en", agreement: file(t, "terms.yaml", string(bytes.Replace(agreement, []byte("target: 4\n"), []byte("target: 6\n"), 1))),
		record: csv, fees: pay})
	assert.Contains(t, out, "No remedy is due.", "another agreement, another answer")

	capped := options{lang: "en", agreement: file(t, "capped.yaml", string(bytes.Replace(agreement, []byte("contractCap: {kind: none}\n"),
		[]byte("contractCap: {over: contractYear, kind: fixed, amount: 5.00 EUR}\n"), 1))), record: csv, fees: pay}
	assert.Equal(t, []string{"granted"}, etomtest.Paths(run(&bytes.Buffer{}, capped, now)))
	require.NoError(t, capped.setGranted("4.00 EUR"))
	assert.Contains(t, output(t, capped), "Total: €1.00", "of the cap 1.00 EUR is left")
	assert.Contains(t, output(t, options{lang: "en", in: "2026-04-30"}), "2026-04-01 to 2026-04-30", "another period of the same record")
}

func TestWhatIsWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    options
		want []string
	}{
		"the command line":       {options{lang: "fr", in: "31.5.2026", asOf: "noon", rest: []string{"terms.yaml"}, agreement: "nowhere.yaml"}, []string{"-in", "-lang", "-asof", "arguments"}},
		"a record without a day": {options{lang: "en", record: file(t, "none.yaml", "outage: []\n")}, []string{"-in"}},
		"an agreement":           {options{lang: "en", agreement: file(t, "terms.yaml", "id: x\nversion: 1\nsurprise: true\n")}, nil},
		"a reversed outage": {options{lang: "en", record: file(t, "o.csv", "id,feature,start,end\no-1,Mail,2026-02-10T08:00:00+01:00,2026-02-10T07:00:00+01:00\n"), fees: fees{"Extranet basic charge": money.Must("1.00 EUR")}},
			[]string{"outage[0].end"}},
	} {
		err := run(&bytes.Buffer{}, c.o, now)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		if c.want != nil {
			assert.ElementsMatch(t, c.want, etomtest.Paths(err), name)
		}
	}
	assert.ErrorContains(t, run(&bytes.Buffer{}, options{lang: "en", agreement: "nowhere.yaml"}, now), "which can be copied and changed")
}
