package retention_test

import (
	"context"
	"strconv"
	"sync"
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

func TestInquiryLifecycle(t *testing.T) {
	t.Parallel()
	etomtest.Lifecycle(t, retention.InquiryLifecycle(), "inquiry")
}

func TestService_AskSatisfaction_and_its_answer(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		ctx, k := context.Background(), newKit(t, st)
		asked, err := k.AskSatisfaction(ctx, retention.Question{Correlation: "case-1", Customer: "c-1", About: "o-1", Points: []retention.Expectation{
			{Name: "bandwidth", Original: "1 Gbit/s", Delivered: "100 Mbit/s"},
		}})
		require.NoError(t, err)
		assert.Equal(t, retention.InquiryAsked, asked.State)
		k.store.Unchanged(t, func() {
			_, err = k.AskSatisfaction(ctx, retention.Question{Customer: "c-1", About: "o-1"})
			assert.ErrorIs(t, err, fault.ErrState)
			assert.ErrorContains(t, err, "wait for its answer")
		})

		given := k.clock.Now().Add(30 * time.Minute)
		k.clock.Advance(time.Hour)
		answered, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 2, Comment: "slow", At: given})
		require.NoError(t, err)
		assert.Equal(t, asked.ID, answered.ID)
		assert.Equal(t, retention.InquiryFollowUp, answered.State)
		assert.Equal(t, given, answered.AnsweredAt)
		assert.Equal(t, []string{"retention.satisfaction.asked", "retention.satisfaction.recorded", "retention.followUp.needed"}, etomtest.Types(k.events(t, "case-1")))
		open, err := k.FollowUps(ctx)
		require.NoError(t, err)
		assert.Equal(t, []retention.Inquiry{answered}, open)

		closed, err := k.CloseFollowUp(ctx, answered.ID, "line replaced, customer is content")
		require.NoError(t, err)
		assert.Equal(t, retention.FollowUp{DueAt: answered.FollowUp.DueAt, DoneAt: k.clock.Now(), Note: "line replaced, customer is content"}, closed.FollowUp)
		open, err = k.FollowUps(ctx)
		require.NoError(t, err)
		assert.Empty(t, open)
		k.store.Unchanged(t, func() {
			_, err = k.CloseFollowUp(ctx, answered.ID, "again")
			assert.ErrorIs(t, err, fault.ErrState)
			_, err = k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Order: "o-1", Score: 5})
			assert.ErrorIs(t, err, fault.ErrState, "there is one answer about an order")
		})
	})
}

func TestService_RecordSatisfaction_asks_for_a_follow_up_of_low_scores_only(t *testing.T) {
	t.Parallel()
	for score, want := range map[int]retention.InquiryState{1: "followUp", 2: "followUp", 3: "answered", 4: "answered", 5: "answered"} {
		k := inMemory(t)
		i, err := k.RecordSatisfaction(context.Background(), retention.Answer{Correlation: "case-1", Customer: "c-1", Order: "o-1", Score: score})
		require.NoError(t, err, "Order Handling asked, not we")
		assert.Equal(t, want, i.State, score)
		assert.Zero(t, i.AskedAt)
		assert.Equal(t, k.clock.Now(), i.AnsweredAt)
		events := k.events(t, "case-1")
		if want == retention.InquiryAnswered {
			assert.Equal(t, []string{"retention.satisfaction.recorded"}, etomtest.Types(events))
			continue
		}
		require.Equal(t, []string{"retention.satisfaction.recorded", "retention.followUp.needed"}, etomtest.Types(events))
		assert.JSONEq(t, `{"customer":"c-1","inquiry":"`+i.ID+`","about":"o-1","state":"followUp","score":`+strconv.Itoa(score)+`,"dueAt":"2026-03-04T09:00:00Z"}`,
			string(events[1].Data))
	}
}

func TestService_AskSatisfaction_about_the_relationship_again_and_again(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	for year := range 3 {
		_, err := k.AskSatisfaction(ctx, retention.Question{Customer: "c-1"})
		require.NoError(t, err)
		_, err = k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Score: 3 + year%2})
		require.NoError(t, err)
	}
	_, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "c-1", Score: 5})
	require.NoError(t, err, "nobody asked, but the customer said so")
	s, err := k.Satisfaction(ctx, "c-1")
	require.NoError(t, err)
	assert.Equal(t, retention.Summary{Answered: 4, Total: 15, ByScore: [6]int{0, 0, 0, 2, 1, 1}}, s)
	assert.InDelta(t, 3.75, s.Average(), 0)
}

