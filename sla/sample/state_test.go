package sample_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

const stored = `{
	"metric": {"name":"response time","unit":"ms","digits":1,"most":5000},
	"rule": {"kind":"percentile","p":"99%","method":"nearestRank"},
	"period": {"from":"2026-10-25","to":"2026-10-26","zone":"Europe/Berlin"},
	"samples":4, "last":"2026-10-24T22:03:00Z", "clipped":1, "values":[15,2,5,1,4980,1]}`

// Stored state is decoded for ever: this is how it was written first.
func TestMeter_asJSON(t *testing.T) {
	t.Parallel()
	m := newMeter(t, valid()[0])
	require.NoError(t, m.AddAll(every(15, 20, 15, 9000)))
	assert.JSONEq(t, stored, written(t, m))
	var back sample.Meter
	require.NoError(t, json.Unmarshal([]byte(stored), &back))
	assert.Equal(t, m, &back)
	require.NoError(t, json.Unmarshal([]byte("null"), &back))
	assert.Equal(t, m, &back, "null changes nothing")

	slots := newMeter(t, valid()[12])
	require.NoError(t, slots.AddCounts([]sample.Count{
		{At: at(0, 0), Good: 2, Total: 3}, {At: at(0, 5), Good: 5, Total: 6}, {At: at(0, 10), Good: 7, Total: 7}, {At: at(0, 16), Good: 1, Total: 9}}))
	assert.JSONEq(t, `{"metric": {"name":"requests","unit":"1"}, "rule": {"kind":"meanOfSlots","slot":"5m","missing":"good"},
		"period": {"from":"2026-10-25","to":"2026-10-26","zone":"Europe/Berlin"}, "samples":4, "last":"2026-10-24T22:16:00Z",
		"good":15, "total":25, "slots": {"seen":3, "whole":1, "ratios":[3,2,6,5], "open":[1,9,0]}}`, written(t, slots))
}

func TestMeter_UnmarshalJSON_refusesWhatNoMeterCameTo(t *testing.T) {
	t.Parallel()
	tests := map[string][2]string{
		"fewer samples than values":    {`"samples":4`, `"samples":3`},
		"samples below 0":              {`"samples":4`, `"samples":-4`},
		"values without samples":       {`"samples":4, "last":"2026-10-24T22:03:00Z", "clipped":1,`, `"samples":0,`},
		"more clipped than there were": {`"clipped":1`, `"clipped":5`},
		"no last sample":               {`"last":"2026-10-24T22:03:00Z", `, ``},
		"a last sample of another day": {`"last":"2026-10-24`, `"last":"2026-10-26`},
		"a part of a microsecond":      {`22:03:00Z`, `22:03:00.0000001Z`},
		"a value beyond most":          {`4980,1]`, `4981,1]`},
		"a value below 0":              {`[15,2,5,1`, `[-15,2,35,1`},
		"a value twice":                {`[15,2,5,1,4980,1]`, `[15,1,0,1,5,1,4980,1]`},
		"a value that did not occur":   {`[15,2,5,1,4980,1]`, `[15,2,1,0,4,1,4980,1]`},
		"half a pair":                  {`4980,1]`, `4980,1,1]`},
		"what the kind does not count": {`"clipped":1`, `"clipped":1,"sum":3`},
		"slots without a slot":         {`"clipped":1`, `"clipped":1,"slots":{"open":[0,0,0]}`},
		"terms that are none":          {`"p":"99%"`, `"p":"0%"`},
		"no period":                    {`"to":"2026-10-26"`, `"to":"2026-10-25"`},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, stored, change[0])
			m := newMeter(t, valid()[1])
			before := written(t, m)
			assert.ErrorIs(t, json.Unmarshal([]byte(strings.Replace(stored, change[0], change[1], 1)), m), fault.ErrInvalid)
			assert.Equal(t, before, written(t, m))
		})
	}
	var m sample.Meter
	assert.Error(t, json.Unmarshal([]byte(`{"samples":"4"}`), &m))
}

const storedSlots = `{"metric":{"name":"requests","unit":"1"},"rule":{"kind":"meanOfSlots","slot":"5m","missing":"good"},
	"period":{"from":"2026-10-25","to":"2026-10-26","zone":"Europe/Berlin"},"samples":4,"last":"2026-10-24T22:16:00Z","good":7,"total":35,
	"slots":{"seen":3,"whole":1,"ratios":[3,0,9,1],"open":[1,2,0]}}`

