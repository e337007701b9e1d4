package contact_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func proposal() contact.Outbound {
	return contact.Outbound{Correlation: "case-1", Customer: "dealer-a", About: "q-1", Reason: "selling.proposal.made",
		Content: json.RawMessage(`{"quote":"q-1"}`)}
}

func TestPassOn_tells_the_customer_and_keeps_it_in_the_history(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i, err := r.PassOn(ctx, proposal())
		require.NoError(t, err)
		assert.Equal(t, contact.ToCustomer, i.Direction)
		assert.Equal(t, contact.Completed, i.Status)
		assert.Equal(t, []string{contact.EventPassedOn}, r.journal("case-1"))
		assert.Equal(t, contact.Message{Customer: "dealer-a", Interaction: i.ID, Direction: contact.ToCustomer, Channel: contact.Email,
			Reason: "selling.proposal.made", About: "q-1", Content: json.RawMessage(`{"quote":"q-1"}`), Language: "en"},
			last[contact.Message](r, "case-1"))
		history, err := r.History(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []string{i.ID}, ids(history))
	})
}

func TestPassOn_is_set_off_by_the_event_that_it_tells(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	cause := event.Event{Meta: store.Meta{ID: "e-1"}, Type: "selling.proposal.made"}
	require.NoError(t, r.env.Update(ctx, func(u *work.Unit) error {
		_, err := r.PassOnTx(u.Because(cause), proposal())
		return err
	}))
	assert.Equal(t, "e-1", r.events("case-1")[0].Cause)
}

func TestPassOn_takes_the_channel_of_the_customers_last_contact(t *testing.T) {
	t.Parallel()
	r := open(t, memory.New(), &contact.Config{Directory: known, Channel: contact.Letter, Language: contact.German})
	channel := func(o contact.Outbound) contact.Channel {
		i, err := r.PassOn(ctx, o)
		require.NoError(t, err)
		return i.Channel
	}
	assert.Equal(t, contact.Letter, channel(proposal()), "never in contact: as configured")
	r.receive(contact.Inbound{From: "+49891234", Channel: contact.Phone, Text: "Wir brauchen eine schnellere Verbindung"})
	assert.Equal(t, contact.Phone, channel(proposal()))
	r.receive(contact.Inbound{Channel: contact.Fax, Kind: contact.Needs})
	assert.Equal(t, contact.Fax, channel(proposal()))
	o := proposal()
	o.Channel = contact.Portal
	assert.Equal(t, contact.Portal, channel(o), "the process knows better")
	assert.Equal(t, contact.Fax, channel(proposal()), "what goes out does not change how the customer comes")
}

func TestPassOn_speaks_the_customers_language(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	language := func(o contact.Outbound) string {
		i, err := r.PassOn(ctx, o)
		require.NoError(t, err)
		return i.Language
	}
	assert.Equal(t, contact.English, language(proposal()))
	r.receive(contact.Inbound{Text: "Wir brauchen eine schnellere Verbindung und ein VPN"})
	assert.Equal(t, contact.German, language(proposal()))
	r.receive(contact.Inbound{Text: "o-17"})
	assert.Equal(t, contact.German, language(proposal()), "a text in no clear language changes nothing")
	o := proposal()
	o.Language = contact.English
	assert.Equal(t, contact.English, language(o))
}

func TestPassOn_finds_the_case(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	_, err := r.PassOn(ctx, proposal())
	require.NoError(t, err)
	o := proposal()
	o.Correlation = ""
	i, err := r.PassOn(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, "case-1", i.Correlation, "that of what it is about")
	o.About = "q-2"
	i, err = r.PassOn(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, i.ID, i.Correlation, "or its own")
	o.About = ""
	i, err = r.PassOn(ctx, o)
	require.NoError(t, err)
	assert.Equal(t, i.ID, i.Correlation)
}

func TestPassOn_completes_the_requests_that_it_answers(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		order := r.receive(contact.Inbound{Kind: contact.PurchaseOrder, Correlation: "case-1"})
		complaint := r.receive(contact.Inbound{Kind: contact.Complaint, Correlation: "case-1"})
		elsewhere := r.receive(contact.Inbound{Kind: contact.PurchaseOrder, Correlation: "case-2"})
		o := proposal()
		o.Reason, o.Answers = "selling.purchaseOrder.confirmed", []contact.Kind{contact.PurchaseOrder}
		_, err := r.PassOn(ctx, o)
		require.NoError(t, err)
		assert.Equal(t, contact.Completed, r.get(order.ID).Status)
		assert.Equal(t, contact.Open, r.get(complaint.ID).Status)
		assert.Equal(t, contact.Open, r.get(elsewhere.ID).Status)
		assert.Equal(t, []string{"contact.purchaseOrder.received", "contact.complaint.received", contact.EventPassedOn, contact.EventCompleted}, r.journal("case-1"))
	})
}

