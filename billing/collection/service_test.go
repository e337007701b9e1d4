package collection_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestService_a_command_told_twice_is_done_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.paid(paying("p-1", "130.00 EUR", "2026-03-10", "R-1001"))
		eur := money.Must
		commands := map[string]func() error{
			"an item": func() error {
				_, err := d.OpenItem(d.ctx, bill("b-2", "R-1002", "80.00 EUR", "2026-03-16"))
				return err
			},
			"a payment": func() error {
				_, err := d.TakePayment(d.ctx, paying("p-2", "20.00 EUR", "2026-03-10", "R-1002"))
				return err
			},
			"a hold": func() error {
				_, err := d.Hold(d.ctx, collection.HoldDraft{ID: "h-1", Item: "b-2", Amount: eur("5.00 EUR"), On: date("2026-03-11")})
				return err
			},
			"a promise": func() error {
				_, err := d.Promise(d.ctx, collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: eur("5.00 EUR"), By: date("2026-03-20"), On: date("2026-03-11")})
				return err
			},
			"a credit": func() error {
				_, err := d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-2", Amount: eur("10.00 EUR"), On: date("2026-03-11")})
				return err
			},
			"a write-off": func() error {
				_, err := d.WriteOff(d.ctx, collection.WriteOffDraft{ID: "w-1", Item: "b-2", Amount: eur("1.00 EUR"), On: date("2026-03-11")})
				return err
			},
		}
		for _, name := range []string{"an item", "a payment", "a hold", "a promise", "a credit", "a write-off"} {
			require.NoError(t, commands[name](), name)
			d.store.Unchanged(t, func() { require.NoError(t, commands[name](), name) })
		}
		p := d.payment(d.Payment(d.ctx, "p-1"))
		assert.Zero(t, p.Unmatched.Sign(), "what was too much for b-1 went to b-2 when that was opened")
		item := d.item(d.Item(d.ctx, "b-2"))
		assert.Equal(t, "19.00 EUR", item.Open.String(), "80 without 30, 20, 10 and 1")
		assert.Equal(t, "5.00 EUR", item.Held.String())
		d.total("a-1")

		d.refuses(fault.ErrConflict, func() error {
			_, err := d.OpenItem(d.ctx, bill("b-2", "R-1002", "81.00 EUR", "2026-03-16"))
			return err
		})
		d.refuses(fault.ErrConflict, func() error {
			_, err := d.TakePayment(d.ctx, paying("p-2", "21.00 EUR", "2026-03-10", "R-1002"))
			return err
		})
	})
}

// Payments, credit notes and write-offs are numbered by whoever makes them: the same number of two kinds is two things, and of one kind
// for something else an error.
func TestService_an_id_of_something_else_is_no_repetition(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		eur := money.Must
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.opened(bill("b-2", "R-1002", "70.00 EUR", "2026-03-16"))
		credit := func(item, amount string) error {
			_, err := d.Credit(d.ctx, collection.Credit{ID: "1", Item: item, Amount: eur(amount), On: date("2026-03-11")})
			return err
		}
		writeOff := func(item, amount string) error {
			_, err := d.WriteOff(d.ctx, collection.WriteOffDraft{ID: "1", Item: item, Amount: eur(amount), On: date("2026-03-12")})
			return err
		}
		d.paid(paying("1", "30.00 EUR", "2026-03-10", "R-1001"))
		require.NoError(t, credit("b-1", "20.00 EUR"))
		require.NoError(t, writeOff("b-1", "10.00 EUR"))
		assert.Equal(t, "40.00 EUR", d.item(d.Item(d.ctx, "b-1")).Open.String(), "100 without 30, 20 and 10")
		d.store.Unchanged(t, func() {
			require.NoError(t, credit("b-1", "20.00 EUR"))
			require.NoError(t, writeOff("b-1", "10.00 EUR"))
		})
		d.refuses(fault.ErrConflict, func() error { return credit("b-2", "20.00 EUR") })
		d.refuses(fault.ErrConflict, func() error { return credit("b-1", "21.00 EUR") })
		d.refuses(fault.ErrConflict, func() error { return writeOff("b-2", "10.00 EUR") })
		d.refuses(fault.ErrConflict, func() error { return writeOff("b-1", "11.00 EUR") })

		d.paid(paying("2", "115.00 EUR", "2026-03-13", "R-1001 R-1002"))
		refund := collection.Refund{ID: "1", Amount: eur("2.00 EUR"), On: date("2026-03-14")}
		d.payment(d.Refund(d.ctx, "2", refund))
		refund.Amount = eur("3.00 EUR")
		d.refuses(fault.ErrConflict, func() error { _, err := d.Refund(d.ctx, "2", refund); return err })

		d.opened(bill("b-3", "R-1003", "90.00 EUR", "2026-03-16"))
		promise := collection.PromiseDraft{ID: "1", Account: "a-1", Amount: eur("60.00 EUR"), By: date("2026-03-25"), On: date("2026-03-18")}
		d.account(d.Promise(d.ctx, promise))
		promise.By = date("2026-03-26")
		d.refuses(fault.ErrConflict, func() error { _, err := d.Promise(d.ctx, promise); return err })
		d.on("2026-03-20")
		d.account(d.Instalments(d.ctx, thirds()))
		again := thirds()
		again.Parts = 4
		d.refuses(fault.ErrConflict, func() error { _, err := d.Instalments(d.ctx, again); return err })
		d.total("a-1")
	})
}

