package selling_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestErase_takes_names_and_words_out_of_what_was_offered_and_agreed(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		d := newDesk(t, st, config())
		items := func(do func(*work.Unit, string) ([]personal.Item, error)) []personal.Item {
			all, err := work.Do(d.ctx, d.env, func(u *work.Unit) ([]personal.Item, error) { return do(u, "dealer-a") })
			require.NoError(t, err)
			return all
		}
		p, err := d.TakeEnquiry(d.ctx, selling.Enquiry{Customer: "dealer-a", Interest: "Quillfeather wants an extranet"})
		require.NoError(t, err)
		require.Len(t, items(d.Erase), 1)
		p, err = d.StateNeeds(d.ctx, p.ID, []selling.Need{{Text: "extranet for Quillfeather"}})
		require.NoError(t, err)
		_, err = d.AcquireData(d.ctx, p.ID, map[string]string{"address of Quillfeather": "Timbuktu"})
		require.NoError(t, err)
		p, err = d.Match(d.ctx, p.ID)
		require.NoError(t, err)
		_, err = d.Negotiate(d.ctx, selling.CounterOffer{Quote: p.Quote, Version: 1, Reason: "too dear for Quillfeather", Discount: money.MustRate("1%")})
		require.NoError(t, err)
		q := d.quote(p.Quote)
		require.Equal(t, selling.Approved, q.State)
		a, err := d.Accept(d.ctx, selling.Acceptance{Quote: q.ID, Version: 2, SignedBy: "Ottoline Quillfeather", Acknowledged: true, Address: "Zanzibar 1"})
		require.NoError(t, err)

		shown, err := json.Marshal(items(d.Personal))
		require.NoError(t, err)
		for _, word := range []string{"Quillfeather wants", "Timbuktu", "too dear for", "Ottoline", "Zanzibar"} {
			assert.Contains(t, string(shown), word)
		}
		kept := items(d.Erase)
		require.Len(t, kept, 3, "quote, former version and agreement")
		assert.Equal(t, "the purchase order is on its way", kept[2].Why)

		_, err = d.AskPriority(d.ctx, a.ID)
		require.NoError(t, err)
		_, err = d.PassOnOrder(d.ctx, a.ID, selling.Priority{Value: "0"})
		require.NoError(t, err)
		a, err = d.AnnounceServiceLevel(d.ctx, a.ID)
		require.NoError(t, err)
		kept = items(d.Erase)
		require.Len(t, kept, 3)
		assert.Equal(t, calendar.MustParse("2033-01-01"), kept[0].Keep)
		assert.Contains(t, kept[2].Why, "the agreement runs until 2028-")

		d.clock.Set(time.Date(2035, time.January, 1, 0, 0, 0, 0, time.UTC))
		assert.Empty(t, items(d.Erase))
		d.watch.Unchanged(t, func() { assert.Empty(t, items(d.Erase)) })
		for _, trace := range d.watch.Traces(t, "Quillfeather", "Timbuktu", "Zanzibar", "Ottoline") {
			assert.True(t, strings.HasPrefix(trace, "event.event"), trace)
		}
		left, err := d.Agreement(d.ctx, a.ID)
		require.NoError(t, err)
		assert.Equal(t, a.Totals, left.Totals)
		assert.Equal(t, a.Items, left.Items)
		assert.Equal(t, a.ServiceLevel, left.ServiceLevel)
		assert.Equal(t, a.Conditions, left.Conditions)
		assert.Equal(t, selling.Announced, left.Handover)
		assert.Equal(t, selling.Signature{At: a.Signatures.Customer.At}, left.Signatures.Customer)
		was := q
		q = d.quote(q.ID)
		assert.Equal(t, was.Items, q.Items)
		assert.Equal(t, was.Education, q.Education)
		versions, err := d.Versions(d.ctx, q.ID)
		require.NoError(t, err)
		assert.Len(t, versions, 2)
	})
}
