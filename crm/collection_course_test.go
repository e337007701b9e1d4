package crm_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

// A bill that is not paid is asked for three times, with fee and interest; then services are blocked, until all is paid.
func TestCollection_a_bill_that_is_not_paid_is_dunned_and_blocks_until_it_is(t *testing.T) {
	t.Parallel()
	for mode, straight := range map[string]bool{"by way of Customer Interface Management": false, "straight": true} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			onStores(t, !straight, func(t *testing.T, st store.Store) {
				p := newPayer(t, st, func(s *setting) { s.config.DirectContact = straight })
				p.gate.fails = 2
				p.buys(once("Router", "200.00 EUR"))
				p.on("04-01")
				b := p.bill()
				require.Equal(t, billing.BillSent, b.State)
				require.Equal(t, money.Must("238.00 EUR"), b.Due)
				require.Equal(t, day("04-15"), b.PaymentDue)

				for _, on := range []string{"04-15", "04-19", "04-20", "04-21", "05-04", "05-05", "05-18", "06-01", "06-02", "06-03"} {
					p.on(on)
				}
				letters := p.letters()
				require.Len(t, letters, 3, "the customer has read one of each level")
				want := []string{ // fee; interest of 5 per cent above the base rate of 1.27 % (Bundesbank, from 1 January 2026) for 19 and for 33 days, less what was asked for
					"0.00 EUR + 0.00 EUR, in all 238.00 EUR", "1.50 EUR + 0.78 EUR, in all 240.28 EUR", "1.50 EUR + 0.57 EUR, in all 242.35 EUR"}
				for n, l := range letters {
					assert.Equal(t, n+1, l.Level)
					assert.Equal(t, b.No, l.Items[0].No)
					assert.Equal(t, want[n], fmt.Sprintf("%s + %s, in all %s", l.Fee, l.Interest, l.Total))
				}
				assert.Equal(t, day("06-02"), letters[2].BlockOn, "the customer has been told before")
				assert.Equal(t, []string{"block on 2026-06-02"}, p.gate.done)
				assert.Empty(t, p.failed())

				im := p.banks("S-1", "06-04", entry{amount: "242.35", text: "Rechnung " + b.No})
				require.Len(t, im.Taken, 1)
				assert.Equal(t, []string{"block on 2026-06-02", "unblock on 2026-06-03"}, p.gate.done)
				for id, times := range p.gate.deliveries {
					assert.Equal(t, 3, times, "%s comes again after an error, with the same id, and not after that", id)
				}
				assert.Equal(t, billing.BillSettled, p.bill().State)
				open, _ := p.owed(b.ID)
				assert.Zero(t, open.Sign())
				assert.Subset(t, told(p.customer), []string{billing.EventBillSent, collection.EventDunningSent})
				assert.Empty(t, p.failed())
			})
		})
	}
}

func TestCollection_a_returned_debit_opens_the_bill_again(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		p := newPayer(t, st, nil)
		p.buys(once("Router", "200.00 EUR"))
		p.on("04-01")
		b := p.bill()
		_, err := p.Collection.NoteDebtor(p.ctx, collection.Debtor{Account: b.Account, Customer: p.id, Currency: b.Currency, Mandates: []string{"M-1"}})
		require.NoError(t, err)
		p.banks("S-1", "04-15", entry{amount: "238.00", endToEnd: b.ID, text: "debit"})
		require.Equal(t, billing.BillSettled, p.bill().State)

		p.on("04-17")
		back := entry{amount: "241.00", out: true, endToEnd: b.ID, back: "AC04"}
		for range 2 { // the bank says it twice
			p.banks("S-2", "04-17", back)
		}
		assert.Equal(t, billing.BillSent, p.bill().State)
		open, _ := p.owed(b.ID)
		assert.Equal(t, money.Must("238.00 EUR"), open)
		m, found := p.told(collection.EventDebitReturned)
		require.True(t, found)
		assert.Contains(t, string(m.Data), "AC04")
		p.on("04-20")
		require.Len(t, p.letters(), 1, "it is dunned as if it had not been paid")

		p.banks("S-3", "04-21", entry{amount: "241.00", text: b.No})
		assert.Equal(t, billing.BillSettled, p.bill().State, "with the bank's fee")
		h, err := p.Collection.History(p.ctx, b.Account)
		require.NoError(t, err)
		for _, i := range h.Items {
			assert.Zero(t, i.Open.Sign(), i.ID)
		}
		p.buys(once("Cable", "10.00 EUR"))
		p.on("05-01")
		a, err := p.Collection.AccountOf(p.ctx, b.Account)
		require.NoError(t, err)
		assert.Equal(t, []string{"M-1"}, a.Mandates, "the next bill leaves what is known of the debtor")
		assert.Empty(t, p.failed())
	})
}