func TestLog_keeps_what_went_without_us(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		out, err := r.Log(ctx, proposal())
		require.NoError(t, err)
		assert.Equal(t, []string{contact.EventLogged}, r.journal("case-1"))
		in, err := r.LogInbound(ctx, contact.Inbound{Customer: "dealer-a", Channel: contact.Visit, Kind: contact.Needs, Text: "faster", About: "q-1"})
		require.NoError(t, err)
		assert.Equal(t, contact.Completed, in.Status)
		assert.Equal(t, "case-1", in.Correlation)
		assert.Equal(t, []string{contact.EventLogged, contact.EventLogged}, r.journal("case-1"))
		assert.Equal(t, contact.FromCustomer, last[contact.Message](r, "case-1").Direction)
		history, err := r.History(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []string{out.ID, in.ID}, ids(history))
		open, err := r.Open(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Empty(t, open)
		profile, err := r.Profile(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []string{"faster"}, profile.Needs)
		assert.Equal(t, contact.Visit, profile.LastChannel)
	})
}

func TestLogInbound_asks_for_the_customer(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	in := contact.Inbound{From: "a@dealer.example", Channel: contact.Email, Text: "x"}
	r.refused(fault.ErrInvalid, func() error { _, err := r.LogInbound(ctx, in); return err })
	in.Customer, in.Channel = "dealer-a", "pigeon"
	r.refused(fault.ErrInvalid, func() error { _, err := r.LogInbound(ctx, in); return err })
}

func TestPassOn_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		long := strings.Repeat("a", fault.MaxText+1)
		for path, spoil := range map[string]func(*contact.Outbound){
			"correlation": func(o *contact.Outbound) { o.Correlation = "\x00" },
			"customer":    func(o *contact.Outbound) { o.Customer = "" },
			"about":       func(o *contact.Outbound) { o.About = long },
			"reason":      func(o *contact.Outbound) { o.Reason = "" },
			"text":        func(o *contact.Outbound) { o.Text = long },
			"content":     func(o *contact.Outbound) { o.Content = json.RawMessage("{") },
			"channel":     func(o *contact.Outbound) { o.Channel = "pigeon" },
			"language":    func(o *contact.Outbound) { o.Language = "fr" },
			"answers[0]":  func(o *contact.Outbound) { o.Answers = []contact.Kind{"love"} },
		} {
			o := proposal()
			spoil(&o)
			for _, command := range []func() error{
				func() error { _, err := r.PassOn(ctx, o); return err },
				func() error { _, err := r.Log(ctx, o); return err },
			} {
				err := r.refused(fault.ErrInvalid, command)
				var invalid *fault.Invalid
				require.ErrorAs(t, err, &invalid)
				require.Len(t, invalid.Fields, 1)
				assert.Equal(t, path, invalid.Fields[0].Path)
			}
		}
	})
}

func TestHistory_has_everything_in_the_order_of_time(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		var want []string
		for n, channel := range contact.Channels() {
			r.clock.Advance(time.Minute)
			want = append(want, r.receive(contact.Inbound{Channel: channel, Kind: contact.Enquiry, Correlation: "case-1"}).ID)
			r.clock.Advance(time.Minute)
			i, err := r.PassOn(ctx, contact.Outbound{Customer: "dealer-a", Correlation: "case-1", Reason: "selling.needs.asked"})
			require.NoError(t, err)
			assert.Equal(t, channel, i.Channel)
			want = append(want, i.ID)
			r.receive(contact.Inbound{From: "b@dealer.example", Kind: contact.Enquiry})
			assert.Len(t, want, 2*n+2)
		}
		all, err := r.History(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, want, ids(all))
		all, err = r.Case(ctx, "case-1")
		require.NoError(t, err)
		assert.Equal(t, want, ids(all))
		start := r.events("case-1")[0].At
		some, err := r.Received(ctx, contact.Enquiry, start, start.Add(2*time.Minute))
		require.NoError(t, err)
		assert.Equal(t, want[0], some[0].ID)
		assert.Len(t, some, 2, "that of dealer A and that of dealer B; the next stands at the end, which is not included")
		some, err = r.Received(ctx, contact.Enquiry, time.Time{}, time.Time{})
		require.NoError(t, err)
		assert.Len(t, some, 2*len(contact.Channels()))
		_, err = r.History(ctx, "\x00")
		require.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestHistory_does_not_mix_customers_whose_ids_are_alike(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	customers := []string{"a", "a/", "a/2", "a/2026-03-02T09:00:00.000000Z", "1/a", "001/a", "ab"}
	for _, c := range customers {
		r.receive(contact.Inbound{Customer: c, Kind: contact.Enquiry})
	}
	for _, c := range customers {
		all, err := r.History(ctx, c)
		require.NoError(t, err)
		require.Len(t, all, 1, c)
		assert.Equal(t, c, all[0].Customer)
	}
}

func TestOpen_the_most_urgent_request_comes_first(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		bill := r.receive(contact.Inbound{Kind: contact.BillInquiry})
		problem := r.receive(contact.Inbound{Kind: contact.ProblemReport})
		r.clock.Advance(time.Hour)
		second := r.receive(contact.Inbound{Kind: contact.ProblemReport})
		r.receive(contact.Inbound{From: "b@dealer.example", Kind: contact.ProblemReport})
		open, err := r.Open(ctx, "dealer-a")
		require.NoError(t, err)
		assert.Equal(t, []string{problem.ID, second.ID, bill.ID}, ids(open))
	})
}

