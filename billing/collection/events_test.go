package collection_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Every type is emitted by something, is of the package, and its data says first whose it is.
func TestEventTypes(t *testing.T) {
	t.Parallel()
	d := inMemory(t, strict())
	eur := money.Must
	d.opened(bill("b-1", "R-1001", "400.00 EUR", "2026-03-16"))
	d.opened(bill("b-2", "R-1002", "60.00 EUR", "2026-03-16"))
	d.paid(paying("p-1", "100.00 EUR", "2026-03-10", "R-1001"))
	d.paid(paying("p-2", "50.00 EUR", "2026-03-10", "Miete"))
	d.payment(d.Refund(d.ctx, "p-2", collection.Refund{ID: "rf-1", Amount: eur("10.00 EUR"), On: date("2026-03-11")}))
	d.payment(d.Assign(d.ctx, "p-2", "a-1"))
	d.payment(d.ReturnDebit(d.ctx, collection.ReturnDraft{Payment: "p-1", Return: collection.Return{On: date("2026-03-12")}}))
	d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "h-1", Item: "b-1", Amount: eur("50.00 EUR"), On: date("2026-03-12")}))
	d.item(d.Release(d.ctx, "b-1", "h-1", date("2026-03-13"), false))
	for n, by := range []string{"2026-03-14", "2026-04-30"} {
		d.on("2026-03-14")
		if n == 1 {
			d.due("2026-03-15")
		}
		d.account(d.Promise(d.ctx, collection.PromiseDraft{ID: by, Account: "a-1", Amount: eur("30.00 EUR"), By: date(by), On: date("2026-03-14")}))
	}
	d.paid(paying("p-3", "30.00 EUR", "2026-03-16", "R-1001"))
	d.on("2026-03-17")
	d.account(d.Instalments(d.ctx, collection.PlanDraft{ID: "pl-1", Account: "a-1", Parts: 2, First: date("2026-03-20"), On: date("2026-03-17")}))
	for _, day := range []string{"2026-03-21", "2026-03-22", "2026-04-04", "2026-04-05", "2026-05-01"} {
		d.due(day)
	}
	h := d.history("a-1")
	require.Len(t, h.Letters, 2)
	d.paid(paying("p-4", "350.00 EUR", "2026-05-02", "R-1001"))
	for _, i := range d.history("a-1").Items {
		if i.Open.Sign() > 0 {
			d.item(d.WriteOff(d.ctx, collection.WriteOffDraft{ID: "w-" + i.ID, Item: i.ID, Amount: i.Open, On: date("2026-05-03")}))
		}
	}

	all, err := work.See(d.ctx, d.env, func(u *work.Unit) ([]event.Event, error) {
		found, _, err := event.Pending(u, store.Cursor{}, 0)
		return found, err
	})
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, e := range all {
		seen[e.Type] = true
		assert.True(t, strings.HasPrefix(string(e.Data), `{"customer":`) || e.Type == collection.EventDunningSent && strings.Contains(string(e.Data), `,"customer":"c-1",`), "%s %s", e.Type, e.Data)
	}
	for _, typ := range collection.EventTypes() {
		assert.Regexp(t, `^collection\.[a-z]+\.[a-zA-Z]+$`, typ)
		assert.True(t, seen[typ], "%s is never emitted", typ)
		delete(seen, typ)
	}
	assert.Empty(t, seen, "not in the list")
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, collection.Lifecycle(), "item")
}
