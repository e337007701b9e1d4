// Package sample owns the figures of sampled metrics: percentiles, means, peaks, shares of time, ratios and slots, over a
// period, exactly. It does not own what is agreed about a figure (package sla), outages (sla/downtime), or where samples come
// from.
//
// How often responses were fast enough, taken in as they are measured:
//
//	latency := sample.Metric{Name: "response time", Unit: "ms", Most: 60_000}
//	rule := sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}
//	meter, err := sample.NewMeter(latency, rule, september) // every fault of metric and rule at once
//	if err != nil {
//		return err
//	}
//	if err := meter.Add(sample.Sample{At: measured, Value: 240}); err != nil {
//		return err // late, twice, outside of September, below 0: nothing was counted
//	}
//	figure, err := meter.Figure(asOf)
//	fmt.Println(figure.Value.Cmp(money.Count(300)) <= 0) // true: 99 % were answered within 300 ms
//
// # Nothing is assumed
//
// Published agreements mean different things by one word, so a Rule names every choice, and a choice that is left open is a
// fault that names the choices. What is missing counts as something: a probe that did not report as up, as down, or not at
// all. A share is one of samples or one of time. Of a metric's percentile no value is made up between two measured ones.
//
// # Exact, and the same whenever it is asked
//
// Samples are whole numbers in the metric's resolution, and figures are fractions of whole numbers; nothing is rounded but
// for reading. A figure does not depend on how the samples came: one by one or in batches, in one run or after a restart with
// the meter's JSON. Whoever has all samples at hand takes Evaluate.
//
// # Bounded
//
// A meter's memory does not grow with the number of samples. A percentile counts the samples of each value, which is why a
// Metric has a Most: 60,000 values of 1 ms take at most 240 kB, and pages of them that do not occur take nothing. A mean of
// slots' ratios needs room for each different denominator, at most one a slot; everything else is a few numbers.
// That is also why samples must come in order of time: to fit in a late one would need all the others.
package sample
