package problem_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The document's example (section 6.6, steps 2 to 8): no mail comes in.
func TestSeed_mail_is_gone_and_comes_back(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := mail()
		r.Correlation, r.Interaction = "case-1", "i-1"
		ticket := d.opened(r)
		assert.Equal(t, problem.Acknowledged, ticket.Status)
		assert.Equal(t, []string{problem.EventAcknowledged, problem.EventPriorityAsked, problem.EventServiceLevelAsked}, d.told("case-1"))
		var q problem.PriorityQuestion
		d.last("case-1", problem.EventPriorityAsked, &q)
		assert.Equal(t, problem.PriorityQuestion{Customer: "dealer-a", Ticket: ticket.ID, Feature: "Mail", Impact: problem.Hampered,
			Type: "incident", Description: "no mail can be received"}, q)

		ticket = d.must(d.TakeCustomerPriority(d.ctx, ticket.ID, problem.Highest, []fault.Reason{{Code: "RETENTION-PRIO-01", Message: "one of the largest customers"}}))
		assert.Equal(t, problem.Acknowledged, ticket.Status, "the other answer is waited for")
		assert.Empty(t, ticket.Priority)
		ticket = d.must(d.TakeServiceLevel(d.ctx, ticket.ID, problem.ServiceLevelPriority{Value: problem.Medium, Covered: true, Agreement: "a-1"}))
		assert.Equal(t, problem.InProgress, ticket.Status)
		assert.Equal(t, problem.Medium, ticket.Priority)
		assert.Equal(t, []string{"PROBLEM-PRIO-05"}, codesOf(ticket.PriorityReasons))
		assert.Equal(t, []string{problem.EventPrioritised, problem.EventDetailsReported}, d.tail("case-1", 2))
		var details problem.Details
		d.last("case-1", problem.EventDetailsReported, &details)
		assert.Equal(t, problem.Medium, details.Priority)
		assert.Equal(t, "no mail can be received", details.Description)

		restored := d.clock.Now().Add(4*time.Hour + 30*time.Minute)
		d.clock.Set(restored.Add(time.Minute))
		ticket = d.must(d.ReceiveResolution(d.ctx, ticket.ID, problem.Resolution{Text: "the mail service is repaired", Cause: "disk full", RestoredAt: restored}))
		assert.Equal(t, problem.Resolved, ticket.Status)
		assert.Equal(t, "disk full", ticket.Cause)
		var made problem.ResolutionNotice
		d.last("case-1", problem.EventResolution, &made)
		assert.Equal(t, restored, made.Resolution.RestoredAt)

		ticket = d.must(d.AskConfirmation(d.ctx, ticket.ID))
		var asked problem.ResolutionNotice
		d.last("case-1", problem.EventConfirmationAsked, &asked)
		assert.Equal(t, "the mail service is repaired", asked.Resolution.Text)
		assert.Equal(t, time.Date(2026, time.March, 10, 0, 0, 0, 0, time.UTC), asked.AnswerBy, "five whole working days after Monday")

		ticket = d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: true, Text: "thank you"}))
		assert.Equal(t, problem.Closed, ticket.Status)
		assert.Equal(t, []string{problem.EventConfirmation, problem.EventClosed}, d.tail("case-1", 2))
		var answer problem.ConfirmationNotice
		d.last("case-1", problem.EventConfirmation, &answer)
		assert.True(t, answer.Confirmed)
		assert.Equal(t, []problem.Status{"acknowledged", "inProgress", "resolved", "closed"}, statuses(ticket))
		d.store.Unchanged(t, func() { d.clock.Advance(400 * day); assert.Zero(t, d.due()) })
	})
}

func statuses(t problem.Ticket) []problem.Status {
	var all []problem.Status
	for _, c := range t.StatusChangeHistory() {
		all = append(all, c.Status)
	}
	return all
}

// fieldsOf are the JSON names of a struct.
func fieldsOf(t testing.TB, value any) []string {
	t.Helper()
	var names []string
	typ := reflect.TypeOf(value)
	for i := range typ.NumField() {
		if f := typ.Field(i); f.Anonymous {
			names = append(names, fieldsOf(t, reflect.New(f.Type).Elem().Interface())...)
		} else {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			require.NotEmpty(t, name, f.Name)
			names = append(names, name)
		}
	}
	return names
}
