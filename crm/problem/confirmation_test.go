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

func TestAnswer_denied_returns_the_ticket_to_work(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		d.clock.Advance(time.Hour)
		d.resolved(ticket.ID)
		d.must(d.AskConfirmation(d.ctx, ticket.ID))
		d.clock.Advance(10 * time.Hour)
		ticket = d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Text: "still no mail"}))
		assert.Equal(t, problem.InProgress, ticket.Status)
		assert.Equal(t, "still no mail", ticket.StatusChangeReason)
		assert.Equal(t, 1, ticket.Denials())
		assert.Zero(t, ticket.ResolvedAt)
		assert.Zero(t, ticket.SilenceAt)
		assert.Equal(t, d.clock.Now().Add(3*time.Hour), ticket.ExpectedResolution, "the same solution clock: one of four hours is used")
		assert.Equal(t, []string{problem.EventConfirmation, problem.EventDetailsReported}, d.tail(ticket.ID, 2))
		var details problem.Details
		d.last(ticket.ID, problem.EventDetailsReported, &details)
		assert.Equal(t, "still no mail", details.More)
		assert.Equal(t, 1, details.Denials)
		assert.Equal(t, ticket.ExpectedResolution, details.Expected)

		d.resolved(ticket.ID)
		d.must(d.AskConfirmation(d.ctx, ticket.ID))
		ticket = d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: true}))
		assert.Equal(t, problem.Closed, ticket.Status)
		require.Len(t, ticket.Inquiries, 2)
		assert.False(t, ticket.Inquiries[0].Answer.Confirmed)
		assert.True(t, ticket.Inquiries[1].Answer.Confirmed)
	})
}

func TestAnswer_nobody_asked_for(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.closed(d.begun(mail()).ID)
	assert.Equal(t, problem.Closed, ticket.Status)
	require.Len(t, ticket.Inquiries, 1)
	assert.Zero(t, ticket.Inquiries[0].AskedAt)
	assert.Equal(t, d.clock.Now(), ticket.ClosedAt)
}

// The second Thursday of April 2026 is before Easter: Good Friday is 3 April, Easter Monday 6 April.
func TestDue_silence_of_working_days_closes(t *testing.T) {
	german := func(t *testing.T) calendar.Hours {
		h, err := calendar.NewHours(calendar.HoursSpec{Name: "desk", Zone: "Europe/Berlin", Region: "DE",
			Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"), calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday)})
		require.NoError(t, err)
		return h
	}
	everywhere(t, &problem.Config{Hours: german(t), SilenceDays: 2}, func(t *testing.T, d *desk) {
		d.clock.Set(time.Date(2026, time.April, 2, 8, 0, 0, 0, time.UTC))
		ticket := d.resolved(d.begun(mail()).ID)
		assert.Zero(t, ticket.SilenceAt, "nobody was asked yet")
		ticket = d.must(d.AskConfirmation(d.ctx, ticket.ID))
		end := time.Date(2026, time.April, 8, 22, 0, 0, 0, time.UTC) // midnight in Berlin, behind Tuesday and Wednesday
		assert.Equal(t, end, ticket.SilenceAt)
		d.clock.Set(end.Add(-time.Microsecond))
		assert.Zero(t, d.due())
		d.clock.Set(end)
		assert.Equal(t, problem.DueReport{Closed: 1}, d.due())
		d.store.Unchanged(t, func() { assert.Zero(t, d.due()) })
		ticket = d.ticket(ticket.ID)
		assert.Equal(t, problem.Closed, ticket.Status)
		assert.True(t, ticket.Inquiries[0].Silent)
		assert.Equal(t, "the customer has kept silent", ticket.StatusChangeReason)
		assert.Equal(t, problem.EventClosed, d.tail(ticket.ID, 1)[0])

		d.must(d.Reopen(d.ctx, ticket.ID, "it was not repaired at all"))
		d.resolved(ticket.ID)
		d.must(d.AskConfirmation(d.ctx, ticket.ID))
		d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: true}))
		assert.Len(t, d.ticket(ticket.ID).Inquiries, 2)
	})
}

