package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

// limit is how long a reading after 200 events may take.
const limit = 20 * time.Microsecond

// twoWeeks is a lively ticket of 200 events within two working weeks: answers, pauses, changes of status.
func twoWeeks() []clock.Entry {
	entries := []clock.Entry{{At: at("2026-03-02 08:30"), Type: clock.Opened, Priority: "medium"}}
	cycle := []clock.Entry{
		{Type: clock.CustomerWrote},
		{Type: clock.AgentUpdated},
		{Type: clock.Paused, Cause: "customer"},
		{Type: clock.Resumed, Cause: "customer"},
		{Type: clock.StatusChanged, Status: "held"},
		{Type: clock.StatusChanged, Status: "inProgress"},
		{Type: clock.Paused, Cause: "thirdParty"},
		{Type: clock.Responded},
		{Type: clock.Resumed},
		{Type: clock.CustomerWrote},
	}
	when := entries[0].At
	for n := len(entries); n < 200; n++ {
		when = when.Add(29 * time.Minute)
		if n%20 == 0 {
			when = when.Add(14 * time.Hour)
		}
		e := cycle[n%len(cycle)]
		e.At = when
		entries = append(entries, e)
	}
	return history(entries...)
}

func BenchmarkRead_after_200_events(b *testing.B) {
	for name, hours := range map[string]clock.Contract{"office hours": standard(office), "with a lunch break": standard(shifts), "round the clock": standard(always)} {
		b.Run(name, func(b *testing.B) {
			events := twoWeeks()
			asOf := events[len(events)-1].At.Add(time.Hour)
			reading, err := clock.Read(hours, events, asOf)
			require.NoError(b, err)
			require.Len(b, reading.Targets, 3)
			b.ReportAllocs()
			for b.Loop() {
				if _, err = clock.Read(hours, events, asOf); err != nil {
					b.Fatal(err)
				}
			}
			each := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(float64(each)/float64(limit), "of-limit")
		})
	}
}
