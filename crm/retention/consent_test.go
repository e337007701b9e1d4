package retention_test

import (
	"context"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
)

func TestService_May_follows_what_the_customer_has_said(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		may := func(channel, code string) retention.Permission {
			t.Helper()
			p, err := k.May(ctx, "c-1", retention.PurposeMarketing, channel)
			require.NoError(t, err)
			assert.Equal(t, code, p.Why.Code, p.Why.Message)
			return p
		}
		say := func(state retention.ConsentState, change func(*retention.Consent)) retention.Consent {
			t.Helper()
			k.clock.Advance(time.Minute)
			c := marketing("c-1", state)
			if change != nil {
				change(&c)
			}
			c, err := k.RecordConsent(ctx, c)
			require.NoError(t, err)
			return c
		}
		assert.False(t, may("email", retention.ReasonNoConsent).May)
		assert.True(t, may("letter", retention.ReasonNoObjection).May, "no consent is needed for letters")

		given := say(retention.ConsentGiven, nil)
		yes := may("email", retention.ReasonConsented)
		assert.Equal(t, []any{true, given.ID, personal.Consent}, []any{yes.May, yes.Consent, yes.Basis})
		assert.Contains(t, yes.Why.Message, "newsletter-3")
		assert.False(t, may("phone", retention.ReasonNoConsent).May, "it was given for email")
		assert.False(t, may("", retention.ReasonNoConsent).May, "and not for every channel")

		say(retention.ConsentWithdrawn, nil)
		assert.False(t, may("email", retention.ReasonWithdrawn).May)
		say(retention.ConsentGiven, func(c *retention.Consent) { c.Until = k.clock.Now().Add(time.Hour) })
		assert.True(t, may("email", retention.ReasonConsented).May)
		k.clock.Advance(time.Hour)
		assert.False(t, may("email", retention.ReasonLapsed).May, "at the first instant behind it")
		objection := say(retention.ConsentObjected, func(c *retention.Consent) { c.Channel = "" })
		for _, channel := range []string{"email", "letter", "phone", ""} {
			no := may(channel, retention.ReasonObjected)
			assert.False(t, no.May)
			assert.Equal(t, objection.ID, no.Consent)
		}
		say(retention.ConsentGiven, nil)
		assert.True(t, may("email", retention.ReasonConsented).May, "what is said later counts")
		assert.False(t, may("letter", retention.ReasonObjected).May)

		said, err := k.Consents(ctx, "c-1")
		require.NoError(t, err)
		assert.Len(t, said, 5, "all of them are kept")
		assert.Len(t, k.events(t, "c-1"), 5)
		other, err := k.May(ctx, "c-2", retention.PurposeMarketing, "letter")
		require.NoError(t, err)
		assert.True(t, other.May, "one customer's objection is not another's")
	})
}

func TestService_RecordConsent_again_changes_nothing(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	c := marketing("c-1", retention.ConsentGiven)
	c.At = k.clock.Now()
	first, err := k.RecordConsent(ctx, c)
	require.NoError(t, err)
	k.clock.Advance(time.Hour)
	k.store.Unchanged(t, func() {
		again, err := k.RecordConsent(ctx, c)
		require.NoError(t, err)
		assert.Equal(t, first, again)
	})
}

func TestService_consent_refuses_wrong_input(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	now := k.clock.Now()
	for name, c := range map[string]struct {
		spoil func(*retention.Consent)
		paths []string
	}{
		"nobody":                      {func(c *retention.Consent) { c.Customer = "" }, []string{"customer"}},
		"an unknown purpose":          {func(c *retention.Consent) { c.Purpose = "spying" }, []string{"purpose"}},
		"an unknown state":            {func(c *retention.Consent) { c.State = "perhaps" }, []string{"state"}},
		"without evidence":            {func(c *retention.Consent) { c.Evidence = "" }, []string{"evidence"}},
		"given to no words":           {func(c *retention.Consent) { c.Text = "" }, []string{"text"}},
		"said tomorrow":               {func(c *retention.Consent) { c.At = now.Add(time.Hour) }, []string{"at"}},
		"lapsed before it was said":   {func(c *retention.Consent) { c.At, c.Until = now, now }, []string{"until"}},
		"a withdrawal with an end":    {func(c *retention.Consent) { c.State, c.Until = retention.ConsentWithdrawn, now.Add(time.Hour) }, []string{"until"}},
		"an end in a hundred years":   {func(c *retention.Consent) { c.Until = now.AddDate(100, 0, 0) }, []string{"until"}},
		"a channel that is a novel":   {func(c *retention.Consent) { c.Channel = strings.Repeat("x", 201) }, []string{"channel"}},
		"NUL in the id of a customer": {func(c *retention.Consent) { c.Customer = "\x00" }, []string{"customer"}},
	} {
		one := marketing("c-1", retention.ConsentGiven)
		c.spoil(&one)
		k.store.Unchanged(t, func() {
			_, err := k.RecordConsent(ctx, one)
			require.ErrorIs(t, err, fault.ErrInvalid, name)
			assert.Equal(t, c.paths, etomtest.Paths(err), name)
		})
	}
	_, err := k.May(ctx, "", retention.PurposeMarketing, "\x00")
	assert.Equal(t, []string{"customer", "channel"}, etomtest.Paths(err))
	_, err = k.May(ctx, "c-1", "spying", "")
	assert.Equal(t, []string{"purpose"}, etomtest.Paths(err))
}

