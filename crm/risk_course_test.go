package crm_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
)

// newRisky is a payer whose orders are authorised by customer risk.
func newRisky(t testing.TB, st store.Store) *payer {
	return newPayer(t, st, func(s *setting) { s.config.Ordering.Credit = nil })
}

// asks places an order and lets everything happen that comes of it.
func (p *payer) asks(items ...ordering.DraftItem) ordering.Order {
	p.t.Helper()
	for n := range items {
		items[n].ID = string(rune('1' + n))
	}
	o, err := p.Orders.Place(p.ctx, ordering.Draft{Customer: p.id, Items: items})
	require.NoError(p.t, err)
	p.settles()
	return p.order(o.ID)
}

func (p *payer) order(id string) ordering.Order {
	p.t.Helper()
	o, err := p.Orders.Get(p.ctx, id)
	require.NoError(p.t, err)
	return o
}

// assessment is that on which an order was decided.
func (p *payer) assessment(o ordering.Order) risk.Assessment {
	p.t.Helper()
	a, err := p.Risk.Assessment(p.ctx, o.Credit.Assessment)
	require.NoError(p.t, err)
	assert.Equal(p.t, o.ID, a.Order)
	return a
}

// deposits pays what an order waits for.
func (p *payer) deposits(o ordering.Order, id, amount string) {
	p.t.Helper()
	_, err := p.Risk.ReceiveDeposit(p.ctx, risk.DepositPayment{ID: id, Deposit: o.Credit.Reference, Amount: money.Must(amount), On: p.Collection.Today(p.env.Join(nil)), By: "cashier"})
	require.NoError(p.t, err)
	p.settles()
}

func everyStore(t *testing.T, test func(*testing.T, store.Store)) {
	t.Parallel()
	etomtest.Stores(t, test)
}

func TestRisk_a_small_order_of_a_new_customer_is_accepted_with_reasons(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		o := p.asks(monthly(ordering.Add, "line", "29.00 EUR"))
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, ordering.CreditGranted, o.Credit.Authorization)
		a := p.assessment(o)
		assert.Equal(t, risk.Accept, a.Outcome)
		assert.NotEmpty(t, a.Reasons)
		assert.Equal(t, a.Reasons, o.Credit.Reasons)
		e, err := p.Risk.Explain(p.ctx, a.ID)
		require.NoError(t, err)
		assert.True(t, e.Same, "the same facts and version decide the same")
	})
}

func TestRisk_a_deposit_is_asked_for_and_the_order_goes_on_when_it_is_there(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		o := p.asks(once("telephone", "800.00 EUR"))
		assert.Equal(t, ordering.Pending, o.State)
		assert.True(t, o.AwaitsCredit())
		assert.Equal(t, money.Must("400.00 EUR"), o.Credit.Deposit)
		m, told := p.told(ordering.EventCreditHeld)
		require.True(t, told, "the customer hears what to pay, and under which reference")
		assert.Contains(t, string(m.Data), o.Credit.Reference)

		p.deposits(o, "d-1", "150.00 EUR")
		assert.True(t, p.order(o.ID).AwaitsCredit(), "a part is not enough")
		p.deposits(o, "d-2", "250.00 EUR")
		o = p.order(o.ID)
		assert.Equal(t, ordering.InProgress, o.State)
		assert.Equal(t, risk.Approved, p.assessment(o).State)
		assert.Equal(t, ordering.Completed, p.works(o.ID).State)
	})
}

func TestRisk_an_order_that_waits_and_is_cancelled_is_asked_nothing_more_for(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		o := p.asks(once("telephone", "800.00 EUR"))
		_, err := p.Orders.RequestCancellation(p.ctx, o.ID, "I have found another one")
		require.NoError(t, err)
		p.settles()
		assert.Equal(t, ordering.Cancelled, p.order(o.ID).State)
		d, err := p.Risk.Deposit(p.ctx, o.Credit.Reference)
		require.NoError(t, err)
		assert.Equal(t, risk.DepositWithdrawn, d.State)
	})
}

