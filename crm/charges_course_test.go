package crm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/ordering"
)

// days counts for each day how often it is billed in all bills together; what is taken back is less.
func (p *payer) days() map[calendar.Date]int {
	p.t.Helper()
	all := map[calendar.Date]int{}
	for _, b := range p.bills() {
		for _, l := range b.Lines {
			for d := l.Service.From; d.Before(l.Service.Until); d = d.AddDays(1) {
				all[d] += l.Net.Sign()
			}
		}
	}
	return all
}

// billedOnce asks that all days from one up to, and not including, another are billed once, and no others.
func (p *payer) billedOnce(from, until string) {
	p.t.Helper()
	for d, times := range p.days() {
		want := 0
		if !d.Before(day(from)) && d.Before(day(until)) {
			want = 1
		}
		assert.Equal(p.t, want, times, "%s is billed so often", d)
	}
	assert.Equal(p.t, 1, p.days()[day(from)])
	assert.Equal(p.t, 1, p.days()[day(until).AddDays(-1)])
}

// total is what all bills come to, without tax.
func (p *payer) total() money.Amount {
	p.t.Helper()
	var c money.Calc
	var sum money.Amount
	for _, b := range p.bills() {
		sum = c.Add(sum, b.Totals.WithoutTax)
	}
	require.NoError(p.t, c.Err())
	return sum
}

func TestCharges_a_product_that_is_modified_or_deleted_ends_on_the_day_of_completion(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := newPayer(t, st, nil)
		p.buys(monthly(ordering.Add, "Line", "31.00 EUR"))
		p.on("03-16")
		p.buys(monthly(ordering.Modify, "Line", "62.00 EUR"))
		p.on("04-01")
		p.on("04-10")
		p.buys(monthly(ordering.Delete, "Line", "62.00 EUR"))
		p.on("05-01")
		p.on("06-01")
		all := p.bills()
		require.Len(t, all, 2, "nothing is billed behind the end")
		assert.ElementsMatch(t, []string{"1 × Line 14.00 EUR", "1 × Line 32.00 EUR"}, lines(all[0]), "14 days for 31.00, 16 for 62.00 EUR a month")
		assert.Equal(t, []string{"1 × Line 18.60 EUR"}, lines(all[1]), "9 days of 30")
		p.billedOnce("03-02", "04-10")
		assert.Empty(t, p.failed())
	})
}

// The customer says late how content he is: the charges come when the period is billed already.
func TestCharges_that_are_handed_over_late_correct_what_was_billed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		late  ordering.DraftItem
		until string
		total string
	}{
		"a modification": {monthly(ordering.Modify, "Line", "62.00 EUR"), "06-01", "170.00 EUR"}, // 14.00 + 32.00 + 62.00 + 62.00
		"a deletion":     {monthly(ordering.Delete, "Line", "31.00 EUR"), "03-16", "14.00 EUR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), nil)
			p.buys(monthly(ordering.Add, "Line", "31.00 EUR"))
			p.on("03-16")
			late := p.completes(c.late)
			p.on("04-01")
			require.Equal(t, money.Must("30.00 EUR"), p.total(), "nobody has said that anything has changed")
			p.on("04-05")
			p.charged(late)
			p.on("05-01")
			for _, b := range p.bills() {
				if b.State == billing.BillOnHold {
					_, err := p.Billing.Release(p.ctx, b.ID, billing.Decision{By: "an agent", Why: "the difference is right"})
					require.NoError(t, err)
				}
			}
			p.on("06-01")
			for _, b := range p.bills() {
				if b.State == billing.BillOnHold {
					_, err := p.Billing.Release(p.ctx, b.ID, billing.Decision{By: "an agent", Why: "the difference is right"})
					require.NoError(t, err)
				}
			}
			p.on("06-02")
			p.billedOnce("03-02", c.until)
			assert.Equal(t, money.Must(c.total), p.total())
			assert.Empty(t, p.failed())
		})
	}
}

