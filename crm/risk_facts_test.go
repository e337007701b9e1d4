package crm_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// facts are those that customer risk is given of the customer, for an order or none.
func (p *payer) facts(order string) map[string]string {
	p.t.Helper()
	a, err := p.Risk.Assess(p.ctx, risk.Ask{Customer: p.id, Order: order})
	require.NoError(p.t, err)
	all := map[string]string{}
	for _, f := range a.Facts {
		if !f.Missing {
			all[f.Name] = f.Value
		}
	}
	return all
}

// newcomer is what is known of a customer of whom nothing is known.
var newcomer = map[string]string{"payment.bills": "0", "payment.dunningLevel": "0",
	"payment.dunningWorst": "0", "payment.returned": "0", "payment.brokenPromises": "0", "payment.brokenPlans": "0", "payment.blocked": "false",
	"payment.writtenOff": "0.00 EUR", "payment.overdue": "0.00 EUR", "payment.overdueDays": "0", "payment.open": "0.00 EUR", "payment.elsewhere": "false",
	"tickets.open": "0", "tickets.complaints": "0", "tickets.last90Days": "0", "contract.agreements": "0", "contract.monthly": "0.00 EUR",
	"profile.kind": "private", "usage.unbilled": "0.00 EUR", "orders.open": "0.00 EUR"}

// owes is a debt from elsewhere, due on a day.
func (p *payer) owes(id, amount, due string) {
	p.t.Helper()
	debt := money.Must(amount)
	_, err := p.Collection.NoteDebtor(p.ctx, collection.Debtor{Account: "of " + id, Customer: p.id, Currency: debt.Currency()})
	require.NoError(p.t, err)
	_, err = p.Collection.OpenItem(p.ctx, collection.Item{Bill: id, No: id, Account: "of " + id, Customer: p.id, Amount: debt, Due: day(due), Kind: collection.Bill})
	require.NoError(p.t, err)
	p.settles()
}

// signs agrees on items that Selling proposes.
func (p *payer) signs(items ...selling.DraftItem) {
	p.t.Helper()
	q, err := p.Selling.Propose(p.ctx, selling.Draft{Customer: p.id, Items: items, Has: []string{"bundle"}})
	require.NoError(p.t, err)
	_, err = p.Selling.Accept(p.ctx, selling.Acceptance{Quote: q.ID, Version: 1, SignedBy: "the customer"})
	require.NoError(p.t, err)
	p.settles()
}

func (p *payer) reports(typ string) problem.Ticket {
	p.t.Helper()
	ticket, err := p.Problems.Open(p.ctx, problem.Report{Customer: p.id, Text: "It does not work.", Type: typ})
	require.NoError(p.t, err)
	p.settles()
	return ticket
}

func recurring(period, amount string) price.Price {
	return price.Price{Name: period, Type: price.Recurring, Period: period, Amount: money.Must(amount)}
}

var bundles = selling.Portfolio{
	{ID: "bundle", Name: "Bundle", Kind: selling.Standard, Prices: []price.Price{recurring("month", "30.00 EUR"), recurring("quarter", "30.00 EUR"), recurring("year", "100.00 EUR"),
		recurring("week", "5.00 EUR"), {Name: "setup", Type: price.NonRecurring, Amount: money.Must("50.00 EUR")}}},
	{ID: "modem", Name: "Modem", Kind: selling.Standard, Requires: []string{"bundle"}, Prices: []price.Price{recurring("month", "4.00 EUR")}},
}

