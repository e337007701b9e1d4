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

func TestOpen_asks_nobody_about_what_was_found_inside(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := mail()
	r.Proactive = true
	ticket := d.opened(r)
	assert.Equal(t, problem.InProgress, ticket.Status)
	assert.Equal(t, []string{problem.ReasonCustomerUnknown, problem.ReasonServiceLevelUnknown, "PROBLEM-PRIO-05"}, codesOf(ticket.PriorityReasons))
	assert.Equal(t, []string{problem.EventAcknowledged, problem.EventPrioritised, problem.EventDetailsReported}, d.told(ticket.ID))
}

func TestOpen_asks_nobody_if_config_says_so(t *testing.T) {
	t.Parallel()
	d := inMemory(t, &problem.Config{AskNobody: true})
	ticket := d.opened(mail())
	assert.Equal(t, problem.InProgress, ticket.Status)
	assert.False(t, ticket.Proactive)
}

func TestDue_does_not_wait_for_answers_for_ever(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		none, one := d.opened(mail()), d.opened(mail())
		d.must(d.TakeCustomerPriority(d.ctx, one.ID, problem.Lowest, nil))
		d.clock.Advance(time.Hour - time.Microsecond)
		assert.Zero(t, d.due())
		d.clock.Advance(time.Microsecond)
		assert.Equal(t, problem.DueReport{Proceeded: 2}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		assert.Equal(t, problem.InProgress, d.ticket(none.ID).Status)
		assert.Equal(t, []string{problem.ReasonServiceLevelUnknown, "PROBLEM-PRIO-06"}, codesOf(d.ticket(one.ID).PriorityReasons))
	})
}

func TestTakeCustomerPriority_later_changes_the_priority(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.opened(mail())
	d.clock.Advance(time.Hour)
	d.due()
	before := len(d.told(ticket.ID))
	ticket = d.must(d.TakeServiceLevel(d.ctx, ticket.ID, problem.ServiceLevelPriority{Covered: true}))
	assert.Equal(t, problem.Medium, ticket.Priority)
	assert.Equal(t, []string{problem.EventPrioritised}, d.told(ticket.ID)[before:], "the reasons have changed")
	ticket = d.must(d.TakeCustomerPriority(d.ctx, ticket.ID, problem.Low, nil))
	assert.Equal(t, problem.Low, ticket.Priority)
	var n problem.PriorityNotice
	d.last(ticket.ID, problem.EventPrioritised, &n)
	assert.Equal(t, "low", n.Name)

	before = len(d.told(ticket.ID))
	d.must(d.TakeCustomerPriority(d.ctx, ticket.ID, problem.Low, nil))
	assert.Len(t, d.told(ticket.ID), before, "nothing has changed")
	resolved := d.resolved(ticket.ID)
	d.must(d.TakeCustomerPriority(d.ctx, resolved.ID, problem.Highest, nil))
	assert.Equal(t, problem.Resolved, d.ticket(ticket.ID).Status)
}