func TestMeter_UnmarshalJSON_slots(t *testing.T) {
	t.Parallel()
	m := newMeter(t, valid()[12])
	require.NoError(t, m.AddCounts([]sample.Count{
		{At: at(0, 0), Good: 2, Total: 3}, {At: at(0, 5), Good: 1, Total: 3}, {At: at(0, 10), Good: 3, Total: 27}, {At: at(0, 16), Good: 1, Total: 2}}))
	assert.JSONEq(t, storedSlots, written(t, m), "thirds that make a whole")
	for name, change := range map[string][2]string{
		"more slots than have ended": {`"seen":3`, `"seen":4`},
		"more whole than seen":       {`"whole":1`, `"whole":4`},
		"an open slot above all":     {`[1,2,0]`, `[1,36,0]`},
		"more good than all":         {`[1,2,0]`, `[3,2,0]`},
		"a highest count":            {`[1,2,0]`, `[1,2,1]`},
		"no slots":                   {`"slots"`, `"slits"`},
		"a part above the whole":     {`[3,0,9,1]`, `[3,0,9,9]`},
		"parts out of order":         {`[3,0,9,1]`, `[9,1,3,0]`},
		"parts of nothing":           {`[3,0,9,1]`, `[0,0,9,1]`},
		"half a part":                {`[3,0,9,1]`, `[3,0,9]`},
		"a count above 64 bits":      {`"total":35`, `"total":9223372036854775808`},
	} {
		require.Contains(t, storedSlots, change[0], name)
		assert.Error(t, json.Unmarshal([]byte(strings.Replace(storedSlots, change[0], change[1], 1)), m), name)
		assert.JSONEq(t, storedSlots, written(t, m), name)
	}
}

// A meter takes 4,294,967,295 samples; to see that, one begins with nearly as many.
func TestMeter_isFullOnceItIs(t *testing.T) {
	t.Parallel()
	var m sample.Meter
	text := `{"metric":{"name":"n","unit":"u","most":5},"rule":{"kind":"mean"},
		"period":{"from":"2026-10-25","to":"2026-10-26","zone":"Europe/Berlin"},"samples":4294967294,"last":"2026-10-24T22:16:00Z"}`
	require.NoError(t, json.Unmarshal([]byte(text), &m))
	two := []sample.Sample{{At: at(1, 0)}, {At: at(1, 1)}}
	assert.ErrorContains(t, m.AddAll(two), "a meter takes 4294967295 at most")
	require.NoError(t, m.AddAll(two[:1]))
	assert.Error(t, m.Add(two[1]))
	assert.Error(t, m.AddAll(two[1:]))
	require.NoError(t, m.AddAll(nil))

	text = strings.Replace(strings.Replace(text, `"mean"`, `"ratio"`, 1), `,"most":5`, ``, 1)
	require.NoError(t, json.Unmarshal([]byte(text), &m))
	counts := []sample.Count{{At: at(1, 0)}, {At: at(1, 1)}}
	assert.ErrorContains(t, m.AddCounts(counts), "a meter takes 4294967295 at most")
	require.NoError(t, m.AddCount(counts[0]))
	assert.Error(t, m.AddCount(counts[1]))
}

// Whatever a meter accepts as its state it can go on with, and writes again as it was.
func FuzzMeter_UnmarshalJSON(f *testing.F) {
	f.Add([]byte(stored))
	for _, drawn := range valid() {
		m := newMeter(f, drawn)
		f.Add([]byte(written(f, m)))
		_ = m.AddAll(every(0, 855, 0, 5001, 1))
		_ = m.AddCounts([]sample.Count{{At: at(0, 0), Good: 2, Total: 3}, {At: at(0, 7), Good: 1, Total: 3}, {At: at(0, 9), Good: 1, Total: 3}})
		f.Add([]byte(written(f, m)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m sample.Meter
		if json.Unmarshal(data, &m) != nil || m.Period().IsZero() {
			return
		}
		again := restarted(t, &m)
		require.Equal(t, written(t, &m), written(t, again))
		figure, err := m.Figure(m.Period().End())
		require.NoError(t, err)
		_, err = figure.Value.Percent(3, money.HalfUp)
		require.NoError(t, err)
		late := m.Period().End().Add(-time.Microsecond)
		_ = m.Add(sample.Sample{At: late, Value: 1})
		_ = m.AddCount(sample.Count{At: late, Good: 1, Total: 2})
		_, err = m.Figure(m.Period().End())
		require.NoError(t, err)
	})
}