// known are the situations of a customer, and the facts by which each differs from that of a newcomer; empty: it is missing.
var known = map[string]struct {
	do   func(*payer)
	want map[string]string
}{
	"nothing": {func(*payer) {}, nil},
	"an agreement": {func(p *payer) {
		p.signs(selling.DraftItem{Offering: "bundle", Quantity: 2})
		p.on("03-12")
	}, map[string]string{"contract.tenureDays": "10", "contract.agreements": "1",
		"contract.monthly": "96.67 EUR",    // 2 × 30, a third of 2 × 30, a twelfth of 2 × 100
		"orders.open":      "430.00 EUR"}}, // 2 × (30 + 30 + 100 + 5 + 50)
	"an agreement that takes the place of another": {func(p *payer) {
		p.signs(selling.DraftItem{Offering: "bundle", Quantity: 2})
		p.signs(selling.DraftItem{Offering: "modem", Quantity: 1})
		p.on("03-12")
		p.signs(selling.DraftItem{Offering: "bundle", Quantity: 1, Action: selling.Modify})
	}, map[string]string{"contract.tenureDays": "10", "contract.agreements": "3", "contract.monthly": "52.33 EUR", "orders.open": "649.00 EUR"}},
	"an open order":                        {func(p *payer) { p.asks(once("telephone", "200.00 EUR")) }, map[string]string{"orders.open": "200.00 EUR"}},
	"a completed order that is not billed": {func(p *payer) { p.completes(once("telephone", "200.00 EUR")) }, map[string]string{"orders.open": "200.00 EUR"}},
	"a completed order that is charged":    {func(p *payer) { p.buys(once("telephone", "200.00 EUR")) }, map[string]string{"usage.unbilled": "238.00 EUR"}},
	"a cancelled order": {func(p *payer) {
		o := p.asks(once("telephone", "200.00 EUR"))
		_, err := p.Orders.Move(p.ctx, o.ID, ordering.Hold, "nobody is at home")
		require.NoError(p.t, err)
		_, err = p.Orders.Move(p.ctx, o.ID, ordering.Cancel, "nor next week")
		require.NoError(p.t, err)
		p.settles()
	}, nil},
	"an overdue bill": {func(p *payer) { p.owes("b", "100.00 EUR", "02-10") }, map[string]string{"payment.bills": "1", "payment.late": "1", "payment.daysLateMean": "20",
		"payment.daysLateWorst": "20", "payment.overdueDays": "20", "payment.overdue": "100.00 EUR", "payment.open": "100.00 EUR"}},
	"a bill that is dunned": {func(p *payer) {
		p.owes("b", "100.00 EUR", "02-24")
		p.on("03-02")
	}, map[string]string{"payment.bills": "1", "payment.late": "1", "payment.daysLateMean": "6", "payment.daysLateWorst": "6", "payment.overdueDays": "6",
		"payment.overdue": "100.00 EUR", "payment.open": "100.00 EUR", "payment.dunningLevel": "1", "payment.dunningWorst": "1"}},
	"a bill that is paid late, and one that is not due": {func(p *payer) {
		p.owes("b", "100.00 EUR", "02-26")
		p.owes("c", "50.00 EUR", "03-20")
		_, err := p.Collection.TakePayment(p.ctx, collection.Payment{ID: "pay", Amount: money.Must("100.00 EUR"), On: day("03-01"), Account: "of b", References: []string{"b"}})
		require.NoError(p.t, err)
	}, map[string]string{"payment.bills": "1", "payment.late": "1", "payment.daysLateMean": "3", "payment.daysLateWorst": "3", "payment.open": "50.00 EUR"}},
	"a bill that is given up": {func(p *payer) {
		p.owes("b", "100.00 EUR", "02-26")
		_, err := p.Collection.WriteOff(p.ctx, collection.WriteOffDraft{ID: "w", Item: "b", Amount: money.Must("60.00 EUR"), On: day("03-02"), Reason: "nothing to be had"})
		require.NoError(p.t, err)
	}, map[string]string{"payment.bills": "1", "payment.late": "1", "payment.daysLateMean": "4", "payment.daysLateWorst": "4", "payment.overdueDays": "4",
		"payment.overdue": "40.00 EUR", "payment.open": "40.00 EUR", "payment.writtenOff": "60.00 EUR"}},
	"tickets": {func(p *payer) {
		p.reports("")
		_, err := p.Problems.Cancel(p.ctx, p.reports("").ID, "not ours")
		require.NoError(p.t, err)
		_, err = p.says(contact.Complaint, "", "This is the third time.", "")
		require.NoError(p.t, err)
	}, map[string]string{"tickets.open": "2", "tickets.complaints": "1", "tickets.last90Days": "3"}},
	"tickets of long ago": {func(p *payer) {
		p.reports("complaint")
		p.on("05-31")
	}, map[string]string{"tickets.open": "1", "tickets.complaints": "1"}},
	"debts, orders and overdue bills in several currencies": {func(p *payer) {
		p.owes("b", "100.00 EUR", "03-20")
		p.owes("c", "70.00 USD", "02-26")
		p.asks(once("telephone", "90.00 EUR"))
		p.asks(once("ticket", "30.00 CHF"))
	}, map[string]string{"payment.bills": "1", "payment.late": "1", "payment.daysLateMean": "4", "payment.daysLateWorst": "4", "payment.overdueDays": "4", "payment.overdue": "",
		"payment.open": "100.00 EUR", "payment.elsewhere": "true", "orders.open": "90.00 EUR"}},
	"characteristics, keys and revenue": {func(p *payer) {
		d := consumer("somebody@customer.example")
		d.Kind, d.Keys = customer.Organization, []customer.Key{{Type: customer.KeyTaxID, Value: "DE136695976"}}
		d.Characteristics = []customer.Characteristic{{Name: crm.Segment, Value: "dealer"}, {Name: crm.FraudSuspected, Value: "no"}, {Name: crm.IdentityChecked, Value: "perhaps"}}
		p.moves(d)
		_, err := p.Retention.NoteRevenue(p.ctx, p.id, retention.Revenue{Year: 2025, Amount: money.Must("1000.00 EUR")})
		require.NoError(p.t, err)
	}, map[string]string{"profile.kind": "business", "profile.segment": "dealer", "profile.fraudSuspected": "false", "profile.identified": "true", "profile.revenue": "1000.00 EUR"}},
	"two who are one": {func(p *payer) {
		p.owes("b", "100.00 EUR", "03-20")
		p.asks(once("telephone", "90.00 EUR"))
		p.reports("")
		old := p.id
		d := consumer("other@customer.example")
		d.Characteristics = []customer.Characteristic{{Name: crm.IdentityChecked, Value: "yes"}}
		p.moves(d)
		p.owes("c", "10.00 EUR", "03-20")
		p.asks(once("telephone", "5.00 EUR"))
		p.reports("complaint")
		_, err := p.Customers.Merge(p.ctx, p.id, old, "the same person")
		require.NoError(p.t, err)
		p.settles()
	}, map[string]string{"payment.open": "110.00 EUR", "orders.open": "95.00 EUR", "tickets.open": "2", "tickets.complaints": "1", "tickets.last90Days": "2", "profile.identified": "true"}},
	"usage of which nothing is billed yet": {func(p *payer) {
		p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
		p.calls(50)
	}, map[string]string{"usage.unbilled": "41.65 EUR"}}, // (30.00 + 5.00) × 1.19
	"usage that jumps": {func(p *payer) {
		p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
		p.calls(50)
		p.on("04-01")
		p.pays()
		p.calls(121)
	}, map[string]string{"usage.unbilled": "50.10 EUR", "usage.monthly": "5.00 EUR", "usage.jump": "2.42"}}, // (30.00 + 12.10) × 1.19
	"an account whose bill cannot be made": {func(p *payer) {
		p.buys(monthly(ordering.Add, "Line", "30.00 EUR"))
		p.livesAt(billing.Address{City: "Köln"})
	}, map[string]string{"usage.unbilled": ""}},
}

