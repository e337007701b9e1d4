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

// The summary table of java.math.RoundingMode, Java SE 17 API, whose HALF_UP, HALF_EVEN, UP and DOWN are ours; it rounds to
// whole numbers, as yen are.
func TestRound_as_the_table_of_java_math_RoundingMode_says(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ in, up, down, halfUp, halfEven string }{
		{"5.5", "6", "5", "6", "6"},
		{"2.5", "3", "2", "3", "2"},
		{"1.6", "2", "1", "2", "2"},
		{"1.1", "2", "1", "1", "1"},
		{"1.0", "1", "1", "1", "1"},
		{"-1.0", "-1", "-1", "-1", "-1"},
		{"-1.1", "-2", "-1", "-1", "-1"},
		{"-1.6", "-2", "-1", "-2", "-2"},
		{"-2.5", "-3", "-2", "-3", "-2"},
		{"-5.5", "-6", "-5", "-6", "-6"},
	} {
		for mode, want := range map[money.Mode]string{money.Up: row.up, money.Down: row.down, money.HalfUp: row.halfUp, money.HalfEven: row.halfEven} {
			got, err := money.Must(row.in + " JPY").Round(mode)
			require.NoError(t, err)
			assert.Equal(t, want+" JPY", got.String(), "%s %s", row.in, mode)
		}
	}
}

// What float64 and rounding twice get wrong: CGRateS's Round gives -1.01, -0.01, 1 and 0.28 for the first four.
func TestRound_cases_that_others_get_wrong(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"-1.004 EUR":                         "-1.00 EUR",
		"-0.001 EUR":                         "0.00 EUR",
		"1.005 EUR":                          "1.01 EUR",
		"0.285 EUR":                          "0.29 EUR",
		"-0.005 EUR":                         "-0.01 EUR",
		"1.4449999999999999999 EUR":          "1.44 EUR",
		"0.0049999999999999999999999999 EUR": "0.00 EUR",
		"0.0050000000000000000000000001 EUR": "0.01 EUR",
	} {
		got, err := money.Must(in).Round(money.HalfUp)
		require.NoError(t, err)
		assert.Equal(t, want, got.String(), in)
	}
}

func TestRound_agrees_with_big_numbers(t *testing.T) {
	t.Parallel()
	t.Run("to minor units", rapid.MakeCheck(func(t *rapid.T) {
		a, mode := anyAmount().Draw(t, "a"), mode().Draw(t, "mode")
		got, err := a.Round(mode)
		agrees(t, rounded(ratOf(a.Number()), a.Currency().Digits(), mode), a.Currency(), got, err)
	}))
	t.Run("to any digits", rapid.MakeCheck(func(t *rapid.T) {
		a, mode := anyAmount().Draw(t, "a"), mode().Draw(t, "mode")
		digits := rapid.IntRange(0, 38).Draw(t, "digits")
		got, err := a.RoundTo(digits, mode)
		agrees(t, rounded(ratOf(a.Number()), digits, mode), a.Currency(), got, err)
	}))
	t.Run("exactly at and beside a half", rapid.MakeCheck(func(t *rapid.T) {
		c := currency().Draw(t, "currency")
		places := rapid.IntRange(c.Digits()+1, 30).Draw(t, "places")
		whole := ratOf(number(8, c.Digits()).Draw(t, "whole"))
		half := new(big.Rat).SetFrac(big.NewInt(5), tenTo(c.Digits()+1))
		beside := new(big.Rat).SetFrac(big.NewInt(rapid.Int64Range(-1, 1).Draw(t, "beside")), tenTo(places))
		v := whole.Add(whole, half.Add(half, beside))
		a, err := money.New(v.FloatString(places), c)
		require.NoError(t, err)
		mode := mode().Draw(t, "mode")
		got, err := a.Round(mode)
		agrees(t, rounded(v, c.Digits(), mode), c, got, err)
	}))
}

func TestRound_twice_changes_nothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, mode, other := anyAmount().Draw(t, "a"), mode().Draw(t, "mode"), mode().Draw(t, "other")
		once, err := a.Round(mode)
		require.NoError(t, err)
		twice, err := once.Round(other)
		require.NoError(t, err)
		require.Equal(t, once, twice)

		mirrored, err := a.Neg().Round(mode)
		require.NoError(t, err)
		require.Equal(t, once.Neg(), mirrored, "a credit note rounds as its invoice")
	})
}

func TestRoundTo_fewer_digits_than_the_currency(t *testing.T) {
	t.Parallel()
	got, err := money.Must("12.50 EUR").RoundTo(0, money.HalfUp)
	require.NoError(t, err)
	assert.Equal(t, "13.00 EUR", got.String())

	for _, digits := range []int{-1, 39} {
		_, err = money.Must("12.50 EUR").RoundTo(digits, money.HalfUp)
		refusal(t, err, "digits", fault.RuleRange)
	}
}

func TestMode_none_is_refused_everywhere(t *testing.T) {
	t.Parallel()
	none, a := money.Mode(4), money.Must("1.00 EUR")
	_, round := a.Round(none)
	_, roundTo := a.RoundTo(0, none)
	_, percent := a.Percent(money.MustRate("1%"), none)
	_, fraction := a.Fraction(1, 3, none)
	_, without := a.Without(money.MustRate("1%"), none)
	_, text := none.MarshalText()
	var m money.Mode
	for _, err := range []error{round, roundTo, percent, fraction, without, text, m.UnmarshalText([]byte("bankers"))} {
		refusal(t, err, "mode", fault.RuleUnknown)
	}
	assert.Equal(t, "Mode(4)", none.String())
}

func TestMode_stands_on_documents_as_text(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(modes)
	require.NoError(t, err)
	assert.JSONEq(t, `["half-up","half-even","up","down"]`, string(body))
	var back []money.Mode
	require.NoError(t, json.Unmarshal(body, &back))
	assert.Equal(t, modes, back)

	var zero money.Mode
	assert.Equal(t, money.HalfUp, zero)
}
