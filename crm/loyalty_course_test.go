package crm_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// solves is that a problem is reported, solved, and the customer says so.
func (p *payer) solves() problem.Ticket {
	p.t.Helper()
	ticket := p.reports("")
	_, err := p.Problems.ReceiveResolution(p.ctx, ticket.ID, problem.Resolution{Text: "a cable was loose"})
	require.NoError(p.t, err)
	p.settles()
	_, err = p.says(contact.Confirmation, ticket.ID, "", `{"confirmed":true}`)
	require.NoError(p.t, err)
	ticket, err = p.Problems.Get(p.ctx, ticket.ID)
	require.NoError(p.t, err)
	require.Equal(p.t, problem.Closed, ticket.Status)
	return ticket
}

// inquiries are how often the customer was asked.
func (p *payer) inquiries() int {
	n := 0
	for _, m := range p.customer.Inbox() {
		if m.Reason == retention.EventSatisfactionAsked {
			n++
		}
	}
	return n
}

func (p *payer) satisfaction() retention.Summary {
	p.t.Helper()
	s, err := p.Retention.Satisfaction(p.ctx, p.id)
	require.NoError(p.t, err)
	return s
}

// eitherWay runs a test by way of Customer Interface Management, on all stores if that is asked for, and straight.
func eitherWay(t *testing.T, all bool, test func(t *testing.T, st store.Store, straight bool)) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			onStores(t, all && !straight, func(t *testing.T, st store.Store) { test(t, st, straight) })
		})
	}
}

func TestSatisfaction_who_was_helped_badly_is_seen_to(t *testing.T) {
	eitherWay(t, true, func(t *testing.T, st store.Store, straight bool) {
		p := newPayer(t, st, func(s *setting) { s.config.DirectContact = straight })
		ticket := p.solves()
		m, asked := p.told(retention.EventSatisfactionAsked)
		require.True(t, asked)
		assert.Equal(t, ticket.Correlation, m.Correlation, "in the case of the ticket")
		require.Equal(t, retention.Lowest, p.priority().Priority)

		_, err := p.says(contact.Satisfaction, m.About, "", `{"score":1,"comment":"It took a week."}`)
		require.NoError(t, err)
		assert.Equal(t, 1, p.satisfaction().FollowUps)
		assert.Equal(t, retention.Medium, p.priority().Priority, "somebody has to see to the customer")
		assert.Zero(t, p.on("03-03").FollowUps)
		assert.Equal(t, 1, p.on("03-05").FollowUps, "nobody has within two days")
		assert.Len(t, of(p.heard.events, retention.EventFollowUpEscalated), 1)
		_, err = p.Retention.CloseFollowUp(p.ctx, m.About, "called, and apologised")
		require.NoError(t, err)
		assert.Equal(t, retention.Low, p.priority().Priority, "the customer was discontent")
		assert.Zero(t, p.on("03-20").FollowUps)

		p.solves()
		assert.Equal(t, 1, p.inquiries(), "within a quarter nobody is asked again")
		p.on("06-10")
		p.solves()
		assert.Equal(t, 2, p.inquiries())
		for _, e := range p.heard.events {
			if e.Type == retention.EventSatisfactionRecorded {
				assert.NotContains(t, string(e.Data), "week", "the words are not in the journal")
			}
		}
		assert.Empty(t, p.failed())
	})
}

func TestSatisfaction_nobody_is_asked_who_objects(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.consents(retention.PurposeSurvey, "", retention.ConsentObjected)
	p.solves()
	assert.Zero(t, p.inquiries())
	assert.Empty(t, p.failed())
}

func TestSatisfaction_with_an_order_is_Order_Handlings(t *testing.T) {
	eitherWay(t, false, func(t *testing.T, st store.Store, straight bool) {
		p := newPayer(t, st, func(s *setting) { s.config.DirectContact = straight })
		o := p.completes(once("telephone", "20.00 EUR"))
		m, asked := p.told(ordering.EventSatisfactionAsked)
		require.True(t, asked)
		require.Equal(t, o.ID, m.About)
		_, err := p.says(contact.Satisfaction, m.About, "", `{"score":5}`)
		require.NoError(t, err)
		require.NotNil(t, p.order(o.ID).Satisfaction)
		assert.Equal(t, 5, p.order(o.ID).Satisfaction.Score)
		s := p.satisfaction()
		assert.Equal(t, []int{1, 5}, []int{s.Answered, s.Total}, "Retention & Loyalty hears of it")
		assert.Empty(t, p.failed())
	})
}

