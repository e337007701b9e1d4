package billing_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
)

func (d *serviceDesk) items(do func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
	d.t.Helper()
	items, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "c-1") })
	require.NoError(d.t, err)
	return items
}

// reasons are why items are kept, by kind; the last of a kind counts.
func reasons(items []personal.Item) map[string]string {
	why := map[string]string{}
	for _, i := range items {
		why[i.Kind] = i.Why
	}
	return why
}

func TestErase_keeps_bills_as_long_as_the_law_says_and_traffic_data_no_longer_than_it_proves(t *testing.T) {
	serviceEverywhere(t, func(t *testing.T, d *serviceDesk) {
		details := serviceDetails("Ottoline Quillfeather")
		details.Address.Street, details.Email = "Gänsekielgasse 9", "quill@feather.example"
		d.opened(billing.AccountDraft{ID: "a-1", Customer: "c-1", From: date("2026-02-01"), Details: details})
		product := d.holds("o-1", "c-1", "a-1", "2026-02-01")
		one := call("u-1", product, "10T08:00", 10)
		one.From, one.To = "+493055501", "+493055502"
		d.used("batch-1", one)
		assert.Equal(t, map[string]string{"billing.account": "the billing account is active", "billing.usage": "the usage is not billed"}, reasons(d.items(d.Erase)))

		d.run()
		d.due()
		id := billing.BillCase("a-1", date("2026-02-01"))
		sent := d.file(id)
		require.NotEmpty(t, sent.Bill.No)
		shown, err := json.Marshal(d.items(d.Personal))
		require.NoError(t, err)
		for _, word := range []string{"Ottoline Quillfeather", "Gänsekielgasse", "quill@feather.example", "+493055502"} {
			assert.Contains(t, string(shown), word)
		}
		why := reasons(d.items(d.Erase))
		assert.Equal(t, "the bill is sent", why["billing.bill"])
		assert.Contains(t, why["billing.usage"], "the bill is open, and the traffic data proves it: until 2026-09-")

		inquiry, err := d.TakeInquiry(d.ctx, billing.Inquiry{Customer: "c-1", Bill: id, Text: "Quillfeather did not call"})
		require.NoError(t, err)
		dispute, err := d.OpenDispute(d.ctx, billing.DisputeDraft{Inquiry: inquiry.ID})
		require.NoError(t, err)
		d.clock.Set(time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC))
		why = reasons(d.items(d.Erase))
		assert.Equal(t, "the bill is disputed, and the traffic data proves it", why["billing.usage"], "though more than six months have passed")
		_, err = d.SettleDispute(d.ctx, dispute.ID, billing.Settlement{By: "B. Clerk", Text: "Quillfeather did call"})
		require.NoError(t, err)
		why = reasons(d.items(d.Erase))
		assert.NotContains(t, why, "billing.usage")
		assert.Empty(t, d.store.Traces(t, "55502"), "nobody needs the numbers called any more")
		assert.Equal(t, "the bill is sent", why["billing.bill"])

		_, err = d.CloseAccount(d.ctx, "a-1", date("2026-12-01"), "moved away")
		require.NoError(t, err)
		d.clock.Set(time.Date(2027, time.January, 10, 0, 0, 0, 0, time.UTC))
		for range 12 {
			d.run()
			d.due()
		}
		bills, err := d.BillsBy(d.ctx, "account", "a-1")
		require.NoError(t, err)
		d.clock.Set(time.Date(2037, time.January, 1, 0, 0, 0, 0, time.UTC))
		assert.Empty(t, d.items(d.Erase))
		d.store.Unchanged(t, func() { assert.Empty(t, d.items(d.Erase)) })
		for _, trace := range d.store.Traces(t, "Quill", "Gänsekiel", "55502", "feather") {
			assert.True(t, strings.HasPrefix(trace, "event.event"), trace)
		}
		for _, was := range bills {
			is := d.bill(was.ID)
			assert.Equal(t, billing.Recipient{Address: billing.Address{Country: "DE"}}, is.Recipient)
			is.Recipient, is.Meta = was.Bill.Recipient, was.Bill.Meta
			assert.Equal(t, was.Bill, is, "nothing else has changed in a bill")
		}
	})
}
