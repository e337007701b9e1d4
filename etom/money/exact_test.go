package money_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// exactOracle is an exact value and the same in math/big.
type exactOracle struct {
	exact money.Exact
	want  *big.Rat
}

// exactIn draws shares of small amounts: those of days, of seconds, and any.
func exactIn(c money.Currency) *rapid.Generator[exactOracle] {
	return rapid.Custom(func(t *rapid.T) exactOracle {
		a := smallIn(c).Draw(t, "amount")
		n := rapid.Int64Range(-100_000, 100_000).Draw(t, "numerator")
		d := rapid.OneOf(rapid.SampledFrom([]int64{1, 28, 29, 30, 31, 60, 360, 365, 366, 3600, -7}), rapid.Int64Range(1, 10_000)).Draw(t, "denominator")
		e, err := a.Share(n, d)
		require.NoError(t, err)
		want := new(big.Rat).Mul(ratOf(a.Number()), big.NewRat(n, d))
		return exactOracle{e, want}
	})
}

// same asks for the wanted number: times its denominator, the exact value is a whole amount.
func same(t require.TestingT, want *big.Rat, c money.Currency, got money.Exact) {
	whole, err := got.Share(want.Denom().Int64(), 1)
	require.NoError(t, err)
	amount, err := money.New(want.Num().String(), c)
	require.NoError(t, err)
	require.Equal(t, amount.Exact(), whole, "%s must be %s", got, want)
}

func TestExact_every_operation_is_exact_and_is_rounded_once(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := currency().Draw(t, "currency")
		a, b := exactIn(c).Draw(t, "a"), exactIn(c).Draw(t, "b")
		r, q := rapid.SampledFrom([]string{"19%", "7%", "-5%", "0.5%", "0%"}).Draw(t, "rate"), rapid.SampledFrom([]string{"2.5", "-3", "0.0417"}).Draw(t, "quantity")

		sum, err := a.exact.Add(b.exact)
		require.NoError(t, err)
		same(t, new(big.Rat).Add(a.want, b.want), c, sum)
		less, err := a.exact.Sub(b.exact)
		require.NoError(t, err)
		same(t, new(big.Rat).Sub(a.want, b.want), c, less)
		of, err := a.exact.TimesRate(money.MustRate(r))
		require.NoError(t, err)
		same(t, new(big.Rat).Mul(a.want, ratOfRate(money.MustRate(r))), c, of)
		many, err := a.exact.TimesQuantity(money.MustQuantity(q))
		require.NoError(t, err)
		same(t, new(big.Rat).Mul(a.want, ratOf(q)), c, many)
		net, err := a.exact.Without(money.MustRate(r))
		require.NoError(t, err)
		same(t, new(big.Rat).Quo(a.want, new(big.Rat).Add(big.NewRat(1, 1), ratOfRate(money.MustRate(r)))), c, net)

		order, err := a.exact.Cmp(b.exact)
		require.NoError(t, err)
		require.Equal(t, a.want.Cmp(b.want), order)
		require.Equal(t, order == 0, a.exact == b.exact, "%s and %s: equal values have the same form", a.exact, b.exact)

		mode, digits := rapid.SampledFrom(modes).Draw(t, "mode"), rapid.IntRange(0, 8).Draw(t, "digits")
		to, err := a.exact.RoundTo(digits, mode)
		require.NoError(t, err)
		require.Equal(t, rounded(a.want, digits, mode).RatString(), ratOf(to.Number()).RatString())
		minor, err := a.exact.Round(mode)
		require.NoError(t, err)
		require.Equal(t, rounded(a.want, c.Digits(), mode).RatString(), ratOf(minor.Number()).RatString())
	})
}

func TestExact_parts_add_up_to_the_whole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := currency().Draw(t, "currency")
		a, days := smallIn(c).Draw(t, "amount"), rapid.Int64Range(1, 400).Draw(t, "days")
		var sum money.Exact
		for range days {
			day, err := a.Share(1, days)
			require.NoError(t, err)
			sum, err = sum.Add(day)
			require.NoError(t, err)
		}
		require.Equal(t, a.Exact(), sum)
	})
}

func TestExact_is_stored_and_read_back(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := exactIn(currency().Draw(t, "currency")).Draw(t, "exact").exact
		text, err := json.Marshal(e)
		require.NoError(t, err)
		var back money.Exact
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, e, back)
	})
}

func TestExact_as_text(t *testing.T) {
	t.Parallel()
	e, err := money.Must("490.00 EUR").Share(17, 31)
	require.NoError(t, err)
	assert.Equal(t, "8330.00 EUR/31", e.String())
	text, err := json.Marshal(e)
	require.NoError(t, err)
	assert.JSONEq(t, `{"amount":"8330.00","currency":"EUR","over":31}`, string(text))

	half, err := money.Must("490.00 EUR").Share(15, 30)
	require.NoError(t, err)
	assert.Equal(t, money.Must("245.00 EUR").Exact(), half, "what needs no divisor has none")
}

func TestExact_bad_input_is_an_error_and_changes_nothing(t *testing.T) {
	t.Parallel()
	one := money.Must("1.00 EUR")
	_, err := one.Share(1, 0)
	require.ErrorIs(t, err, fault.ErrInvalid)
	third, err := one.Share(1, 3)
	require.NoError(t, err)
	_, err = third.Add(money.Must("1.00 USD").Exact())
	var mixed *money.MismatchError
	require.ErrorAs(t, err, &mixed)
	_, err = third.Without(money.MustRate("-100%"))
	require.ErrorIs(t, err, fault.ErrInvalid)
	_, err = third.RoundTo(-1, money.HalfUp)
	require.ErrorIs(t, err, fault.ErrInvalid)

	huge, err := money.Must("99999999999999999999999999999999999.99 EUR").Share(1, 7)
	require.NoError(t, err)
	_, err = huge.Share(1_000_003, 1)
	var overflow *money.OverflowError
	require.ErrorAs(t, err, &overflow)
	fine := third
	for _, prime := range []int64{999_999_937, 999_999_929, 999_999_893} {
		if fine, err = fine.Share(1, prime); err != nil {
			break
		}
	}
	require.ErrorAs(t, err, &overflow, "a divisor has an end too")

	for _, text := range []string{`{"amount":"1.00","currency":"EUR","over":0}`, `{"amount":"1.00","currency":"EUR","over":-3}`, `{"over":3}`, `7`} {
		kept := third
		require.ErrorIs(t, json.Unmarshal([]byte(text), &kept), fault.ErrInvalid, text)
		assert.Equal(t, third, kept)
	}
	kept := third
	require.NoError(t, json.Unmarshal([]byte("null"), &kept))
	assert.Equal(t, third, kept)
}

func BenchmarkExact(b *testing.B) {
	fee, rate := money.Must("490.00 EUR"), money.MustRate("5%")
	for b.Loop() {
		share, _ := fee.Share(17, 31)
		off, _ := share.TimesRate(rate)
		net, _ := share.Sub(off)
		_, _ = net.Round(money.HalfUp)
	}
}