func TestService_refuses(t *testing.T) {
	t.Parallel()
	d := inMemory(t, nil)
	d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
	d.paid(paying("p-1", "5.00 EUR", "2026-03-10", "nothing known"))
	eur := money.Must
	for name, tt := range map[string]struct {
		kind    error
		paths   []string
		command func() error
	}{
		"an item without anything": {fault.ErrInvalid, []string{"bill", "account", "customer", "due", "amount"}, func() error { _, err := d.OpenItem(d.ctx, collection.Item{}); return err }},
		"a negative item":          {fault.ErrInvalid, []string{"amount"}, func() error { _, err := d.OpenItem(d.ctx, bill("b-2", "", "-1.00 EUR", "2026-03-16")); return err }},
		"half a cent":              {fault.ErrInvalid, []string{"amount"}, func() error { _, err := d.OpenItem(d.ctx, bill("b-2", "", "1.005 EUR", "2026-03-16")); return err }},
		"another currency":         {fault.ErrInvalid, []string{"currency", "currency"}, func() error { _, err := d.OpenItem(d.ctx, bill("b-2", "", "1.00 USD", "2026-03-16")); return err }},
		"another customer": {fault.ErrInvalid, []string{"customer"}, func() error {
			i := bill("b-2", "", "1.00 EUR", "2026-03-16")
			i.Customer = "c-2"
			_, err := d.OpenItem(d.ctx, i)
			return err
		}},
		"a payment without anything": {fault.ErrInvalid, []string{"id", "amount", "amount", "on"}, func() error { _, err := d.TakePayment(d.ctx, collection.Payment{}); return err }},
		"a payment for an account that nobody knows": {fault.ErrNotFound, nil, func() error {
			p := paying("p-2", "1.00 EUR", "2026-03-10", "")
			p.Account = "a-9"
			_, err := d.TakePayment(d.ctx, p)
			return err
		}},
		"to hold more than is open": {fault.ErrState, nil, func() error {
			_, err := d.Hold(d.ctx, collection.HoldDraft{ID: "h-1", Item: "b-1", Amount: eur("100.01 EUR"), On: date("2026-03-11")})
			return err
		}},
		"a hold without anything": {fault.ErrInvalid, []string{"id", "item", "amount", "amount", "on"}, func() error { _, err := d.Hold(d.ctx, collection.HoldDraft{}); return err }},
		"a hold that is called like those of instalments": {fault.ErrInvalid, []string{"id"}, func() error {
			_, err := d.Hold(d.ctx, collection.HoldDraft{ID: "instalments/1", Item: "b-1", Amount: eur("1.00 EUR"), On: date("2026-03-11")})
			return err
		}},
		"to release what is not held": {fault.ErrNotFound, nil, func() error { _, err := d.Release(d.ctx, "b-1", "h-9", date("2026-03-11"), true); return err }},
		"a promise for the past": {fault.ErrInvalid, []string{"by"}, func() error {
			_, err := d.Promise(d.ctx, collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: eur("5.00 EUR"), By: date("2026-03-01"), On: date("2026-03-11")})
			return err
		}},
		"a promise in two years": {fault.ErrInvalid, []string{"amount", "by"}, func() error {
			_, err := d.Promise(d.ctx, collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: eur("5.00 USD"), By: date("2028-03-01"), On: date("2026-03-11")})
			return err
		}},
		"one instalment": {fault.ErrInvalid, []string{"parts", "first"}, func() error {
			_, err := d.Instalments(d.ctx, collection.PlanDraft{ID: "pl-1", Account: "a-1", Parts: 1, First: date("2026-03-10"), On: date("2026-03-11")})
			return err
		}},
		"instalments for an item that is not open": {fault.ErrState, nil, func() error {
			_, err := d.Instalments(d.ctx, collection.PlanDraft{ID: "pl-1", Account: "a-1", Items: []string{"b-1", "b-9"}, Parts: 2, First: date("2026-03-12"), On: date("2026-03-11")})
			return err
		}},
		"to write off more than is open": {fault.ErrState, nil, func() error {
			_, err := d.WriteOff(d.ctx, collection.WriteOffDraft{ID: "w-1", Item: "b-1", Amount: eur("100.01 EUR"), On: date("2026-03-11")})
			return err
		}},
		"to refund more than is kept": {fault.ErrState, nil, func() error {
			_, err := d.Refund(d.ctx, "p-1", collection.Refund{ID: "rf-1", Amount: eur("5.01 EUR"), On: date("2026-03-11")})
			return err
		}},
		"to return what nobody paid": {fault.ErrNotFound, nil, func() error {
			_, err := d.ReturnDebit(d.ctx, collection.ReturnDraft{EndToEnd: "e-9", Return: collection.Return{On: date("2026-03-11")}})
			return err
		}},
		"a return without anything":   {fault.ErrInvalid, []string{"payment", "on"}, func() error { _, err := d.ReturnDebit(d.ctx, collection.ReturnDraft{}); return err }},
		"a debtor without anything":   {fault.ErrInvalid, []string{"account", "customer", "currency"}, func() error { _, err := d.NoteDebtor(d.ctx, collection.Debtor{}); return err }},
		"to assign to an unknown one": {fault.ErrNotFound, nil, func() error { _, err := d.Assign(d.ctx, "p-1", "a-9"); return err }},
		"a credit for no item": {fault.ErrNotFound, nil, func() error {
			_, err := d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-9", Amount: eur("1.00 EUR"), On: date("2026-03-11")})
			return err
		}},
		"the history of nobody": {fault.ErrNotFound, nil, func() error { _, err := d.History(d.ctx, "a-9"); return err }},
	} {
		t.Run(name, func(t *testing.T) {
			err := d.refuses(tt.kind, tt.command)
			assert.Equal(t, tt.paths, etomtest.Paths(err))
		})
	}
}

