package collection_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// strict is a table with a fee at the first level and interest and notice of blocking at the second.
func strict() *collection.Config {
	levels := collection.Levels()[:2]
	levels[0].Fee = money.Must("2.50 EUR")
	levels[1].Blocking = true
	return &collection.Config{Levels: levels}
}

// The way of a bill that is paid late: partial payment, first letter with a fee, dispute of a part, a promise that is
// broken, second letter with interest and notice of blocking, block, payment, unblock.
func TestService_bill_to_unblocking(t *testing.T) {
	everywhere(t, strict(), func(t *testing.T, d *desk) {
		d.opened(bill("b-1", "R-2026-0001", "400.00 EUR", "2026-03-16"))
		d.on("2026-03-18")
		p := d.paid(paying("p-1", "100.00 EUR", "2026-03-18", "RG R 2026 0001 danke"))
		assert.Equal(t, "b-1", p.Matched[0].Item)

		assert.Zero(t, d.due("2026-03-20").Letters, "four days are not enough")
		assert.Equal(t, 1, d.due("2026-03-21").Letters)
		assert.Zero(t, d.due("2026-03-21").Letters, "once")
		letter := d.history("a-1").Letters[0]
		assert.Equal(t, "2.50 EUR", letter.Fee.String())
		assert.Equal(t, "302.50 EUR", letter.Total.String())

		d.item(d.Hold(d.ctx, collection.HoldDraft{ID: "dispute-1", Item: "b-1", Amount: money.Must("50.00 EUR"), On: date("2026-03-25"), Reason: "not ordered"}))
		d.account(d.Promise(d.ctx, collection.PromiseDraft{ID: "promise-1", Account: "a-1", Amount: money.Must("250.00 EUR"), By: date("2026-04-10"), On: date("2026-03-26")}))
		assert.Zero(t, d.due("2026-04-05").Letters, "the promise stands")
		assert.Zero(t, d.due("2026-04-10").Letters, "its last day")
		assert.Equal(t, 1, d.due("2026-04-11").Letters, "broken")
		second := d.history("a-1").Letters[1]
		assert.Equal(t, "252.50 EUR", second.Asked.String(), "without the disputed part")
		assert.Equal(t, 1, second.Interest.Sign())
		assert.Equal(t, date("2026-04-25"), second.BlockOn)

		d.due("2026-04-24")
		assert.NotContains(t, d.told("case-b-1"), collection.EventBlockingAsked)
		d.due("2026-04-25")
		d.due("2026-04-25")
		d.on("2026-04-27")
		d.paid(paying("p-2", "250.00 EUR", "2026-04-27", "R-2026-0001"))
		d.due("2026-05-30")
		d.total("a-1")

		assert.Equal(t, []string{
			collection.EventItemOpened,
			collection.EventItemPartiallyPaid, collection.EventPaymentReceived,
			collection.EventDunningSent, collection.EventItemOpened,
			collection.EventItemHeld,
			collection.EventPromiseMade, collection.EventPromiseBroken,
			collection.EventDunningSent, collection.EventItemOpened, collection.EventItemOpened,
			collection.EventBlockingAsked,
			collection.EventItemPartiallyPaid, collection.EventPaymentReceived, collection.EventUnblockingAsked,
		}, d.told("case-b-1")[:15])
		facts, err := d.Behaviour(d.ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, 1, facts.BrokenPromises)
		assert.False(t, facts.Blocked)
		for _, e := range etomtest.Journal(t, d.env, "case-b-1") {
			var data struct {
				Customer string `json:"customer"`
			}
			require.NoError(t, e.Read(&data))
			assert.Equal(t, "c-1", data.Customer, e.Type)
		}
	})
}
