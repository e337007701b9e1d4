package selling_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestRecommendationLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, selling.RecommendationLifecycle(), "recommendation")
}

func TestCrossSelling_Recommend_keeps_the_best_offer_with_what_it_rests_on(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		advice, err := c.NextOffers(c.ctx, "c-1")
		require.NoError(t, err)
		r, err := c.Recommend(c.ctx, selling.Occasion{Key: "k-1", Correlation: "case-1", Customer: "c-1", By: "A. Agent"})
		require.NoError(t, err)
		assert.Equal(t, advice.Offers[0], r.Offer)
		assert.Equal(t, "line-m", r.Offering)
		assert.Equal(t, "2026-03", r.Rules)
		assert.Equal(t, heavy(), r.Situation)
		assert.Equal(t, selling.Recommended, r.State)
		assert.Equal(t, monday.Add(14*day), r.AnswerBy)
		kept, err := c.Recommendation(c.ctx, r.ID)
		require.NoError(t, err)
		assert.Equal(t, r, kept)
		rules, err := c.Rules(c.ctx, kept.Rules)
		require.NoError(t, err)
		replayed, err := lines().NextOffers(rules, kept.Situation, kept.RecommendedAt)
		require.NoError(t, err)
		assert.Equal(t, kept.Offer, replayed.Offers[0], "what is kept is enough to decide it again")
		assert.Equal(t, []selling.RecommendationNotice{{Customer: "c-1", Recommendation: r.ID, Offering: "line-m", Rules: "2026-03", Codes: []string{"USAGE-1"},
			State: selling.Recommended}}, c.notices("case-1"))

		again, err := c.Recommend(c.ctx, selling.Occasion{Key: "k-1", Correlation: "case-1", Customer: "c-1", By: "A. Agent"})
		require.NoError(t, err)
		assert.Equal(t, r.ID, again.ID, "once under one key")
		next := c.recommended()
		assert.Equal(t, "tv", next.Offering, "what was recommended is not recommended again")
		of, err := c.Recommendations(c.ctx, "customer", "c-1")
		require.NoError(t, err)
		assert.Len(t, of, 2)
		_, err = c.Recommendations(c.ctx, "offering", "tv")
		assert.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestCrossSelling_Recommend_takes_a_certain_offering_or_says_why_not(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	r, err := c.Recommend(c.ctx, selling.Occasion{Customer: "c-1", Offering: "backup"})
	require.NoError(t, err)
	assert.Equal(t, "backup", r.Offering)
	for offering, want := range map[string]string{"backup": selling.ReasonAskedBefore, "satellite": selling.ReasonNothingTo} {
		c.watch.Unchanged(t, func() { _, err = c.Recommend(c.ctx, selling.Occasion{Customer: "c-1", Offering: offering}) })
		var no *fault.Refusal
		require.ErrorAs(t, err, &no, offering)
		assert.Equal(t, want, no.Reasons[0].Code)
	}
}

func TestCrossSelling_Recommend_refuses_with_the_reasons_that_forbid_it(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]struct {
		standing selling.Standing
		code     string
	}{
		"no consent":        {selling.Standing{}, selling.ReasonNoConsent},
		"an open complaint": {selling.Standing{Consent: true, Complaints: []string{"t-1"}}, selling.ReasonComplaint},
		"risk":              {risky(), selling.ReasonRiskTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCounter(t, memory.New())
			c.customer.Situation.Standing = s.standing
			var err error
			c.watch.Unchanged(t, func() { _, err = c.Recommend(c.ctx, selling.Occasion{Customer: "c-1"}) })
			var no *fault.Refusal
			require.ErrorAs(t, err, &no)
			require.Len(t, no.Reasons, 1, "each reason once")
			assert.Equal(t, s.code, no.Reasons[0].Code)
		})
	}
}

