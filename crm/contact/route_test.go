package contact_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestRoute_passes_each_kind_to_its_process(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		for _, row := range contact.Routes() {
			i := r.receive(contact.Inbound{Kind: row.Kind, About: "x-1", Text: "text", Content: json.RawMessage(`{"a":1}`)})
			if row.Self {
				r.refused(fault.ErrState, func() error { _, err := r.Route(ctx, i.ID); return err })
				continue
			}
			i, err := r.Route(ctx, i.ID)
			require.NoError(t, err)
			assert.Equal(t, contact.InProgress, i.Status)
			assert.Equal(t, row.To, i.RoutedTo)
			assert.Equal(t, []string{row.Kind.ReceivedEvent(), row.Kind.RoutedEvent()}, r.journal(i.ID))
			data := last[contact.Request](r, i.ID)
			assert.Equal(t, []any{"dealer-a", i.ID, row.Kind, row.To, "x-1", "text", `{"a":1}`},
				[]any{data.Customer, data.Interaction, data.Kind, data.To, data.About, data.Text, string(data.Content)})
			r.refused(fault.ErrState, func() error { _, err := r.Route(ctx, i.ID); return err })
		}
	})
}

func TestNote_says_how_a_contact_develops(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	i := r.receive(contact.Inbound{Kind: contact.Complaint})
	r.clock.Advance(time.Hour)
	i, err := r.Note(ctx, i.ID, "called back, nobody there")
	require.NoError(t, err)
	assert.Equal(t, []contact.Change{{At: r.clock.Now(), To: contact.Open, Note: "called back, nobody there"}}, i.History)
	for _, note := range []string{"", "\x00", strings.Repeat("a", contact.MaxNote+1)} {
		r.refused(fault.ErrInvalid, func() error { _, err := r.Note(ctx, i.ID, note); return err })
	}
	r.refused(fault.ErrNotFound, func() error { _, err := r.Note(ctx, "nothing", "x"); return err })
}

func TestComplete_ends_a_request_once(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Kind: contact.Satisfaction})
		_, err := r.Route(ctx, i.ID)
		require.NoError(t, err)
		r.clock.Advance(time.Hour)
		i, err = r.Complete(ctx, i.ID, "handed over")
		require.NoError(t, err)
		assert.Equal(t, contact.Completed, i.Status)
		assert.Equal(t, r.clock.Now(), i.CompletedAt)
		assert.Equal(t, contact.EventCompleted, r.journal(i.ID)[2])
		assert.Equal(t, "handed over", last[contact.Request](r, i.ID).Note)
		open, err := r.Open(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Empty(t, open)
		waiting, err := r.Waiting(ctx, etom.OrderHandling)
		require.NoError(t, err)
		assert.Empty(t, waiting)
		r.refused(fault.ErrState, func() error { _, err := r.Complete(ctx, i.ID, ""); return err })
		r.refused(fault.ErrInvalid, func() error { _, err := r.Complete(ctx, i.ID, "\xff"); return err })
	})
}

func TestRegister_completes_the_open_requests_of_the_case(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		enquiry := r.receive(contact.Inbound{Kind: contact.Enquiry, Correlation: "case-1"})
		needs := r.receive(contact.Inbound{Kind: contact.Needs, Correlation: "case-1"})
		complaint := r.receive(contact.Inbound{Kind: contact.Complaint, Correlation: "case-1"})
		other := r.receive(contact.Inbound{Kind: contact.Needs, Correlation: "case-12"})
		done, err := r.Register(ctx, "case-1", contact.Enquiry, contact.Needs)
		require.NoError(t, err)
		assert.Equal(t, []string{enquiry.ID, needs.ID}, ids(done))
		assert.Equal(t, contact.Registration{Customer: "dealer-a", Interactions: []string{enquiry.ID, needs.ID}}, last[contact.Registration](r, "case-1"))
		assert.Equal(t, contact.Open, r.get(complaint.ID).Status)
		assert.Equal(t, contact.Open, r.get(other.ID).Status)

		done, err = r.Register(ctx, "case-1", contact.Enquiry)
		require.NoError(t, err, "a second proposal is registered as well")
		assert.Empty(t, done)
		done, err = r.Register(ctx, "case-1")
		require.NoError(t, err)
		assert.Equal(t, []string{complaint.ID}, ids(done))

		r.refused(fault.ErrNotFound, func() error { _, err := r.Register(ctx, "case-2"); return err })
		r.refused(fault.ErrNotFound, func() error { _, err := r.Register(ctx, ""); return err })
		r.refused(fault.ErrInvalid, func() error { _, err := r.Register(ctx, "\x00"); return err })
	})
}

func TestAnother_tenant_finds_nothing(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Kind: contact.Complaint, Correlation: "case-1"})
		_, err := r.NoteStatus(ctx, contact.Status{Customer: "dealer-a", About: "o-1", State: "inProgress"})
		require.NoError(t, err)
		there, err := contact.New(work.New(r.env.Store(), &work.Config{Tenant: "other", Now: r.clock.Now, NewID: etomtest.NewIDs("x").New}), nil)
		require.NoError(t, err)
		for name, command := range map[string]func() error{
			"get":      func() error { _, err := there.Get(ctx, i.ID); return err },
			"route":    func() error { _, err := there.Route(ctx, i.ID); return err },
			"complete": func() error { _, err := there.Complete(ctx, i.ID, ""); return err },
			"register": func() error { _, err := there.Register(ctx, "case-1"); return err },
			"status":   func() error { _, err := there.StatusOf(ctx, "dealer-a", "o-1"); return err },
			"profile":  func() error { _, err := there.PassOnProfile(ctx, "dealer-a", ""); return err },
		} {
			assert.Error(t, r.refused(fault.ErrNotFound, command), name)
		}
		history, err := there.History(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Empty(t, history)
	})
}

func TestNew_refuses_a_wrong_config_all_at_once(t *testing.T) {
	t.Parallel()
	_, err := contact.New(work.New(memory.New(), nil), &contact.Config{
		Channel: "pigeon", Language: "fr", Within: map[contact.Kind]time.Duration{"love": -1},
		Questions: []contact.StandardQuestion{{ID: "a", Words: [][]string{{}}}, {ID: "a"}},
	})
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var paths []string
	for _, f := range invalid.Fields {
		paths = append(paths, f.Path)
	}
	assert.Equal(t, []string{"channel", "language", "within", "within", "questions[0].words[0]", "questions[0]",
		"questions[1].id", "questions[1].words", "questions[1]"}, paths)
}
