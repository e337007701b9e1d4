package problem_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

func TestTicket_Waits(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2026, time.March, 2, hour, 0, 0, 0, time.UTC) }
	entry := func(hour int, typ clock.Type, cause clock.Cause) clock.Entry {
		return clock.Entry{At: at(hour), Type: typ, Cause: cause}
	}
	wait := func(cause clock.Cause, from, to int) problem.Wait {
		w := problem.Wait{Cause: cause, Span: calendar.Interval{Start: at(from)}}
		if to > 0 {
			w.Span.End = at(to)
		}
		return w
	}
	for name, c := range map[string]struct {
		history []clock.Entry
		want    []problem.Wait
	}{
		"nothing stood": {[]clock.Entry{entry(8, clock.Opened, "")}, nil},
		"for the customer, then for the vendor": {
			[]clock.Entry{entry(8, clock.Paused, problem.CauseCustomer), entry(9, clock.Resumed, problem.CauseCustomer), entry(10, clock.Paused, problem.CauseVendor), entry(12, clock.Resumed, "")},
			[]problem.Wait{wait(problem.CauseCustomer, 8, 9), wait(problem.CauseVendor, 10, 12)}},
		"a second pause for the same cause changes nothing": {
			[]clock.Entry{entry(8, clock.Paused, problem.CauseNoAccess), entry(9, clock.Paused, problem.CauseNoAccess), entry(10, clock.Resumed, problem.CauseNoAccess)},
			[]problem.Wait{wait(problem.CauseNoAccess, 8, 10)}},
		"a wait ends with the resolution": {
			[]clock.Entry{entry(8, clock.Paused, problem.CauseVendor), entry(11, clock.Resolved, "")}, []problem.Wait{wait(problem.CauseVendor, 8, 11)}},
		"and may go on": {[]clock.Entry{entry(8, clock.Paused, problem.CauseVendor)}, []problem.Wait{wait(problem.CauseVendor, 8, 0)}},
	} {
		assert.Equal(t, c.want, problem.Ticket{History: c.history}.Waits(), name)
	}
}
