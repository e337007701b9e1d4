package money_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestRate_is_a_percentage_or_a_factor(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"19%":                   "19%",
		"0.19":                  "19%",
		"0.190":                 "19%",
		"19.00%":                "19%",
		"19":                    "1900%",
		"8.875%":                "8.875%",
		"0.5%":                  "0.5%",
		"0.005":                 "0.5%",
		"-5%":                   "-5%",
		"-0%":                   "0%",
		"100%":                  "100%",
		"1.5":                   "150%",
		"0.123456789":           "12.3456789%",
		"0.000000000000000001":  "0.0000000000000001%",
		"9.999999999999999999":  "999.9999999999999999%",
		"9999999999999999999":   "999999999999999999900%",
		"-9999999999999999999%": "-9999999999999999999%",
	} {
		r, err := money.ParseRate(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, r.String(), in)
	}
	assert.Equal(t, money.Rate{}, money.MustRate("0%"))
	assert.True(t, money.MustRate("19%") == money.MustRate("0.19"))
}

func TestRate_and_Quantity_refuse_other_texts(t *testing.T) {
	t.Parallel()
	for in, rule := range map[string]string{
		"":                       fault.RuleFormat,
		"%":                      fault.RuleFormat,
		"19 %":                   fault.RuleFormat,
		"19%%":                   fault.RuleFormat,
		"0,19":                   fault.RuleFormat,
		".19":                    fault.RuleFormat,
		"19.%":                   fault.RuleFormat,
		"+19%":                   fault.RuleFormat,
		"--19":                   fault.RuleFormat,
		"1e2":                    fault.RuleFormat,
		"019%":                   fault.RuleFormat,
		"NaN":                    fault.RuleFormat,
		"10000000000000000000":   fault.RuleRange, // 20 digits
		"0.0000000000000000001":  fault.RuleRange, // 19 behind the point
		"1.00000000000000000001": fault.RuleRange,
	} {
		_, err := money.ParseRate(in)
		refusal(t, err, "rate", rule)
		_, err = money.ParseQuantity(in)
		refusal(t, err, "quantity", rule)
	}
	_, err := money.ParseQuantity("19%")
	refusal(t, err, "quantity", fault.RuleFormat)
	assert.Panics(t, func() { money.MustRate("x") })
	assert.Panics(t, func() { money.MustQuantity("x") })
}

func factorFits(r *big.Rat) bool {
	places, finite := r.FloatPrec()
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(tenTo(places)))
	return finite && places <= 18 && scaled.Num().CmpAbs(tenTo(19)) < 0
}

func TestRate_arithmetic_is_exact(t *testing.T) {
	t.Parallel()
	agree := func(t *rapid.T, want *big.Rat, got money.Rate, err error) {
		if !factorFits(want) {
			refusalOf(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want.RatString(), ratOfRate(got).RatString())
		require.Equal(t, money.MustRate(want.FloatString(18)), got)
	}
	rapid.Check(t, func(t *rapid.T) {
		r, s := rate().Draw(t, "r"), rate().Draw(t, "s")
		sum, err := r.Add(s)
		agree(t, new(big.Rat).Add(ratOfRate(r), ratOfRate(s)), sum, err)
		difference, err := r.Sub(s)
		agree(t, new(big.Rat).Sub(ratOfRate(r), ratOfRate(s)), difference, err)
		require.Equal(t, ratOfRate(r).Cmp(ratOfRate(s)), r.Cmp(s))
		require.Equal(t, ratOfRate(r).Sign(), r.Sign())

		text, err := r.MarshalText()
		require.NoError(t, err)
		var back money.Rate
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, r, back)
	})
	var unchanged money.Rate
	require.Error(t, unchanged.UnmarshalText([]byte("x")))
	assert.Equal(t, money.Rate{}, unchanged)
}

func TestQuantity_arithmetic_is_exact(t *testing.T) {
	t.Parallel()
	agree := func(t *rapid.T, want *big.Rat, got money.Quantity, err error) {
		if !factorFits(want) {
			refusalOf(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want.RatString(), ratOf(got.String()).RatString())
		require.Equal(t, money.MustQuantity(want.FloatString(18)), got)
	}
	rapid.Check(t, func(t *rapid.T) {
		q, p := quantity().Draw(t, "q"), quantity().Draw(t, "p")
		a, b := ratOf(q.String()), ratOf(p.String())
		sum, err := q.Add(p)
		agree(t, new(big.Rat).Add(a, b), sum, err)
		difference, err := q.Sub(p)
		agree(t, new(big.Rat).Sub(a, b), difference, err)
		require.Equal(t, a.Cmp(b), q.Cmp(p))
		require.Equal(t, a.Sign(), q.Sign())

		text, err := q.MarshalText()
		require.NoError(t, err)
		var back money.Quantity
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, q, back)

		n := rapid.Int64().Draw(t, "n")
		agree(t, new(big.Rat).SetInt64(n), money.Count(n), nil)
	})
	assert.Equal(t, "-9223372036854775808", money.Count(math.MinInt64).String())
	var unchanged money.Quantity
	require.Error(t, unchanged.UnmarshalText([]byte("x")))
	assert.Equal(t, money.Quantity{}, unchanged)
}

func refusalOf(t *rapid.T, err error) {
	var overflow *money.OverflowError
	require.ErrorAs(t, err, &overflow)
	require.ErrorIs(t, err, fault.ErrInvalid)
}
