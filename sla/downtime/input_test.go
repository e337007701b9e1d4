package downtime_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/sla/downtime"
)

func TestCount_refuses(t *testing.T) {
	t.Parallel()
	asOf := at("2026-03-20 00:00:00")
	with := func(o downtime.Outage, change func(*downtime.Outage)) downtime.Outage {
		change(&o)
		return o
	}
	good := outage("good", "09:00:00", "09:30:00")
	tests := []struct {
		name       string
		outages    []downtime.Outage
		exclusions []downtime.Exclusion
		want, says string
	}{
		{"an id twice", []downtime.Outage{good, outage("good", "10:00:00", "11:00:00")}, nil, "outages[1].id ETOM-DUPLICATE", `outage "good" is there already, at index 0`},
		{"no id", []downtime.Outage{outage("", "10:00:00", "11:00:00")}, nil, "outages[0].id ETOM-REQUIRED", "must not be empty"},
		{"an outage that ends before it begins", []downtime.Outage{good, outage("o", "11:00:00", "10:00:00")}, nil, "outages[1].end ETOM-RANGE", `outage "o" must be after start`},
		{"an outage of no length", []downtime.Outage{outage("o", "10:00:00", "10:00:00")}, nil, "outages[0].end ETOM-RANGE", "must be after start"},
		{"an outage shorter than a microsecond", []downtime.Outage{{ID: "o", Start: at("10:00:00"), End: at("10:00:00").Add(999)}}, nil, "outages[0].end ETOM-RANGE", "must be after start"},
		{"an outage without a start", []downtime.Outage{{ID: "o", End: at("10:00:00")}}, nil, "outages[0].start ETOM-REQUIRED", `outage "o" must say when it began`},
		{"an outage in the future", []downtime.Outage{{ID: "o", Start: asOf.Add(time.Second)}}, nil, "outages[0].start ETOM-RANGE", `outage "o" lies in the future`},
		{"an end in the future", []downtime.Outage{{ID: "o", Start: at("10:00:00"), End: asOf.Add(time.Second)}}, nil, "outages[0].end ETOM-RANGE", "future"},
		{"a report in the future", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Reported = asOf.Add(time.Second) })}, nil, "outages[0].reported ETOM-RANGE", "future"},
		{"a slip of the pen", []downtime.Outage{{ID: "o", Start: at("1926-03-10 10:00:00")}}, nil, "outages[0].start ETOM-RANGE", "more than 20 years away"},
		{"two outages at the same time, which nothing merges", []downtime.Outage{outage("b", "09:29:59", "09:35:00"), good}, nil, "outages[0].start ETOM-DUPLICATE",
			`outage "b" overlaps outage "good" (outages[1]), and nothing merges them; add the step merge`},
		{"an open outage and one after it", []downtime.Outage{{ID: "open", Start: at("08:00:00")}, good}, nil, "outages[1].start ETOM-DUPLICATE", "overlaps"},
		{"a weight above 1", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Weight = &downtime.Ratio{Num: 3, Den: 2} })}, nil, "outages[0].weight ETOM-RANGE", `outage "good" weighs 150%, must weigh 0% to 100%`},
		{"a negative weight", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Weight = &downtime.Ratio{Num: -1, Den: 2} })}, nil, "outages[0].weight ETOM-RANGE", "weighs -50%"},
		{"a weight by nothing", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Weight = &downtime.Ratio{Num: 1} })}, nil, "outages[0].weight ETOM-RANGE", "weighs 1/0"},
		{"a weight of two minus", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Weight = &downtime.Ratio{Num: -1, Den: -2} })}, nil, "outages[0].weight ETOM-RANGE", ""},
		{"a weight too fine", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Weight = &downtime.Ratio{Num: 1, Den: 1_000_000_001} })}, nil, "outages[0].weight ETOM-RANGE", "of at most 1000000000"},
		{"a cause that no store can keep", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Cause = "a\x00b" })}, nil, "outages[0].cause ETOM-TEXT-NUL", ""},
		{"two features", []downtime.Outage{with(good, func(o *downtime.Outage) { o.Feature = "mail" })},
			[]downtime.Exclusion{{ID: "x", Cause: "c", Feature: "web", Start: at("10:00:00"), End: at("11:00:00")}}, "exclusions[0].feature ETOM-RANGE",
			`exclusion "x" is of the feature "web", others are of "mail"`},
		{"an exclusion that ends before it begins", nil, []downtime.Exclusion{exclusion("x", "c", "11:00:00", "10:00:00")}, "exclusions[0].end ETOM-RANGE", `exclusion "x" must be after start`},
		{"an exclusion without an end", nil, []downtime.Exclusion{{ID: "x", Cause: "c", Start: at("10:00:00")}}, "exclusions[0].end ETOM-REQUIRED", "must say when it ended"},
		{"an exclusion without a cause", nil, []downtime.Exclusion{exclusion("x", "", "10:00:00", "11:00:00")}, "exclusions[0].cause ETOM-REQUIRED", ""},
		{"an exclusion twice", nil, []downtime.Exclusion{exclusion("x", "c", "10:00:00", "11:00:00"), exclusion("x", "c", "10:00:00", "11:00:00")}, "exclusions[1].id ETOM-DUPLICATE", "at index 0"},
		{"an exclusion announced in the future", nil, []downtime.Exclusion{{ID: "x", Cause: "c", Start: asOf.Add(time.Hour), End: asOf.Add(2 * time.Hour), Announced: asOf.Add(time.Second)}}, "exclusions[0].announced ETOM-RANGE", "future"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ledger, err := counting(clip, exclude).Count(tt.outages, tt.exclusions, march2026, asOf)
			require.ErrorIs(t, err, fault.ErrInvalid)
			var invalid *fault.Invalid
			require.True(t, errors.As(err, &invalid))
			got, messages := fields(invalid.Fields)
			require.Equal(t, []string{tt.want}, got)
			assert.Contains(t, messages[invalid.Fields[0].Path], tt.says)
			assert.Equal(t, downtime.Ledger{}, ledger)
		})
	}
}

