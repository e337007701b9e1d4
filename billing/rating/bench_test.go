package rating_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// twoBands is a tariff by the second with peak and off-peak, holidays of Berlin.
func twoBands() rating.Tariff {
	day, night := voice("0.12", "1/1"), voice("0.04", "1/1")
	day.Code, day.Bands = "day", []string{"peak"}
	night.Code, night.Bands = "night", []string{rating.Other}
	t := tariff(day, night)
	t.Region, t.Bands = "DE-BE", []rating.Band{peak()}
	return t
}

func BenchmarkRate_an_hour_over_two_bands(b *testing.B) {
	book := bookOf(b, twoBands())
	request := rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{
		{ID: "1", Kind: "voice", At: at("2026-03-02T17:30:00+01:00"), Duration: calendar.Span(time.Hour)}}}
	b.ReportAllocs()
	for b.Loop() {
		if r, err := book.Rate(request); err != nil || len(r.Lines) != 2 {
			b.Fatal(err)
		}
	}
}

// BenchmarkRate_a_month is what a bill run does for each account: 20 records, two bands, an allowance.
func BenchmarkRate_a_month(b *testing.B) {
	spec := twoBands()
	spec.Allowances = []rating.Allowance{{ID: "free", Name: "30 min", Measure: rating.Duration, Unit: "min", Grant: money.Count(30)}}
	book := bookOf(b, spec)
	request := rating.Request{Tariff: "t", Period: march()}
	for i := range 20 {
		request.Usage = append(request.Usage, rating.Usage{ID: fmt.Sprintf("u-%02d", i), Kind: "voice", To: "+4917012345",
			At: at("2026-03-02T07:30:00+01:00").Add(time.Duration(i) * 25 * time.Hour), Duration: calendar.Span(time.Duration(i*37+20) * time.Second)})
	}
	for _, brief := range []bool{false, true} {
		request.Brief = brief
		b.Run(fmt.Sprintf("brief=%t", brief), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := book.Rate(request); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
