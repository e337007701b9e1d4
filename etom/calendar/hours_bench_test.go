package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

func BenchmarkHours(b *testing.B) {
	spec := calendar.HoursSpec{Name: "office", Zone: "Europe/Berlin", Region: "DE-BY", Windows: calendar.Daily(at("08:00"), at("18:00"), workWeek...)}
	h := open(b, spec)
	start := instant(b, "2026-05-04T09:00:00Z")
	until := func(years, months, days int) calendar.Interval {
		return calendar.Interval{Start: start, End: start.AddDate(years, months, days)}
	}
	day, month, long := until(0, 0, 1), until(0, 1, 0), until(20, 0, 0)
	var err error
	for _, bb := range []struct {
		name string
		do   func()
	}{
		{"Working/day", func() { h.Working(day) }},
		{"Working/month", func() { h.Working(month) }},
		{"Working/20years", func() { h.Working(long) }},
		{"After/4h", func() { _, err = h.After(start, 4*time.Hour) }},
		{"After/100h", func() { _, err = h.After(start, 100*time.Hour) }},
		{"After/20years", func() { _, err = h.After(start, 50_000*time.Hour) }},
		{"Open", func() { h.Open(start) }},
		{"WorkdayAfter/10", func() { _, err = h.WorkdayAfter(maxDate.AddMonths(-12*8000), 10) }},
		{"NewHours", func() { _, err = calendar.NewHours(spec) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bb.do()
			}
			require.NoError(b, err)
		})
	}
}
