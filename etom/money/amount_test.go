package money_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestMinorUnits_are_the_same_number_as_the_amount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, units := currency().Draw(t, "currency"), rapid.Int64Min(-math.MaxInt64).Draw(t, "units")
		a, err := money.FromMinor(units, c)
		agrees(t, new(big.Rat).SetFrac(big.NewInt(units), tenTo(c.Digits())), c, a, err)
		back, err := a.MinorUnits()
		require.NoError(t, err)
		require.Equal(t, units, back)
	})

	least, err := money.FromMinor(math.MinInt64, money.MustCurrency("JPY"))
	require.NoError(t, err)
	assert.Equal(t, "-9223372036854775808 JPY", least.String())
	_, err = least.MinorUnits()
	refusal(t, err, "amount", fault.RuleRange)
	_, err = money.Must("92233720368547758.08 EUR").MinorUnits()
	refusal(t, err, "amount", fault.RuleRange)
	_, err = money.Must("0.001 EUR").MinorUnits()
	refusal(t, err, "amount", fault.RuleRange)
}

func TestDecimal_there_and_back_is_the_same(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAmount().Draw(t, "a")
		d := a.Decimal()
		require.True(t, d.Equal(decimal.RequireFromString(a.Number())))
		zeros := rapid.Int32Range(0, 50).Draw(t, "zeros")
		longer := decimal.NewFromBigInt(new(big.Int).Mul(d.Coefficient(), tenTo(int(zeros))), d.Exponent()-zeros)
		back, err := money.FromDecimal(longer, a.Currency())
		require.NoError(t, err)
		require.Equal(t, a, back)
	})
}

func TestFromDecimal_is_exact_or_refuses(t *testing.T) {
	t.Parallel()
	euro := money.MustCurrency("EUR")
	rapid.Check(t, func(t *rapid.T) {
		coefficient, _ := new(big.Int).SetString(number(45, 0).Draw(t, "coefficient"), 10)
		d := decimal.NewFromBigInt(coefficient, rapid.Int32Range(-60, 60).Draw(t, "exponent"))
		got, err := money.FromDecimal(d, euro)
		agrees(t, d.Rat(), euro, got, err)
	})

	for name, d := range map[string]decimal.Decimal{
		"the largest exponent":      decimal.New(1, math.MaxInt32),
		"the smallest exponent":     decimal.New(-1, math.MinInt32),
		"a hundred thousand digits": decimal.NewFromBigInt(tenTo(100_000).Sub(tenTo(100_000), big.NewInt(1)), -50_000),
	} {
		_, err := money.FromDecimal(d, euro)
		var overflow *money.OverflowError
		require.ErrorAs(t, err, &overflow, name)
	}
	for _, most := range []string{strings.Repeat("9", 36) + ".99", "-0." + strings.Repeat("12", 19), "1" + strings.Repeat("0", 35)} {
		got, err := money.FromDecimal(decimal.RequireFromString(most), euro)
		require.NoError(t, err, "38 digits are not too many")
		assert.Equal(t, money.Must(most+" EUR"), got)
		assert.Equal(t, ratOf(most), ratOf(got.Number()))
	}
	zero, err := money.FromDecimal(decimal.New(0, math.MaxInt32), euro)
	require.NoError(t, err)
	assert.Equal(t, money.Must("0.00 EUR"), zero)
	_, err = money.FromDecimal(decimal.NewFromInt(1), money.Currency{})
	refusal(t, err, "currency", fault.RuleRequired)
	nothing, err := money.FromDecimal(decimal.Decimal{}, money.Currency{})
	require.NoError(t, err)
	assert.Equal(t, money.Amount{}, nothing)
}

func TestAmount_is_a_value_that_maps_and_comparisons_understand(t *testing.T) {
	t.Parallel()
	owed := map[money.Amount]string{money.Must("12.34 EUR"): "here"}
	a, err := money.Must("12.3400 EUR").Times(1)
	require.NoError(t, err)
	assert.Equal(t, "here", owed[a])
	assert.NotEqual(t, money.Must("0.00 EUR"), money.Must("0.00 USD"))
	assert.Equal(t, money.MustCurrency("EUR"), a.Currency())
	assert.Equal(t, "12.34", a.Number())
	assert.Equal(t, strings.Repeat("9", 36)+".99", money.Must(strings.Repeat("9", 36)+".99 EUR").Number())
}
