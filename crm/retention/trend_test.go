package retention_test

import (
	"context"
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

func TestSummary_scores_by_their_formulas(t *testing.T) {
	t.Parallel()
	var all []retention.Inquiry
	for _, a := range []struct{ score, recommend int }{{5, 10}, {5, 9}, {4, 9}, {4, 8}, {3, 7}, {2, 6}, {1, 0}} {
		all = append(all, retention.Inquiry{Score: a.score, Recommend: ptr(a.recommend)})
	}
	all = append(all, retention.Inquiry{Score: 5}, retention.Inquiry{})
	s := retention.Summarise(all)
	csat, ok := s.CSAT()
	require.True(t, ok)
	assert.InDelta(t, 62.5, csat, 1e-12, "5 of 8 are 4 or 5")
	assert.Equal(t, retention.Recommendation{Promoters: 3, Passives: 2, Detractors: 2}, s.Recommendation)
	nps, ok := s.Recommendation.NetPromoter()
	require.True(t, ok)
	assert.InDelta(t, 100.0/7, nps, 1e-12)

	_, ok = retention.Summary{}.CSAT()
	assert.False(t, ok)
	_, ok = retention.Recommendation{}.NetPromoter()
	assert.False(t, ok)
}

func TestService_SatisfactionTrend(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		for n, score := range []int{3, 3, 4, 5} { // March to June
			k.clock.Set(time.Date(2026, time.March+time.Month(n), 15, 0, 0, 0, 0, time.UTC))
			_, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Score: score})
			require.NoError(t, err)
		}
		_, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-2", Score: 1})
		require.NoError(t, err)
		trend, err := k.SatisfactionTrend(ctx, "c-1", 3)
		require.NoError(t, err)
		require.Len(t, trend, 3)
		assert.Equal(t, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), trend[0].From)
		assert.Equal(t, []int{3, 4, 5}, []int{trend[0].Summary.Total, trend[1].Summary.Total, trend[2].Summary.Total})
		slope, ok := retention.Slope(trend)
		require.True(t, ok)
		assert.InDelta(t, 1, slope, 1e-12)
		all, err := k.SatisfactionTrend(ctx, "", 12)
		require.NoError(t, err)
		assert.Equal(t, 6, all[11].Summary.Total, "of all customers")
		assert.Equal(t, 2, all[11].Summary.Answered)
		_, err = k.SatisfactionTrend(ctx, "", retention.MaxMonths+1)
		assert.ErrorIs(t, err, fault.ErrInvalid)
	})
}

func TestSlope_needs_two_months(t *testing.T) {
	t.Parallel()
	_, ok := retention.Slope([]retention.Month{{Summary: retention.Summary{Answered: 3, Total: 9}}, {}, {}})
	assert.False(t, ok)
	assert.Empty(t, retention.Trend(nil, time.Time{}, 0))
}

// Every answer within the months is counted once, in the month in which it was given.
func TestTrend_counts_every_answer_once(t *testing.T) {
	t.Parallel()
	asOf := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		months := rapid.IntRange(1, 30).Draw(t, "months")
		var all []retention.Inquiry
		within := 0
		for range rapid.IntRange(0, 20).Draw(t, "answers") {
			at := asOf.Add(-time.Duration(rapid.IntRange(-100, 30000).Draw(t, "hours before")) * time.Hour)
			all = append(all, retention.Inquiry{Score: rapid.IntRange(1, 5).Draw(t, "score"), AnsweredAt: at})
			if !at.After(asOf) && !at.Before(time.Date(2026, time.March-time.Month(months-1), 1, 0, 0, 0, 0, time.UTC)) {
				within++
			}
		}
		counted := 0
		for i, m := range retention.Trend(all, asOf, months) {
			counted += m.Summary.Answered
			if i > 0 && m.From.Day() != 1 {
				t.Fatal(m.From)
			}
		}
		if counted != within {
			t.Fatalf("%d, not %d", counted, within)
		}
	})
}
