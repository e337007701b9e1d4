package calendar_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

// The days around a change of the clocks as a person reads them: day and night shifts, and the instants in between.
func TestHours_Spans_around_the_change_of_clocks(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, change := range []struct{ zone, from, to string }{
		{"Europe/Berlin", "2026-03-27", "2026-03-31"},
		{"Europe/Berlin", "2026-10-23", "2026-10-27"},
		{"America/Santiago", "2024-09-06", "2024-09-10"},
		{"America/Havana", "2024-11-01", "2024-11-05"},
		{"Asia/Beirut", "2025-03-28", "2025-04-01"},
		{"Australia/Lord_Howe", "2026-10-02", "2026-10-06"},
		{"Pacific/Apia", "2011-12-28", "2012-01-02"},
	} {
		days := period(t, change.from, change.to, change.zone)
		fmt.Fprintf(&text, "%s\n", days)
		for _, windows := range []string{"08:00-12:00, 13:00-18:00", "22:00-06:00", "02:15-02:45", "00:00-24:00"} {
			h := open(t, hoursIn(t, change.zone, windows))
			fmt.Fprintf(&text, "\t%s: %s\n", windows, calendar.Span(h.Working(days.Interval())))
			for span := range h.Spans(days.Interval()) {
				const form = "Mon 02 15:04:05 -07:00"
				loc := zone(t, change.zone)
				fmt.Fprintf(&text, "\t\t%s to %s\n", span.Start.In(loc).Format(form), span.End.In(loc).Format(form))
			}
		}
	}
	etomtest.Golden(t, "spans.txt", text.String())
}