func TestAskConfirmation_once_for_each_resolution(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.begun(mail())
	d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.AskConfirmation(d.ctx, ticket.ID) })
	d.resolved(ticket.ID)
	d.must(d.AskConfirmation(d.ctx, ticket.ID))
	d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.AskConfirmation(d.ctx, ticket.ID) })
}

func TestAskConfirmation_closes_what_has_no_customer(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	r := mail()
	r.Customer, r.Proactive = "", true
	ticket := d.resolved(d.opened(r).ID)
	ticket = d.must(d.AskConfirmation(d.ctx, ticket.ID))
	assert.Equal(t, problem.Closed, ticket.Status)
	assert.NotContains(t, d.told(ticket.ID), problem.EventConfirmationAsked)
}

func TestAnswer_refuses_what_is_not_resolved(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	for _, status := range []problem.Status{problem.Acknowledged, problem.InProgress, problem.Held, problem.Pending, problem.Closed, problem.Cancelled, problem.Rejected} {
		ticket := d.in(status)
		for _, confirmed := range []bool{true, false} {
			d.refuses(fault.ErrState, func() (problem.Ticket, error) {
				return d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: confirmed})
			})
		}
	}
}

func TestReceiveResolution_goes_the_way_there(t *testing.T) {
	t.Parallel()
	for _, status := range []problem.Status{problem.Acknowledged, problem.InProgress, problem.Held, problem.Pending} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			d := inMemory(t, nil)
			ticket := d.resolved(d.in(status).ID)
			assert.Equal(t, problem.Resolved, ticket.Status)
			all := statuses(ticket)
			assert.Equal(t, []problem.Status{problem.InProgress, problem.Resolved}, all[len(all)-2:])
			assert.Zero(t, ticket.AnswerBy)
		})
	}
	d := inMemory(t, nil)
	for _, status := range []problem.Status{problem.Resolved, problem.Closed, problem.Cancelled, problem.Rejected} {
		ticket := d.in(status)
		d.refuses(fault.ErrState, func() (problem.Ticket, error) {
			return d.ReceiveResolution(d.ctx, ticket.ID, problem.Resolution{Text: "done"})
		})
	}
}

// A resolution behind a late pause: the clock stands while the customer is waited for, and not for a vendor.
func TestHold_stops_the_clock_for_what_the_contract_names(t *testing.T) {
	t.Parallel()
	for cause, stands := range map[clock.Cause]bool{problem.CauseCustomer: true, problem.CauseNoAccess: true, problem.CauseVendor: false, problem.CauseThirdParty: false} {
		t.Run(string(cause), func(t *testing.T) {
			t.Parallel()
			d := inMemory(t, &problem.Config{Terms: gold(t)})
			ticket := d.begun(mail())
			d.clock.Advance(time.Hour)
			ticket = d.must(d.Hold(d.ctx, ticket.ID, cause, "waiting"))
			want := problem.Held
			if cause == problem.CauseCustomer {
				want = problem.Pending
			}
			assert.Equal(t, want, ticket.Status)
			assert.Equal(t, stands, ticket.ExpectedResolution.IsZero())
			answered := clock.StateBreached
			if cause == problem.CauseCustomer {
				answered = clock.StateMet // the question is an answer
			}
			assert.Equal(t, answered, d.figure(ticket.ID, clock.FirstResponse).State)
			d.clock.Advance(time.Hour)
			ticket = d.must(d.Resume(d.ctx, ticket.ID, "it goes on"))
			used := 2 * time.Hour
			if stands {
				used = time.Hour
			}
			assert.Equal(t, d.clock.Now().Add(4*time.Hour-used), ticket.ExpectedResolution)
			reports := 1
			if cause == problem.CauseCustomer {
				reports = 2 // what the customer said is a detail
			}
			n := 0
			for _, typ := range d.told(ticket.ID) {
				if typ == problem.EventDetailsReported {
					n++
				}
			}
			assert.Equal(t, reports, n)
		})
	}
}
