package selling_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/lifecycle"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

func TestCrossSelling_TakeAnswer_makes_a_proposal_of_what_is_accepted(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		r := c.recommended()
		r, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true, Because: "high time"})
		require.NoError(t, err)
		assert.Equal(t, selling.Accepted, r.State)
		assert.Equal(t, monday.Add(90*day), r.QuietUntil)
		p, err := c.Prospect(c.ctx, r.Prospect)
		require.NoError(t, err)
		assert.Equal(t, selling.Accepted, p.State)
		q := c.quote(p.Quote)
		assert.Equal(t, selling.Approved, q.State)
		require.Len(t, q.Items, 2)
		assert.Equal(t, []string{"line-s", "line-m"}, []string{q.Items[0].Offering, q.Items[1].Offering})
		assert.Equal(t, []selling.Action{selling.Delete, selling.Add}, []selling.Action{q.Items[0].Action, q.Items[1].Action}, "what it replaces goes")
		assert.Contains(t, types(c.events(r.Correlation)), selling.EventProposalMade)
		notices := c.notices(r.Correlation)
		assert.Equal(t, selling.RecommendationNotice{Customer: "c-1", Recommendation: r.ID, Offering: "line-m", Rules: "2026-03", Codes: []string{"USAGE-1"},
			State: selling.Accepted, Prospect: p.ID}, notices[1])

		c.watch.Unchanged(t, func() { _, err = c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID}) })
		assert.ErrorIs(t, err, fault.ErrState)
		var state *lifecycle.Error
		assert.ErrorAs(t, err, &state)
	})
}

func TestCrossSelling_TakeAnswer_asks_whether_a_special_product_can_be_delivered(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	c.customer.Holds = []string{"line-m"}
	r := c.recommended()
	require.Equal(t, "line-l", r.Offering)
	r, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true})
	require.NoError(t, err)
	p, err := c.Prospect(c.ctx, r.Prospect)
	require.NoError(t, err)
	assert.Equal(t, selling.Pending, p.State)
	p, err = c.TakeFeasibility(c.ctx, p.ID, selling.Feasibility{Offering: "line-l", Feasible: true})
	require.NoError(t, err)
	assert.Equal(t, selling.Approved, c.quote(p.Quote).State)
}

func TestCrossSelling_TakeAnswer_of_what_is_not_offered_any_more_changes_nothing(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	r := c.recommended()
	less, err := selling.New(c.env, &selling.Config{Portfolio: selling.Portfolio{lines()[0]}})
	require.NoError(t, err)
	c.watch.Unchanged(t, func() {
		_, err = less.CrossSelling(c.customer).TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true})
	})
	require.ErrorIs(t, err, fault.ErrState)
	assert.Contains(t, err.Error(), `cannot be proposed by now: the portfolio does not have Line 50 any more; recommend something else`)
}

func TestCrossSelling_TakeAnswer_of_what_is_held_by_now_changes_nothing(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	r := c.recommended()
	c.customer.Holds = []string{"line-m"}
	var err error
	c.watch.Unchanged(t, func() {
		_, err = c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true})
	})
	require.ErrorIs(t, err, fault.ErrState)
	assert.Contains(t, err.Error(), `cannot be proposed by now: the customer holds Line 50 already`)
}

func TestCrossSelling_TakeAnswer_takes_away_only_what_is_replaced(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		recommended string
		holds       []string // by the time of the answer
		goes        []string
		says        string
	}{
		"what was held":                                 {"line-m", []string{"line-s"}, []string{"line-s"}, ""},
		"it was given up meanwhile":                     {"line-m", nil, nil, ""},
		"something else came, and may stay":             {"line-m", []string{"backup", "line-s"}, []string{"line-s"}, ""},
		"a larger one came":                             {"line-m", []string{"line-l"}, nil, "holds Line 250, which replaces Line 50"},
		"something came that would have to go":          {"tv", []string{"line-s", "satellite"}, nil, "Television would take Satellite away, which the customer holds"},
		"something came that stands on the smaller one": {"line-m", []string{"fax", "line-s"}, nil, "Line 50 would take Fax adapter away"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newCounter(t, memory.New())
			r, err := x.Recommend(x.ctx, selling.Occasion{Customer: "c-1", Offering: c.recommended})
			require.NoError(t, err)
			later := offerRules()
			later.Version, later.From, later.Replaces = "2026-04", monday.Add(day), nil
			require.NoError(t, x.Publish(x.ctx, later))
			x.clock.Advance(2 * day)
			x.customer.Holds = c.holds
			answer := selling.Answer{Recommendation: r.ID, Accepted: true}
			if c.says != "" {
				x.watch.Unchanged(t, func() { _, err = x.TakeAnswer(x.ctx, answer) })
				require.ErrorIs(t, err, fault.ErrState)
				assert.Contains(t, err.Error(), c.says)
				return
			}
			r, err = x.TakeAnswer(x.ctx, answer)
			require.NoError(t, err)
			assert.Equal(t, x.clock.Now().Add(90*day), r.QuietUntil)
			p, err := x.Prospect(x.ctx, r.Prospect)
			require.NoError(t, err)
			var goes []string
			for _, i := range x.quote(p.Quote).Items {
				if i.Action == selling.Delete {
					goes = append(goes, i.Offering)
				}
			}
			assert.Equal(t, c.goes, goes)
		})
	}
}

