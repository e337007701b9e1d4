package pdf_test

import (
	"testing"

	"github.com/etomcrm/etomcrm/billing/pdf"
)

func BenchmarkRender(b *testing.B) {
	for _, c := range []struct {
		name  string
		lines int
	}{{"one_page", 5}, {"many_pages", 1000}} {
		b.Run(c.name, func(b *testing.B) {
			bill := abroad(b, c.lines)
			pages := open(b, render(b, bill, "de", nil)).NumPage()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pdf.Render(bill, "de", nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}