func TestCollection_what_is_paid_in_parts_and_too_much(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	p.buys(once("Router", "200.00 EUR"))
	p.on("04-01")
	first := p.bill()
	for n, c := range []struct {
		amount string
		state  billing.State
		left   string
	}{
		{"100.00", billing.BillPartiallyPaid, "138.00 EUR"},
		{"38.00", billing.BillPartiallyPaid, "100.00 EUR"},
		{"112.00", billing.BillSettled, "0.00 EUR"},
	} {
		im := p.banks(fmt.Sprint("S-", n), "04-10", entry{amount: c.amount, text: "bill " + first.No})
		require.Len(t, im.Taken, 1)
		open, _ := p.owed(first.ID)
		assert.Equal(t, c.left, open.String())
		assert.Equal(t, c.state, p.bill().State)
	}

	p.buys(once("Cable", "100.00 EUR"))
	p.on("05-01")
	second := p.bills()[1]
	assert.Equal(t, billing.BillPartiallyPaid, second.State)
	open, _ := p.owed(second.ID)
	assert.Equal(t, money.Must("107.00 EUR"), open, "119.00 EUR less the 12.00 EUR that were too much, and kept")
	p.banks("S-9", "05-10", entry{amount: "107.00", text: second.No})
	assert.Equal(t, billing.BillSettled, p.bills()[1].State)
	assert.Empty(t, p.failed())
}

// More is given back than charged: somebody looks, and then it is the customer's money.
func TestCollection_a_bill_below_nothing_is_money_for_the_customer(t *testing.T) {
	t.Parallel()
	for name, reversed := range map[string]bool{"that the next bill uses": false, "that is taken back with the bill": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPayer(t, memory.New(), nil)
			p.buys(once("Router", "200.00 EUR"))
			p.on("04-01")
			p.banks("S-1", "04-10", entry{amount: "238.00", text: p.bill().No})
			_, err := p.Billing.TakeRebate(p.ctx, billing.RebateDraft{Customer: p.id, Rebate: billing.Rebate{ID: "v-1", Violation: "v", Fee: "Router",
				Period: p.bill().Period, Amount: money.Must("100.00 EUR")}})
			require.NoError(t, err)
			p.on("05-01")
			second := p.bills()[1]
			require.Equal(t, []string{billing.CodeNegative}, codes(second))
			_, err = p.Billing.Release(p.ctx, second.ID, billing.Decision{By: "an agent", Why: "it was out of order"})
			require.NoError(t, err)
			p.on("05-02")
			second = p.bills()[1]
			assert.Equal(t, money.Must("-119.00 EUR"), second.Due)
			assert.Equal(t, billing.BillSettled, second.State)
			want := []string{"1 × Cable 300.00 EUR"}
			if reversed {
				_, err = p.Billing.Reverse(p.ctx, second.ID, billing.CorrectionDraft{Reason: fault.Reason{Code: "R", Message: "it was in order"}, By: "an agent"})
				require.NoError(t, err)
				p.settles()
				open, _ := p.owed("reclaim/" + second.ID + "/1")
				assert.Zero(t, open.Sign(), "it is set against what was kept")
				want = append(want, "1 × Service level rebate: Router -100.00 EUR")
			}

			p.buys(once("Cable", "300.00 EUR"))
			p.on("06-01")
			all := p.bills()
			third := all[len(all)-1]
			assert.Equal(t, want, lines(third))
			open, _ := p.owed(third.ID)
			assert.Equal(t, money.Must("238.00 EUR"), open)
			assert.Empty(t, p.failed())
		})
	}
}

// A currency that nobody has said how to dun in cannot be collected; the bill is sent all the same.
func TestCollection_without_a_dunning_table_for_a_currency_says_so(t *testing.T) {
	t.Parallel()
	p := newPayer(t, memory.New(), nil)
	_, err := p.Billing.OpenAccount(p.ctx, billing.AccountDraft{Customer: p.id, Currency: money.MustCurrency("USD"),
		Details: billing.Details{Name: "A customer", Address: billing.Address{Street: "Some Street 1", City: "Berlin", Country: "DE"}}})
	require.NoError(t, err)
	p.buys(once("Router", "200.00 USD"))
	p.on("04-01")
	assert.Equal(t, billing.BillSent, p.bill().State)
	failed := p.failed()
	require.Len(t, failed, 1)
	assert.Equal(t, "open item", failed[0].Reaction)
	assert.Contains(t, failed[0].Error, "has no row in the dunning table; give it rows in USD")
	_, err = p.Collection.AccountOf(p.ctx, p.bill().Account)
	require.ErrorIs(t, err, fault.ErrNotFound, "nothing is half noted")
}
