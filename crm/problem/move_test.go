package problem_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/fault"
)

var everyStatus = []problem.Status{problem.Acknowledged, problem.InProgress, problem.Pending, problem.Held, problem.Resolved, problem.Closed, problem.Cancelled, problem.Rejected}

// allowed runs a command on a ticket in each state: where it is not allowed, nothing changes.
func allowed(t *testing.T, in []problem.Status, command func(*desk, string) (problem.Ticket, error)) {
	t.Helper()
	d := inMemory(t, nil)
	for _, status := range everyStatus {
		ticket := d.in(status)
		if at(in, status) >= 0 {
			d.must(command(d, ticket.ID))
			continue
		}
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return command(d, ticket.ID) })
	}
}

func TestCommands_are_allowed_where_the_chart_says(t *testing.T) {
	t.Parallel()
	worked := []problem.Status{problem.Acknowledged, problem.InProgress, problem.Pending, problem.Held}
	still := append(worked[:len(worked):len(worked)], problem.Resolved)
	for name, c := range map[string]struct {
		in      []problem.Status
		command func(*desk, string) (problem.Ticket, error)
	}{
		"reject": {[]problem.Status{problem.Acknowledged}, func(d *desk, id string) (problem.Ticket, error) { return d.Reject(d.ctx, id, "why") }},
		"cancel": {worked, func(d *desk, id string) (problem.Ticket, error) { return d.Cancel(d.ctx, id, "why") }},
		"hold":   {[]problem.Status{problem.InProgress}, func(d *desk, id string) (problem.Ticket, error) { return d.Hold(d.ctx, id, problem.CauseVendor, "why") }},
		"ask": {[]problem.Status{problem.InProgress}, func(d *desk, id string) (problem.Ticket, error) {
			return d.Hold(d.ctx, id, problem.CauseCustomer, "why")
		}},
		"resume": {[]problem.Status{problem.Held, problem.Pending}, func(d *desk, id string) (problem.Ticket, error) { return d.Resume(d.ctx, id, "why") }},
		"reopen": {[]problem.Status{problem.Closed}, func(d *desk, id string) (problem.Ticket, error) { return d.Reopen(d.ctx, id, "why") }},
		"isolate": {worked, func(d *desk, id string) (problem.Ticket, error) {
			return d.Isolate(d.ctx, id, problem.Isolation{Cause: id})
		}},
		"addMeasure": {worked, func(d *desk, id string) (problem.Ticket, error) { return d.AddMeasure(d.ctx, id, "what", "") }},
		"note": {still, func(d *desk, id string) (problem.Ticket, error) {
			return d.AddNote(d.ctx, id, problem.Internal, "", "x")
		}},
		"assign": {still, func(d *desk, id string) (problem.Ticket, error) {
			return d.ChangeAssignment(d.ctx, id, to("night", ""))
		}},
		"resubmit": {still, func(d *desk, id string) (problem.Ticket, error) {
			return d.Resubmit(d.ctx, id, problem.ResubmissionRequest{Workdays: 1})
		}},
		"askConfirm": {[]problem.Status{problem.Resolved}, func(d *desk, id string) (problem.Ticket, error) { return d.AskConfirmation(d.ctx, id) }},
		"forwardDetails": {worked, func(d *desk, id string) (problem.Ticket, error) {
			return problem.Ticket{}, d.ForwardDetails(d.ctx, id, "more")
		}},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); allowed(t, c.in, c.command) })
	}
}

func TestCancel_resumes_what_is_held_first(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket := d.must(d.Cancel(d.ctx, d.in(problem.Held).ID, "no longer needed"))
		assert.Equal(t, []problem.Status{"acknowledged", "inProgress", "held", "inProgress", "cancelled"}, statuses(ticket))
		assert.Equal(t, d.clock.Now(), ticket.ClosedAt)
		var n problem.Notice
		d.last(ticket.ID, problem.EventCancelled, &n)
		assert.Equal(t, "no longer needed", n.Reason)
	})
}

func TestForwardDetails_reports_them_again(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.begun(mail())
	require.NoError(t, d.ForwardDetails(d.ctx, ticket.ID, "only mail from outside is missing"))
	var n problem.Details
	d.last(ticket.ID, problem.EventDetailsReported, &n)
	assert.Equal(t, "only mail from outside is missing", n.More)
}

