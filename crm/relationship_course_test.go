package crm_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// outskirts are the outside processes that work for customers: they note what they are told to end, and fail at first.
type outskirts struct {
	mu     sync.Mutex
	heard  map[string]int // by delivery
	ending []relationship.ServicesNotice
}

func (o *outskirts) EndServices(_ context.Context, delivery string, n relationship.ServicesNotice) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.heard[delivery]++
	if o.heard[delivery] == 1 {
		return errDown
	}
	if o.heard[delivery] == 2 {
		o.ending = append(o.ending, n)
	}
	return nil
}

// leaver is a payer whose relationship is about to end.
type leaver struct {
	*payer
	outskirts *outskirts
}

func newLeaver(t testing.TB, st store.Store, change func(*setting)) leaver {
	t.Helper()
	l := leaver{outskirts: &outskirts{heard: map[string]int{}}}
	l.payer = newPayer(t, st, func(s *setting) {
		s.relations = l.outskirts
		if change != nil {
			change(s)
		}
	})
	l.settles()
	return l
}

func (l leaver) status() customer.Status {
	l.t.Helper()
	c, err := l.Customers.Survivor(l.ctx, l.id)
	require.NoError(l.t, err)
	return c.Status
}

func (l leaver) notice(ground relationship.Code) relationship.Ending {
	l.t.Helper()
	e, err := l.Relationship.Notice(l.ctx, relationship.Draft{Customer: l.id, Ground: ground, By: "an agent", Reason: "in their words"})
	require.NoError(l.t, err)
	l.settles()
	return l.ending(e.ID)
}

func (l leaver) ending(id string) relationship.Ending {
	l.t.Helper()
	e, err := l.Relationship.Ending(l.ctx, id)
	require.NoError(l.t, err)
	return e
}

func (l leaver) ticket() problem.Ticket {
	l.t.Helper()
	ticket, err := l.Problems.Open(l.ctx, problem.Report{Customer: l.id, Text: "no dial tone"})
	require.NoError(l.t, err)
	l.settles()
	return ticket
}

func (l leaver) of(ticket problem.Ticket) problem.Status {
	l.t.Helper()
	t, err := l.Problems.Get(l.ctx, ticket.ID)
	require.NoError(l.t, err)
	return t.Status
}

// stops lets Service Configuration & Activation take back the work on an order that is to be cancelled.
func (l leaver) stops(order string) {
	l.t.Helper()
	tasks, err := l.Orders.Cancellations(l.ctx, order)
	require.NoError(l.t, err)
	require.Len(l.t, tasks, 1, "it is asked once")
	_, err = l.Orders.DecideCancellation(l.ctx, tasks[0].ID, true, "")
	require.NoError(l.t, err)
	_, err = l.Orders.ConfirmCancellation(l.ctx, tasks[0].ID)
	require.NoError(l.t, err)
	l.settles()
}

func TestRelationship_from_its_beginning_to_its_end_by_the_customers_notice(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		l := newLeaver(t, st, nil)
		r, err := l.Relationship.Get(l.ctx, l.id)
		require.NoError(t, err)
		assert.Equal(t, 1, r.Times)
		assert.Equal(t, customer.Prospective, l.status())
		l.buys(monthly(ordering.Add, "line", "30.00 EUR"))
		assert.Equal(t, customer.Active, l.status(), "something has been ordered")

		pause := relationship.Pause{Customer: l.id, Code: relationship.OwnWish, Reason: "a journey"}
		for _, code := range []relationship.SuspensionCode{relationship.OwnWish, relationship.Misuse} {
			_, err = l.Relationship.Suspend(l.ctx, relationship.Pause{Customer: l.id, Code: code, Reason: "a journey"})
			require.NoError(t, err)
		}
		l.settles()
		assert.Equal(t, customer.Suspended, l.status())
		_, err = l.Relationship.Resume(l.ctx, pause)
		require.NoError(t, err)
		l.settles()
		assert.Equal(t, customer.Suspended, l.status(), "for another reason")
		pause.Code = relationship.Misuse
		_, err = l.Relationship.Resume(l.ctx, pause)
		require.NoError(t, err)
		l.settles()
		assert.Equal(t, customer.Active, l.status())
		assert.Equal(t, []string{"block on 2026-03-02", "unblock on 2026-03-02"}, l.gate.done)

		ticket, order := l.ticket(), l.asks(once("Router", "200.00 EUR"))
		e := l.notice(relationship.OwnNotice)
		assert.Equal(t, relationship.Running, e.State)
		assert.Equal(t, day("04-03"), e.EndsOn)
		assert.Equal(t, ordering.AssessingCancellation, l.order(order.ID).State, "nothing new is delivered")
		l.stops(order.ID)
		m, told := l.told(relationship.EventEndingConfirmed)
		require.True(t, told, "the customer gets it in writing")
		assert.Contains(t, string(m.Data), `"endsOn":"2026-04-03"`)
		assert.Equal(t, ordering.Cancelled, l.order(order.ID).State)
		assert.True(t, l.of(ticket).Open(), "what is served is repaired")
		assert.Empty(t, l.outskirts.ending)

		l.on("04-01")
		require.Len(t, l.bills(), 1)
		l.pays()
		report := l.on("04-03")
		assert.Equal(t, relationship.DueReport{Begun: 1}, report.Relationship)
		assert.Equal(t, problem.Cancelled, l.of(ticket))
		assert.Equal(t, day("04-03"), l.account().Closed)
		require.Len(t, l.outskirts.ending, 1)
		assert.Equal(t, relationship.ServicesNotice{Customer: l.id, Ending: e.ID, Ground: relationship.OwnNotice, EndsOn: day("04-03")}, l.outskirts.ending[0])
		for delivery, times := range l.outskirts.heard {
			assert.Equal(t, 2, times, "%s comes again after an error, and not after that", delivery)
		}
		e = l.ending(e.ID)
		assert.Equal(t, relationship.Settling, e.State)
		assert.Equal(t, []relationship.Matter{{Kind: relationship.Bill, ID: l.account().ID}}, e.Open, "the final bill is still to be made")
		assert.Equal(t, customer.Active, l.status())

		l.on("05-01")
		bills := l.bills()
		require.Len(t, bills, 2)
		assert.Equal(t, []string{"1 × line 2.00 EUR"}, lines(bills[1]), "two days of thirty")
		assert.Equal(t, relationship.Settling, l.ending(e.ID).State, "it is still to be paid")
		l.pays()
		e = l.ending(e.ID)
		assert.Equal(t, relationship.Ended, e.State)
		assert.Len(t, e.Kept, 2)
		assert.Equal(t, customer.Terminated, l.status())
		assert.Empty(t, l.failed())

		_, err = l.Relationship.Establish(l.ctx, relationship.Start{Customer: l.id})
		require.NoError(t, err)
		l.settles()
		assert.Equal(t, customer.Prospective, l.status(), "who comes back is the same customer")
	})
}

