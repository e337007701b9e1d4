package collection_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Whatever is done in whatever order, no money is lost and none is made, no more is held than is open, and what is due is done once.
func TestService_keeps_its_books(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		d := inMemory(t, &collection.Config{KeepPlan: rapid.Bool().Draw(r, "keep"), Match: collection.MatchPolicy{Tolerance: money.Must("0.50 EUR")}})
		today := date("2026-03-02")
		euros := func() money.Amount {
			a, err := money.FromMinor(rapid.Int64Range(1, 300).Draw(r, "euros")*50, money.MustCurrency("EUR"))
			require.NoError(r, err)
			return a
		}
		item := func() string { return fmt.Sprint("b-", rapid.IntRange(1, 4).Draw(r, "item")) }
		payment := func() string { return fmt.Sprint("p-", rapid.IntRange(1, 20).Draw(r, "payment")) }
		for n := range 25 {
			id := fmt.Sprint("x-", n)
			var err error
			switch rapid.IntRange(0, 10).Draw(r, "what") {
			case 0, 1:
				i := item()
				_, err = d.OpenItem(d.ctx, collection.Item{Bill: i, No: "R-" + i, Account: "a-1", Customer: "c-1", Amount: euros(), Due: today.AddDays(rapid.IntRange(-20, 20).Draw(r, "due"))})
			case 2, 3:
				_, err = d.TakePayment(d.ctx, collection.Payment{ID: payment(), Amount: euros(), On: today, Text: "R-" + item(), EndToEnd: item()})
			case 4:
				_, err = d.ReturnDebit(d.ctx, collection.ReturnDraft{Payment: payment(), Return: collection.Return{On: today, Fee: money.Must("3.00 EUR")}})
			case 5:
				_, err = d.Hold(d.ctx, collection.HoldDraft{ID: "h-" + item(), Item: item(), Amount: euros(), On: today})
			case 6:
				_, err = d.Release(d.ctx, item(), "h-"+item(), today, rapid.Bool().Draw(r, "rejected"))
			case 7:
				_, err = d.Credit(d.ctx, collection.Credit{ID: id, Item: item(), Amount: euros(), On: today})
			case 8:
				_, err = d.Refund(d.ctx, payment(), collection.Refund{ID: id, Amount: euros(), On: today})
			case 9:
				_, err = d.Instalments(d.ctx, collection.PlanDraft{ID: id, Account: "a-1", Parts: 3, First: today.AddDays(5), On: today})
			case 10:
				_, err = d.WriteOff(d.ctx, collection.WriteOffDraft{ID: id, Item: item(), Amount: euros(), On: today})
			}
			for _, kind := range []error{fault.ErrNotFound, fault.ErrState, fault.ErrConflict, fault.ErrInvalid} {
				if errors.Is(err, kind) {
					err = nil
				}
			}
			require.NoError(r, err)
			today = today.AddDays(rapid.IntRange(0, 9).Draw(r, "days"))
			d.due(today.String())
		}
		d.store.Unchanged(t, func() { d.due(today.String()) })
		if _, err := d.History(d.ctx, "a-1"); fault.IsNotFound(err) {
			return
		}
		d.total("a-1")
		for _, i := range d.history("a-1").Items {
			open, err := i.Pressed()
			require.NoError(r, err)
			require.GreaterOrEqual(r, open.Sign(), 0, i.ID)
			require.GreaterOrEqual(r, i.Held.Sign(), 0, i.ID)
			var held money.Amount
			for _, h := range i.Holds {
				if h.Until.IsZero() {
					held, err = held.Add(h.Amount)
					require.NoError(r, err)
				}
			}
			require.Zero(r, func() int { s, _ := held.Sub(i.Held); return s.Sign() }(), i.ID)
		}
	})
}
