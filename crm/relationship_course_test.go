package crm_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention/relationship"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/store"
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