func TestRelationship_fraud_ends_at_once_and_what_is_owed_stays_owed(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		l := newLeaver(t, st, nil)
		l.buys(monthly(ordering.Add, "line", "200.00 EUR"))
		l.on("04-01")
		collateral, err := l.Marketing.Make(l.ctx, marketing.Draft{Name: "Faster", Medium: marketing.Flyer})
		require.NoError(t, err)
		lead, _, err := l.Marketing.Issue(l.ctx, collateral.ID, l.id)
		require.NoError(t, err)
		ticket, order := l.ticket(), l.asks(once("Router", "200.00 EUR"))

		e := l.notice(relationship.Fraud)
		l.stops(order.ID)
		e = l.ending(e.ID)
		assert.Equal(t, relationship.Ended, e.State)
		assert.Equal(t, customer.Terminated, l.status())
		assert.Equal(t, []string{"block on 2026-04-01"}, l.gate.done)
		assert.True(t, l.outskirts.ending[0].Blocked)
		assert.Equal(t, problem.Cancelled, l.of(ticket))
		lead, err = l.Marketing.Lead(l.ctx, lead.ID)
		require.NoError(t, err)
		assert.Equal(t, marketing.Cancelled, lead.Status)
		assert.Equal(t, day("04-01"), l.account().Closed)
		assert.Contains(t, e.Left, relationship.Matter{Kind: relationship.Bill, ID: l.bill().ID})
		l.on("05-01")
		assert.Len(t, l.bills(), 1, "of April nothing was used")
		assert.NotEmpty(t, l.letters(), "it is asked for as ever")
		assert.Empty(t, l.failed())
	})
}

func TestRelationship_deposits_are_set_off_and_the_rest_given_back(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		l := newLeaver(t, st, func(s *setting) { s.config.Ordering.Credit = nil })
		o := l.asks(once("telephone", "800.00 EUR"))
		l.deposits(o, "d-1", o.Credit.Deposit.String())
		l.on("03-03")
		e := l.notice(relationship.OwnNotice) // the telephone is not delivered any more
		l.stops(o.ID)
		l.policy(risk.Accept)
		l.charged(l.works(l.asks(monthly(ordering.Add, "line", "30.00 EUR")).ID))
		l.on("04-01")
		l.on("04-04")
		assert.Equal(t, relationship.Settling, l.ending(e.ID).State)
		d, err := l.Risk.Deposit(l.ctx, o.Credit.Reference)
		require.NoError(t, err)
		assert.Equal(t, l.bills()[0].Due, d.Applied, "the bill of March is paid by it")
		assert.Zero(t, d.Returned.Sign(), "another bill is to come")
		l.on("05-01")
		d, err = l.Risk.Deposit(l.ctx, o.Credit.Reference)
		require.NoError(t, err)
		assert.Equal(t, risk.DepositReleased, d.State)
		paid, err := l.bills()[0].Due.Add(l.bills()[1].Due)
		require.NoError(t, err)
		assert.Equal(t, paid, d.Applied)
		all, err := paid.Add(d.Returned)
		require.NoError(t, err)
		assert.Equal(t, d.Received, all)
		assert.Empty(t, l.unpaid())
		for _, b := range l.bills() {
			assert.Equal(t, billing.BillSettled, b.State)
		}
		assert.Equal(t, relationship.Ended, l.ending(e.ID).State)
		assert.Empty(t, l.failed())
	})
}

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
