package billing_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// What is stored is read for ever: when a golden file here has to change, the old one stays beside it and must still decode.
func TestStored_bodies(t *testing.T) {
	t.Parallel()
	d := serviceInMemory(t, nil)
	d.account("a", "c")
	moved := serviceDetails("Händler A")
	moved.Channel, moved.TaxID, moved.Business, moved.PaymentDays = billing.Letter, "DE136695976", true, 30
	_, err := d.ChangeAccount(d.ctx, "a", billing.AccountChange{From: date("2026-03-15"), Details: moved, Why: "has an id now"})
	require.NoError(t, err)
	account, err := d.SetTerms(d.ctx, "a", billing.Terms{Discounts: []discount.Discount{{ID: "key", Name: "Key account", De: "Großkunde",
		Kind: discount.Percent, Rate: money.MustRate("5%"), On: discount.OnLine, CapTotal: money.Must("1000.00 EUR")}}})
	require.NoError(t, err)
	_, err = d.TakeAgreement(d.ctx, billing.Agreement{ID: "sale", Customer: "c", Correlation: "case", SignedAt: d.clock.Now(), From: date("2026-02-01"),
		Until: date("2028-02-01"), Items: []billing.AgreementItem{{Offering: "extranet", Name: "Extranet", Quantity: 1, Prices: prices(monthly("Basic charge", "200.00 EUR"))}}})
	require.NoError(t, err)
	id := d.holds("o", "c", "a", "2026-02-01")
	d.used("u", call("r-1", id, "10T08:00", 10))
	_, err = d.TakeCharges(d.ctx, billing.Charges{Customer: "c", Order: "o-2", Items: []billing.ChargeItem{{ID: "1", Offering: "configurator", Name: "Car Configurator",
		Quantity: 20, Prices: prices(once("Installation", "15.00 EUR")), OnDelivery: true}}})
	require.NoError(t, err)
	_, err = d.ReceiveDelivery(d.ctx, billing.Delivery{ID: "d-1", Customer: "c", Offering: "configurator", Quantity: money.Count(12), At: d.clock.Now().AddDate(0, 0, -4)})
	require.NoError(t, err)
	_, err = d.TakeRebate(d.ctx, billing.RebateDraft{Customer: "c", Rebate: billing.Rebate{ID: "v-1", Violation: "v", Case: "case-7", Fee: "Basic charge", FeeDe: "Grundpreis",
		Period: february2026(t), Basis: money.Must("200.00 EUR"), Rate: money.MustRate("2%"), Text: "Mail was out of reach.", De: "Mail war nicht erreichbar."}})
	require.NoError(t, err)
	_, err = d.TakeCredit(d.ctx, billing.CreditDraft{Customer: "c", Credit: discount.Credit{ID: "k", Kind: discount.Goodwill, Name: "Goodwill", Amount: money.Must("10.00 EUR")}})
	require.NoError(t, err)
	d.clock.Advance(time.Hour)
	d.run()
	_, err = d.NoteReceived(d.ctx, february)
	require.NoError(t, err)
	i, err := d.TakeInquiry(d.ctx, billing.Inquiry{Interaction: "i", Correlation: "case-9", Customer: "c", Bill: february, Lines: []int{1}, Text: "Why?"})
	require.NoError(t, err)
	one, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Inquiry: i.ID})
	require.NoError(t, err)
	one, err = d.SettleDispute(d.ctx, one.ID, billing.Settlement{Upheld: true, Text: "Because.", De: "Darum.", By: "clerk"})
	require.NoError(t, err)
	i, err = d.Inquiry(d.ctx, i.ID)
	require.NoError(t, err)
	_, err = d.Resend(d.ctx, february, billing.Resending{Channel: billing.Fax, To: "+49 30 1", By: "clerk", Why: "lost"})
	require.NoError(t, err)
	product, err := d.Product(d.ctx, id)
	require.NoError(t, err)

	serviceStored(t, d, "billing.account", "a", "account.json", account)
	serviceStored(t, d, "billing.product", id, "product.json", product)
	serviceStored(t, d, "billing.bill", february, "bill.json", d.file(february))
	serviceStored(t, d, "billing.bill", one.CreditNote, "creditNote.json", d.file(one.CreditNote))
	serviceStored(t, d, "billing.inquiry", i.ID, "inquiry.json", i)
	serviceStored(t, d, "billing.dispute", one.ID, "dispute.json", one)
	for kind, ids := range map[string][]string{"ledger": {"a"}, "usage": {"a/2026-02-01/"}, "agreement": {"sale"}, "counter": {"BMW"},
		"entry": {"waiting/o-2%2F1%2F1", "rebate/v-1", "credit/k"}} {
		for n, id := range ids {
			etomtest.Golden(t, "stored/"+kind+string(rune('1'+n))+".json", d.body("billing."+kind, id))
		}
	}
}

// body is the body of a record, indented.
func (d *serviceDesk) body(kind, id string) string {
	d.t.Helper()
	var body bytes.Buffer
	require.NoError(d.t, d.store.View(d.ctx, func(tx store.Tx) error {
		rec, err := tx.Get(store.Ref{Tenant: etomtest.Tenant, Kind: kind, ID: id})
		require.NoError(d.t, err)
		return json.Indent(&body, rec.Body, "", "  ")
	}))
	return body.String() + "\n"
}

// serviceStored compares the body of a record with its golden file, and the entity with what the golden file decodes to.
func serviceStored[T any](t *testing.T, d *serviceDesk, kind, id, name string, want T) {
	t.Helper()
	etomtest.Golden(t, "stored/"+name, d.body(kind, id))
	golden, err := os.ReadFile(filepath.Join("testdata", "stored", name))
	require.NoError(t, err)
	var got T
	require.NoError(t, json.Unmarshal(golden, &got))
	assert.Equal(t, want, got)
}
