package retention_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_Merge_loses_nothing(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		k.revenue(t, "c-1", 2025, "30000000.00 EUR")
		k.revenue(t, "twin", 2025, "20000000.00 EUR")
		_, err := k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Needs: []string{"20 PCs"}, Contacts: 3})
		require.NoError(t, err)
		_, err = k.Set(ctx, "c-1", "bill", "portal")
		require.NoError(t, err)
		k.clock.Advance(time.Hour)
		_, err = k.RecordProfile(ctx, retention.ProfileInput{Customer: "twin", Needs: []string{"20 pcs", "a fax"}, Contacts: 2, LastContactAt: k.clock.Now()})
		require.NoError(t, err)
		_, err = k.Set(ctx, "twin", "bill", "letter")
		require.NoError(t, err)
		_, err = k.NoteAgreement(ctx, retention.Agreement{Meta: store.Meta{ID: "a-1"}, Customer: "twin", ServiceLevel: "gold"})
		require.NoError(t, err)
		i, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "twin", Order: "o-1", Score: 1})
		require.NoError(t, err)
		_, err = k.NoteViolation(ctx, retention.Violation{Meta: store.Meta{ID: "v-1"}, Customer: "twin", Agreement: "a-1", Text: "no mail"})
		require.NoError(t, err)
		_, err = k.RecordConsent(ctx, marketing("c-1", retention.ConsentGiven))
		require.NoError(t, err)
		k.clock.Advance(time.Hour)
		_, err = k.RecordConsent(ctx, marketing("twin", retention.ConsentObjected))
		require.NoError(t, err)

		require.NoError(t, k.Merge(ctx, "c-1", "twin"))
		k.store.Unchanged(t, func() { require.NoError(t, k.Merge(ctx, "c-1", "twin")) })
		given, err := k.GivePriority(ctx, retention.Ask{Customer: "c-1"})
		require.NoError(t, err)
		assert.Equal(t, retention.Highest, given.Priority, "30 and 20 million are 50")
		p, err := k.Profile(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, []any{2, 5, "letter"}, []any{len(p.Interests), p.Contacts, choice(t, k, "c-1", "bill").Value})
		may, err := k.May(ctx, "c-1", retention.PurposeMarketing, "email")
		require.NoError(t, err)
		assert.Equal(t, retention.ReasonObjected, may.Why.Code, "an objection under the other id holds")
		all, err := k.Violations(ctx, "c-1")
		require.NoError(t, err)
		assert.Len(t, all, 1)
		_, err = k.CloseFollowUp(ctx, i.ID, "called")
		require.NoError(t, err)
		s, err := k.Satisfaction(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, 1, s.Answered)
		_, err = k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 5})
		assert.ErrorIs(t, err, fault.ErrState, "it is answered")
		_, err = k.Profile(ctx, "twin")
		assert.ErrorIs(t, err, fault.ErrNotFound)
	})
}

func TestService_Merge_refuses(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.store.Unchanged(t, func() {
		assert.Equal(t, []string{"from"}, etomtest.Paths(k.Merge(ctx, "c-1", "c-1")))
		assert.Equal(t, []string{"into", "from", "from"}, etomtest.Paths(k.Merge(ctx, "", "")))
	})
	_, err := retention.Profile{Revenues: []retention.Revenue{{Year: 2025, Amount: money.Must("1.00 EUR")}}}.With(
		retention.Profile{Revenues: []retention.Revenue{{Year: 2025, Amount: money.Must("1.00 USD")}}})
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

// The revenue of every year is that of both, and nothing that one of the two prefers is lost.
func TestProfile_With(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	draw := func(t *rapid.T, name string) retention.Profile {
		var p retention.Profile
		for _, year := range rapid.SliceOfDistinct(rapid.IntRange(2020, 2025), rapid.ID).Draw(t, name+" years") {
			p.Revenues = append(p.Revenues, retention.Revenue{Year: year, Amount: money.Must("1.00 EUR"), AsOf: at})
		}
		slices.SortFunc(p.Revenues, func(a, b retention.Revenue) int { return b.Year - a.Year }) // as they are kept
		for _, pref := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), rapid.ID).Draw(t, name+" preferences") {
			p.Preferences = append(p.Preferences, retention.Preference{Name: pref, Value: name, NotedAt: at.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "noted")))})
		}
		return p
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		both, err := a.With(b)
		require.NoError(t, err)
		sum := money.Must("0.00 EUR")
		for i, r := range both.Revenues {
			sum, err = sum.Add(r.Amount)
			require.NoError(t, err)
			require.True(t, i == 0 || r.Year < both.Revenues[i-1].Year)
		}
		want, err := money.Must("1.00 EUR").Times(int64(len(a.Revenues) + len(b.Revenues)))
		require.NoError(t, err)
		require.Equal(t, want, sum)
		noted := map[string]time.Time{}
		for _, p := range append(append([]retention.Preference{}, a.Preferences...), b.Preferences...) {
			if p.NotedAt.After(noted[p.Name]) {
				noted[p.Name] = p.NotedAt
			}
		}
		require.Len(t, both.Preferences, len(noted))
		for _, p := range both.Preferences {
			require.Equal(t, noted[p.Name], p.NotedAt)
		}
	})
}

// Of more interests than are kept, the latest of both stay; what both have told counts once, from the first time on.
func TestProfile_With_keeps_the_latest_interests(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	interest := func(text string, days int) retention.Interest {
		return retention.Interest{Kind: retention.KindNeed, Text: text, NotedAt: at.AddDate(0, 0, days)}
	}
	var p, twin retention.Profile
	for n := range retention.MaxInterests {
		p.Interests = append(p.Interests, interest(fmt.Sprint("new ", n), -n))
		twin.Interests = append(twin.Interests, interest(fmt.Sprint("old ", n), -1000-n))
	}
	for _, pair := range [][2]retention.Profile{{p, twin}, {twin, p}} {
		both, err := pair[0].With(pair[1])
		require.NoError(t, err)
		assert.Equal(t, p.Interests, both.Interests)
	}

	both, err := retention.Profile{Interests: []retention.Interest{interest("a fax", 0)}}.With(retention.Profile{Interests: []retention.Interest{interest("A  Fax", -9)}})
	require.NoError(t, err)
	assert.Equal(t, []retention.Interest{interest("a fax", -9)}, both.Interests)
}