// The rules in force may be others by the time of the answer: those that recommended say what may go.
func TestCrossSelling_Publish_keeps_versions_that_never_change(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		var err error
		c.watch.Unchanged(t, func() { err = c.Publish(c.ctx, offerRules()) })
		require.NoError(t, err, "the same again")
		for name, change := range map[string]func(*selling.OfferRules){
			"other contents":             func(r *selling.OfferRules) { r.Signals[0].Points++ },
			"another version, same time": func(r *selling.OfferRules) { r.Version = "2026-03b" },
		} {
			r := offerRules()
			change(&r)
			c.watch.Unchanged(t, func() { err = c.Publish(c.ctx, r) })
			assert.ErrorIs(t, err, fault.ErrConflict, name)
		}
		old := c.recommended()
		later := offerRules()
		later.Version, later.From, later.Signals = "2026-04", monday.Add(day), nil
		require.NoError(t, c.Publish(c.ctx, later))
		advice, err := c.NextOffers(c.ctx, "c-2")
		require.NoError(t, err)
		assert.Equal(t, "line-m 200", named(advice.Offers)[0], "not in force yet")
		c.clock.Advance(day)
		advice, err = c.NextOffers(c.ctx, "c-2")
		require.NoError(t, err)
		assert.Equal(t, "tv 40", named(advice.Offers)[0])
		kept, err := c.Rules(c.ctx, old.Rules)
		require.NoError(t, err)
		assert.Equal(t, offerRules(), kept, "what decided then can be read now")
		_, err = c.Rules(c.ctx, "2026-05")
		assert.ErrorIs(t, err, fault.ErrNotFound)
	})
}

func TestCrossSelling_without_rules_in_force_says_what_to_do(t *testing.T) {
	t.Parallel()
	d := newDesk(t, memory.New(), &selling.Config{Portfolio: lines()})
	x := d.CrossSelling(&somebody{Situation: heavy()})
	_, err := x.NextOffers(d.ctx, "c-1")
	require.ErrorIs(t, err, fault.ErrState)
	assert.Contains(t, err.Error(), "no version is in force yet; publish one")
}

func TestCrossSelling_Publish_refuses_what_does_not_fit_the_portfolio(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	r := offerRules()
	r.Version = "x"
	r.Signals[1].Code = "tv"
	r.Signals[2].Offering = "backdrop"
	r.Replaces = append(r.Replaces, selling.Replacement{Offering: "tv", Replaces: "backup"}, selling.Replacement{Offering: "tv", Replaces: "radio"})
	var err error
	c.watch.Unchanged(t, func() { err = c.Publish(c.ctx, r) })
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"signal[1].code", "signal[2].productOffering", "replaces[2]", "replaces[3].replaces", "replaces[3]"}, etomtest.Paths(err))
	assert.Contains(t, err.Error(), "let one exclude the other in the portfolio")
}

func TestCrossSelling_refuses_wrong_input_and_changes_nothing(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	r := c.recommended()
	long, text := strings.Repeat("x", fault.MaxID+1), strings.Repeat("x", fault.MaxText+1)
	for name, do := range map[string]func() error{
		"no customer": func() error { _, err := c.Recommend(c.ctx, selling.Occasion{}); return err },
		"an occasion that is too long": func() error {
			_, err := c.Recommend(c.ctx, selling.Occasion{Key: long, Correlation: long, Customer: long, Offering: long, By: long})
			return err
		},
		"no customer to ask for": func() error { _, err := c.NextOffers(c.ctx, ""); return err },
		"an answer that is too long": func() error {
			_, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Because: text})
			return err
		},
		"rules of nothing": func() error { return c.Publish(c.ctx, selling.OfferRules{}) },
	} {
		var err error
		c.watch.Unchanged(t, func() { err = do() })
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
	_, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: "r-0"})
	assert.ErrorIs(t, err, fault.ErrNotFound)

	broken := errors.New("the contract system is down")
	c.customer.err = broken
	c.watch.Unchanged(t, func() { _, err = c.Recommend(c.ctx, selling.Occasion{Customer: "c-1"}) })
	require.ErrorIs(t, err, broken)
	c.watch.Unchanged(t, func() { _, err = c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true}) })
	require.ErrorIs(t, err, broken, "the answer and the prospect stand or fall together")
	_, err = c.Baskets(c.ctx, offerRules(), []string{"c-1"})
	require.ErrorIs(t, err, broken)
	assert.Contains(t, err.Error(), `customer "c-1"`)
}

func TestCrossSelling_two_recommendations_at_once_are_of_two_offerings(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		made, errs := make([]selling.Recommendation, 2), make([]error, 2)
		var wg sync.WaitGroup
		for n := range errs {
			wg.Go(func() {
				made[n], errs[n] = c.Recommend(context.Background(), selling.Occasion{Customer: "c-1"})
			})
		}
		wg.Wait()
		for _, err := range errs {
			assert.True(t, err == nil || errors.Is(err, fault.ErrConflict), err)
		}
		assert.NotEqual(t, made[0].Offering, made[1].Offering)
	})
}

// crowd is many customers, by their number.
type crowd struct{ somebody }

