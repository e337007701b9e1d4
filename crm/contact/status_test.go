package contact_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func status() contact.Status {
	return contact.Status{Correlation: "case-1", Customer: "dealer-a", About: "o-1", State: "inProgress", Text: "Line ordered.",
		Content: json.RawMessage(`{"order":"o-1"}`), Promised: time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC), Expected: time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)}
}

func TestTellStatus_tells_what_was_noted_last(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		_, err := r.NoteStatus(ctx, contact.Status{Correlation: "case-1", Customer: "dealer-a", About: "o-1", State: "acknowledged"})
		require.NoError(t, err)
		noted, err := r.NoteStatus(ctx, status())
		require.NoError(t, err)
		assert.Equal(t, r.clock.Now(), noted.NotedAt)
		found, err := r.StatusOf(ctx, "dealer-a", "o-1")
		require.NoError(t, err)
		assert.Equal(t, noted, found)
		assert.Empty(t, r.journal("case-1"), "noting tells nobody")

		i, err := r.TellStatus(ctx, "dealer-a", "o-1")
		require.NoError(t, err)
		assert.Equal(t, []string{contact.EventStatus}, r.journal("case-1"))
		assert.Equal(t, contact.Message{Customer: "dealer-a", Interaction: i.ID, Direction: contact.ToCustomer, Channel: contact.Email,
			Reason: contact.EventStatus, About: "o-1", Language: "en", Content: json.RawMessage(`{"order":"o-1"}`),
			Text: "o-1: inProgress. Line ordered. Promised for 2026-03-20. Expected for 2026-03-18."}, last[contact.Message](r, "case-1"))
	})
}

func TestTellStatus_speaks_German_with_those_who_do(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	r.receive(contact.Inbound{Text: "Wir brauchen eine schnellere Verbindung und ein VPN"})
	_, err := r.NoteStatus(ctx, status())
	require.NoError(t, err)
	i, err := r.TellStatus(ctx, "dealer-a", "o-1")
	require.NoError(t, err)
	assert.Equal(t, "o-1: inProgress. Line ordered. Zugesagt für 2026-03-20. Erwartet für 2026-03-18.", i.Text)
}

func TestTellCompletion_tells_it_once_unless_it_goes_on_after_all(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		st := status()
		st.State = "completed"
		tell := func() error { _, err := r.TellCompletion(ctx, "dealer-a", "o-1"); return err }
		r.refused(fault.ErrNotFound, tell)
		_, err := r.NoteStatus(ctx, st)
		require.NoError(t, err)
		require.NoError(t, tell())
		assert.Equal(t, []string{contact.EventCompletion}, r.journal("case-1"))
		r.refused(fault.ErrState, tell)
		_, err = r.NoteStatus(ctx, st)
		require.NoError(t, err)
		r.refused(fault.ErrState, tell)
		st.State = "inProgress"
		_, err = r.NoteStatus(ctx, st)
		require.NoError(t, err)
		require.NoError(t, tell())
	})
}

func TestAnswerStatus_answers_from_what_is_stored(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		_, err := r.NoteStatus(ctx, status())
		require.NoError(t, err)
		i := r.receive(contact.Inbound{From: "+49891234", Channel: contact.Phone, Text: "When will the installation be ready?", About: "o-1"})
		assert.Equal(t, "case-1", i.Correlation)
		answer, err := r.AnswerStatus(ctx, i.ID)
		require.NoError(t, err)
		assert.Equal(t, contact.Phone, answer.Channel)
		assert.Equal(t, i.ID, answer.Answers)
		assert.Contains(t, answer.Text, "Expected for 2026-03-18.")
		assert.Equal(t, contact.Completed, r.get(i.ID).Status)
		assert.Equal(t, []string{"contact.statusInquiry.received", contact.EventStatus}, r.journal("case-1"))
		r.refused(fault.ErrState, func() error { _, err := r.AnswerStatus(ctx, i.ID); return err })
	})
}

