package money_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestAllocate_gives_what_is_left_to_the_largest_remainders(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		amount  string
		weights []int64
		want    []string
	}{
		{"equal weights: the first of equals gets the cent", "100.00 EUR", []int64{1, 1, 1}, []string{"33.34", "33.33", "33.33"}},
		{"the largest remainder gets the cent, wherever it stands", "0.10 EUR", []int64{1, 1, 2, 3}, []string{"0.02", "0.01", "0.03", "0.04"}},
		{"a weight of zero gets nothing, even if a cent is left", "0.05 EUR", []int64{0, 1, 0, 1}, []string{"0.00", "0.03", "0.00", "0.02"}},
		{"a negative amount is the mirror", "-100.00 EUR", []int64{1, 1, 1}, []string{"-33.34", "-33.33", "-33.33"}},
		{"fewer cents than parts", "0.02 EUR", []int64{1, 1, 1}, []string{"0.01", "0.01", "0.00"}},
		{"nothing is split into nothings", "0.00 EUR", []int64{3, 2}, []string{"0.00", "0.00"}},
		{"one part gets all", "12.34 EUR", []int64{math.MaxInt64}, []string{"12.34"}},
		{"yen have no smaller part", "100 JPY", []int64{1, 2}, []string{"33", "67"}},
		{"a third of a dinar has three digits", "1 KWD", []int64{1, 1, 1}, []string{"0.334", "0.333", "0.333"}},
		{"far beyond 64 bits", "99999999999999999999999999999999.99 EUR", []int64{1, 2},
			[]string{"33333333333333333333333333333333.33", "66666666666666666666666666666666.66"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			parts, err := money.Must(c.amount).Allocate(c.weights...)
			require.NoError(t, err)
			numbers := make([]string, len(parts))
			for i, part := range parts {
				numbers[i] = part.Number()
			}
			assert.Equal(t, c.want, numbers)
		})
	}
}

func TestAllocate_adds_up_and_is_fair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, err := anyAmount().Draw(t, "a").Round(money.HalfUp)
		require.NoError(t, err)
		weight := rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, 1<<58))
		weights := rapid.SliceOfN(weight, 1, 12).Draw(t, "weights")
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		if total.Sign() == 0 {
			weights[0], total = 1, big.NewInt(1)
		}

		parts, err := a.Allocate(weights...)
		require.NoError(t, err)
		sum, err := money.Sum(parts...)
		require.NoError(t, err)
		require.Equal(t, a, sum)

		unit := new(big.Rat).SetFrac(big.NewInt(1), tenTo(a.Currency().Digits()))
		for i, part := range parts {
			exact := new(big.Rat).SetFrac(big.NewInt(weights[i]), total)
			exact.Mul(exact, ratOf(a.Number()))
			off := new(big.Rat).Sub(ratOf(part.Number()), exact)
			require.Negative(t, off.Abs(off).Cmp(unit), "part %d is a whole unit off its share", i)
			require.Contains(t, []int{0, a.Sign()}, part.Sign())
			if weights[i] == 0 {
				require.Zero(t, part.Sign())
			}
			for j := i + 1; j < len(parts); j++ {
				order, err := part.Abs().Cmp(parts[j].Abs())
				require.NoError(t, err)
				if weights[i] == weights[j] {
					require.GreaterOrEqual(t, order, 0, "of equal weights the first gets no less")
				}
				if weights[i] > weights[j]+1 && order < 0 {
					require.Fail(t, "a larger weight got less", "%d and %d", weights[i], weights[j])
				}
			}
		}
	})
}

func TestAllocate_agrees_with_largest_remainder_in_big_numbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(0, 1_000_000).Draw(t, "units")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 20), 1, 10).Draw(t, "weights")
		weights[0]++
		a, err := money.FromMinor(units, money.MustCurrency("EUR"))
		require.NoError(t, err)
		parts, err := a.Allocate(weights...)
		require.NoError(t, err)
		got := make([]int64, len(parts))
		for i, part := range parts {
			got[i], err = part.MinorUnits()
			require.NoError(t, err)
		}
		require.Equal(t, hamilton(units, weights), got)
	})
}

// hamilton is largest remainder as Alexander Hamilton put it: quotas rounded down, then one seat at a time to the largest
// remaining fraction.
func hamilton(units int64, weights []int64) []int64 {
	var total, given int64
	for _, w := range weights {
		total += w
	}
	parts, fractions := make([]int64, len(weights)), make([]int64, len(weights))
	for i, w := range weights {
		parts[i], fractions[i] = units*w/total, units*w%total
		given += parts[i]
	}
	for ; given < units; given++ {
		first := slices.Index(fractions, slices.Max(fractions))
		parts[first]++
		fractions[first] = -1
	}
	return parts
}

func TestSplit_into_parts_that_differ_by_one_unit_at_most(t *testing.T) {
	t.Parallel()
	parts, err := money.Must("-10.00 EUR").Split(3)
	require.NoError(t, err)
	assert.Equal(t, []money.Amount{money.Must("-3.34 EUR"), money.Must("-3.33 EUR"), money.Must("-3.33 EUR")}, parts)

	rapid.Check(t, func(t *rapid.T) {
		a, err := anyAmount().Draw(t, "a").Round(money.Down)
		require.NoError(t, err)
		parts, err := a.Split(rapid.IntRange(1, 50).Draw(t, "n"))
		require.NoError(t, err)
		var c money.Calc
		require.Equal(t, a, c.Sum(parts...))
		spread := c.Sub(parts[0].Abs(), parts[len(parts)-1].Abs())
		require.NoError(t, c.Err())
		units, err := spread.MinorUnits()
		require.NoError(t, err)
		require.Contains(t, []int64{0, 1}, units)
	})
}

func TestAllocate_refuses_what_cannot_be_split(t *testing.T) {
	t.Parallel()
	euro := money.Must("1.00 EUR")
	for _, c := range []struct {
		name    string
		weights []int64
		path    string
	}{
		{"no weights", nil, "weights"},
		{"only zeros", []int64{0, 0}, "weights"},
		{"a negative weight", []int64{1, -1}, "weights[1]"},
		{"weights beyond int64", []int64{math.MaxInt64, 1}, "amount"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := euro.Allocate(c.weights...)
			refusal(t, err, c.path, fault.RuleRange)
		})
	}
	_, err := money.Must("1.005 EUR").Allocate(1, 1)
	refusal(t, err, "amount", fault.RuleRange)
	parts, err := euro.Split(money.MaxParts)
	require.NoError(t, err)
	assert.Len(t, parts, money.MaxParts)
	for _, n := range []int{-1, 0, money.MaxParts + 1, math.MaxInt} {
		_, err = euro.Split(n)
		refusal(t, err, "parts", fault.RuleRange)
	}
}
