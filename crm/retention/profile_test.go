package retention_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_RecordProfile_merges_what_contacts_told(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		first := k.clock.Now()
		_, err := k.RecordProfile(ctx, retention.ProfileInput{Correlation: "case-1", Customer: "c-1", Interests: []string{"extranet"},
			Preferences: map[string]string{"channel": "email", "language": "de"}, Contacts: 1, LastContactAt: first})
		require.NoError(t, err)
		second := k.clock.Advance(time.Hour)
		p, err := k.RecordProfile(ctx, retention.ProfileInput{Correlation: "case-2", Customer: "c-1", Interests: []string{"Extranet ", "mobile"},
			Needs: []string{"extranet", "20 PCs"}, Preferences: map[string]string{"channel": "letter", "language": "de"}, Contacts: 2, LastContactAt: second})
		require.NoError(t, err)
		kept, err := k.Profile(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, p, kept)
		assert.Equal(t, []retention.Interest{
			{Kind: "need", Text: "20 PCs", NotedAt: second}, {Kind: "need", Text: "extranet", NotedAt: second},
			{Kind: "interest", Text: "mobile", NotedAt: second}, {Kind: "interest", Text: "extranet", NotedAt: first},
		}, kept.Interests, "an interest is noted once, and is no need")
		assert.Equal(t, []retention.Preference{
			{Name: "channel", Value: "letter", NotedAt: second}, {Name: "language", Value: "de", NotedAt: first},
		}, kept.Preferences)
		assert.Equal(t, 2, kept.Contacts)
		assert.Equal(t, second, kept.LastContactAt)

		events := k.events(t, "case-2")
		assert.Equal(t, []string{"retention.profile.recorded"}, etomtest.Types(events))
		assert.JSONEq(t, `{"customer":"c-1","interests":4,"preferences":2,"contacts":2}`, string(events[0].Data))

		p, err = k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Preferences: map[string]string{"channel": "", "fax": ""}})
		require.NoError(t, err)
		assert.Equal(t, []retention.Preference{{Name: "language", Value: "de", NotedAt: first}}, p.Preferences, "taken back")
		assert.Equal(t, 2, p.Contacts)
	})
}

func TestService_Profile_of_a_customer_of_whom_nothing_is_known(t *testing.T) {
	t.Parallel()
	_, err := inMemory(t).Profile(context.Background(), "c-1")
	assert.ErrorIs(t, err, fault.ErrNotFound)
}

func inputs(t *rapid.T, name string) retention.ProfileInput {
	words := rapid.SampledFrom([]string{"extranet", "Extranet", "mobile", " mobile", "mail"})
	return retention.ProfileInput{
		Customer: "c-1", Interests: rapid.SliceOfN(words, 0, 4).Draw(t, name+" interests"), Needs: rapid.SliceOfN(words, 0, 4).Draw(t, name+" needs"),
		Preferences: rapid.MapOfN(rapid.SampledFrom([]string{"channel", "language"}), rapid.SampledFrom([]string{"", "a", "b"}), 0, 2).Draw(t, name+" preferences"),
		Contacts:    rapid.IntRange(0, 5).Draw(t, name+" contacts"),
	}
}

// To merge the same thing again changes nothing, and to merge changes nothing in the profile before.
func TestProfile_Merge_is_done_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
		before, in := retention.Profile{}.Merge(inputs(t, "first"), at), inputs(t, "second")
		copied := retention.Profile{}.Merge(retention.ProfileInput{}, at)
		copied.Interests, copied.Preferences, copied.Contacts = append(copied.Interests, before.Interests...), append(copied.Preferences, before.Preferences...), before.Contacts
		once := before.Merge(in, at.Add(time.Hour))
		require.Equal(t, once, once.Merge(in, at.Add(2*time.Hour)))
		require.ElementsMatch(t, copied.Interests, before.Interests)
		require.ElementsMatch(t, copied.Preferences, before.Preferences)
	})
}

func TestProfile_Merge_keeps_the_newest_of_too_many(t *testing.T) {
	t.Parallel()
	var p retention.Profile
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	for i := range retention.MaxInterests + 5 {
		p = p.Merge(retention.ProfileInput{Needs: []string{fmt.Sprint("need ", i)}, Preferences: map[string]string{fmt.Sprint("name ", i): "x"}}, at)
	}
	require.Len(t, p.Interests, retention.MaxInterests)
	require.Len(t, p.Preferences, retention.MaxPreferences)
	assert.Equal(t, "need 54", p.Interests[0].Text)
	assert.Equal(t, "name 54", p.Preferences[0].Name)
}

// A profile full to its bounds, of characters that JSON writes with six bytes, still fits into a record.
func TestService_RecordProfile_fits_into_a_record(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	in := retention.ProfileInput{Customer: "c-1", Preferences: map[string]string{}}
	for i := range retention.MaxInterests {
		in.Needs = append(in.Needs, fmt.Sprintf("%03d", i)+strings.Repeat("\x01", retention.MaxInterestText-3))
		in.Preferences[fmt.Sprintf("%03d", i)+strings.Repeat("\x01", fault.MaxName-3)] = strings.Repeat("\x01", fault.MaxName)
	}
	for i := range 2 * retention.MaxPriorities {
		level := []string{"gold", "bronze"}[i%2]
		_, err := k.GivePriority(ctx, retention.Ask{Customer: "c-1", ServiceLevel: level})
		require.NoError(t, err)
	}
	p, err := k.RecordProfile(ctx, in)
	require.NoError(t, err)
	assert.Len(t, p.Priorities, retention.MaxPriorities)
}