func TestSatisfaction_asked_of_somebody_else_is_as_if_it_were_not_there(t *testing.T) {
	eitherWay(t, false, func(t *testing.T, st store.Store, straight bool) {
		p := newPayer(t, st, func(s *setting) { s.config.DirectContact = straight })
		p.solves()
		m, _ := p.told(retention.EventSatisfactionAsked)
		owner := p.id
		p.moves(consumer("other@customer.example"))
		_, err := p.says(contact.Satisfaction, m.About, "", `{"score":1}`)
		if straight {
			require.ErrorIs(t, err, fault.ErrNotFound)
		} else {
			require.NoError(t, err)
			require.Len(t, p.failed(), 1)
			assert.Contains(t, p.failed()[0].Error, "not found")
		}
		assert.Zero(t, p.satisfaction())
		other := p.id
		p.id = owner
		assert.Equal(t, 1, p.satisfaction().Asked, "it still waits for its answer")

		p.id = other
		_, err = p.Customers.Merge(p.ctx, p.id, owner, "the same person after all")
		require.NoError(t, err)
		p.settles()
		_, err = p.says(contact.Satisfaction, m.About, "", `{"score":4}`)
		require.NoError(t, err)
		assert.Equal(t, 4, p.satisfaction().Total, "a duplicate's inquiry is the customer's")
	})
}

func TestOccasions_are_events_that_there_are(t *testing.T) {
	t.Parallel()
	rows := retention.DefaultOccasions().Rows()
	require.NotEmpty(t, rows)
	for _, o := range rows {
		assert.Contains(t, crm.EventTypes(), o.Event)
	}
}

// Five customers have the same trouble within a day, after weeks with hardly any.
func TestAnalyst_the_same_trouble_at_several_customers_is_a_ticket_of_nobodys(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	_, err := p.says(contact.ProblemReport, "", "The telephone is dead.", "")
	require.NoError(t, err)
	assert.Zero(t, p.on("03-30").Findings)
	for n := range 5 {
		p.moves(consumer(fmt.Sprintf("mail-%d@customer.example", n)))
		_, err := p.says(contact.ProblemReport, "", fmt.Sprintf("My mailbox refuses all e-mails. Yours, Ms Mustermann %d", n), "")
		require.NoError(t, err)
		p.world.After(time.Hour, nothing)
		require.NoError(t, p.world.Run(p.ctx, nothing))
	}
	due := func() crm.DueReport {
		p.world.After(2*time.Hour, nothing)
		require.NoError(t, p.world.Run(p.ctx, nothing))
		r, err := p.Due(p.ctx, p.world.Now())
		require.NoError(t, err)
		p.settles()
		return r
	}
	assert.Equal(t, 1, due().Findings)
	assert.Zero(t, due().Findings, "once")
	told := of(p.heard.events, contact.EventAnalysis)
	require.Len(t, told, 1)
	assert.NotContains(t, string(told[0].Data), "Mustermann")
	assert.NotContains(t, string(told[0].Data), "refuses")
	n := last[contact.AnalysisNotice](t, told, contact.EventAnalysis)
	assert.Equal(t, []any{etom.ProblemHandling, 5, 5, "mail"}, []any{n.To, n.Customers, n.Contacts, n.Topic})

	opened, err := p.Problems.By(p.ctx, "feature", "mail")
	require.NoError(t, err)
	require.Len(t, opened, 1)
	assert.Equal(t, []any{true, ""}, []any{opened[0].Proactive, opened[0].Customer})
	assert.Contains(t, opened[0].Description, n.Finding)
	reported := slices.DeleteFunc(of(p.heard.events, problem.EventAcknowledged), func(e event.Event) bool { return e.Subject == opened[0].ID })
	assert.Len(t, reported, 6, "beside the customers' own")
	assert.Empty(t, p.failed())
}

func nothing(context.Context) error { return nil }
