package sample_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func BenchmarkMonth(b *testing.B) {
	from := calendar.MustParse("2026-09-01")
	p, _ := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	var ups, lats []sample.Sample
	x := uint64(88172645463325252)
	for at := p.Start(); at.Before(p.End()); at = at.Add(time.Minute) {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		up := int64(1)
		if x%1000 == 0 {
			up = 0
		}
		ups = append(ups, sample.Sample{At: at, Value: up})
		lats = append(lats, sample.Sample{At: at, Value: int64(20 + x%180 + (x>>20)%7*(x>>30)%200)})
	}
	probe := sample.Metric{Name: "up", Unit: "1", Most: 1}
	lat := sample.Metric{Name: "lat", Unit: "ms", Most: 10_000}
	pr := sample.Rule{Kind: sample.Percentile, P: money.MustRate("99%"), Method: sample.NearestRank}
	for _, by := range []sample.By{sample.Samples, sample.Time} {
		ar := sample.Rule{Kind: sample.Availability, By: by, Every: calendar.Span(time.Minute), Missing: sample.Down}
		b.Run("evaluate_"+string(by), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, err := sample.Evaluate(probe, ar, p, ups, p.End())
				require.NoError(b, err)
				_, err = sample.Evaluate(lat, pr, p, lats, p.End())
				require.NoError(b, err)
			}
		})
		b.Run("add_"+string(by), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m, _ := sample.NewMeter(probe, ar, p)
				for _, s := range ups {
					m.Add(s)
				}
				m.Figure(p.End())
				m, _ = sample.NewMeter(lat, pr, p)
				for _, s := range lats {
					m.Add(s)
				}
				m.Figure(p.End())
			}
		})
	}
	b.Run("percentile", func(b *testing.B) {
		for b.Loop() {
			sample.Evaluate(lat, pr, p, lats, p.End())
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			sample.NewMeter(lat, pr, p)
		}
	})
}