func TestNew_names_every_fault(t *testing.T) {
	t.Parallel()
	_, err := collection.New(nil, &collection.Config{Levels: []collection.Level{}, Zone: "Berlin", Match: collection.MatchPolicy{Tolerance: money.Must("-1.00 EUR")},
		Interest: collection.InterestRules{Default: "always", DayCount: "30", Rates: []collection.BaseRate{}}, Blocking: collection.BlockingRules{Least: money.Must("-1.00 EUR"), Notice: -1, Letters: -1}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"levels", "interest.default", "interest.dayCount", "interest.rates", "blocking.least", "blocking.notice", "blocking.letters", "match.tolerance", "zone"}, etomtest.Paths(err))
}

func TestService_Unmatched_money_is_kept_until_it_is_assigned_or_refunded(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.paid(paying("p-1", "70.00 EUR", "2026-03-10", "Miete"))
		kept, err := d.Unmatched(d.ctx)
		require.NoError(t, err)
		require.Len(t, kept, 1)
		assert.Equal(t, []string{collection.EventPaymentReceived, collection.EventPaymentUnmatched}, d.told("p-1"))

		r := d.payment(d.Refund(d.ctx, "p-1", collection.Refund{ID: "rf-1", Amount: money.Must("20.00 EUR"), On: date("2026-03-11"), Reason: "by mistake"}))
		d.store.Unchanged(t, func() {
			r = d.payment(d.Refund(d.ctx, "p-1", collection.Refund{ID: "rf-1", Amount: money.Must("20.00 EUR"), On: date("2026-03-11"), Reason: "by mistake"}))
		})
		assert.Equal(t, "50.00 EUR", r.Unmatched.String())

		r = d.payment(d.Assign(d.ctx, "p-1", "a-1"))
		assert.Zero(t, r.Unmatched.Sign())
		assert.Equal(t, "c-1", r.Customer)
		d.store.Unchanged(t, func() { d.payment(d.Assign(d.ctx, "p-1", "a-1")) })
		assert.Equal(t, "50.00 EUR", d.item(d.Item(d.ctx, "b-1")).Open.String())
		kept, err = d.Unmatched(d.ctx)
		require.NoError(t, err)
		assert.Empty(t, kept)
		d.refuses(fault.ErrState, func() error { _, err := d.Assign(d.ctx, "p-1", "a-2"); return err })
		d.total("a-1")
	})
}