func TestCharges_of_what_was_added_to_an_order_on_its_way_are_billed_once(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	o, err := p.Orders.Place(p.ctx, ordering.Draft{Customer: p.id, Items: []ordering.DraftItem{named("1", monthly(ordering.Add, "Line", "31.00 EUR"))}})
	require.NoError(t, err)
	p.settles()
	_, err = p.Orders.Amend(p.ctx, o.ID, ordering.AmendmentRequest{Note: "and a router", Add: []ordering.DraftItem{named("2", once("Router", "80.00 EUR"))}})
	require.NoError(t, err)
	p.settles()
	p.on("03-09")
	p.works(o.ID)
	p.charged(o)
	p.on("04-01")
	assert.ElementsMatch(t, []string{"1 × Line 23.00 EUR", "1 × Router 80.00 EUR"}, lines(p.bill()), "from the day of completion")
	assert.Empty(t, p.failed())
}

func named(id string, i ordering.DraftItem) ordering.DraftItem {
	i.ID = id
	return i
}

func TestCharges_of_an_order_that_is_complete_in_part_are_those_of_its_complete_items(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	o, err := p.Orders.Place(p.ctx, ordering.Draft{Customer: p.id, Items: []ordering.DraftItem{
		named("1", monthly(ordering.Add, "Line", "31.00 EUR")), named("2", once("Router", "80.00 EUR"))}})
	require.NoError(t, err)
	p.settles()
	o, err = p.Orders.Get(p.ctx, o.ID)
	require.NoError(t, err)
	for _, w := range o.Work {
		o, err = p.Orders.EndWork(p.ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: w.Offering == "Line", Reason: "sold out"})
		require.NoError(t, err)
	}
	require.Equal(t, ordering.Partial, o.State)
	p.settles()
	p.charged(o)
	p.on("04-01")
	assert.Equal(t, []string{"1 × Line 30.00 EUR"}, lines(p.bill()))
	assert.Empty(t, p.failed())
}

// An order may take away and add the same, and a customer may pay for it by another account.
func TestCharges_a_product_ends_whichever_account_pays_for_it(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(monthly(ordering.Add, "Line", "31.00 EUR"))
	first := p.account()
	second, err := p.Billing.OpenAccount(p.ctx, billing.AccountDraft{Customer: p.id, Details: first.On(day("03-02"))})
	require.NoError(t, err)
	held, err := p.Billing.ProductsOf(p.ctx, first.ID)
	require.NoError(t, err)
	_, err = p.Billing.MoveProduct(p.ctx, held[0].ID, billing.Moving{Account: second.ID, From: day("03-05")})
	require.NoError(t, err)
	p.on("03-12")
	p.buys(monthly(ordering.Delete, "Line", "31.00 EUR"), monthly(ordering.Add, "Line", "62.00 EUR"))
	p.on("04-01")
	p.billedOnce("03-02", "04-01")
	assert.Equal(t, money.Must("50.00 EUR"), p.total(), "10 days for 31.00, 20 for 62.00 EUR a month")
	assert.Empty(t, p.failed())
}

func TestCharges_of_a_customer_whose_account_is_closed_go_to_a_new_one(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(monthly(ordering.Add, "Line", "31.00 EUR"))
	closed := p.account()
	_, err := p.Billing.CloseAccount(p.ctx, closed.ID, day("03-12"), "the customer has moved")
	require.NoError(t, err)
	p.on("05-04")
	p.buys(monthly(ordering.Add, "Line", "62.00 EUR"))
	p.on("06-01")
	p.on("07-01")
	accounts, err := p.Billing.AccountsOf(p.ctx, p.id)
	require.NoError(t, err)
	require.Len(t, accounts, 2)
	assert.Equal(t, money.Must("128.00 EUR"), p.total(), "10.00, then 28 days of May and all of June")
	assert.Empty(t, p.failed())
}