func TestRisk_orders_split_to_stay_under_a_limit_are_reviewed_by_two_people(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		first, second := p.asks(once("telephone", "150.00 EUR")), p.asks(once("telephone", "150.00 EUR"))
		assert.Equal(t, ordering.InProgress, first.State)
		assert.Equal(t, ordering.InProgress, second.State)
		third := p.asks(once("telephone", "150.00 EUR"))
		assert.True(t, third.AwaitsCredit())
		a := p.assessment(third)
		assert.Equal(t, risk.Review, a.Outcome)
		require.NotNil(t, a.Split)
		assert.Equal(t, money.Must("450.00 EUR"), a.Split.Amount)

		_, err := p.Risk.Vote(p.ctx, a.ID, risk.Vote{By: "anna", Approve: true})
		require.NoError(t, err)
		p.settles()
		assert.True(t, p.order(third.ID).AwaitsCredit(), "four eyes")
		_, err = p.Risk.Vote(p.ctx, a.ID, risk.Vote{By: "bert", Approve: false, Note: "three telephones in a day"})
		require.NoError(t, err)
		p.settles()
		third = p.order(third.ID)
		assert.Equal(t, ordering.Cancelled, third.State)
		assert.Equal(t, []string{risk.ReasonDeclined, "RISK-SPLIT"}, []string{third.Reasons[0].Code, third.Reasons[1].Code})
		_, told := p.told(ordering.EventCancelled)
		assert.True(t, told)
	})
}

// A bad payer: dunned twice, money is asked for first for what a new one would simply get; when all is paid and time has passed, the limit
// is as before.
func TestRisk_a_bad_payer_gets_a_deposit_and_his_limit_is_lowered_and_restored(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		p.charged(p.works(p.asks(monthly(ordering.Add, "line", "120.00 EUR")).ID))
		p.on("04-01")
		assert.Equal(t, "full", p.step())
		p.on("04-20")
		assert.Equal(t, "threeQuarters", p.step(), "a reminder")
		p.on("05-01")
		p.on("05-15")
		assert.Equal(t, "half", p.step(), "the second letter")
		o := p.asks(once("telephone", "80.00 EUR"))
		assert.True(t, o.AwaitsCredit())
		assert.Positive(t, o.Credit.Deposit.Sign())
		assert.Contains(t, []risk.Outcome{risk.Deposit, risk.Prepaid}, p.assessment(o).Outcome)

		p.pays()
		assert.Equal(t, "half", p.step(), "not at once")
		for _, day := range []string{"06-01", "06-10", "06-20", "07-01"} {
			p.on(day)
			p.pays()
		}
		assert.Equal(t, "full", p.step(), "a month on")
		s, err := p.Risk.Standing(p.ctx, p.id)
		require.NoError(t, err)
		assert.Equal(t, collection.EventDunningSent, s.Changes[0].Because)
	})
}

// step is how much dunning leaves of the customer's limit.
func (p *payer) step() string {
	p.t.Helper()
	s, err := p.Risk.Standing(p.ctx, p.id)
	require.NoError(p.t, err)
	return s.Step.Name
}

// pays pays all bills.
func (p *payer) pays() {
	p.t.Helper()
	for _, i := range p.unpaid() {
		_, err := p.Collection.TakePayment(p.ctx, collection.Payment{ID: "pay " + i.ID, Amount: i.Open, On: p.Collection.Today(p.env.Join(nil)), Account: i.Account,
			References: []string{i.No}})
		require.NoError(p.t, err)
	}
	p.settles()
}

// unpaid are the customer's open items.
func (p *payer) unpaid() []collection.OpenItem {
	p.t.Helper()
	h, err := p.Collection.History(p.ctx, p.account().ID)
	require.NoError(p.t, err)
	var open []collection.OpenItem
	for _, i := range h.Items {
		if i.Open.Sign() > 0 {
			open = append(open, i)
		}
	}
	return open
}

func TestRisk_what_is_paid_in_advance_pays_the_bill(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		p.policy(risk.Prepaid)
		o := p.asks(once("telephone", "100.00 EUR"))
		require.True(t, o.AwaitsCredit())
		assert.Equal(t, money.Must("100.00 EUR"), o.Credit.Deposit)
		p.deposits(o, "d-1", "100.00 EUR")
		p.charged(p.works(o.ID))
		p.on("04-02")
		d, err := p.Risk.Deposit(p.ctx, o.Credit.Reference)
		require.NoError(t, err)
		assert.Equal(t, risk.DepositReleased, d.State)
		assert.Equal(t, money.Must("100.00 EUR"), d.Applied)
		require.Len(t, p.unpaid(), 1)
		assert.Equal(t, money.Must("19.00 EUR"), p.unpaid()[0].Open, "the tax is still to be paid")
	})
}