func TestService_whose_money_it_is_mandate_and_bank_account_tell(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		eur := money.MustCurrency("EUR")
		d.account(d.NoteDebtor(d.ctx, collection.Debtor{Account: "a-1", Customer: "c-1", Currency: eur, Mandates: []string{"M-1"}, IBANs: []string{"DE02 1203 0000 0000 2020 51"}}))
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		p := paying("p-1", "30.00 EUR", "2026-03-10", "Abschlag")
		p.IBAN = "DE02120300000000202051"
		assert.Equal(t, "a-1", d.paid(p).Account)
		p = paying("p-2", "40.00 EUR", "2026-03-11", "")
		p.Mandate, p.Debit = "M-1", true
		assert.Equal(t, "a-1", d.paid(p).Account)
		p = paying("p-3", "30.00 EUR", "2026-03-12", "")
		p.EndToEnd, p.Debit = "b-1", true
		assert.Equal(t, "b-1", d.paid(p).Matched[0].Item, "the reference that we gave the debit is the bill's id")

		d.opened(bill("b-2", "", "25.00 EUR", "2026-03-16"))
		p = paying("p-5", "25.00 EUR", "2026-03-12", "")
		p.EndToEnd, p.Debit = "b-2", true
		assert.Equal(t, "b-2", d.paid(p).Matched[0].Item, "though the bill has no number")

		d.account(d.NoteDebtor(d.ctx, collection.Debtor{Account: "a-2", Customer: "c-1", Currency: eur, IBANs: []string{"DE02120300000000202051"}}))
		p = paying("p-4", "1.00 EUR", "2026-03-13", "")
		p.IBAN = "DE02120300000000202051"
		assert.Empty(t, d.paid(p).Account, "two accounts are paid from it: nobody can tell")
	})
}

func TestService_a_bill_with_nothing_to_pay_is_settled_at_once(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		debtor := collection.Debtor{Account: "a-1", Customer: "c-1", Currency: money.MustCurrency("EUR"), Language: "de", Mandates: []string{"M-1"}}
		d.account(d.NoteDebtor(d.ctx, debtor))
		debtor.Mandates = nil
		d.store.Unchanged(t, func() {
			assert.Equal(t, []string{"M-1"}, d.account(d.NoteDebtor(d.ctx, debtor)).Mandates, "those that are known")
		})
		debtor.Mandates = []string{}
		assert.Empty(t, d.account(d.NoteDebtor(d.ctx, debtor)).Mandates)

		nothing := bill("b-1", "R-1001", "0.00 EUR", "2026-03-16")
		nothing.Amount = money.Amount{}
		i := d.opened(nothing)
		d.store.Unchanged(t, func() { d.opened(nothing) })
		assert.Equal(t, collection.Settled, i.State)
		assert.Equal(t, "0.00 EUR", i.Open.String())
		assert.Equal(t, []string{collection.EventItemOpened, collection.EventItemSettled}, d.told("case-b-1"))
		d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-1", Amount: money.Must("5.00 EUR"), On: date("2026-03-17")}))
		assert.Equal(t, "5.00 EUR", d.payment(d.Payment(d.ctx, "credit/cn-1")).Unmatched.String(), "money for the customer")
		d.opened(bill("b-2", "R-1002", "20.00 EUR", "2026-04-16"))
		assert.Equal(t, "15.00 EUR", d.item(d.Item(d.ctx, "b-2")).Open.String(), "that the next bill takes")
	})
}