func TestPurposes_Permit_by_ground(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	say := func(p retention.Purpose, s retention.ConsentState) []retention.Consent {
		return []retention.Consent{{Purpose: p, State: s, At: at}}
	}
	for name, c := range map[string]struct {
		purpose retention.Purpose
		said    []retention.Consent
		code    string
		may     bool
	}{
		"what the contract needs is not asked":        {retention.PurposeContract, say(retention.PurposeContract, retention.ConsentObjected), retention.ReasonNotAsked, true},
		"an interest stands without an objection":     {retention.PurposeProfiling, nil, retention.ReasonNoObjection, true},
		"an interest falls with one":                  {retention.PurposeProfiling, say(retention.PurposeProfiling, retention.ConsentObjected), retention.ReasonObjected, false},
		"a withdrawal is no less":                     {retention.PurposeSurvey, say(retention.PurposeSurvey, retention.ConsentWithdrawn), retention.ReasonWithdrawn, false},
		"a statement on another purpose says nothing": {retention.PurposeSharing, say(retention.PurposeMarketing, retention.ConsentGiven), retention.ReasonNoConsent, false},
		"a statement behind the instant says nothing": {retention.PurposeSharing,
			[]retention.Consent{{Purpose: retention.PurposeSharing, State: retention.ConsentGiven, At: at.Add(1)}}, retention.ReasonNoConsent, false},
		"of two at once the one that forbids counts": {retention.PurposeSharing,
			append(say(retention.PurposeSharing, retention.ConsentWithdrawn), say(retention.PurposeSharing, retention.ConsentGiven)...), retention.ReasonWithdrawn, false},
	} {
		got, err := retention.DefaultPurposes().Permit(c.said, c.purpose, "", at)
		require.NoError(t, err)
		assert.Equal(t, []any{c.code, c.may}, []any{got.Why.Code, got.May}, name)
	}
}

func TestNewPurposes_refuses(t *testing.T) {
	t.Parallel()
	ok := retention.PurposeRow{Purpose: "a", Basis: personal.Consent, What: "so"}
	for name, c := range map[string]struct {
		rows []retention.PurposeRow
		path string
	}{
		"no rows":                      {nil, "rows"},
		"the same twice":               {[]retention.PurposeRow{ok, ok}, "rows[1].channel"},
		"a purpose for a channel only": {[]retention.PurposeRow{{Purpose: "a", Channel: "email", Basis: personal.Consent, What: "so"}}, "rows[0].purpose"},
		"an unknown ground":            {[]retention.PurposeRow{{Purpose: "a", Basis: "whim", What: "so"}}, "rows[0].basis"},
		"no sentence":                  {[]retention.PurposeRow{{Purpose: "a", Basis: personal.Law}}, "rows[0].what"},
	} {
		_, err := retention.NewPurposes(c.rows...)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, []string{c.path}, etomtest.Paths(err), name)
	}
	assert.Len(t, retention.DefaultPurposes().Rows(), 6)
}

// The answer does not depend on the order in which statements are read, and is that of walking through them in time.
func TestPurposes_Permit_is_what_was_said_last(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	channels := rapid.SampledFrom([]string{"", "email", "letter"})
	rapid.Check(t, func(t *rapid.T) {
		var said []retention.Consent
		state, until := retention.ConsentState(""), time.Time{}
		channel, asOf := channels.Draw(t, "asked"), start.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "asOf"))*time.Hour)
		for n := range rapid.IntRange(0, 8).Draw(t, "statements") {
			c := retention.Consent{Purpose: retention.PurposeMarketing, Channel: channels.Draw(t, "channel"),
				State: rapid.SampledFrom(retention.ConsentStates()).Draw(t, "state"), At: start.Add(time.Duration(n) * time.Hour)}
			if c.State == retention.ConsentGiven && rapid.Bool().Draw(t, "ends") {
				c.Until = c.At.Add(3 * time.Hour)
			}
			said = append(said, c)
			if (c.Channel == "" || c.Channel == channel) && !c.At.After(asOf) {
				state, until = c.State, c.Until
			}
		}
		holds := state == retention.ConsentGiven && (until.IsZero() || asOf.Before(until))
		want := holds || channel == "letter" && state != retention.ConsentObjected && state != retention.ConsentWithdrawn
		mixed := slices.Clone(said)
		rand.New(rand.NewSource(int64(len(said)))).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		for _, order := range [][]retention.Consent{said, mixed} {
			got, err := retention.DefaultPurposes().Permit(order, retention.PurposeMarketing, channel, asOf)
			if err != nil || got.May != want {
				t.Fatalf("%+v, not %v: %v", got, want, err)
			}
		}
	})
}
