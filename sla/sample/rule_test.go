package sample_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// faults are the rule codes by path.
func faults(t *testing.T, err error) map[string]string {
	t.Helper()
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	found := map[string]string{}
	for _, f := range invalid.Fields {
		require.NotEmpty(t, f.Message)
		found[f.Path] = f.Rule
	}
	return found
}

// fields are a rule's fields but its kind: how to leave one open, how to give it one that goes with some kind.
var fields = map[string]struct {
	clear func(*sample.Rule)
	give  func(*sample.Rule)
	given func(sample.Rule) bool
}{
	"p": {
		func(r *sample.Rule) { r.P = money.Rate{} }, func(r *sample.Rule) { r.P = money.MustRate("95%") },
		func(r sample.Rule) bool { return r.P.Sign() != 0 }},
	"method": {
		func(r *sample.Rule) { r.Method = "" }, func(r *sample.Rule) { r.Method = sample.NearestRank },
		func(r sample.Rule) bool { return r.Method != "" }},
	"by": {
		func(r *sample.Rule) { r.By = "" }, func(r *sample.Rule) { r.By = sample.Samples },
		func(r sample.Rule) bool { return r.By != "" }},
	"every": {
		func(r *sample.Rule) { r.Every = 0 }, func(r *sample.Rule) { r.Every = minutes(1) },
		func(r sample.Rule) bool { return r.Every != 0 }},
	"slot": {
		func(r *sample.Rule) { r.Slot = 0 }, func(r *sample.Rule) { r.Slot = minutes(5) },
		func(r sample.Rule) bool { return r.Slot != 0 }},
	"of": {
		func(r *sample.Rule) { r.Of = "" }, func(r *sample.Rule) { r.Of = sample.OfMean },
		func(r sample.Rule) bool { return r.Of != "" }},
	"missing": {
		func(r *sample.Rule) { r.Missing = "" }, func(r *sample.Rule) { r.Missing = sample.LeftOut },
		func(r sample.Rule) bool { return r.Missing != "" }},
	"operator": {
		func(r *sample.Rule) { r.Operator = "" }, func(r *sample.Rule) { r.Operator = sample.Less },
		func(r sample.Rule) bool { return r.Operator != "" }},
	"bound": {
		func(r *sample.Rule) { r.Bound = nil }, func(r *sample.Rule) { r.Bound = quantity("1") },
		func(r sample.Rule) bool { return r.Bound != nil }},
}

func TestRule_Check_everyFieldOfEveryKind(t *testing.T) {
	t.Parallel()
	for _, drawn := range valid() {
		_, err := sample.NewMeter(drawn.metric, drawn.rule, day)
		require.NoError(t, err)
		for name, field := range fields {
			r, want := drawn.rule, sample.RuleContradiction
			if field.given(r) {
				want = fault.RuleRequired
				field.clear(&r)
			} else {
				field.give(&r)
			}
			_, err := sample.NewMeter(drawn.metric, r, day)
			require.Error(t, err, "%s of %s", name, r.Kind)
			assert.Equal(t, want, faults(t, err)["rule."+name], "%s of %s", name, r.Kind)
		}
	}
}