func TestService_AmountAlone(t *testing.T) {
	everywhere(t, &collection.Config{Match: collection.MatchPolicy{AmountAlone: true, Tolerance: money.Must("0.05 EUR")}}, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "117.31 EUR", "2026-03-16"))
		d.opened(bill("b-2", "R-1002", "50.00 EUR", "2026-03-16"))
		assert.Equal(t, "b-1", d.paid(paying("p-1", "117.31 EUR", "2026-03-10", "")).Matched[0].Item)
		d.paid(paying("p-2", "49.96 EUR", "2026-03-10", "R 1002"))
		item := d.item(d.Item(d.ctx, "b-2"))
		assert.Equal(t, collection.Settled, item.State, "four cents are within the tolerance")
		assert.Equal(t, collection.Tolerated, item.Entries[1].Kind)
		d.total("a-1")
	})
}

func TestService_Credit(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.opened(bill("b-2", "R-1002", "60.00 EUR", "2026-04-16"))
		d.paid(paying("p-1", "80.00 EUR", "2026-03-10", "R-1001"))
		i := d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-1", Item: "b-1", Amount: money.Must("50.00 EUR"), On: date("2026-03-12"), Text: "double charge"}))
		assert.Equal(t, collection.Settled, i.State)
		assert.Equal(t, "30.00 EUR", d.item(d.Item(d.ctx, "b-2")).Open.String(), "what it is worth beyond b-1 goes to b-2")
		d.total("a-1")

		d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-2", Item: "b-1", Amount: money.Must("40.00 EUR"), On: date("2026-03-12")}))
		assert.Equal(t, "10.00 EUR", d.payment(d.Payment(d.ctx, "credit/cn-2")).Unmatched.String())
		d.store.Unchanged(t, func() {
			d.item(d.Credit(d.ctx, collection.Credit{ID: "cn-2", Item: "b-1", Amount: money.Must("40.00 EUR"), On: date("2026-03-12")}))
		})
		d.total("a-1")
	})
}

func TestService_WriteOff_ends_dunning(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.due("2026-03-21")
		i := d.item(d.WriteOff(d.ctx, collection.WriteOffDraft{ID: "w-1", Item: "b-1", Amount: money.Must("100.00 EUR"), On: date("2026-03-22"), Reason: "bankrupt"}))
		assert.Equal(t, collection.WrittenOff, i.State)
		assert.Zero(t, d.due("2026-06-01").Letters)
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []money.Amount{money.Must("100.00 EUR")}, facts.WrittenOff)
		assert.Empty(t, facts.Exposure)
		assert.Equal(t, "100.00 EUR", d.paid(paying("p-1", "100.00 EUR", "2026-06-02", "R-1001")).Unmatched.String(), "what is given up takes no money by itself")
	})
}

func TestService_Release(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "h-1", Item: "b-1", Amount: money.Must("100.00 EUR"), On: date("2026-03-10")}))
		assert.Zero(t, d.due("2026-04-30").Letters, "all of it is disputed")
		d.paid(paying("p-1", "30.00 EUR", "2026-04-30", "R-1001"))
		i := d.item(d.Item(d.ctx, "b-1"))
		assert.Equal(t, "70.00 EUR", i.Held.String(), "no more is held than is open")
		i = d.item(d.Release(d.ctx, "b-1", "h-1", date("2026-05-01"), true))
		d.store.Unchanged(t, func() { d.item(d.Release(d.ctx, "b-1", "h-1", date("2026-05-01"), true)) })
		assert.Zero(t, i.Held.Sign())
		assert.Equal(t, 1, d.due("2026-05-02").Letters)
	})
}

func TestService_other_tenants_see_nothing(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-16"))
		other, err := collection.New(work.New(d.store, &work.Config{Tenant: "other", Now: d.clock.Now, NewID: etomtest.NewIDs("other").New}), nil)
		require.NoError(t, err)
		_, err = other.Item(d.ctx, "b-1")
		require.ErrorIs(t, err, fault.ErrNotFound)
		p, err := other.TakePayment(d.ctx, paying("p-1", "100.00 EUR", "2026-03-16", "R-1001"))
		require.NoError(t, err)
		assert.Empty(t, p.Matched)
		r, err := other.Due(d.ctx, d.clock.Now().AddDate(1, 0, 0))
		require.NoError(t, err)
		assert.Zero(t, r)
	})
}
