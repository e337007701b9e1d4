package problem_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/problem/clock"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func (d *desk) figure(id string, kind clock.Kind) clock.Figure {
	d.t.Helper()
	reading, err := d.ticket(id).Clock(d.clock.Now())
	require.NoError(d.t, err)
	figure, ok := reading.Figure(kind)
	require.True(d.t, ok)
	return figure
}

func TestAddNote_feeds_the_clocks(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		d.clock.Advance(30 * time.Minute)
		d.must(d.AddNote(d.ctx, ticket.ID, problem.Internal, "anna", "looks like the disk"))
		d.must(d.AddNote(d.ctx, ticket.ID, problem.Message, "", "any news?"))
		assert.Equal(t, clock.StateRunning, d.figure(ticket.ID, clock.FirstResponse).State)
		assert.Equal(t, []string{problem.EventNoted, problem.EventNoted}, d.tail(ticket.ID, 2))
		got := d.must(d.AddNote(d.ctx, ticket.ID, problem.Response, "anna", "we are working on it"))
		figure := d.figure(ticket.ID, clock.FirstResponse)
		assert.Equal(t, clock.StateMet, figure.State)
		assert.Equal(t, calendar.Span(30*time.Minute), figure.Used)
		var n problem.NoteNotice
		d.last(ticket.ID, problem.EventInformed, &n)
		assert.Equal(t, problem.Note{ID: "3", Kind: problem.Response, Author: "anna", Date: d.clock.Now(), Text: "we are working on it"}, n.Note)
		assert.Equal(t, n.Note, got.Notes[2])
		assert.Equal(t, "dealer-a", n.Customer)
	})
}

func TestAddNote_refuses_a_full_ticket(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	ticket := d.begun(mail())
	text := strings.Repeat("<", fault.MaxText) // six bytes each in JSON
	n := 0
	for ; n < 100; n++ {
		if _, err := d.AddNote(d.ctx, ticket.ID, problem.Internal, "", text); err != nil {
			break
		}
	}
	assert.Equal(t, 8, n, "that is half of what a store takes")
	d.refuses(fault.ErrInvalid, func() (problem.Ticket, error) {
		return d.AddNote(d.ctx, ticket.ID, problem.Internal, "", text)
	})
	d.closed(ticket.ID) // what happens to it still finds room
}

// The critique's point 4: Problem Handling tells the customer of what was found inside.
func TestTellDegradation(t *testing.T) {
	everywhere(t, &problem.Config{Terms: gold(t)}, func(t *testing.T, d *desk) {
		r := mail()
		r.Text = "the mail server is slow"
		ticket := d.must(d.OpenProactive(d.ctx, r))
		assert.True(t, ticket.Proactive)
		d.must(d.TellDegradation(d.ctx, ticket.ID, "your mail may be slow; we are working on it"))
		var n problem.NoteNotice
		d.last(ticket.ID, problem.EventDisclosed, &n)
		assert.Equal(t, []any{"dealer-a", problem.Disclosure, "your mail may be slow; we are working on it"}, []any{n.Customer, n.Note.Kind, n.Note.Text})
		assert.Equal(t, clock.StateMet, d.figure(ticket.ID, clock.FirstResponse).State)

		reported := d.opened(mail())
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.TellDegradation(d.ctx, reported.ID, "x") })
		r.Customer = ""
		inside := d.must(d.OpenProactive(d.ctx, r))
		d.refuses(fault.ErrState, func() (problem.Ticket, error) { return d.TellDegradation(d.ctx, inside.ID, "x") })
	})
}

func TestMeasures(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		ticket := d.begun(mail())
		d.must(d.Isolate(d.ctx, ticket.ID, problem.Isolation{Resource: "mx-3"}))
		got := d.must(d.Isolate(d.ctx, ticket.ID, problem.Isolation{Cause: "disk full"}))
		assert.Equal(t, []string{"disk full", "mx-3"}, []string{got.Cause, got.Resource})
		d.must(d.AddMeasure(d.ctx, ticket.ID, "clear the disk", "mail team"))
		d.must(d.AddMeasure(d.ctx, ticket.ID, "order a larger one", ""))
		d.clock.Advance(time.Hour)
		got = d.must(d.EndMeasure(d.ctx, ticket.ID, problem.MeasureEnd{Measure: "1", Done: true}))
		assert.Equal(t, problem.Measure{ID: "1", What: "clear the disk", By: "mail team", Begun: d.clock.Now().Add(-time.Hour), Ended: d.clock.Now(), Done: true}, got.Measures[0])
		d.refuses(fault.ErrState, func() (problem.Ticket, error) {
			return d.EndMeasure(d.ctx, ticket.ID, problem.MeasureEnd{Measure: "1", Done: true})
		})
		d.refuses(fault.ErrNotFound, func() (problem.Ticket, error) {
			return d.EndMeasure(d.ctx, ticket.ID, problem.MeasureEnd{Measure: "3", Done: true})
		})
		d.resolved(ticket.ID)
		d.must(d.EndMeasure(d.ctx, ticket.ID, problem.MeasureEnd{Measure: "2", Result: "sold out"}))
		var n problem.MeasureNotice
		d.last(ticket.ID, problem.EventMeasureEnded, &n)
		assert.Equal(t, "sold out", n.Measure.Result)
		d.must(d.Answer(d.ctx, ticket.ID, problem.Confirmation{Confirmed: true}))
		d.refuses(fault.ErrState, func() (problem.Ticket, error) {
			return d.EndMeasure(d.ctx, ticket.ID, problem.MeasureEnd{Measure: "2", Done: true})
		})
	})
}
