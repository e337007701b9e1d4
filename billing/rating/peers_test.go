package rating_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// What went wrong elsewhere, each with the number of the issue in the repository of cgrates/cgrates.

// 118, 260, 357, 361: costs rounded per increment do not add up. Its test of 0.1 a minute over 180 s by the second has 0.3001 or
// 0.30006, and a comment that it should be 0.3.
func TestPeers_increments_add_up_exactly(t *testing.T) {
	t.Parallel()
	for _, pulse := range []string{"", "1/1", "60/1", "30/6", "60/60", "180/1", "0.001/0.001"} {
		got := rate(t, bookOf(t, tariff(voice("0.1", pulse))), call("1", 3*time.Minute))
		assert.Equal(t, exact("0.30"), got.Lines[0].Amount, pulse)
	}
}

// 624: 25 units at 1 came to 25.005.
func TestPeers_whole_units_come_to_a_whole_price(t *testing.T) {
	t.Parallel()
	p := data(rating.Unit)
	p.Amount, p.Pulse = amount("1"), rating.Pulse{First: money.Count(1), Next: money.Count(1)}
	assert.Equal(t, exact("25"), total(t, rate(t, bookOf(t, tariff(p)), megabytes("1", "25"))))
}

// 2122: only a rounded cost could be had.
func TestPeers_the_unrounded_cost_is_there_and_is_rounded_once(t *testing.T) {
	t.Parallel()
	book := bookOf(t, tariff(voice("0.10", "1/1")))
	result := rate(t, book, call("a", 7*time.Second), call("b", 7*time.Second), call("c", 7*time.Second))
	third, err := exact("0.035").Share(1, 3)
	require.NoError(t, err)
	assert.Equal(t, third, result.Rated[0].Amount, "7/60 of 0.10")
	line, err := result.Lines[0].Amount.Round(money.HalfUp)
	require.NoError(t, err)
	assert.Equal(t, amount("0.04"), line, "0.035, rounded once")
	one, err := result.Rated[0].Amount.Round(money.HalfUp)
	require.NoError(t, err)
	assert.Equal(t, amount("0.01"), one, "three of them would be 0.03")
}

// 3018: increments could be negative, and what was debited as the call went on was not what it cost at its end.
func TestPeers_a_call_debited_piece_by_piece_costs_what_it_costs_at_its_end(t *testing.T) {
	t.Parallel()
	p := voice("0.29", "60/1")
	p.SetUp = amount("0.09")
	book := bookOf(t, tariff(p))
	whole := call("whole", 10*time.Minute+7*time.Second)
	var parts []rating.Usage
	const interval = calendar.Span(45 * time.Second)
	for from := calendar.Span(0); from < whole.Duration; from += interval {
		part := whole
		part.ID = "part-" + from.String()
		part.At, part.Elapsed, part.Duration = whole.At.Add(from.Duration()), from, min(interval, whole.Duration-from)
		parts = append(parts, part)
	}
	assert.Equal(t, total(t, rate(t, book, whole)), total(t, rate(t, book, parts...)))

	back := whole
	back.Duration = -back.Duration
	result, err := book.Rate(rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{back}})
	require.NoError(t, err)
	require.Len(t, result.Rejected, 1)
	assert.Equal(t, rating.RejectNegative, result.Rejected[0].Code)
	for _, pulse := range []string{"-60/1", "60/-1", "0/1", "60/0"} {
		p := voice("0.10", pulse)
		_, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{tariff(p)}})
		assert.Error(t, err, pulse)
	}
}

// 48: re-rating debited the account a second time.
func TestPeers_rerating_charges_the_difference_only(t *testing.T) {
	t.Parallel()
	dear, cheap := bookOf(t, tariff(voice("0.30", "60/60"))), bookOf(t, tariff(voice("0.20", "60/60")))
	before := rate(t, dear, call("a", time.Minute), call("b", 90*time.Second))
	assert.Empty(t, rating.Difference(before, rate(t, dear, call("b", 90*time.Second), call("a", time.Minute))), "rated again, nothing is charged again")
	changes := rating.Difference(before, rate(t, cheap, call("a", time.Minute), call("b", 90*time.Second)))
	require.Len(t, changes, 1)
	by, err := changes[0].By()
	require.NoError(t, err)
	assert.Equal(t, exact("-0.30"), by)
	assert.Equal(t, []string{"a", "b"}, changes[0].Records)
	gone := rating.Difference(before, rating.Result{})
	by, err = gone[0].By()
	require.NoError(t, err)
	assert.Equal(t, exact("-0.90"), by, "a line that is gone is given back")
}

// 205, 97: usage covered by a bundle, for which there was no rate, came to 0 and was never seen again.
func TestPeers_a_bundle_needs_a_price_all_the_same(t *testing.T) {
	t.Parallel()
	spec := withAllowances(minutes("free", 100))
	fax := call("1", time.Minute)
	fax.Kind = "fax"
	result, err := bookOf(t, spec).Rate(rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{fax}})
	require.NoError(t, err)
	require.Len(t, result.Rejected, 1)
	assert.Equal(t, rating.RejectKind, result.Rejected[0].Code)
	assert.Equal(t, "1h40m", result.Allowances[0].Left.String(), "nothing is drawn for it")
	uncovered := minutes("free", 100)
	uncovered.Kinds = []string{"fax"}
	_, err = rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{withAllowances(uncovered)}})
	assert.ErrorContains(t, err, "covers no price of the tariff")
}