func TestCount_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	_, err := downtime.Counting{}.Count(
		[]downtime.Outage{outage("a", "11:00:00", "10:00:00"), {ID: "a"}},
		[]downtime.Exclusion{{}}, calendar.Period{}, time.Time{})
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid))
	got, _ := fields(invalid.Fields)
	assert.Equal(t, []string{
		"counting.begin ETOM-REQUIRED", "counting.degraded ETOM-REQUIRED", "counting.order ETOM-REQUIRED", "counting.denominator.kind ETOM-REQUIRED",
		"asOf ETOM-REQUIRED", "period ETOM-REQUIRED",
		"outages[0].end ETOM-RANGE", "outages[1].id ETOM-DUPLICATE", "outages[1].start ETOM-REQUIRED",
		"exclusions[0].id ETOM-REQUIRED", "exclusions[0].cause ETOM-REQUIRED", "exclusions[0].start ETOM-REQUIRED", "exclusions[0].end ETOM-REQUIRED",
	}, got)
	assert.Equal(t, "downtime.Count", invalid.Subject)
}

func TestCount_takes_periods_of_at_most_20_years(t *testing.T) {
	t.Parallel()
	from := calendar.MustParse("2000-01-01")
	_, err := counting(clip).Count(nil, nil, mustPeriod(from, from.AddMonths(12*25), "UTC"), at("10:00:00"))
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid))
	got, _ := fields(invalid.Fields)
	assert.Equal(t, []string{"period ETOM-RANGE"}, got)
}

func TestCount_takes_outages_that_touch_without_merging(t *testing.T) {
	t.Parallel()
	ledger, err := counting(clip).Count([]downtime.Outage{outage("b", "10:30:00", "11:00:00"), outage("a", "10:00:00", "10:30:00")}, nil, march2026, march2026.End())
	require.NoError(t, err)
	assert.Equal(t, "1h", ledger.Down.String())
	assert.Len(t, ledger.Episodes, 2)
}