func TestCrossSelling_Due_that_comes_late_keeps_nothing_quiet_for_longer(t *testing.T) {
	t.Parallel()
	c := newCounter(t, memory.New())
	r := c.recommended()
	c.clock.Advance(r.AnswerBy.Add(20 * day).Sub(monday))
	report, err := c.CrossSelling.Due(c.ctx, c.clock.Now())
	require.NoError(t, err)
	require.Equal(t, 1, report.Ignored)
	ignored, err := c.Recommendation(c.ctx, r.ID)
	require.NoError(t, err)
	assert.Equal(t, selling.Ignored, ignored.State)
	assert.Equal(t, r.AnswerBy.Add(30*day), ignored.QuietUntil)
	c.clock.Advance(10 * day)
	advice, err := c.NextOffers(c.ctx, "c-1")
	require.NoError(t, err)
	assert.Equal(t, "line-m 200", named(advice.Offers)[0])
}

func TestCrossSelling_offers_again_when_the_time_after_the_answer_has_passed(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		r := c.recommended()
		r, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Because: "too dear"})
		require.NoError(t, err)
		assert.Equal(t, selling.Rejected, r.State)
		assert.Equal(t, "too dear", r.Because)
		assert.Empty(t, r.Prospect)
		assert.NotContains(t, string(c.journal(r.Correlation)), "too dear", "the journal carries ids and codes only")
		for _, step := range []struct {
			after  time.Duration
			offers string
		}{{180*day - time.Microsecond, "tv 40"}, {time.Microsecond, "line-m 200"}} {
			c.clock.Advance(step.after)
			advice, err := c.NextOffers(c.ctx, "c-1")
			require.NoError(t, err)
			assert.Equal(t, step.offers, named(advice.Offers)[0])
		}
	})
}

func (c counter) journal(correlation string) []byte {
	c.t.Helper()
	text, err := json.Marshal(etomtest.Journal(c.t, c.env, correlation))
	require.NoError(c.t, err)
	return text
}

func TestCrossSelling_Due_ignores_what_nobody_answered_once(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		r, answered := c.recommended(), c.recommended()
		_, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: answered.ID})
		require.NoError(t, err)
		report, err := c.CrossSelling.Due(c.ctx, r.AnswerBy.Add(-time.Microsecond))
		require.NoError(t, err)
		assert.Zero(t, report.Ignored)
		report, err = c.CrossSelling.Due(c.ctx, r.AnswerBy)
		require.NoError(t, err)
		assert.Equal(t, 1, report.Ignored)
		c.watch.Unchanged(t, func() { report, err = c.CrossSelling.Due(c.ctx, r.AnswerBy) })
		require.NoError(t, err)
		assert.Zero(t, report.Ignored)
		ignored, err := c.Recommendation(c.ctx, r.ID)
		require.NoError(t, err)
		assert.Equal(t, selling.Ignored, ignored.State)
		assert.Equal(t, r.AnswerBy.Add(30*day), ignored.QuietUntil)
		assert.Zero(t, ignored.AnsweredAt)
		assert.Equal(t, selling.Ignored, c.notices(r.Correlation)[1].State)

		late, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: r.ID, Accepted: true})
		require.NoError(t, err, "a late answer counts")
		assert.NotEmpty(t, late.Prospect)
	})
}

func TestCrossSelling_two_answers_at_once_make_one_prospect(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		r := c.recommended()
		errs := make([]error, 4)
		var wg sync.WaitGroup
		for n := range errs {
			wg.Go(func() {
				_, errs[n] = c.TakeAnswer(context.Background(), selling.Answer{Recommendation: r.ID, Accepted: true})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			assert.True(t, errors.Is(err, fault.ErrState) || errors.Is(err, fault.ErrConflict), err)
		}
		assert.Equal(t, 1, won)
		all, err := c.Prospects(c.ctx, "customer", "c-1")
		require.NoError(t, err)
		assert.Len(t, all, 1)
	})
}

// What nobody answered is recommended again; who then says yes to both has it once.
func TestCrossSelling_TakeAnswer_of_two_recommendations_of_one_offering_makes_one_prospect(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		c := newCounter(t, st)
		first := c.recommended()
		c.clock.Advance(first.QuietUntil.Sub(monday))
		second := c.recommended()
		require.Equal(t, first.Offering, second.Offering)
		_, err := c.TakeAnswer(c.ctx, selling.Answer{Recommendation: first.ID, Accepted: true})
		require.NoError(t, err)
		c.watch.Unchanged(t, func() { _, err = c.TakeAnswer(c.ctx, selling.Answer{Recommendation: second.ID, Accepted: true}) })
		require.ErrorIs(t, err, fault.ErrState)
		assert.Contains(t, err.Error(), "Line 50 was accepted under another recommendation; there is a prospect of it")
		_, err = c.TakeAnswer(c.ctx, selling.Answer{Recommendation: second.ID, Because: "said yes already"})
		require.NoError(t, err)
	})
}
