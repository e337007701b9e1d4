package sample_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/sla/sample"
)

func TestValue_isRoundedOnlyToRead(t *testing.T) {
	t.Parallel()
	almost := sample.Value{Num: 99_999, Den: 100_000}
	tests := []struct {
		value  sample.Value
		digits int
		mode   money.Mode
		want   string
	}{
		{almost, 2, money.HalfUp, "100.00"},
		{almost, 2, money.Down, "99.99"},
		{almost, 3, money.HalfUp, "99.999"},
		{sample.Value{Num: 1, Den: 8}, 0, money.HalfUp, "13"},
		{sample.Value{Num: 1, Den: 8}, 0, money.HalfEven, "12"},
		{sample.Value{Num: 1, Den: 8}, 0, money.Up, "13"},
		{sample.Value{Num: 3, Den: 8}, 0, money.HalfEven, "38"},
		{sample.Value{Num: 1, Den: 8, More: true}, 0, money.HalfEven, "13"},
		{sample.Value{Num: 1, Den: 100, More: true}, 0, money.Up, "2"},
		{sample.Value{}, 1, money.Up, "0.0"},
	}
	for _, test := range tests {
		got, err := test.value.Percent(test.digits, test.mode)
		require.NoError(t, err)
		assert.Equal(t, test.want, got, "%+v", test)
	}
	half, err := sample.Value{Num: 25, Den: 2}.Decimal(1, money.HalfUp)
	require.NoError(t, err)
	assert.Equal(t, "12.5", half)
	for _, digits := range []int{-1, sample.MaxDecimal + 1} {
		_, err := almost.Decimal(digits, money.HalfUp)
		assert.ErrorIs(t, err, fault.ErrInvalid)
	}
	_, err = almost.Percent(2, money.Mode(9))
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

func TestValue_comparesExactly(t *testing.T) {
	t.Parallel()
	edge := sample.Value{Num: 999, Den: 1000}
	assert.Zero(t, edge.Cmp(money.MustQuantity("0.999")))
	assert.Zero(t, edge.CmpRate(money.MustRate("99.9%")))
	assert.Positive(t, edge.Cmp(money.MustQuantity("0.998999999999999999")))
	assert.Negative(t, edge.CmpRate(money.MustRate("99.9000000000000001%")))
	edge.More = true
	assert.Positive(t, edge.Cmp(money.MustQuantity("0.999")))
	assert.Negative(t, edge.Cmp(money.MustQuantity("0.999000000000000001")))
	assert.Zero(t, sample.Value{}.Cmp(money.Count(0)))
}

func TestValue_asJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(sample.Value{Num: 2, Den: 3})
	require.NoError(t, err)
	assert.JSONEq(t, `{"num":2,"den":3}`, string(text))
}

// A mean of slots' ratios with denominators that have nothing in common: the value is cut off, the comparison is exact.
func TestMeanOfSlots_withAThousandDenominators(t *testing.T) {
	t.Parallel()
	r := sample.Rule{Kind: sample.MeanOfSlots, Slot: minutes(1), Missing: sample.LeftOut}
	var counts []sample.Count
	sum := new(big.Rat)
	for i := range int64(1500) {
		n := sample.Count{At: day.Start().Add(time.Duration(i) * time.Minute), Good: 1_000_000 + i, Total: 1_000_003 + 2*i}
		counts = append(counts, n)
		sum.Add(sum, big.NewRat(n.Good, n.Total))
	}
	f, err := sample.EvaluateCounts(requests, r, day, counts, day.End())
	require.NoError(t, err)
	want := sum.Quo(sum, big.NewRat(1500, 1))
	assert.True(t, f.Value.More)
	assert.Equal(t, want.FloatString(15), f.Value.Rat().FloatString(15))
	for _, nudge := range []int64{0, 1} {
		cut := new(big.Int).Quo(new(big.Int).Mul(want.Num(), big.NewInt(1e18)), want.Denom())
		target := new(big.Rat).SetFrac(cut.Add(cut, big.NewInt(nudge)), big.NewInt(1e18))
		assert.Equal(t, want.Cmp(target), f.Value.Cmp(money.MustQuantity(target.FloatString(18))))
	}
}

// Its like with denominators that go into 10^18 is exact still.
func TestMeanOfSlots_withDenominatorsThatComeOut(t *testing.T) {
	t.Parallel()
	r := sample.Rule{Kind: sample.MeanOfSlots, Slot: minutes(1), Missing: sample.LeftOut}
	var counts []sample.Count
	sum := new(big.Rat)
	for i, total := range []int64{1e17, 5e16, 25e15, 2e16, 125e14} {
		counts = append(counts, sample.Count{At: at(0, i), Good: 3, Total: total})
		sum.Add(sum, big.NewRat(3, total))
	}
	f, err := sample.EvaluateCounts(requests, r, day, counts, day.End())
	require.NoError(t, err)
	assert.False(t, f.Value.More)
	assert.Zero(t, f.Value.Rat().Cmp(sum.Quo(sum, big.NewRat(5, 1))))
}

// A mean that is the bound, and one beside it.
func TestCondition_atTheEdge(t *testing.T) {
	t.Parallel()
	for operator, want := range map[sample.Operator][]int64{ // of 85.45, 85.5 and 85.55
		sample.Less: {1, 0, 0}, sample.LessOrEqual: {1, 1, 0}, sample.GreaterOrEqual: {0, 1, 1}, sample.Greater: {0, 0, 1},
	} {
		r := sample.Rule{Kind: sample.Timeslices, Slot: minutes(1500), Of: sample.OfMean, Missing: sample.LeftOut, Operator: operator, Bound: quantity("85.5")}
		for i, want := range want {
			f, err := sample.Evaluate(latency, r, day, every(850, 859+int64(i)), day.End())
			require.NoError(t, err)
			assert.Equal(t, want, f.Value.Num, "%s %d", operator, i)
		}
	}
}

// Operators and bounds in whole numbers are what fractions say.
func TestCondition_isExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bound := big.NewRat(rapid.Int64Range(1, 4_999_999).Draw(t, "bound"), 10_000).FloatString(4)
		value := rapid.OneOf(rapid.Int64Range(0, 5000), rapid.Just(int64(math.MaxInt64))).Draw(t, "value")
		operator := rapid.SampledFrom([]sample.Operator{sample.Less, sample.LessOrEqual, sample.GreaterOrEqual, sample.Greater}).Draw(t, "operator")
		rules := []sample.Rule{
			{Kind: sample.Share, By: sample.Samples, Every: minutes(1), Missing: sample.LeftOut, Operator: operator, Bound: quantity(bound)},
			{Kind: sample.Timeslices, Slot: minutes(1500), Of: sample.OfMean, Missing: sample.LeftOut, Operator: operator, Bound: quantity(bound)},
		}
		for _, r := range rules {
			f, err := sample.Evaluate(latency, r, day, every(value), day.End())
			require.NoError(t, err)
			o := oracle{terms: terms{latency, r}}
			require.Equal(t, o.holds(o.value(value)), f.Value.Num == 1, "%d %s %s", value, operator, bound)
		}
	})
}
