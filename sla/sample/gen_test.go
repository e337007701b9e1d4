package sample_test

import (
	"time"

	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// day is the period of the properties: a day of 25 hours, 1500 minutes.
var day = period("2026-10-25", "2026-10-26", "Europe/Berlin")

func period(from, to, zone string) calendar.Period {
	p, err := calendar.NewPeriod(calendar.MustParse(from), calendar.MustParse(to), zone)
	if err != nil {
		panic(err)
	}
	return p
}

func quantity(text string) *money.Quantity {
	q := money.MustQuantity(text)
	return &q
}

func minutes(n int) calendar.Span { return calendar.Span(time.Duration(n) * time.Minute) }

// The metrics of the tests: one to the half second, so to speak, in tenths; one of probes; one of counters.
var (
	latency  = sample.Metric{Name: "response time", Unit: "ms", Digits: 1, Most: 5000}
	probes   = sample.Metric{Name: "probe", Unit: "1", Most: 1}
	requests = sample.Metric{Name: "requests", Unit: "1"}
)

// terms are a rule with the metric that it is for.
type terms struct {
	metric sample.Metric
	rule   sample.Rule
}

func (t terms) takesCounts() bool { return t.metric == requests }

// valid has one rule for each kind, and for each choice that changes what is counted.
func valid() []terms {
	operator, bound := sample.GreaterOrEqual, quantity("85.5")
	return []terms{
		{latency, sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}},
		{latency, sample.Rule{Kind: sample.Mean}},
		{latency, sample.Rule{Kind: sample.Peak}},
		{probes, sample.Rule{Kind: sample.Availability, By: sample.Samples, Every: minutes(1), Missing: sample.Down}},
		{probes, sample.Rule{Kind: sample.Availability, By: sample.Time, Every: minutes(2), Missing: sample.LeftOut}},
		{latency, sample.Rule{Kind: sample.Share, By: sample.Samples, Every: minutes(5), Missing: sample.Met, Operator: operator, Bound: bound}},
		{latency, sample.Rule{Kind: sample.Share, By: sample.Time, Every: minutes(5), Missing: sample.NotMet, Operator: operator, Bound: bound}},
		{latency, sample.Rule{Kind: sample.Longest, Every: minutes(5), Missing: sample.LeftOut, Operator: operator, Bound: bound}},
		{requests, sample.Rule{Kind: sample.Ratio}},
		{latency, sample.Rule{Kind: sample.Timeslices, Slot: minutes(7), Of: sample.OfMean, Missing: sample.Good, Operator: operator, Bound: bound}},
		{latency, sample.Rule{Kind: sample.Timeslices, Slot: minutes(7), Of: sample.OfMax, Missing: sample.Bad, Operator: operator, Bound: bound}},
		{requests, sample.Rule{Kind: sample.Timeslices, Slot: minutes(7), Of: sample.OfRatio, Missing: sample.LeftOut, Operator: operator, Bound: quantity("0.9")}},
		{requests, sample.Rule{Kind: sample.MeanOfSlots, Slot: minutes(5), Missing: sample.Good}},
	}
}

// anyTerms draws one of valid, with other choices where they change the figure.
func anyTerms(t *rapid.T) terms {
	drawn := rapid.SampledFrom(valid()).Draw(t, "terms")
	r := &drawn.rule
	if r.Missing != "" {
		words := map[sample.Kind][]sample.Missing{
			sample.Availability: {sample.Up, sample.Down, sample.LeftOut},
			sample.Share:        {sample.Met, sample.NotMet, sample.LeftOut},
			sample.Longest:      {sample.Met, sample.NotMet, sample.LeftOut},
			sample.Timeslices:   {sample.Good, sample.Bad, sample.LeftOut},
			sample.MeanOfSlots:  {sample.Good, sample.Bad, sample.LeftOut},
		}[r.Kind]
		r.Missing = rapid.SampledFrom(words).Draw(t, "missing")
	}
	if r.Kind == sample.Percentile {
		r.P = money.MustRate(rapid.SampledFrom([]string{"0.1%", "50%", "95%", "99%", "99.9%", "100%"}).Draw(t, "p"))
	}
	if r.Operator != "" {
		operators := []sample.Operator{sample.Less, sample.LessOrEqual, sample.GreaterOrEqual, sample.Greater}
		r.Operator = rapid.SampledFrom(operators).Draw(t, "operator")
	}
	if r.Bound != nil && !drawn.takesCounts() {
		r.Bound = quantity(rapid.SampledFrom([]string{"1", "85.5", "85.55", "250", "499.9"}).Draw(t, "bound"))
	}
	return drawn
}

// anyTimes draws instants of the day in order, most of them whole minutes apart, as minutes from its start.
func anyTimes(t *rapid.T) []int {
	steps := rapid.SliceOfN(rapid.SampledFrom([]int{1, 1, 1, 1, 2, 3, 8, 40}), 0, 120).Draw(t, "steps")
	minute := rapid.IntRange(-1, 20).Draw(t, "first")
	var times []int
	for _, step := range steps {
		if minute += step; minute < 25*60 {
			times = append(times, minute)
		}
	}
	return times
}

func anySamples(t *rapid.T, m sample.Metric) []sample.Sample {
	values := rapid.OneOf(rapid.Int64Range(0, m.Most), rapid.SampledFrom([]int64{0, 855, 856, m.Most, m.Most + 1, 1 << 62}))
	var samples []sample.Sample
	for _, minute := range anyTimes(t) {
		at := day.Start().Add(time.Duration(minute) * time.Minute)
		samples = append(samples, sample.Sample{At: at, Value: values.Draw(t, "value")})
	}
	return samples
}

func anyCounts(t *rapid.T) []sample.Count {
	var counts []sample.Count
	for _, minute := range anyTimes(t) {
		at := day.Start().Add(time.Duration(minute) * time.Minute)
		total := rapid.SampledFrom([]int64{0, 1, 2, 7, 10, 360, 1 << 40}).Draw(t, "total")
		counts = append(counts, sample.Count{At: at, Good: rapid.Int64Range(0, total).Draw(t, "good"), Total: total})
	}
	return counts
}

// anyAsOf draws an instant that is not before the newest sample.
func anyAsOf(t *rapid.T, newest time.Time) time.Time {
	if newest.IsZero() {
		newest = day.Start().Add(-time.Hour)
	}
	left := int(day.End().Add(time.Hour).Sub(newest) / time.Minute)
	return newest.Add(time.Duration(rapid.IntRange(0, left).Draw(t, "asOf")) * time.Minute)
}