func TestNewMeter_refuses(t *testing.T) {
	t.Parallel()
	share := func(change func(*sample.Rule)) sample.Rule {
		r := sample.Rule{Kind: sample.Share, By: sample.Time, Every: minutes(1), Missing: sample.LeftOut, Operator: sample.Greater, Bound: quantity("85")}
		change(&r)
		return r
	}
	percentile := sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}
	tests := []struct {
		name   string
		metric sample.Metric
		rule   sample.Rule
		want   map[string]string
	}{
		{"a metric of nothing", sample.Metric{}, sample.Rule{Kind: sample.Ratio}, map[string]string{
			"metric.name": fault.RuleRequired, "metric.unit": fault.RuleRequired}},
		{"too fine a metric", sample.Metric{Name: "n", Unit: "u", Digits: 10, Most: sample.MaxMost + 1}, sample.Rule{Kind: sample.Mean}, map[string]string{
			"metric.digits": fault.RuleRange, "metric.most": fault.RuleRange}},
		{"no kind", latency, sample.Rule{}, map[string]string{"rule.kind": fault.RuleRequired}},
		{"another kind", latency, sample.Rule{Kind: "median"}, map[string]string{"rule.kind": fault.RuleUnknown}},
		{"everything left open at once", latency, sample.Rule{Kind: sample.Share}, map[string]string{
			"rule.by": fault.RuleRequired, "rule.every": fault.RuleRequired, "rule.missing": fault.RuleRequired,
			"rule.operator": fault.RuleRequired, "rule.bound": fault.RuleRequired}},
		{"words of another kind, and none at all", latency, share(func(r *sample.Rule) { r.Missing, r.By, r.Operator = sample.Down, "days", ".eq" }),
			map[string]string{"rule.missing": fault.RuleUnknown, "rule.by": fault.RuleUnknown, "rule.operator": fault.RuleUnknown}},
		{"a sample that stands for less than nothing", latency, share(func(r *sample.Rule) { r.Every = -1 }), map[string]string{"rule.every": fault.RuleUnknown}},
		{"a sample that stands for half a microsecond", latency, share(func(r *sample.Rule) { r.Every = 500 }), map[string]string{"rule.every": fault.RuleUnknown}},
		{"a bound below 0", latency, share(func(r *sample.Rule) { r.Bound = quantity("-1") }), map[string]string{"rule.bound": fault.RuleUnknown}},
		{"a bound that clipped samples never reach", latency, share(func(r *sample.Rule) { r.Bound = quantity("500") }),
			map[string]string{"rule.bound": sample.RuleContradiction}},
		{"a bound that everything meets", latency, share(func(r *sample.Rule) { r.Operator, r.Bound = sample.GreaterOrEqual, quantity("0") }),
			map[string]string{"rule.bound": sample.RuleContradiction}},
		{"a bound beyond all numbers", latency, share(func(r *sample.Rule) { r.Bound = quantity("9999999999999999999") }),
			map[string]string{"rule.bound": sample.RuleContradiction}},
		{"a percentile above 100 %", latency, sample.Rule{Kind: sample.Percentile, P: money.MustRate("99"), Method: sample.NearestRank},
			map[string]string{"rule.p": fault.RuleUnknown}},
		{"a percentile of a metric too fine to count", sample.Metric{Name: "n", Unit: "u", Most: sample.MaxPercentile + 1}, percentile,
			map[string]string{"rule.kind": sample.RuleContradiction}},
		{"a percentile of counters", requests, percentile, map[string]string{"rule.kind": sample.RuleContradiction}},
		{"a mean of counters", requests, sample.Rule{Kind: sample.Mean}, map[string]string{"rule.kind": sample.RuleContradiction}},
		{"a ratio of samples", latency, sample.Rule{Kind: sample.Ratio}, map[string]string{"rule.kind": sample.RuleContradiction}},
		{"probes that know more than up and down", latency, valid()[3].rule, map[string]string{"rule.kind": sample.RuleContradiction}},
		{"99 for 99 %", requests, sample.Rule{Kind: sample.Timeslices, Slot: minutes(5), Of: sample.OfRatio, Missing: sample.Good,
			Operator: sample.GreaterOrEqual, Bound: quantity("99")}, map[string]string{"rule.bound": sample.RuleContradiction}},
		{"more slots than there is room for", requests, sample.Rule{Kind: sample.MeanOfSlots, Slot: calendar.Span(time.Millisecond), Missing: sample.Good},
			map[string]string{"rule.slot": fault.RuleRange}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := sample.NewMeter(test.metric, test.rule, day)
			assert.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, test.want, faults(t, err))
		})
	}
	_, err := sample.NewMeter(latency, percentile, calendar.Period{})
	assert.Equal(t, map[string]string{"period": fault.RuleRequired}, faults(t, err))
}

func TestRule_Check_namesTheChoices(t *testing.T) {
	t.Parallel()
	var c fault.Check
	sample.Rule{Kind: sample.Availability, By: sample.Time, Every: minutes(1)}.Check(&c, "objectives[2].rule", probes)
	assert.EqualError(t, c.Err("agreement"), "agreement: objectives[2].rule.missing: is left open; for availability it must be given: "+
		"up, down, leftOut (ETOM-REQUIRED)")
}

func TestRule_asJSON(t *testing.T) {
	t.Parallel()
	const text = `{"kind":"share","by":"time","every":"1m","missing":"notMet","operator":".gt","bound":"0.85"}`
	var r sample.Rule
	require.NoError(t, json.Unmarshal([]byte(text), &r))
	assert.Equal(t, sample.Rule{Kind: sample.Share, By: sample.Time, Every: minutes(1), Missing: sample.NotMet, Operator: sample.Greater,
		Bound: quantity("0.85")}, r)
	back, err := json.Marshal(r)
	require.NoError(t, err)
	assert.JSONEq(t, text, string(back))
}
