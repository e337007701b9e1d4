package sla_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/sla"
	"github.com/etomcrm/etomcrm/sla/sample"
)

// BenchmarkReceiveQuality takes a correction of one of thirty outages of a month, assesses the month, and keeps it, in memory.
func BenchmarkReceiveQuality(b *testing.B) {
	d := open(b, memory.New(), nil)
	d.register(registration(extranet(sla.AtPeriodEnd)))
	d.clock.Set(on("31T00:00"))
	for n := range 30 {
		d.received(sent(fmt.Sprint("known-", n), outage(fmt.Sprint("o-", n), fmt.Sprintf("%02dT08:00", n+1), 5*time.Minute)))
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		_, err := d.ReceiveQuality(d.ctx, sent(fmt.Sprint("q-", n), outage("o-7", "08T08:00", time.Duration(1+n%9)*time.Minute)))
		require.NoError(b, err)
	}
}

// BenchmarkReceiveQuality_samples takes an hour of one-minute samples, where two weeks of them are known, for a percentile.
func BenchmarkReceiveQuality_samples(b *testing.B) {
	d := open(b, memory.New(), nil)
	r := registration(extranet(sla.AtPeriodEnd))
	r.Agreement.Objectives = append(r.Agreement.Objectives, latency())
	d.register(r)
	d.clock.Set(on("31T00:00").AddDate(1, 0, 0))
	at := on("02T00:00")
	parcel := func(id string, samples int, apart time.Duration) sla.QualityReport {
		var all []sample.Sample
		for n := range samples {
			at = at.Add(apart)
			all = append(all, sample.Sample{At: at, Value: int64(n * 7919 % 1000)})
		}
		return sla.QualityReport{ID: id, Agreement: "extranet-a", Samples: map[string][]sample.Sample{"latency": all}}
	}
	d.received(parcel("known", 14*24*60, time.Minute))
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		_, err := d.ReceiveQuality(d.ctx, parcel(fmt.Sprint("q-", n), 60, time.Millisecond))
		require.NoError(b, err)
	}
}