func (crowd) Holdings(_ *work.Unit, customer string) ([]string, error) {
	var n int
	if _, err := fmt.Sscanf(customer, "c-%d", &n); err != nil {
		return nil, err
	}
	holds := []string{"line-s"}
	if n%2 == 0 {
		holds = append(holds, "tv", "tv") // held twice, counted once
	}
	if n%4 == 0 {
		holds = append(holds, "recorder")
	}
	return holds, nil
}

func (crowd) Observed(_ *work.Unit, customer string) ([]selling.Observation, error) {
	if customer == "c-0" || customer == "c-4" {
		return []selling.Observation{observed("usage.share", "100", "%")}, nil
	}
	return nil, nil
}

func TestOfferRules_Mine_learns_from_what_customers_hold_use_and_report(t *testing.T) {
	t.Parallel()
	d := newDesk(t, memory.New(), &selling.Config{Portfolio: lines()})
	x := d.CrossSelling(&crowd{})
	var customers []string
	for n := range 20 {
		customers = append(customers, fmt.Sprintf("c-%d", n))
	}
	rules := offerRules()
	baskets, err := x.Baskets(d.ctx, rules, customers)
	require.NoError(t, err)
	rules, err = rules.Mine(baskets, money.MustRate("10%"), money.MustRate("40%"))
	require.NoError(t, err)
	assert.Equal(t, 20, rules.Mined.Customers)
	var learned []string
	for _, r := range rules.Mined.Rules {
		learned = append(learned, r.String())
	}
	assert.Equal(t, []string{
		"USAGE-1 => recorder (2 of 2)", "USAGE-1, line-s => recorder (2 of 2)", "USAGE-1, line-s, tv => recorder (2 of 2)", "USAGE-1, tv => recorder (2 of 2)",
		"line-s, recorder => tv (5 of 5)", "line-s, tv => recorder (5 of 10)", "recorder => tv (5 of 5)", "tv => recorder (5 of 10)",
		"USAGE-1 => tv (2 of 2)", "USAGE-1, line-s => tv (2 of 2)", "USAGE-1, line-s, recorder => tv (2 of 2)", "USAGE-1, recorder => tv (2 of 2)",
	}, learned, "no rule leads to a signal, and none to what everybody has")
	require.NoError(t, rules.Check(), "what is learned can be published")
	require.NoError(t, x.Publish(d.ctx, rules))

	_, err = rules.Mine(baskets, money.MustRate("0%"), money.MustRate("40%"))
	assert.ErrorIs(t, err, fault.ErrInvalid)
	_, err = rules.Mine(baskets, money.MustRate("1%"), money.MustRate("101%"))
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

func TestCrossSelling_recommendations_are_shown_and_erased(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		r := c.recommended()
		_, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Because: "too dear"})
		require.NoError(t, err)
		shown, err := work.Do(c.ctx, c.env, func(u *work.Unit) ([]personal.Item, error) { return c.Personal(u, "c-1") })
		require.NoError(t, err)
		require.Len(t, shown, 1)
		assert.Equal(t, "selling.recommendation", shown[0].Kind)
		assert.Contains(t, string(shown[0].Data), "too dear")
		kept, err := work.Do(c.ctx, c.env, func(u *work.Unit) ([]personal.Item, error) { return c.Erase(u, "c-1") })
		require.NoError(t, err)
		assert.Empty(t, kept)
		_, err = c.Recommendation(c.ctx, r.ID)
		assert.ErrorIs(t, err, fault.ErrNotFound)
		for _, e := range c.events(r.Correlation) {
			_, changed, err := selling.EventKeep().Redact(e.Data)
			require.NoError(t, err)
			assert.False(t, changed, "events have nothing that must go")
		}
	})
}

func TestCrossSelling_Merge_moves_what_was_recommended_to_a_duplicate(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		r := c.recommended()
		require.NoError(t, c.Merge(c.ctx, "c-2", "c-1"))
		advice, err := c.NextOffers(c.ctx, "c-2")
		require.NoError(t, err)
		assert.NotContains(t, named(advice.Offers), "line-m 200")
		r, err = c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true})
		require.NoError(t, err)
		p, err := c.Prospect(c.ctx, r.Prospect)
		require.NoError(t, err)
		assert.Equal(t, "c-2", p.Customer)
		c.watch.Unchanged(t, func() { err = c.Merge(c.ctx, "c-2", "c-1") })
		require.NoError(t, err, "again")
		for _, wrong := range [][2]string{{"c-1", "c-1"}, {"", "c-1"}, {"c-1", ""}} {
			c.watch.Unchanged(t, func() { err = c.Merge(c.ctx, wrong[0], wrong[1]) })
			assert.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}