// policy publishes a policy with one outcome for every order that costs something.
func (p *payer) policy(o risk.Outcome) {
	p.t.Helper()
	d := risk.DefaultPolicy(money.MustCurrency("EUR"))
	d.Name, d.Version, d.From = "strict-"+string(o), "1", p.world.Now()
	rows := d.Decision.Rows
	d.Decision.Rows = append(rows[:0:0], rows[len(rows)-1])
	d.Decision.Rows[0].Outcome = string(o)
	require.NoError(p.t, p.Risk.Publish(p.ctx, d))
}

func TestRisk_a_merged_customer_is_known_by_what_either_of_the_two_did(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newRisky(t, st)
		old := p.id
		p.charged(p.works(p.asks(monthly(ordering.Add, "line", "120.00 EUR")).ID))
		for _, day := range []string{"04-01", "04-20", "05-01", "05-15", "06-01"} {
			p.on(day)
		}
		p.moves(consumer("other@customer.example"))
		assert.Equal(t, ordering.InProgress, p.asks(once("telephone", "80.00 EUR")).State, "a customer without a history")
		_, err := p.Customers.Merge(p.ctx, p.id, old, "the same person")
		require.NoError(t, err)
		p.settles()
		o := p.asks(once("telephone", "80.00 EUR"))
		assert.NotEqual(t, ordering.InProgress, o.State)
		assert.NotEqual(t, risk.Accept, p.assessment(o).Outcome)
	})
}

// A late change that needs more credit than there is leaves the order as it is.
func TestRisk_an_amendment_beyond_the_limit_is_refused(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	o := p.asks(once("telephone", "100.00 EUR"))
	_, err := p.Orders.Amend(p.ctx, o.ID, ordering.AmendmentRequest{Note: "more", Add: []ordering.DraftItem{{ID: "2", Action: ordering.Add, Offering: "telephone", Quantity: 1,
		Prices: once("telephone", "700.00 EUR").Prices}}})
	require.Error(t, err)
	again := p.order(o.ID)
	assert.Equal(t, o, again)
	assert.Equal(t, risk.Accept, p.assessment(again).Outcome)
}

func TestRisk_fraud_that_somebody_suspects_stops_orders(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	p.moves(func() customer.Draft {
		d := consumer("fraud@customer.example")
		d.Characteristics = []customer.Characteristic{{Name: crm.FraudSuspected, Value: "yes"}}
		return d
	}())
	o := p.asks(once("telephone", "80.00 EUR"))
	assert.NotEqual(t, ordering.InProgress, o.State)
	a := p.assessment(o)
	assert.Equal(t, "RISK-FRAUD", a.Reasons[0].Code)
	require.NotEmpty(t, o.Reasons)
	assert.Equal(t, crm.ReasonChecked, o.Reasons[0].Code)
	assert.False(t, slices.ContainsFunc(o.Credit.Reasons, crm.AboutFraud), "the customer does not read what he is suspected of: %v", o.Credit.Reasons)
}

// Whoever writes rules that cannot be decided on gets a clear error; the order is not placed.
func TestRisk_a_source_that_fails_places_no_order(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), func(s *setting) {
		s.config.Ordering.Credit = nil
		s.config.Risk = &risk.Config{Sources: deaf{}}
	})
	p.store.Unchanged(t, func() {
		_, err := p.Orders.Place(p.ctx, ordering.Draft{Customer: p.id, Items: []ordering.DraftItem{{ID: "1", Action: ordering.Add, Offering: "line", Quantity: 1}}})
		require.ErrorIs(t, err, errDown)
	})
}

// deaf is a source that nobody answers.
type deaf struct{}

func (deaf) Gather(*work.Unit, risk.Ask, *rule.Facts) error { return errDown }

func TestRisk_credit_is_counted_in_the_currency_in_which_things_are_sold(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), func(s *setting) {
		s.config.Ordering.Credit = nil
		s.config.Selling = &selling.Config{Portfolio: selling.Portfolio{{ID: "line", Name: "Line", Kind: selling.Standard,
			Prices: monthly(ordering.Add, "line", "29.00 CHF").Prices}}}
	})
	assert.Equal(t, "CHF", p.Risk.Currency().String())
	o := p.asks(monthly(ordering.Add, "line", "29.00 CHF"))
	assert.Equal(t, ordering.CreditGranted, o.Credit.Authorization)
	foreign := p.asks(monthly(ordering.Add, "line", "29.00 EUR"))
	assert.True(t, foreign.AwaitsCredit(), "somebody has to look at what no limit counts")
}
