package sample_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func TestMeter_Add_refuses(t *testing.T) {
	t.Parallel()
	noon := day.Start().Add(12 * time.Hour)
	tests := []struct {
		name string
		next sample.Sample
		want map[string]string
	}{
		{"a sample of the same instant", sample.Sample{At: noon}, map[string]string{"at": fault.RuleDuplicate}},
		{"a sample of the same microsecond", sample.Sample{At: noon.Add(999)}, map[string]string{"at": fault.RuleDuplicate}},
		{"a sample that comes late", sample.Sample{At: noon.Add(-time.Microsecond)}, map[string]string{"at": sample.RuleOrder}},
		{"a sample before the period", sample.Sample{At: day.Start().Add(-1)}, map[string]string{"at": fault.RuleRange}},
		{"a sample behind the period", sample.Sample{At: day.End()}, map[string]string{"at": fault.RuleRange}},
		{"a sample of no time", sample.Sample{}, map[string]string{"at": fault.RuleRange}},
		{"a sample below 0", sample.Sample{At: noon.Add(time.Second), Value: -1}, map[string]string{"value": fault.RuleRange}},
		{"a sample that is wrong twice", sample.Sample{At: noon, Value: math.MinInt64}, map[string]string{
			"at": fault.RuleDuplicate, "value": fault.RuleRange}},
	}
	for _, drawn := range valid() {
		m := newMeter(t, drawn)
		if drawn.takesCounts() {
			require.NoError(t, m.AddCount(sample.Count{At: noon}))
			assert.Equal(t, map[string]string{"rule.kind": sample.RuleContradiction}, faults(t, m.Add(sample.Sample{At: noon.Add(1)})))
			assert.Equal(t, map[string]string{"rule.kind": sample.RuleContradiction}, faults(t, m.AddAll([]sample.Sample{{}})))
			continue
		}
		require.NoError(t, m.Add(sample.Sample{At: noon, Value: 1}))
		before := written(t, m)
		for _, test := range tests {
			assert.Equal(t, test.want, faults(t, m.Add(test.next)), "%s: %s", m.Rule().Kind, test.name)
			assert.ErrorIs(t, m.AddAll([]sample.Sample{{At: noon.Add(1000)}, test.next}), fault.ErrInvalid, test.name)
		}
		assert.Equal(t, map[string]string{"rule.kind": sample.RuleContradiction}, faults(t, m.AddCount(sample.Count{At: noon.Add(1)})))
		assert.Equal(t, before, written(t, m))
	}
}

func TestMeter_AddCount_refuses(t *testing.T) {
	t.Parallel()
	noon := day.Start().Add(12 * time.Hour)
	next := noon.Add(time.Minute)
	tests := []struct {
		name string
		next sample.Count
		want map[string]string
	}{
		{"a count of the same instant", sample.Count{At: noon}, map[string]string{"at": fault.RuleDuplicate}},
		{"a count behind the period", sample.Count{At: day.End()}, map[string]string{"at": fault.RuleRange}},
		{"more good than all", sample.Count{At: next, Good: 2, Total: 1}, map[string]string{"good": fault.RuleRange}},
		{"good below 0", sample.Count{At: next, Good: -1, Total: 1}, map[string]string{"good": fault.RuleRange}},
		{"total below 0", sample.Count{At: next, Good: -2, Total: -1}, map[string]string{"good": fault.RuleRange}},
		{"more than 64 bits in all", sample.Count{At: next, Total: math.MaxInt64 - 9}, map[string]string{"total": fault.RuleRange}},
	}
	for _, drawn := range valid() {
		if !drawn.takesCounts() {
			continue
		}
		m := newMeter(t, drawn)
		require.NoError(t, m.AddCount(sample.Count{At: noon, Good: 7, Total: 10}))
		before := written(t, m)
		for _, test := range tests {
			assert.Equal(t, test.want, faults(t, m.AddCount(test.next)), test.name)
			assert.Error(t, m.AddCounts([]sample.Count{test.next}), test.name)
		}
		half := int64(math.MaxInt64/2 + 1)
		assert.Equal(t, map[string]string{"counts[1].total": fault.RuleRange},
			faults(t, m.AddCounts([]sample.Count{{At: next, Total: half}, {At: next.Add(time.Minute), Total: half}})))
		assert.Equal(t, before, written(t, m))
		require.NoError(t, m.AddCount(sample.Count{At: next, Good: math.MaxInt64 - 10, Total: math.MaxInt64 - 10}), "up to 64 bits there is room")
	}
}

