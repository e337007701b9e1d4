package problem_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Whatever is done to a few tickets in whatever order, their histories keep to the chart and can be read, a parent that waits does
// not close before its children, what is raised is raised once, and Due comes to rest.
func TestService_whatever_happens_tickets_stay_sound(t *testing.T) {
	t.Parallel()
	terms := gold(t)
	rapid.Check(t, func(r *rapid.T) {
		d := inMemory(t, &problem.Config{Terms: terms, Sharing: []problem.ShareRule{{By: problem.ByCause, Within: 30 * day, Customers: 2}}})
		var ids []string
		for n := range 3 {
			report := mail()
			report.Customer = "dealer-" + strconv.Itoa(n/2)
			ids = append(ids, d.opened(report).ID)
		}
		pick := func(name string) string { return rapid.SampledFrom(ids).Draw(r, name) }
		for range rapid.IntRange(0, 40).Draw(r, "steps") {
			d.clock.Advance(time.Duration(rapid.SampledFrom([]time.Duration{0, time.Hour, 3 * time.Hour, 4 * day}).Draw(r, "later")))
			id, other := pick("ticket"), pick("other")
			err := d.anything(r, id, other)
			require.True(r, err == nil || errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrRejected) || errors.Is(err, fault.ErrNotFound), "%v", err)
			d.sound(r, d.ticket(id))
		}
		for _, status := range everyStatus {
			found, err := d.By(d.ctx, "status", string(status))
			require.NoError(r, err)
			for _, t := range found {
				d.sound(r, t)
			}
		}
		d.due()
		d.store.Unchanged(t, func() { assert.Zero(r, d.due()) })
	})
}

// anything does one thing to a ticket.
func (d *desk) anything(r *rapid.T, id, other string) error {
	var err error
	switch rapid.IntRange(0, 15).Draw(r, "what") {
	case 0:
		_, err = d.TakeCustomerPriority(d.ctx, id, rapid.SampledFrom(priorities[1:]).Draw(r, "priority"), nil)
	case 1:
		_, err = d.TakeServiceLevel(d.ctx, id, problem.ServiceLevelPriority{Covered: true, Agreement: "a", Targets: goldTargets(d.t)})
	case 2:
		_, err = d.Hold(d.ctx, id, rapid.SampledFrom([]clock.Cause{problem.CauseCustomer, problem.CauseVendor}).Draw(r, "cause"), "why")
	case 3:
		_, err = d.Resume(d.ctx, id, "why")
	case 4, 5:
		_, err = d.ReceiveResolution(d.ctx, id, problem.Resolution{Text: "done"})
	case 6:
		_, err = d.AskConfirmation(d.ctx, id)
	case 7, 8:
		_, err = d.Answer(d.ctx, id, problem.Confirmation{Confirmed: rapid.Bool().Draw(r, "confirmed")})
	case 9:
		_, err = d.Reopen(d.ctx, id, "back")
	case 10:
		_, err = d.Isolate(d.ctx, id, problem.Isolation{Cause: rapid.SampledFrom([]string{"disk", "line"}).Draw(r, "cause")})
	case 11:
		_, err = d.Attach(d.ctx, id, other)
	case 12:
		_, err = d.Detach(d.ctx, id, "why")
	case 13:
		_, err = d.Merge(d.ctx, id, other, "why")
	case 14:
		_, err = d.Cancel(d.ctx, id, "why")
	case 15:
		_, err = d.Due(d.ctx, d.clock.Now())
	}
	return err
}

// sound looks at a ticket.
func (d *desk) sound(r *rapid.T, t problem.Ticket) {
	at := problem.Start
	for _, c := range t.StatusChangeHistory() {
		require.True(r, leads(problem.Lifecycle(), at, c.Status), "%s to %s", at, c.Status)
		at = c.Status
	}
	require.Equal(r, at, t.Status)
	require.Equal(r, t.Status.Open(), t.ClosedAt.IsZero())
	_, err := t.Clock(d.clock.Now())
	require.NoError(r, err)
	children, err := d.By(d.ctx, "parent", t.ID)
	require.NoError(r, err)
	for _, child := range children {
		require.Empty(r, t.Related(problem.ParentTicket), "parents have no parents")
		require.Empty(r, t.Related(problem.MergedInto), "children go along")
		if t.Status == problem.Closed && child.Status.Open() {
			require.Positive(r, child.Reopened, "only a reopened child is open behind its parent's end")
		}
	}
	raised := map[problem.Signal]int{}
	for _, s := range t.Signals {
		s.Raised = time.Time{}
		raised[s]++
		require.Equal(r, 1, raised[s])
	}
	codes := map[string]bool{}
	for _, e := range t.Escalations {
		require.False(r, codes[e.Code])
		codes[e.Code] = true
	}
}
