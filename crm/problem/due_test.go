package problem_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func count(types []string, typ string) int {
	n := 0
	for _, t := range types {
		n += map[bool]int{true: 1}[t == typ]
	}
	return n
}

func TestDue_warns_before_the_breach_and_says_when_it_is_there(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		d.must(d.AddNote(d.ctx, ticket.ID, problem.Response, "anna", "we are working on it"))
		d.clock.Advance(3*time.Hour - time.Microsecond)
		assert.Zero(t, d.due())
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, problem.DueReport{Signalled: 1}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		var n problem.ClockNotice
		d.last(ticket.ID, problem.EventClockWarned, &n)
		opened := ticket.CreatedAt
		assert.Equal(t, problem.Signal{Kind: clock.Solution, State: clock.StateWarned, Started: opened, Warning: 1, At: opened.Add(3 * time.Hour), Raised: d.clock.Now()}, n.Signal)
		assert.Equal(t, calendar.Span(time.Hour), n.Clock.Left)

		d.clock.Set(opened.Add(4 * time.Hour))
		assert.Zero(t, d.due(), "a resolution at this instant would be in time")
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, problem.DueReport{Signalled: 1}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		d.last(ticket.ID, problem.EventClockBreached, &n)
		assert.Equal(t, []any{clock.StateBreached, d.clock.Now()}, []any{n.Signal.State, n.Signal.Raised})
		assert.Equal(t, opened.Add(4*time.Hour), n.Signal.At)
		assert.Equal(t, []string{problem.EventClockBreached, problem.EventEscalation}, d.tail(ticket.ID, 2))
		var e problem.EscalationNotice
		d.last(ticket.ID, problem.EventEscalation, &e)
		assert.Equal(t, "PROBLEM-ESCALATION-02", e.Escalation.Code)
		assert.Equal(t, []string{"informCustomer", "expedite"}, e.Escalation.Measures)
	})
}

// A ticket that was resolved too late before anybody looked is breached all the same, and once; one that stands still does not warn.
func TestDue_late_and_paused(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Terms: gold(t)})
	late, paused := d.begun(mail()), d.begun(mail())
	for _, ticket := range []problem.Ticket{late, paused} {
		d.must(d.AddNote(d.ctx, ticket.ID, problem.Response, "anna", "we are working on it"))
	}
	d.clock.Advance(2 * time.Hour)
	d.must(d.Hold(d.ctx, paused.ID, problem.CauseCustomer, "which mailbox?"))
	d.clock.Advance(10 * time.Hour)
	d.closed(late.ID)
	assert.Equal(t, problem.DueReport{Signalled: 1}, d.due())
	assert.Equal(t, 0, count(d.told(late.ID), problem.EventClockWarned), "a warning behind the breach helps nobody")
	assert.Equal(t, 1, count(d.told(late.ID), problem.EventClockBreached))
	assert.Empty(t, d.ticket(late.ID).Escalations, "what is done is not escalated")
	d.clock.Advance(400 * day)
	assert.Equal(t, problem.DueReport{Escalated: 1}, d.due(), "its age tells, not its clock")
	d.must(d.Resume(d.ctx, paused.ID, "all of them"))
	d.clock.Advance(time.Hour)
	assert.Equal(t, 1, d.due().Signalled)
	assert.Equal(t, 1, count(d.told(paused.ID), problem.EventClockWarned))
}

func TestDue_escalates_by_age_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket, low := d.begun(mail()), d.opened(mail())
		d.must(d.TakeCustomerPriority(d.ctx, low.ID, problem.Lowest, nil))
		d.must(d.TakeServiceLevel(d.ctx, low.ID, problem.ServiceLevelPriority{}))
		d.clock.Advance(7*day - time.Microsecond)
		assert.Zero(t, d.due())
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, problem.DueReport{Escalated: 1}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		assert.Equal(t, []problem.Escalation{{Code: "PROBLEM-ESCALATION-06", Level: 1, To: "groupLead", Measures: []string{"review"}, At: d.clock.Now(), Why: "it has been open for a week"}},
			d.ticket(ticket.ID).Escalations)
		assert.Empty(t, d.ticket(low.ID).Escalations)
	})
}

