package problem

import (
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// Wait is a span of time in which work on a ticket stood, and why. Whether it counts as time to repair, an agreement says.
type Wait struct {
	Cause clock.Cause       `json:"cause"`
	Span  calendar.Interval `json:"span"` // without an end while it goes on
}

// Waits are the spans in which work on the ticket stood, in the order in which they began. Several causes may overlap.
func (t Ticket) Waits() []Wait {
	var all []Wait
	open := map[clock.Cause]int{} // the waits that go on, by their place
	end := func(cause clock.Cause, at time.Time) {
		if n, stands := open[cause]; stands {
			all[n].Span.End = at
			delete(open, cause)
		}
	}
	for _, e := range t.History {
		switch e.Type {
		case clock.Paused:
			if _, stands := open[e.Cause]; !stands {
				open[e.Cause] = len(all)
				all = append(all, Wait{Cause: e.Cause, Span: calendar.Interval{Start: e.At}})
			}
		case clock.Resumed:
			for cause := range open {
				if e.Cause == "" || e.Cause == cause {
					end(cause, e.At)
				}
			}
		case clock.Resolved, clock.Closed, clock.Cancelled, clock.Merged:
			for cause := range open {
				end(cause, e.At)
			}
		}
	}
	return all
}
