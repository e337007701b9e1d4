package discount_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/money"
)

func drawnResult(t *rapid.T) ([]discount.Base, []discount.Discount, discount.Result) {
	bases, ds := drawnBases(t), drawnDiscounts(t)
	r, err := discount.Apply(bases, ds, day, money.HalfUp)
	require.NoError(t, err)
	return bases, ds, r
}

func TestApply_no_order_of_equal_inputs_changes_a_cent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bases, ds, want := drawnResult(t)
		got, err := discount.Apply(shuffled(t, bases), shuffled(t, ds), day, money.HalfUp)
		require.NoError(t, err)
		slices.SortFunc(got.Lines, func(a, b discount.Line) int { return strings.Compare(a.ID, b.ID) }) // they are in the order of the bases
		require.Equal(t, want, got)
	})
}

func TestApply_shares_add_up_to_the_total(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, _, r := drawnResult(t)
		var total money.Amount
		line, document := map[string]money.Amount{}, map[string]money.Amount{}
		for _, s := range r.Shares {
			require.Negative(t, s.Amount.Sign())
			total, line[s.Line] = sum(t, total, s.Amount), sum(t, line[s.Line], s.Amount)
		}
		for _, a := range r.Document {
			var parts money.Amount
			for _, p := range a.Shares {
				require.Negative(t, p.Amount.Sign())
				parts, document[p.Line] = sum(t, parts, p.Amount), sum(t, document[p.Line], p.Amount)
			}
			require.Equal(t, a.Amount, parts, "a document's discount is the sum of its shares")
			total = sum(t, total, a.Amount)
		}
		require.Zero(t, sum(t, total, r.Total.Neg()).Sign())
		for _, l := range r.Lines {
			require.Zero(t, sum(t, l.Discount, line[l.ID].Neg()).Sign())
			require.Zero(t, sum(t, l.Document, document[l.ID].Neg()).Sign())
			require.Equal(t, l.Net, sum(t, l.List, l.Discount, l.Document))
		}
	})
}

func TestApply_never_takes_more_than_the_base(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, _, r := drawnResult(t)
		for _, l := range r.Lines {
			if l.List.Sign() <= 0 {
				require.Equal(t, l.List, l.Net, "a line of nothing or less takes none")
				continue
			}
			require.GreaterOrEqual(t, l.Net.Sign(), 0)
		}
	})
}

func TestApply_caps_hold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, ds, r := drawnResult(t)
		for _, d := range ds {
			var taken money.Amount
			for _, s := range r.Shares {
				if s.Discount == d.ID {
					taken = sum(t, taken, s.Amount.Neg())
				}
			}
			for _, a := range r.Document {
				if a.Discount == d.ID {
					taken = sum(t, taken, a.Amount.Neg())
				}
			}
			if d.Cap.Sign() > 0 {
				require.LessOrEqual(t, sum(t, taken, d.Cap.Neg()).Sign(), 0)
			}
			if d.CapTotal.Sign() > 0 && taken.Sign() > 0 {
				require.LessOrEqual(t, sum(t, taken, d.Used, d.CapTotal.Neg()).Sign(), 0)
			}
		}
	})
}

func TestApply_every_discount_is_given_or_passed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, ds, r := drawnResult(t)
		answers := map[string]int{}
		for _, p := range r.Passed {
			require.NotEmpty(t, p.Text)
			require.NotEmpty(t, p.De)
			answers[p.Discount]++
		}
		for _, a := range r.Document {
			answers[a.Discount]++
		}
		given := map[string]bool{}
		for _, s := range r.Shares {
			given[s.Discount] = true
		}
		for id := range given {
			answers[id]++
		}
		for _, d := range ds {
			require.Equal(t, 1, answers[d.ID], "%s", d.ID)
		}
	})
}

func TestApply_a_limited_share_says_why_and_a_full_one_does_not(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, _, r := drawnResult(t)
		shares := slices.Clone(r.Shares)
		for _, a := range r.Document {
			shares = append(shares, a.Share)
		}
		for _, s := range shares {
			less := sum(t, s.Full, s.Amount)
			require.GreaterOrEqual(t, less.Sign(), 0)
			require.Equal(t, less.Sign() > 0, s.Limit != "")
		}
	})
}