func TestAnswerStatus_says_what_it_can_of_anything(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		about string
		text  string // of the inquiry
		want  string
	}{
		"what a status was noted of":                {"o-1", "status?", "o-1: inProgress. Line ordered. Promised for 2026-03-20. Expected for 2026-03-18."},
		"what was only told of":                     {"q-1", "status?", "The last we told you of q-1 was on 2026-03-02 (selling.proposal.made)."},
		"what nothing is known of":                  {"o-9", "status?", `Nothing is known of "o-9".`},
		"what another customer has":                 {"o-b", "status?", `Nothing is known of "o-b".`},
		"the last thing, if the inquiry names none": {"", "status?", "o-1: inProgress. Line ordered. Promised for 2026-03-20. Expected for 2026-03-18."},
		"in German": {"o-9", "Wie ist der Stand meiner Bestellung?", `Zu "o-9" ist nichts bekannt.`},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := inMemory(t)
			_, err := r.NoteStatus(ctx, status())
			require.NoError(t, err)
			_, err = r.NoteStatus(ctx, contact.Status{Customer: "dealer-b", About: "o-b", State: "held"})
			require.NoError(t, err)
			_, err = r.PassOn(ctx, proposal())
			require.NoError(t, err)
			i := r.receive(contact.Inbound{Kind: contact.StatusInquiry, Text: row.text, About: row.about})
			answer, err := r.AnswerStatus(ctx, i.ID)
			require.NoError(t, err)
			assert.Equal(t, row.want, answer.Text)
			assert.Equal(t, contact.Completed, r.get(i.ID).Status)
		})
	}
}

func TestAnswerStatus_of_a_customer_who_has_nothing(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Kind: contact.StatusInquiry})
	answer, err := r.AnswerStatus(ctx, i.ID)
	require.NoError(t, err)
	assert.Equal(t, "Nothing is known of you that could have a status.", answer.Text)
	assert.Equal(t, []string{"contact.statusInquiry.received", contact.EventStatusUnknown}, r.journal(i.ID))
}

func TestAnswerStatus_an_answer_does_not_move_the_order_into_another_case(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Text: "Hello", Correlation: "case-2"})
	_, err := r.NoteStatus(ctx, status())
	require.NoError(t, err)
	_, err = r.Classify(ctx, i.ID, contact.StatusInquiry)
	require.NoError(t, err)
	answer, err := r.AnswerStatus(ctx, i.ID)
	require.NoError(t, err)
	assert.Equal(t, "case-2", answer.Correlation)
	assert.Contains(t, answer.Text, "o-1: inProgress")
	assert.Equal(t, "case-1", r.receive(contact.Inbound{Text: "x", About: "o-1"}).Correlation)
}

func TestAnswerStatus_is_for_status_inquiries(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Kind: contact.Complaint})
	r.refused(fault.ErrState, func() error { _, err := r.AnswerStatus(ctx, i.ID); return err })
	r.refused(fault.ErrNotFound, func() error { _, err := r.AnswerStatus(ctx, "nothing"); return err })
}

func TestNoteStatus_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		for path, spoil := range map[string]func(*contact.Status){
			"correlation": func(st *contact.Status) { st.Correlation = "\xff" },
			"customer":    func(st *contact.Status) { st.Customer = "" },
			"about":       func(st *contact.Status) { st.About = "" },
			"state":       func(st *contact.Status) { st.State = "a\x00" },
			"text":        func(st *contact.Status) { st.Text = "\xff" },
			"content":     func(st *contact.Status) { st.Content = json.RawMessage("x") },
			"promised":    func(st *contact.Status) { st.Promised = time.Date(202, 3, 20, 0, 0, 0, 0, time.UTC) },
			"expected":    func(st *contact.Status) { st.Expected = time.Date(20260, 3, 20, 0, 0, 0, 0, time.UTC) },
		} {
			st := status()
			spoil(&st)
			err := r.refused(fault.ErrInvalid, func() error { _, err := r.NoteStatus(ctx, st); return err })
			var invalid *fault.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Len(t, invalid.Fields, 1)
			assert.Equal(t, path, invalid.Fields[0].Path)
		}
		r.refused(fault.ErrInvalid, func() error { _, err := r.TellStatus(ctx, "dealer-a", ""); return err })
		r.refused(fault.ErrNotFound, func() error { _, err := r.TellStatus(ctx, "dealer-a", "o-9"); return err })
		_, err := r.StatusOf(ctx, "dealer-a", "o-9")
		require.ErrorIs(t, err, fault.ErrNotFound)
	})
}