// A file in the wrong order has thousands of faults; the error names the first twenty.
func TestMeter_AddAll_namesTheFirstFaults(t *testing.T) {
	t.Parallel()
	var samples []sample.Sample
	for i := range 1000 {
		samples = append(samples, sample.Sample{At: day.End().Add(-time.Duration(i+1) * time.Minute)})
	}
	err := newMeter(t, valid()[0]).AddAll(samples)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Fields, 21)
	assert.Equal(t, "samples[1].at", invalid.Fields[0].Path)
	assert.Equal(t, "and 979 more are wrong", invalid.Fields[20].Message)
	assert.ErrorContains(t, err, "comes late, behind 2026-10-25T22:59:00Z; sort samples by time, and to take in late ones evaluate the period anew")
}

func TestMeter_Figure_refusesAnInstantBeforeTheNewestSample(t *testing.T) {
	t.Parallel()
	m := newMeter(t, valid()[0])
	at := day.Start().Add(time.Hour)
	require.NoError(t, m.Add(sample.Sample{At: at, Value: 1}))
	_, err := m.Figure(at.Add(-time.Microsecond))
	assert.Equal(t, map[string]string{"asOf": fault.RuleRange}, faults(t, err))
	f, err := m.Figure(at)
	require.NoError(t, err)
	assert.Equal(t, at, f.AsOf)
	f, err = m.Figure(day.End().Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, day.End(), f.AsOf, "the period's end is the last there is to ask for")
}

func TestMeter_knowsWhatItWasMadeFor(t *testing.T) {
	t.Parallel()
	m := newMeter(t, valid()[0])
	assert.Equal(t, valid()[0], terms{m.Metric(), m.Rule()})
	assert.Equal(t, day, m.Period())
}

func TestMeter_zeroValueRefusesEverything(t *testing.T) {
	t.Parallel()
	var m sample.Meter
	at := []time.Time{{}, time.Unix(0, 0), day.Start()}
	for _, at := range at {
		assert.Error(t, m.Add(sample.Sample{At: at}))
		assert.Error(t, m.AddAll([]sample.Sample{{At: at, Value: 5}}))
		assert.Error(t, m.AddCount(sample.Count{At: at}))
		assert.Error(t, m.AddCounts([]sample.Count{{At: at}}))
	}
	_, err := m.MarshalJSON()
	assert.ErrorIs(t, err, fault.ErrInvalid)
	f, err := m.Figure(day.Start())
	assert.NoError(t, err)
	assert.False(t, f.Known)
}

// The memory that samples take is that of the values that occur: once a meter knows them, more samples take none.
func TestMeter_memoryDoesNotGrowWithTheSamples(t *testing.T) {
	month := period("2026-09-01", "2026-10-01", "Europe/Berlin")
	for _, drawn := range valid() {
		if drawn.takesCounts() {
			continue
		}
		m, err := sample.NewMeter(drawn.metric, drawn.rule, month)
		require.NoError(t, err)
		at, n := month.Start(), int64(0)
		add := func() {
			for range 1000 {
				n++
				at = at.Add(time.Second)
				if err := m.Add(sample.Sample{At: at, Value: n % 700}); err != nil {
					panic(err)
				}
			}
		}
		add()
		size := len(written(t, m))
		assert.Zero(t, testing.AllocsPerRun(100, add), drawn.rule.Kind)
		assert.Less(t, len(written(t, m)), size+1500, drawn.rule.Kind) // the digits of 700 counts
	}
}

func BenchmarkMeter_Add(b *testing.B) {
	month := period("2026-09-01", "2026-10-01", "Europe/Berlin")
	m, err := sample.NewMeter(latency, sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}, month)
	require.NoError(b, err)
	at := month.Start()
	b.ReportAllocs()
	for b.Loop() {
		if at = at.Add(time.Microsecond); m.Add(sample.Sample{At: at, Value: int64(at.Nanosecond()/1000) % 5000}) != nil {
			b.Fatal("refused")
		}
	}
}
