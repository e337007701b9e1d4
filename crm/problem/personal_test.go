package problem_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

func (d *desk) items(do func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
	d.t.Helper()
	items, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "dealer-a") })
	require.NoError(d.t, err)
	return items
}

func TestErase_takes_the_words_out_of_a_ticket_once_no_claim_is_left(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		r := mail()
		r.Text = "Quillfeather gets no mail"
		r.RelatedEntities = []problem.RelatedEntity{{ID: "line-1", Role: "line", Type: "Product", Name: "of Quillfeather"}}
		b := d.begun(r)
		d.must(d.AddNote(d.ctx, b.ID, problem.Message, "Ottoline Quillfeather", "call me in Timbuktu"))
		kept := d.items(d.Erase)
		require.Len(t, kept, 1)
		assert.Equal(t, "the ticket is inProgress", kept[0].Why)
		assert.Contains(t, string(kept[0].Data), "Timbuktu")

		d.must(d.ReceiveResolution(d.ctx, b.ID, problem.Resolution{Text: "Quillfeather's server is repaired"}))
		d.must(d.AskConfirmation(d.ctx, b.ID))
		closed := d.must(d.Answer(d.ctx, b.ID, problem.Confirmation{Confirmed: true, Text: "thanks, Quillfeather"}))
		kept = d.items(d.Erase)
		require.Len(t, kept, 1)
		assert.Equal(t, calendar.MustParse("2030-01-01"), kept[0].Keep, "three years from the end of 2026")
		period, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
		require.NoError(t, err)
		before, err := problem.Summarise([]problem.Ticket{closed}, period, closed.ClosedAt)
		require.NoError(t, err)

		d.clock.Set(time.Date(2030, time.January, 1, 0, 0, 0, 0, time.UTC))
		assert.Empty(t, d.items(d.Erase))
		d.store.Unchanged(t, func() { assert.Empty(t, d.items(d.Erase)) })
		for _, trace := range d.store.Traces(t, "Quillfeather", "Timbuktu") {
			assert.True(t, strings.HasPrefix(trace, "event.event"), trace)
		}
		left := d.ticket(b.ID)
		assert.Equal(t, problem.Closed, left.Status)
		assert.Len(t, left.History, len(closed.History))
		assert.Equal(t, "Mail", left.Feature)
		after, err := problem.Summarise([]problem.Ticket{left}, period, closed.ClosedAt)
		require.NoError(t, err)
		assert.Equal(t, before, after)
		assert.Equal(t, closed.Contract, left.Contract)
	})
}
