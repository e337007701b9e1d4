package crm_test

import (
	"fmt"
	"testing"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRelationship_bad_debt_proposes_an_ending_as_the_policy_has_it(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		amount string
		change func(*setting)
		states []relationship.State
	}{
		"a person is to confirm it": {"200.00 EUR", nil, []relationship.State{relationship.Noticed}},
		"little is no ground":       {"50.00 EUR", nil, nil},
		"little is, where that is the setting": {"50.00 EUR", func(s *setting) { s.config.BadDebt.Least = money.Must("10.00 EUR") },
			[]relationship.State{relationship.Noticed}},
		"at once, where that is the setting": {"200.00 EUR", func(s *setting) { s.config.BadDebt.End = true }, []relationship.State{relationship.Ended}},
		"never, where that is the setting":   {"200.00 EUR", func(s *setting) { s.config.BadDebt.Never = true }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLeaver(t, memory.New(), tt.change)
			l.buys(once("Router", tt.amount))
			l.on("04-01")
			for n, i := range l.unpaid() {
				_, err := l.Collection.WriteOff(l.ctx, collection.WriteOffDraft{ID: fmt.Sprint("w-", n), Item: i.ID, Amount: i.Open, On: day("04-01"), Reason: "nothing to be had"})
				require.NoError(t, err)
			}
			l.settles()
			all, err := l.Relationship.EndingsOf(l.ctx, l.id)
			require.NoError(t, err)
			var states []relationship.State
			for _, e := range all {
				assert.Equal(t, relationship.BadDebt, e.Ground.Code)
				states = append(states, e.State)
			}
			assert.Equal(t, tt.states, states)
			for _, e := range all {
				if e.State != relationship.Noticed {
					continue
				}
				_, err := l.Relationship.Withdraw(l.ctx, e.ID, "they have paid after all")
				require.NoError(t, err)
				l.settles()
				_, told := l.told(relationship.EventEndingWithdrawn)
				assert.False(t, told, "nobody was told that it was proposed")
			}
			assert.Empty(t, l.failed())
		})
	}
}

func TestRelationship_of_a_customer_who_was_there_twice_is_one(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		l := newLeaver(t, st, nil)
		first := l.id
		l.buys(monthly(ordering.Add, "line", "30.00 EUR"))
		_, err := l.Relationship.Suspend(l.ctx, relationship.Pause{Customer: first, Code: relationship.SuspectedFraud, Reason: "many cards"})
		require.NoError(t, err)
		d := consumer("payer@customer.example")
		d.Number = "K-2"
		l.moves(d)
		second := l.id
		l.settles()
		l.buys(monthly(ordering.Add, "mobile", "10.00 EUR"))

		found, err := l.Customers.Duplicates(l.ctx, second)
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, customer.Likely, found[0].Likeness)
		_, err = l.Customers.Merge(l.ctx, second, first, "the same person")
		require.NoError(t, err)
		l.settles()
		assert.Equal(t, customer.Suspended, l.status(), "what held for either holds for both")
		for _, id := range []string{first, second} {
			history, err := l.Relationship.History(l.ctx, id)
			require.NoError(t, err)
			assert.Equal(t, relationship.EventEstablished, history[0].Event)
		}
		l.on("04-01")
		bills, err := l.Billing.BillsBy(l.ctx, "customer", first)
		require.NoError(t, err)
		require.Len(t, bills, 1, "what was agreed under the other id is billed as ever")

		e := l.notice(relationship.OwnNotice)
		l.on("05-02")
		e = l.ending(e.ID)
		assert.Len(t, e.Open, 6, "of each id the account, and the bills of two months")
		for _, id := range []string{first, second} {
			accounts, err := l.Billing.AccountsOf(l.ctx, id)
			require.NoError(t, err)
			require.Len(t, accounts, 1)
			assert.Equal(t, billing.AccountClosed, accounts[0].State)
		}
		assert.Empty(t, l.failed())
	})
}

func TestRelationship_own_notice_waits_for_the_minimum_term_that_was_agreed(t *testing.T) {
	t.Parallel()
	p := plays(t, script(t, "testdata/ordering-unasked.txt"), func(p *player) { p.selling.Terms = []selling.Terms{{Months: 24}} })
	all, err := p.Selling.Agreements(p.ctx, "customer", p.id)
	require.NoError(t, err)
	require.Len(t, all, 1)
	bound := all[0].Period.To()
	require.False(t, bound.IsZero())
	d := relationship.Draft{Customer: p.id, Ground: relationship.OwnNotice, By: p.id, On: day("06-01")}
	answer, err := p.Relationship.Assess(p.ctx, d)
	require.NoError(t, err)
	assert.False(t, answer.Permitted)
	assert.Equal(t, bound, answer.Earliest)
	_, err = p.Relationship.Notice(p.ctx, d)
	require.ErrorIs(t, err, fault.ErrRejected)
	assert.ErrorContains(t, err, "is bound until "+bound.String())
	d.On = bound
	e, err := p.Relationship.Notice(p.ctx, d)
	require.NoError(t, err)
	assert.Equal(t, bound, e.EndsOn)
}

func TestRelationship_own_notice_on_a_form_is_taken_and_plain_words_wait_for_people(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			l := newLeaver(t, memory.New(), func(s *setting) { s.config.DirectContact = straight })
			l.buys(monthly(ordering.Add, "line", "30.00 EUR"))
			words, err := l.says(contact.Termination, "", "I might leave in June.", "")
			require.NoError(t, err)
			all, err := l.Relationship.EndingsOf(l.ctx, l.id)
			require.NoError(t, err)
			assert.Empty(t, all)
			assert.Equal(t, contact.InProgress, l.contact(words).Status, "somebody has to read it")

			_, err = l.says(contact.Termination, "", "I leave.", `{"on":"2026-03-15"}`)
			require.NoError(t, err)
			m, told := l.told(crm.EventRequestFailed)
			require.True(t, told)
			assert.Contains(t, string(m.Data), "2026-03-15 is too early; ask for 2026-04-03 or later")

			form, err := l.says(contact.Termination, "", "I leave.", `{"on":"2026-06-01"}`)
			require.NoError(t, err)
			_, told = l.told(relationship.EventEndingConfirmed)
			assert.True(t, told)
			assert.Equal(t, contact.Completed, l.contact(form).Status)
			all, err = l.Relationship.EndingsOf(l.ctx, l.id)
			require.NoError(t, err)
			require.Len(t, all, 1)
			assert.Equal(t, day("06-01"), all[0].EndsOn)
			assert.Equal(t, form.Correlation, all[0].Correlation)
		})
	}
}

func (l leaver) contact(i contact.Interaction) contact.Interaction {
	l.t.Helper()
	is, err := l.Contacts.Get(l.ctx, i.ID)
	require.NoError(l.t, err)
	return is
}
