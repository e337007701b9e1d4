package retention_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

var _ personal.Holder = (*retention.Service)(nil)

// kinds counts what is shown by the kind of its record.
func kinds(items []personal.Item) map[string]int {
	n := map[string]int{}
	for _, i := range items {
		n[i.Kind]++
	}
	return n
}

func TestService_Erase_leaves_what_proves_consent(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		for _, customer := range []string{"c-1", "c-2"} {
			_, err := k.RecordProfile(ctx, retention.ProfileInput{Customer: customer, Needs: []string{"20 PCs for " + customer + "-quillfeather"}})
			require.NoError(t, err)
			_, err = k.GivePriority(ctx, retention.Ask{Customer: customer, Agreement: "a-" + customer, ServiceLevel: "gold"})
			require.NoError(t, err)
			_, err = k.RecordSatisfaction(ctx, retention.Answer{Customer: customer, Order: "o-1", Score: 1, Comment: customer + "-zanzibar never called"})
			require.NoError(t, err)
			_, err = k.NoteViolation(ctx, retention.Violation{Meta: store.Meta{ID: "v-" + customer}, Customer: customer, Agreement: "a-1", Text: "no mail for " + customer + "-timbuktu"})
			require.NoError(t, err)
			_, err = k.RecordConsent(ctx, marketing(customer, retention.ConsentGiven))
			require.NoError(t, err)
		}
		show := func(customer string) []personal.Item {
			t.Helper()
			items, err := work.See(ctx, k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Personal(u, customer) })
			require.NoError(t, err)
			return items
		}
		erase := func() []personal.Item {
			t.Helper()
			kept, err := work.Do(ctx, k.env, func(u *work.Unit) ([]personal.Item, error) { return k.Erase(u, "c-1") })
			require.NoError(t, err)
			return kept
		}
		everything := map[string]int{"retention.profile": 1, "retention.agreement": 1, "retention.inquiry": 1, "retention.violation": 1, "retention.consent": 1}
		assert.Equal(t, everything, kinds(show("c-1")))
		assert.Empty(t, show("nobody"))

		kept := erase()
		require.Equal(t, map[string]int{"retention.consent": 1}, kinds(kept))
		assert.Equal(t, "the consent holds; note first that it is withdrawn", kept[0].Why)
		assert.Equal(t, kept, show("c-1"))
		assert.Empty(t, k.store.Traces(t, "c-1-quillfeather", "c-1-zanzibar", "c-1-timbuktu"), "nor in the journal")
		assert.Len(t, k.store.Traces(t, "c-2-quillfeather", "c-2-zanzibar", "c-2-timbuktu"), 3)
		assert.Equal(t, everything, kinds(show("c-2")), "another customer's is not touched")

		k.clock.Advance(time.Hour)
		_, err := k.RecordConsent(ctx, marketing("c-1", retention.ConsentWithdrawn))
		require.NoError(t, err)
		kept = erase()
		require.Len(t, kept, 2)
		for _, i := range kept {
			assert.Equal(t, calendar.MustParse("2030-01-01"), i.Keep, "three years from the end of 2026 on")
		}
		k.store.Unchanged(t, func() { assert.Equal(t, kept, erase(), "again") })
		k.clock.Set(time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC))
		assert.Empty(t, erase())
		assert.Empty(t, show("c-1"))
	})
}

func TestEventKeep_leaves_the_events_as_they_are_but_for_words(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.revenue(t, "c-1", 2025, "1.00 EUR")
	_, err := k.RecordSatisfaction(ctx, retention.Answer{Correlation: "c-1", Customer: "c-1", Order: "o-1", Score: 1})
	require.NoError(t, err)
	_, err = k.RecordConsent(ctx, marketing("c-1", retention.ConsentGiven))
	require.NoError(t, err)
	_, err = k.Set(ctx, "c-1", "bill", "portal")
	require.NoError(t, err)
	for _, e := range k.events(t, "c-1") {
		redacted, changed, err := retention.EventKeep().Redact(e.Data)
		require.NoError(t, err)
		assert.False(t, changed, "%s: %s, then %s", e.Type, e.Data, redacted)
	}
}
