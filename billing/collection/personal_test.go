package collection_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

func (d *desk) items(do func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
	d.t.Helper()
	items, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "c-1") })
	require.NoError(d.t, err)
	return items
}

func TestErase_keeps_vouchers_as_long_as_the_law_says_and_then_takes_the_payer(t *testing.T) {
	everywhere(t, nil, func(t *testing.T, d *desk) {
		_, err := d.NoteDebtor(d.ctx, collection.Debtor{Account: "a-1", Customer: "c-1", Currency: money.MustCurrency("EUR"), IBANs: []string{"DE02120300000000202051"}, Mandates: []string{"M-Quill"}})
		require.NoError(t, err)
		d.opened(bill("b-1", "R-1001", "100.00 EUR", "2026-03-20"))
		kept := d.items(d.Erase)
		require.Len(t, kept, 2)
		assert.Equal(t, "something is owed on the account", kept[0].Why)
		assert.Equal(t, "the item is not paid", kept[1].Why)

		d.due("2026-05-04") // a letter
		d.on("2026-05-05")
		p := paying("p-1", "120.00 EUR", "2026-05-05", "R-1001 from Quillfeather")
		p.Payer, p.IBAN = "Ottoline Quillfeather", "DE02120300000000202051"
		received := d.paid(p)
		if received.Unmatched.Sign() > 0 {
			_, err = d.Refund(d.ctx, "p-1", collection.Refund{ID: "r-1", Amount: received.Unmatched, On: date("2026-05-06"), Reason: "too much"})
			require.NoError(t, err)
		}
		shown, err := json.Marshal(d.items(d.Personal))
		require.NoError(t, err)
		for _, word := range []string{"Ottoline Quillfeather", "from Quillfeather", "DE02120300000000202051"} {
			assert.Contains(t, string(shown), word)
		}
		before := d.history("a-1")

		d.on("2032-12-31")
		kept = d.items(d.Erase)
		require.NotEmpty(t, kept)
		for _, i := range kept {
			if i.Kind == "collection.letter" {
				assert.Equal(t, date("2033-01-01"), i.Keep, "six years from the end of 2026")
				continue
			}
			assert.Equal(t, date("2035-01-01"), i.Keep, "eight years from the end of 2026")
		}
		d.on("2035-01-01")
		assert.Empty(t, d.items(d.Erase))
		d.store.Unchanged(t, func() { assert.Empty(t, d.items(d.Erase)) })
		for _, trace := range d.store.Traces(t, "Quill", "202051") {
			assert.True(t, strings.HasPrefix(trace, "event.event"), trace)
		}
		after := d.history("a-1")
		require.Len(t, after.Items, len(before.Items))
		for n, i := range before.Items {
			assert.Equal(t, i.Amount, after.Items[n].Amount)
			assert.Equal(t, i.Open, after.Items[n].Open)
			assert.Equal(t, i.State, after.Items[n].State)
			assert.Equal(t, len(i.Entries), len(after.Items[n].Entries))
		}
		require.Len(t, after.Payments, 1)
		assert.Equal(t, received.Matched, after.Payments[0].Matched)
		assert.Equal(t, received.Payment.Amount, after.Payments[0].Payment.Amount)
		assert.Equal(t, before.Letters, after.Letters, "a letter names nobody")
		d.refuses(fault.ErrConflict, func() error { _, err := d.TakePayment(d.ctx, p); return err }) // it still counts once
	})
}
