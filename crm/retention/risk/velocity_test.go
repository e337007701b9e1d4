package risk_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
)

// hourly asks for the amounts one after the other, an hour apart, each for an order of its own.
func (d *desk) hourly(customer string, amounts ...string) (all []risk.Assessment) {
	d.t.Helper()
	for n, amount := range amounts {
		if n > 0 {
			d.clock.Advance(time.Hour)
		}
		all = append(all, d.asked(customer, customer+"-o-"+string(rune('1'+n)), amount))
	}
	return all
}

func TestSplitting_is_noticed(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		all := d.hourly("c-1", "80.00 EUR", "70.00 EUR", "60.00 EUR")
		assert.Equal(t, risk.Accept, all[0].Outcome)
		assert.Equal(t, risk.Accept, all[1].Outcome)
		last := all[2]
		assert.Equal(t, risk.Review, last.Outcome)
		assert.Equal(t, "RISK-SPLIT", last.Reasons[0].Code)
		assert.Equal(t, &risk.Split{Orders: []string{"c-1-o-1", "c-1-o-2"}, Amount: last.Split.Amount}, last.Split)
		assert.Equal(t, "210.00 EUR", last.Split.Amount.String())
		assert.EqualValues(t, 80, last.Scores[2].Score, "CreditGamingRisk")
		assert.Equal(t, []string{risk.EventAssessmentMade, risk.EventSplittingNoticed, risk.EventReviewAsked}, d.told("case-c-1-o-3"))
		var n risk.SplittingNotice
		require.NoError(t, json.Unmarshal(d.events("case-c-1-o-3")[1].Data, &n))
		assert.Equal(t, risk.SplittingNotice{Customer: "c-1", Order: "c-1-o-3", Assessment: last.ID, Split: *last.Split}, n)

		e, err := d.Explain(d.ctx, last.ID)
		require.NoError(t, err)
		assert.True(t, e.Same, "it is decided again with the orders that were looked at")
	})
}

func TestSplitting_is_not_seen_where_there_is_none(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		facts   known
		amounts []string
	}{
		{"two orders are an afterthought", nil, []string{"120.00 EUR", "110.00 EUR"}},
		{"together they stay under the threshold", nil, []string{"60.00 EUR", "70.00 EUR", "69.99 EUR"}},
		{"small ones are not worth it", nil, []string{"49.99 EUR", "49.99 EUR", "49.99 EUR", "49.99 EUR", "49.99 EUR"}},
		{"a customer with a history has no such threshold", good, []string{"150.00 EUR", "150.00 EUR", "150.00 EUR"}},
		{"a dealer orders all day", dealer, []string{"320000.00 EUR", "320000.00 EUR", "320000.00 EUR", "320000.00 EUR"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := inMemory(t)
			d.facts["c-1"] = tt.facts
			for _, a := range d.hourly("c-1", tt.amounts...) {
				assert.Equal(t, risk.Accept, a.Outcome)
				assert.Nil(t, a.Split)
			}
		})
	}
}

// The limit counts as a threshold, too: each order passes alone, in one they would not; open orders are counted once.
func TestSplitting_under_the_limit(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.facts["c-1"] = good
	all := d.hourly("c-1", "1400.00 EUR", "1400.00 EUR")
	assert.True(t, all[1].Permits())
	d.facts["c-1"] = good.with(known{"orders.open": "2800.00 EUR"})
	last := d.asked("c-1", "o-3", "300.00 EUR")
	assert.Equal(t, "RISK-SPLIT", last.Reasons[0].Code)
	assert.Equal(t, "3100.00 EUR", last.Exposure.Total.String())
}

func TestSplitting_looks_at_a_window_and_at_nobody_else(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.hourly("c-1", "80.00 EUR", "80.00 EUR")
	assert.True(t, d.asked("c-2", "o-x", "80.00 EUR").Permits(), "another customer")
	assert.True(t, d.asked("c-", "o-y", "80.00 EUR").Permits(), "one whose id is the beginning of the other's")
	d.clock.Advance(23 * time.Hour)
	assert.True(t, d.asked("c-1", "o-3", "80.00 EUR").Permits(), "the first one was a day ago to the minute")
	assert.Equal(t, risk.Review, d.asked("c-1", "o-4", "80.00 EUR").Outcome, "the second one was not")
}

func TestSplitting_does_not_count_what_is_no_longer_wanted(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	d.hourly("c-1", "80.00 EUR", "80.00 EUR")
	d.withdrawn("c-1-o-1")
	assert.True(t, d.asked("c-1", "o-3", "80.00 EUR").Permits())
}