// Customers and orders whose ids look alike when put together are still told apart.
func TestService_RecordSatisfaction_mixes_nobody_up(t *testing.T) {
	t.Parallel()
	ctx, k := context.Background(), inMemory(t)
	_, err := k.AskSatisfaction(ctx, retention.Question{Customer: "a/b", About: "c"})
	require.NoError(t, err)
	other, err := k.RecordSatisfaction(ctx, retention.Answer{Customer: "a", Order: "b/c", Score: 5})
	require.NoError(t, err)
	assert.Equal(t, "a", other.Customer)
	s, err := k.Satisfaction(ctx, "a/b")
	require.NoError(t, err)
	assert.Equal(t, 1, s.Asked)
}

func TestService_RecordSatisfaction_takes_one_of_sixteen_answers(t *testing.T) {
	t.Parallel()
	etomtest.Stores(t, func(t *testing.T, st store.Store) {
		const answers = 16
		ctx, k := context.Background(), newKit(t, st)
		var all sync.WaitGroup
		faults := make([]error, answers)
		for i := range answers {
			all.Go(func() {
				_, faults[i] = k.RecordSatisfaction(ctx, retention.Answer{Correlation: "case-1", Customer: "c-1", Order: "o-1", Score: 5})
			})
		}
		all.Wait()
		taken := 0
		for _, err := range faults {
			if err == nil {
				taken++
				continue
			}
			if !assert.True(t, isConflictOrState(err), "%v", err) {
				break
			}
		}
		assert.Equal(t, 1, taken)
		s, err := k.Satisfaction(ctx, "c-1")
		require.NoError(t, err)
		assert.Equal(t, 1, s.Answered)
	})
}

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		point             retention.Expectation
		original, present bool
	}{
		"as agreed":                              {retention.Expectation{Original: "20 PCs", Delivered: "20  pcs"}, true, true},
		"not as agreed":                          {retention.Expectation{Original: "20 PCs", Delivered: "19 PCs"}, false, false},
		"as agreed, yet more is expected by now": {retention.Expectation{Original: "20 PCs", Present: "25 PCs", Delivered: "20 PCs"}, true, false},
		"not as agreed, but as expected by now":  {retention.Expectation{Original: "20 PCs", Present: "25 PCs", Delivered: "25 PCs"}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := retention.Validate([]retention.Expectation{c.point})
			assert.Equal(t, c.original, v.Original)
			assert.Equal(t, c.present, v.Present)
			assert.Equal(t, c.original && c.present, len(v.Reasons) == 0)
		})
	}
	v := retention.Validate([]retention.Expectation{{Name: "PCs", Original: "20", Present: "25", Delivered: "19"}})
	assert.Equal(t, []fault.Reason{
		{Code: "RETENTION-SATISFACTION-01", Message: "PCs: 19 was delivered, 20 agreed"},
		{Code: "RETENTION-SATISFACTION-02", Message: "PCs: 19 was delivered, 25 expected by now"},
	}, v.Reasons)
	assert.Equal(t, retention.Validation{Original: true, Present: true}, retention.Validate(nil))
}

// A summary is the same as counting by hand, and its average lies between the least and the most score.
func TestSummarise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(-1, 7), 0, 20).Draw(t, "scores")
		var all []retention.Inquiry
		least, most, sum, n := 9, 0, 0, 0
		for _, score := range scores {
			all = append(all, retention.Inquiry{Score: score})
			if score >= 1 && score <= 5 {
				least, most, sum, n = min(least, score), max(most, score), sum+score, n+1
			}
		}
		s := retention.Summarise(all)
		require.Equal(t, n, s.Answered)
		require.Equal(t, len(scores)-n, s.Asked)
		require.Equal(t, sum, s.Total)
		counted := 0
		for score, times := range s.ByScore {
			counted += score * times
		}
		require.Equal(t, sum, counted)
		if n > 0 {
			require.GreaterOrEqual(t, s.Average(), float64(least))
			require.LessOrEqual(t, s.Average(), float64(most))
			return
		}
		require.Zero(t, s.Average())
	})
}