func TestTakeServiceLevel_fixes_what_the_clocks_promise(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.opened(mail())
	d.must(d.TakeCustomerPriority(d.ctx, ticket.ID, problem.Highest, nil))
	d.clock.Advance(30 * time.Minute)
	ticket = d.must(d.TakeServiceLevel(d.ctx, ticket.ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-1", Version: "3", Targets: goldTargets(t)}))
	assert.Equal(t, &clock.Contract{ID: "a-1", Version: "3", Targets: goldTargets(t), Pauses: problem.Pauses(), Reopen: clock.Continue}, ticket.Terms())
	assert.Equal(t, ticket.CreatedAt.Add(4*time.Hour), ticket.ExpectedResolution, "as if it had been so since the ticket was opened")
	assert.Empty(t, ticket.ServiceLevel.Targets, "they stand in the contract")
	var details problem.Details
	d.last(ticket.ID, problem.EventDetailsReported, &details)
	assert.Equal(t, ticket.ExpectedResolution, details.Expected)

	d.clock.Advance(30 * time.Minute)
	longer := goldTargets(t)
	longer[1].Within = calendar.Span(8 * time.Hour)
	ticket = d.must(d.TakeServiceLevel(d.ctx, ticket.ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-1", Version: "4", Targets: longer}))
	assert.Equal(t, "4", ticket.Terms().Version)
	assert.Equal(t, "3", ticket.Contract.Version, "what was first promised stays known")
	assert.Equal(t, ticket.CreatedAt.Add(8*time.Hour), ticket.ExpectedResolution)
}

func TestTakeServiceLevel_keeps_the_standard_terms_for_what_is_not_covered(t *testing.T) {
	t.Parallel()
	terms := gold(t)
	terms.Targets[1].Within = calendar.Span(24 * time.Hour)
	d := inMemory(t, &problem.Config{Terms: terms})
	ticket := d.opened(mail())
	assert.Equal(t, ticket.CreatedAt.Add(24*time.Hour), ticket.ExpectedResolution)
	d.must(d.TakeCustomerPriority(d.ctx, ticket.ID, problem.Highest, nil))
	ticket = d.must(d.TakeServiceLevel(d.ctx, ticket.ID, problem.ServiceLevelPriority{}))
	assert.Equal(t, problem.Low, ticket.Priority)
	assert.Equal(t, terms, ticket.Terms())

	covered := d.opened(mail())
	covered = d.must(d.TakeServiceLevel(d.ctx, covered.ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-1", Targets: goldTargets(t), Pauses: []clock.Pause{}}))
	assert.Equal(t, "a-1", covered.Terms().ID)
	assert.Empty(t, covered.Terms().Pauses, "this agreement stops for nothing")
	assert.Equal(t, clock.ContractChanged, covered.History[1].Type)
}

// An agreement on the time to repair takes away no first response that everybody is promised.
func TestTakeServiceLevel_keeps_the_standard_terms_for_what_the_agreement_leaves_open(t *testing.T) {
	t.Parallel()
	terms := gold(t)
	terms.Targets = append(terms.Targets, clock.Target{Kind: clock.Update, Within: calendar.Span(2 * time.Hour), Hours: around(t)})
	terms.Updates, terms.UpdatedBy = clock.Always, []clock.Type{clock.AgentUpdated}
	d := inMemory(t, &problem.Config{Terms: terms})
	targets := []clock.Target{{Kind: clock.Solution, Within: calendar.Span(2 * time.Hour), Hours: around(t)}}
	ticket := d.must(d.TakeServiceLevel(d.ctx, d.opened(mail()).ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-1", Targets: targets}))
	assert.Equal(t, append(targets, terms.Targets[0], terms.Targets[2]), ticket.Terms().Targets)
	assert.Equal(t, clock.Always, ticket.Terms().Updates)
	assert.Equal(t, "a-1", ticket.Terms().ID)
}

func TestTakeServiceLevel_promises_updates(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	targets := []clock.Target{{Kind: clock.Update, Within: calendar.Span(time.Hour), Hours: around(t)}}
	ticket := d.must(d.TakeServiceLevel(d.ctx, d.opened(mail()).ID, problem.ServiceLevelPriority{Covered: true, Agreement: "a-1", Targets: targets}))
	assert.Equal(t, clock.WhileWaiting, ticket.Terms().Updates)
	ticket = d.must(d.AddNote(d.ctx, ticket.ID, problem.Message, "dealer-a", "still nothing"))
	reading, err := ticket.Clock(d.clock.Now())
	require.NoError(t, err)
	figure, ok := reading.Figure(clock.Update)
	require.True(t, ok)
	assert.Equal(t, clock.StateRunning, figure.State)
}

func TestTake_refuses_a_ticket_that_is_done(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	for _, status := range []problem.Status{problem.Closed, problem.Cancelled, problem.Rejected} {
		ticket := d.in(status)
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.TakeCustomerPriority(d.ctx, ticket.ID, problem.High, nil) })
		d.refuses(fault.ErrState, func() (problem.Ticket, error) {
			return d.TakeServiceLevel(d.ctx, ticket.ID, problem.ServiceLevelPriority{})
		})
	}
}

func TestOpen_with_a_key_opens_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := mail()
		r.Key, r.RequestedResolution = "mail-7", d.clock.Now().Add(day)
		first := d.opened(r)
		d.clock.Advance(time.Hour)
		d.store.Unchanged(t, func() { assert.Equal(t, first, d.opened(r)) })
		r.Text = "another problem"
		d.refuses(fault.ErrConflict, func() (problem.Ticket, error) { return d.Open(d.ctx, r) })
	})
}