func TestDue_says_once_that_a_request_is_overdue(t *testing.T) {
	stores(t, func(t *testing.T, r room) {
		i := r.receive(contact.Inbound{Kind: contact.ProblemReport, Correlation: "case-1"})
		done := r.receive(contact.Inbound{Kind: contact.ProblemReport, Correlation: "case-2"})
		_, err := r.Complete(ctx, done.ID, "")
		require.NoError(t, err)
		nobody := r.receive(contact.Inbound{From: "new@dealer.example", Kind: contact.ProblemReport})
		r.receive(contact.Inbound{Kind: contact.BillInquiry})

		n, err := r.Due(ctx, i.AnswerBy.Add(-time.Microsecond))
		require.NoError(t, err)
		assert.Zero(t, n)
		n, err = r.Due(ctx, i.AnswerBy)
		require.NoError(t, err)
		assert.Equal(t, 2, n)
		assert.True(t, r.get(i.ID).Overdue)
		assert.Equal(t, []string{"contact.problemReport.received", contact.EventOverdue}, r.journal("case-1"))
		assert.Equal(t, []string{contact.EventUnknown, contact.EventOverdue}, r.journal(nobody.ID))
		r.watched.Unchanged(t, func() {
			n, err = r.Due(ctx, i.AnswerBy.Add(time.Hour))
			require.NoError(t, err)
			assert.Zero(t, n)
		})
		_, err = r.Route(ctx, i.ID)
		require.NoError(t, err, "overdue is not too late")
	})
}

// meddled lets something happen right behind every read transaction.
type meddled struct {
	store.Store
	after func()
}

func (m *meddled) View(ctx context.Context, fn func(store.Tx) error) error {
	err := m.Store.View(ctx, fn)
	m.after()
	return err
}

func TestDue_leaves_what_is_done_meanwhile(t *testing.T) {
	t.Parallel()
	rows := map[string]func(r room, i contact.Interaction){
		"completed": func(r room, i contact.Interaction) { _, err := r.Complete(ctx, i.ID, ""); require.NoError(t, err) },
		"found overdue by another": func(r room, i contact.Interaction) {
			_, err := r.Due(ctx, i.AnswerBy)
			require.NoError(t, err)
		},
	}
	for name, meddle := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st := memory.New()
			r := open(t, st, nil)
			i := r.receive(contact.Inbound{Kind: contact.ProblemReport})
			between := &meddled{Store: st, after: func() { meddle(r, i) }}
			late, err := contact.New(work.New(between, &work.Config{Tenant: r.env.Tenant(), Now: r.clock.Now}), nil)
			require.NoError(t, err)
			_, err = late.Due(ctx, i.AnswerBy)
			require.NoError(t, err)
			assert.Len(t, r.journal(i.ID), 2, "received, and what happened meanwhile")
		})
	}
}

func TestPassOn_does_not_answer_for_another_customer(t *testing.T) {
	t.Parallel()
	r := inMemory(t)
	theirs := r.receive(contact.Inbound{Kind: contact.Complaint, Correlation: "case-1"})
	_, err := r.PassOn(ctx, contact.Outbound{Customer: "dealer-b", Correlation: "case-1", Reason: "sla.maintenance.announced", Answers: []contact.Kind{contact.Complaint}})
	require.NoError(t, err)
	assert.Equal(t, contact.Open, r.get(theirs.ID).Status)
}