func TestEscalate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	denied := problem.Inquiry{AnsweredAt: now, Answer: &problem.Confirmation{}}
	breach, warning := problem.Signal{Kind: clock.Solution, State: clock.StateBreached}, problem.Signal{Kind: clock.FirstResponse, State: clock.StateWarned}
	base := problem.Ticket{Status: problem.InProgress, Priority: problem.Medium, CreatedAt: now}
	with := func(change func(*problem.Ticket)) problem.Ticket { t := base; change(&t); return t }
	for name, c := range map[string]struct {
		ticket problem.Ticket
		after  time.Duration
		codes  []string
	}{
		"nothing has happened":             {base, 0, nil},
		"a warning of a medium ticket":     {with(func(t *problem.Ticket) { t.Signals = append(t.Signals, warning) }), 0, nil},
		"a warning of an important ticket": {with(func(t *problem.Ticket) { t.Signals, t.Priority = append(t.Signals, warning), problem.High }), 0, []string{"01"}},
		"a breach":                         {with(func(t *problem.Ticket) { t.Signals = append(t.Signals, breach) }), 0, []string{"02"}},
		"a breach of an important ticket":  {with(func(t *problem.Ticket) { t.Signals, t.Priority = append(t.Signals, breach), problem.Highest }), 0, []string{"01", "02", "03"}},
		"a ticket without a priority yet":  {with(func(t *problem.Ticket) { t.Signals, t.Priority = append(t.Signals, breach), "" }), 0, []string{"02"}},
		"two denials":                      {with(func(t *problem.Ticket) { t.Inquiries = []problem.Inquiry{denied, denied} }), 0, []string{"04"}},
		"one denial":                       {with(func(t *problem.Ticket) { t.Inquiries = []problem.Inquiry{denied} }), 0, nil},
		"reopened twice":                   {with(func(t *problem.Ticket) { t.Reopened = 2 }), 0, []string{"05"}},
		"a week":                           {base, 7 * day, []string{"06"}},
		"a week, raised before":            {with(func(t *problem.Ticket) { t.Escalations = []problem.Escalation{{Code: "PROBLEM-ESCALATION-06"}} }), 7 * day, nil},
		"a week, and resolved":             {with(func(t *problem.Ticket) { t.Status = problem.Resolved }), 7 * day, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			for _, e := range problem.Escalate(c.ticket, nil, now.Add(c.after)) {
				codes = append(codes, e.Code[len("PROBLEM-ESCALATION-"):])
			}
			assert.Equal(t, c.codes, codes)
		})
	}
	rows := []problem.EscalationRow{{Code: "r", Clock: clock.StateWarned, Kind: clock.Solution, Level: 1, To: "x", Why: "y"}}
	assert.Empty(t, problem.Escalate(with(func(t *problem.Ticket) { t.Signals = []problem.Signal{warning} }), rows, now), "that is another clock")
	assert.Len(t, problem.Escalate(with(func(t *problem.Ticket) { t.Signals = []problem.Signal{breach} }), rows, now), 1, "who was breached was warned")
}

func TestDenials_escalate_at_once(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.begun(mail())
	for range 3 {
		d.resolved(ticket.ID)
		d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Text: "no"}))
	}
	assert.Equal(t, 1, count(d.told(ticket.ID), problem.EventEscalation))
}

func TestResubmit(t *testing.T) {
	office := &problem.Config{RemindInHours: true}
	everywhere(t, office, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		night := time.Date(2026, time.March, 6, 22, 0, 0, 0, time.UTC) // a Friday
		monday := time.Date(2026, time.March, 9, 8, 0, 0, 0, time.UTC)
		for name, c := range map[string]struct {
			r    problem.ResubmissionRequest
			want time.Time
		}{
			"outside the hours it moves to the next": {problem.ResubmissionRequest{At: night}, monday},
			"inside it stays":                        {problem.ResubmissionRequest{At: monday.Add(time.Hour)}, monday.Add(time.Hour)},
			"five working days, when the day begins": {problem.ResubmissionRequest{Workdays: 5}, monday},
			"four of them":                           {problem.ResubmissionRequest{Workdays: 4}, monday.Add(-3 * day)},
		} {
			got := d.must(d.Resubmit(d.ctx, ticket.ID, c.r))
			assert.Equal(t, c.want, got.Resubmission.At, name)
		}
		d.must(d.Resubmit(d.ctx, ticket.ID, problem.ResubmissionRequest{At: night, To: "anna", Note: "call the vendor"}))
		d.clock.Set(monday.Add(-time.Microsecond))
		assert.Zero(t, d.due().Resubmitted)
		d.clock.Set(monday)
		assert.Equal(t, 1, d.due().Resubmitted)
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		var n problem.ResubmissionNotice
		d.last(ticket.ID, problem.EventResubmission, &n)
		assert.Equal(t, problem.Resubmission{At: monday, To: "anna", Note: "call the vendor"}, n.Resubmission)
		assert.Nil(t, d.ticket(ticket.ID).Resubmission)

		d.must(d.Resubmit(d.ctx, ticket.ID, problem.ResubmissionRequest{Workdays: 1}))
		d.must(d.CancelResubmission(d.ctx, ticket.ID))
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.CancelResubmission(d.ctx, ticket.ID) })
		d.must(d.Resubmit(d.ctx, ticket.ID, problem.ResubmissionRequest{Workdays: 1}))
		d.closed(ticket.ID)
		d.clock.Advance(30 * day)
		assert.Zero(t, d.due().Resubmitted, "what is done is not submitted again")
	})
}

func TestResubmit_at_any_time_unless_config_says_otherwise(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	night := time.Date(2026, time.March, 6, 22, 0, 0, 0, time.UTC)
	got := d.must(d.Resubmit(d.ctx, d.begun(mail()).ID, problem.ResubmissionRequest{At: night}))
	assert.Equal(t, night, got.ResubmitAt)
}

func TestDue_before_the_beginning_does_nothing(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Terms: gold(t)})
	d.begun(mail())
	r, err := d.Due(d.ctx, time.Time{})
	require.NoError(t, err)
	assert.Zero(t, r)
}

func TestDue_does_more_than_a_page(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{Sharing: []problem.ShareRule{}})
	const many = 150
	for range many {
		d.opened(mail())
	}
	d.clock.Advance(time.Hour)
	assert.Equal(t, problem.DueReport{Proceeded: many}, d.due())
	assert.Zero(t, d.due())
}
