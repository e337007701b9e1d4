package evn_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/billing/rating"
)

// BenchmarkMake is a month of a thousand calls.
func BenchmarkMake(b *testing.B) {
	usage := make([]rating.Usage, 1000)
	for i := range usage {
		usage[i] = call(fmt.Sprintf("%04d", i), "2026-03-02T22:00:00+01:00", "+491701112345", time.Duration(i)*time.Second)
	}
	r := request(rate(b, usage...))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := evn.Make(r); err != nil {
			b.Fatal(err)
		}
	}
}
