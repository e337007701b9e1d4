package sample_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func Example() {
	from := calendar.MustParse("2026-09-01")
	september, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	latency := sample.Metric{Name: "response time", Unit: "ms", Most: 60_000}
	rule := sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}
	meter, err := sample.NewMeter(latency, rule, september)
	if err != nil {
		fmt.Println(err)
		return
	}
	measured := september.Start()
	for i := range int64(1000) {
		measured = measured.Add(time.Minute)
		if err := meter.Add(sample.Sample{At: measured, Value: 50 + i/4}); err != nil {
			fmt.Println(err)
			return
		}
	}
	figure, err := meter.Figure(measured)
	fmt.Println(figure.Value.Rat(), figure.Part, "of", figure.Whole, err)
	fmt.Println(figure.Value.Cmp(money.Count(300)) <= 0)
	fmt.Println(meter.Add(sample.Sample{At: measured, Value: 240}))
	// Output:
	// 297/1 990 of 1000 <nil>
	// true
	// sample.Meter: at: there is a sample of 2026-09-01T14:40:00Z already; times are told apart to the microsecond (ETOM-DUPLICATE)
}

// The share of September's first hour that a line was used above 85 %: a sample stands for five minutes, and what is missing
// is left out.
func ExampleEvaluate() {
	used := sample.Metric{Name: "utilisation", Unit: "%", Digits: 1, Most: 1000}
	bound := money.MustQuantity("85")
	rule := sample.Rule{
		Kind: sample.Share, By: sample.Time, Every: calendar.Span(5 * time.Minute), Missing: sample.LeftOut,
		Operator: sample.Greater, Bound: &bound,
	}
	day, err := calendar.NewPeriod(calendar.MustParse("2026-09-01"), calendar.MustParse("2026-09-02"), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	var samples []sample.Sample
	for i, percent := range []int64{840, 851, 990, 850, 100, 20} { // tenths
		samples = append(samples, sample.Sample{At: day.Start().Add(time.Duration(i) * 5 * time.Minute), Value: percent})
	}
	figure, err := sample.Evaluate(used, rule, day, samples, day.Start().Add(time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := figure.Value.Percent(2, money.HalfUp)
	fmt.Println(figure.Value.Rat(), percent, err)
	fmt.Println(time.Duration(figure.Part)*time.Microsecond, "of", time.Duration(figure.Whole)*time.Microsecond)
	fmt.Println(time.Duration(figure.Missing)*time.Microsecond, "without samples")
	// Output:
	// 1/3 33.33 <nil>
	// 10m0s of 30m0s
	// 30m0s without samples
}

// A choice left open, and one that does not go with the kind: both at once, with the choices.
func ExampleNewMeter() {
	probe := sample.Metric{Name: "probe", Unit: "1", Most: 1}
	rule := sample.Rule{Kind: sample.Availability, By: sample.Samples, Every: calendar.Span(time.Minute), Slot: calendar.Span(time.Hour)}
	_, err := sample.NewMeter(probe, rule, day)
	fmt.Println(err)
	// Output:
	// sample.Meter: rule.slot: does not go with availability; leave it out (SAMPLE-CONTRADICTION); rule.missing: is left open; for availability it must be given: up, down, leftOut (ETOM-REQUIRED)
}

// A meter goes on after a restart.
func ExampleMeter_MarshalJSON() {
	meter, err := sample.NewMeter(sample.Metric{Name: "calls", Unit: "1"}, sample.Rule{Kind: sample.Ratio}, day)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(meter.AddCount(sample.Count{At: day.Start(), Good: 99, Total: 100}))
	state, err := json.Marshal(meter)
	fmt.Println(string(state), err)

	var again sample.Meter
	fmt.Println(json.Unmarshal(state, &again))
	fmt.Println(again.AddCount(sample.Count{At: day.Start().Add(time.Hour), Good: 49, Total: 100}))
	figure, err := again.Figure(day.End())
	fmt.Println(figure.Value.Rat(), err)
	// Output:
	// <nil>
	// {"metric":{"name":"calls","unit":"1"},"rule":{"kind":"ratio"},"period":{"from":"2026-10-25","to":"2026-10-26","zone":"Europe/Berlin"},"samples":1,"last":"2026-10-24T22:00:00Z","good":99,"total":100} <nil>
	// <nil>
	// <nil>
	// 37/50 <nil>
}
