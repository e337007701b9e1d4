package retention_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store"
)

// What a release has stored, later ones must still read: these files are not rewritten but for new fields.
func TestProfile_and_Inquiry_as_they_are_stored(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.revenue(t, "c-1", 2025, "50000000.00 EUR")
	_, err := k.GivePriority(ctx, retention.Ask{Customer: "c-1"})
	require.NoError(t, err)
	p, err := k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Needs: []string{"20 PCs"}, Preferences: map[string]string{"channel": "email"},
		Contacts: 1, LastContactAt: k.clock.Now()})
	require.NoError(t, err)
	_, err = k.Set(ctx, "c-1", "bill", "portal")
	require.NoError(t, err)
	p, err = k.Profile(ctx, p.ID)
	require.NoError(t, err)
	stored(t, "profile.json", p)
	_, err = k.AskSatisfaction(ctx, retention.Question{Customer: "c-1", About: "o-1", Points: []retention.Expectation{{Name: "PCs", Original: "20", Delivered: "19"}},
		Measured: []retention.Measured{repair("4", "4.5")}})
	require.NoError(t, err)
	i, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 1, Recommend: ptr(3), Comment: "one is missing"})
	require.NoError(t, err)
	i, err = k.CloseFollowUp(ctx, i.ID, "delivered")
	require.NoError(t, err)
	stored(t, "inquiry.json", i)
	v, err := k.NoteViolation(ctx, retention.Violation{Meta: store.Meta{ID: "v-1"}, Customer: "c-1", Agreement: "a-1", Text: "4.5 h without mail", Remedy: money.Must("9.31 EUR")})
	require.NoError(t, err)
	stored(t, "violation.json", v)
	given := marketing("c-1", retention.ConsentGiven)
	given.Until = k.clock.Now().AddDate(2, 0, 0)
	given, err = k.RecordConsent(ctx, given)
	require.NoError(t, err)
	stored(t, "consent.json", given)
}

func stored[T any](t *testing.T, name string, entity T) {
	t.Helper()
	body, err := json.MarshalIndent(entity, "", "\t")
	require.NoError(t, err)
	etomtest.Golden(t, name, string(body)+"\n")
	var back T
	require.NoError(t, json.Unmarshal(body, &back))
	assert.Equal(t, entity, back)
}

func TestEventTypes_are_those_that_are_written(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	k.revenue(t, "c-1", 2025, "1.00 EUR")
	_, err := k.RecordProfile(ctx, retention.ProfileInput{Customer: "c-1", Needs: []string{"20 PCs"}})
	require.NoError(t, err)
	_, err = k.GivePriority(ctx, retention.Ask{Customer: "c-1", Agreement: "a-1", ServiceLevel: "gold"})
	require.NoError(t, err)
	i, err := k.AskSatisfaction(ctx, retention.Question{Customer: "c-1", About: "o-1"})
	require.NoError(t, err)
	_, err = k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 1, Comment: "they never called"})
	require.NoError(t, err)
	k.clock.Set(k.clock.Now().Add(48 * time.Hour))
	_, err = k.Due(ctx, k.clock.Now())
	require.NoError(t, err)
	_, err = k.CloseFollowUp(ctx, i.ID, "called")
	require.NoError(t, err)
	_, err = k.Set(ctx, "c-1", "bill", "portal")
	require.NoError(t, err)
	_, err = k.RecordConsent(ctx, marketing("c-1", retention.ConsentGiven))
	require.NoError(t, err)
	_, err = k.NoteViolation(ctx, retention.Violation{Meta: store.Meta{ID: "v-1"}, Correlation: "case-1", Customer: "c-1", Agreement: "a-1", Text: "4.5 h without mail"})
	require.NoError(t, err)

	require.NoError(t, k.Merge(ctx, "c-1", "twin"))
	_, err = k.NoteViolation(ctx, retention.Violation{Meta: store.Meta{ID: "v-2"}, Correlation: "case-2", Customer: "twin", Agreement: "a-2", Text: "no mail"})
	require.NoError(t, err)
	require.NoError(t, k.Merge(ctx, "c-1", "twin"))

	var written []string
	for _, correlation := range []string{"c-1", "a-1", i.ID, "case-1"} {
		for _, e := range k.events(t, correlation) {
			var data struct{ Customer string }
			require.NoError(t, e.Read(&data))
			assert.Equal(t, "c-1", data.Customer, e.Type)
			for _, words := range []string{"4.5 h without mail", "they never called", "called", "20 PCs"} {
				assert.NotContains(t, string(e.Data), words, "%s: what is said in words is not for the journal", e.Type)
			}
			written = append(written, e.Type)
		}
	}
	assert.ElementsMatch(t, retention.EventTypes(), written)
}
