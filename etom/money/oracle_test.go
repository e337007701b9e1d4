package money_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The oracle: the same in math/big, which knows no bounds.

var modes = []money.Mode{money.HalfUp, money.HalfEven, money.Up, money.Down}

// codes have minor units of 0, 2, 3 and 4 digits.
var codes = []string{"EUR", "JPY", "KWD", "CLF"}

func ratOf(number string) *big.Rat {
	r, ok := new(big.Rat).SetString(number)
	if !ok {
		panic(number)
	}
	return r
}

func ratOfRate(r money.Rate) *big.Rat {
	percent := r.String()
	return new(big.Rat).Quo(ratOf(percent[:len(percent)-1]), ratOf("100"))
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// fits reports whether 38 digits are enough, with at least so many behind the point.
func fits(r *big.Rat, least int) bool {
	places, finite := r.FloatPrec()
	places = max(places, least)
	if !finite || places > 38 {
		return false
	}
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(tenTo(places)))
	return scaled.Num().CmpAbs(tenTo(38)) < 0
}

// rounded rounds by the book: the two neighbours, the distance to each, and what the mode says.
func rounded(r *big.Rat, digits int, mode money.Mode) *big.Rat {
	power := tenTo(digits)
	abs := new(big.Rat).Abs(r)
	scaled := new(big.Rat).Mul(abs, new(big.Rat).SetInt(power))
	floor := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	distance := new(big.Rat).Sub(scaled, new(big.Rat).SetInt(floor))
	toHalf := distance.Cmp(big.NewRat(1, 2))
	var away bool
	switch mode {
	case money.HalfUp:
		away = toHalf >= 0
	case money.HalfEven:
		away = toHalf > 0 || toHalf == 0 && floor.Bit(0) == 1
	case money.Up:
		away = distance.Sign() > 0
	case money.Down:
	}
	if away {
		floor.Add(floor, big.NewInt(1))
	}
	result := new(big.Rat).SetFrac(floor, power)
	if r.Sign() < 0 {
		result.Neg(result)
	}
	return result
}

// agrees asks for exactly the wanted number, in its one form; or for an *OverflowError if it does not fit.
func agrees(t require.TestingT, want *big.Rat, c money.Currency, got money.Amount, err error) {
	if !fits(want, c.Digits()) {
		var overflow *money.OverflowError
		require.ErrorAs(t, err, &overflow)
		require.ErrorIs(t, err, fault.ErrInvalid)
		require.Equal(t, money.Amount{}, got)
		return
	}
	require.NoError(t, err)
	require.Equal(t, want.RatString(), ratOf(got.Number()).RatString())
	same, err := money.New(want.FloatString(38), c)
	require.NoError(t, err)
	require.True(t, same == got, "%s and %s must be the same value", same, got)
}

// number draws the text of a number: few or many digits, any place for the point, zeros and nines often.
func number(maxDigits, maxPlaces int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		digits := rapid.OneOf(rapid.IntRange(1, min(6, maxDigits)), rapid.IntRange(1, maxDigits)).Draw(t, "digits")
		places := rapid.IntRange(0, min(digits, maxPlaces)).Draw(t, "places")
		text := make([]byte, 0, digits+3)
		for range digits {
			text = append(text, rapid.SampledFrom([]byte("0123456789000599")).Draw(t, "digit"))
		}
		n, _ := new(big.Int).SetString(string(text), 10)
		if rapid.Bool().Draw(t, "negative") {
			n.Neg(n)
		}
		return new(big.Rat).SetFrac(n, tenTo(places)).FloatString(places)
	})
}

func currency() *rapid.Generator[money.Currency] {
	return rapid.Map(rapid.SampledFrom(codes), money.MustCurrency)
}

// amountIn draws amounts of a currency, small and as large as can be.
func amountIn(c money.Currency) *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		a, err := money.New(number(38-c.Digits(), 38).Draw(t, "number"), c)
		require.NoError(t, err)
		return a
	})
}

// smallIn draws amounts of which a few may be added and multiplied without running out of digits.
func smallIn(c money.Currency) *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount {
		a, err := money.New(number(15, 6).Draw(t, "number"), c)
		require.NoError(t, err)
		return a
	})
}

func anyAmount() *rapid.Generator[money.Amount] {
	return rapid.Custom(func(t *rapid.T) money.Amount { return amountIn(currency().Draw(t, "currency")).Draw(t, "amount") })
}

// pair draws two amounts of one currency.
func pair(t *rapid.T) (c money.Currency, a, b money.Amount) {
	c = currency().Draw(t, "currency")
	return c, amountIn(c).Draw(t, "a"), amountIn(c).Draw(t, "b")
}

func rate() *rapid.Generator[money.Rate] {
	return rapid.Map(number(19, 18), money.MustRate)
}

func quantity() *rapid.Generator[money.Quantity] {
	return rapid.Map(number(19, 18), money.MustQuantity)
}

func mode() *rapid.Generator[money.Mode] { return rapid.SampledFrom(modes) }

// refusal is what a wrong input is answered with: the field and the rule, and nothing else.
func refusal(t *testing.T, err error, path, rule string) {
	t.Helper()
	require.ErrorIs(t, err, fault.ErrInvalid)
	var wrong *fault.Invalid
	require.ErrorAs(t, err, &wrong)
	require.Len(t, wrong.Fields, 1, "%v", err)
	require.Equal(t, path, wrong.Fields[0].Path, "%v", err)
	require.Equal(t, rule, wrong.Fields[0].Rule, "%v", err)
}