func TestReopen_within_the_window(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		d.clock.Advance(time.Hour)
		d.closed(ticket.ID)
		d.clock.Advance(14 * day)
		ticket = d.must(d.Reopen(d.ctx, ticket.ID, "it is back"))
		assert.Equal(t, problem.InProgress, ticket.Status)
		assert.Equal(t, 1, ticket.Reopened)
		assert.Zero(t, ticket.ClosedAt)
		assert.Equal(t, []string{problem.EventReopened, problem.EventDetailsReported}, d.tail(ticket.ID, 2))
		assert.Equal(t, d.clock.Now().Add(3*time.Hour), ticket.ExpectedResolution, "the clock goes on where it stood")
		d.closed(ticket.ID)
		d.clock.Advance(14*day + time.Microsecond)
		err := d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Reopen(d.ctx, ticket.ID, "again") })
		assert.Equal(t, []string{problem.ReasonReopenWindow}, codes(t, err))
	})
}

func TestReopen_may_begin_the_clock_anew(t *testing.T) {
	t.Parallel()
	terms := gold(t)
	terms.Reopen = clock.Restart
	d := inMemory(t, &problem.Config{Terms: terms})
	ticket := d.begun(mail())
	d.clock.Advance(time.Hour)
	d.closed(ticket.ID)
	ticket = d.must(d.Reopen(d.ctx, ticket.ID, "another disk this time"))
	assert.Equal(t, d.clock.Now().Add(4*time.Hour), ticket.ExpectedResolution)
}

func TestReopen_may_open_a_new_ticket(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		terms := gold(t)
		terms.Reopen = clock.NewTicket
		s, err := problem.New(d.env, &problem.Config{Terms: terms})
		require.NoError(t, err)
		d.Service = s
		old := d.closed(d.begun(mail()).ID)
		next := d.must(d.Reopen(d.ctx, old.ID, "it is back"))
		assert.NotEqual(t, old.ID, next.ID)
		assert.Equal(t, problem.Acknowledged, next.Status)
		assert.Equal(t, old.ID, next.Related(problem.Continues))
		assert.Equal(t, old.Correlation, next.Correlation)
		old = d.ticket(old.ID)
		assert.Equal(t, problem.Closed, old.Status, "closed is final, as in the published chart")
		assert.Equal(t, next.ID, old.Related(problem.ContinuedBy))
		err = d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Reopen(d.ctx, old.ID, "again") })
		assert.Equal(t, []string{problem.ReasonReopenMerged}, codes(t, err))
	})
}

func TestMerge(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		first := d.begun(mail())
		d.clock.Advance(time.Minute)
		second, other := d.begun(mail()), mail()
		other.Customer = "dealer-b"
		foreign := d.begun(other)
		child := mail()
		child.Parent = second.ID
		below := d.begun(child)

		for code, pair := range map[string][2]string{problem.ReasonMergeYounger: {first.ID, second.ID}, problem.ReasonMergeItself: {first.ID, first.ID}, problem.ReasonMergeCustomer: {first.ID, foreign.ID}} {
			err := d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Merge(d.ctx, pair[0], pair[1], "the same") })
			assert.Equal(t, []string{code}, codes(t, err))
		}
		merged := d.must(d.Merge(d.ctx, second.ID, first.ID, "reported twice"))
		assert.Equal(t, problem.Closed, merged.Status)
		assert.Equal(t, []problem.Relationship{{ID: first.ID, Type: problem.MergedInto}}, merged.Relationships)
		assert.Equal(t, first.ID, d.ticket(below.ID).Related(problem.ParentTicket), "its children go along")
		var n problem.Notice
		d.last(merged.ID, problem.EventClosed, &n)
		assert.Equal(t, first.ID, n.Into)
		found, err := d.By(d.ctx, "merged", first.ID)
		require.NoError(t, err)
		require.Len(t, found, 1)

		err = d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Reopen(d.ctx, merged.ID, "it is back") })
		assert.Equal(t, []string{problem.ReasonReopenMerged}, codes(t, err))
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.Merge(d.ctx, merged.ID, first.ID, "again") })
		d.resolved(first.ID)
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.Merge(d.ctx, foreign.ID, first.ID, "late") })
	})
}

func TestMerge_of_a_parent_into_its_child_lets_the_child_take_its_place(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	parent := d.begun(mail())
	r := mail()
	r.Parent = parent.ID
	heir, other := d.begun(r), d.begun(r)
	d.must(d.Merge(d.ctx, parent.ID, heir.ID, "this one knows more"))
	assert.Empty(t, d.ticket(heir.ID).Related(problem.ParentTicket))
	assert.Equal(t, heir.ID, d.ticket(other.ID).Related(problem.ParentTicket))

	elsewhere := d.begun(mail())
	below := mail()
	below.Parent = elsewhere.ID
	inner := d.begun(below)
	err := d.refuses(fault.ErrRejected, func() (problem.Ticket, error) { return d.Merge(d.ctx, heir.ID, inner.ID, "the same") })
	assert.Equal(t, []string{problem.ReasonParentLevel}, codes(t, err))
}
