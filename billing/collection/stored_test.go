package collection_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// What was stored is read for ever: an item with all that can happen to it, an account, payments, a letter.
func TestStored(t *testing.T) {
	t.Parallel()
	d := inMemory(t, strict())
	d.account(d.NoteDebtor(d.ctx, collection.Debtor{Account: "a-1", Customer: "c-1", Currency: money.MustCurrency("EUR"), Business: true, Language: "de", Mandates: []string{"M-1"}, IBANs: []string{"DE02120300000000202051"}}))
	d.opened(bill("b-1", "R-2026-0001", "400.00 EUR", "2026-03-16"))
	d.opened(bill("b-2", "R-2026-0002", "90.00 EUR", "2026-03-18"))
	d.on("2026-03-18")
	p := paying("p-1", "100.00 EUR", "2026-03-18", "R-2026-0001")
	p.EndToEnd, p.Debit = "E2E-1", true
	d.paid(p)
	d.due("2026-03-21")
	d.payment(d.ReturnDebit(d.ctx, collection.ReturnDraft{EndToEnd: "E2E-1", Return: collection.Return{ID: "x-1", On: date("2026-03-22"), Reason: "AC04", Fee: money.Must("3.00 EUR")}}))
	d.paid(paying("p-2", "55.00 EUR", "2026-03-23", "R-2026-0001"))
	d.paid(paying("p-3", "7.00 EUR", "2026-03-23", "Miete"))
	d.payment(d.Refund(d.ctx, "p-3", collection.Refund{ID: "rf-1", Amount: money.Must("2.00 EUR"), On: date("2026-03-24"), Reason: "by mistake"}))
	d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "h-1", Item: "b-1", Amount: money.Must("50.00 EUR"), On: date("2026-03-25"), Reason: "not ordered"}))
	d.account(d.Promise(d.ctx, collection.PromiseDraft{ID: "pr-1", Account: "a-1", Amount: money.Must("250.00 EUR"), By: date("2026-04-10"), On: date("2026-03-26")}))
	d.account(d.Instalments(d.ctx, collection.PlanDraft{ID: "pl-1", Account: "a-1", Items: []string{"b-2"}, Parts: 2, First: date("2026-04-20"), On: date("2026-03-26")}))
	d.due("2026-04-11")
	h := d.history("a-1")
	for _, i := range h.Items {
		if i.ID == "b-1" {
			etomtest.Decodes(t, "item.json", i)
		}
	}
	require.Len(t, h.Letters, 2)
	etomtest.Decodes(t, "account-days.json", h.Account)
	before := h.Account // an account of before it knew the days
	before.ReturnedOn, before.Dunning.Reached = nil, nil
	etomtest.Decodes(t, "account.json", before)
	etomtest.Decodes(t, "letter.json", h.Letters[1])
	etomtest.Decodes(t, "payment-returned.json", d.payment(d.Payment(d.ctx, "p-1")))
	etomtest.Decodes(t, "payment-unmatched.json", d.payment(d.Payment(d.ctx, "p-3")))
}