func TestRisk_facts_are_what_the_other_processes_know(t *testing.T) {
	t.Parallel()
	for name, c := range known {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newCaller(t, memory.New(), false, func(s *setting) {
				s.config.Selling = &selling.Config{Portfolio: bundles}
				dollars := collection.Levels()[0]
				dollars.Least, dollars.Fee = money.Must("5.00 USD"), money.Must("0.00 USD")
				s.config.Collection = &collection.Config{Levels: append(collection.Levels(), dollars)}
			})
			c.do(p)
			want := maps.Clone(newcomer)
			for fact, value := range c.want {
				want[fact] = value
			}
			maps.DeleteFunc(want, func(_, value string) bool { return value == "" })
			assert.Equal(t, want, p.facts(""))
			assert.Empty(t, p.failed())
		})
	}
}

func TestRisk_an_order_does_not_count_against_itself(t *testing.T) {
	everyStore(t, func(t *testing.T, st store.Store) {
		p := newPayer(t, st, nil)
		p.asks(once("telephone", "200.00 EUR"))
		o := p.asks(once("telephone", "30.00 EUR"))
		assert.Equal(t, "230.00 EUR", p.facts("")["orders.open"])
		assert.Equal(t, "200.00 EUR", p.facts(o.ID)["orders.open"])
	})
}

func TestRisk_knows_who_is_blocked(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.owes("b", "100.00 EUR", "02-10")
	for _, on := range []string{"03-02", "03-12", "03-22", "04-02", "04-20", "05-10"} {
		p.on(on)
	}
	f := p.facts("")
	assert.Equal(t, "3 true", fmt.Sprint(f["payment.dunningLevel"], " ", f["payment.blocked"]))
}

// Whoever owes little in another currency does not owe nothing in the policy's.
func TestRisk_an_order_in_another_currency_hides_no_other_one(t *testing.T) {
	t.Parallel()
	p := newRisky(t, memory.New())
	p.moves(func() customer.Draft {
		d := consumer("known@customer.example")
		d.Kind = customer.Organization
		return d
	}())
	p.asks(once("telephone", "900.00 EUR"))
	foreign := p.asks(once("ticket", "1.00 CHF"))
	require.True(t, foreign.AwaitsCredit())
	a := p.assessment(p.asks(once("telephone", "190.00 EUR")))
	assert.Equal(t, money.Must("900.00 EUR"), a.Exposure.Orders)
	assert.Equal(t, risk.Review, a.Outcome)
}
