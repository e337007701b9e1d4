package money_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestCalc_keeps_the_first_error(t *testing.T) {
	t.Parallel()
	var c money.Calc
	euro, dollar := money.Must("1.00 EUR"), money.Must("1.00 USD")
	require.Equal(t, money.Must("2.00 EUR"), c.Add(euro, euro))
	require.NoError(t, c.Err())

	assert.Equal(t, money.Amount{}, c.Add(euro, dollar))
	assert.Equal(t, money.Amount{}, c.Fraction(euro, 1, 0, money.HalfUp))
	assert.Equal(t, money.Amount{}, c.Add(euro, euro), "after an error there are no results")
	refusal(t, c.Err(), "currency", fault.RuleCurrency)
}

func TestCalc_does_what_the_methods_do(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		_, a, b := pair(t)
		r, q, mode := rate().Draw(t, "r"), quantity().Draw(t, "q"), mode().Draw(t, "mode")
		n := rapid.Int64().Draw(t, "n")
		digits := rapid.IntRange(-1, 39).Draw(t, "digits")
		for name, both := range map[string][2]func(c *money.Calc) (money.Amount, error){
			"add":            {func(c *money.Calc) (money.Amount, error) { return c.Add(a, b), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Add(b) }},
			"sub":            {func(c *money.Calc) (money.Amount, error) { return c.Sub(a, b), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Sub(b) }},
			"sum":            {func(c *money.Calc) (money.Amount, error) { return c.Sum(a, b, a), c.Err() }, func(*money.Calc) (money.Amount, error) { return money.Sum(a, b, a) }},
			"times":          {func(c *money.Calc) (money.Amount, error) { return c.Times(a, n), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Times(n) }},
			"times quantity": {func(c *money.Calc) (money.Amount, error) { return c.TimesQuantity(a, q), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.TimesQuantity(q) }},
			"times rate":     {func(c *money.Calc) (money.Amount, error) { return c.TimesRate(a, r), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.TimesRate(r) }},
			"percent":        {func(c *money.Calc) (money.Amount, error) { return c.Percent(a, r, mode), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Percent(r, mode) }},
			"fraction":       {func(c *money.Calc) (money.Amount, error) { return c.Fraction(a, n, 31, mode), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Fraction(n, 31, mode) }},
			"without":        {func(c *money.Calc) (money.Amount, error) { return c.Without(a, r, mode), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Without(r, mode) }},
			"round":          {func(c *money.Calc) (money.Amount, error) { return c.Round(a, mode), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.Round(mode) }},
			"round to":       {func(c *money.Calc) (money.Amount, error) { return c.RoundTo(a, digits, mode), c.Err() }, func(*money.Calc) (money.Amount, error) { return a.RoundTo(digits, mode) }},
		} {
			got, gotErr := both[0](new(money.Calc))
			want, wantErr := both[1](nil)
			require.Equal(t, want, got, name)
			require.Equal(t, wantErr, gotErr, name)
		}
	})
}

// line is quantity × price, less a discount, plus tax, each rounded once to the minor unit.
type line struct{ list, discount, net, tax, gross string }

func inMoney(t require.TestingT, price money.Amount, quantity int64, discount, vat money.Rate, mode money.Mode) line {
	var c money.Calc
	list := c.Round(c.Times(price, quantity), mode)
	off := c.Percent(list, discount, mode)
	net := c.Sub(list, off)
	tax := c.Percent(net, vat, mode)
	gross := c.Add(net, tax)
	require.NoError(t, c.Err())
	return line{list.Number(), off.Number(), net.Number(), tax.Number(), gross.Number()}
}

func inDecimal(price decimal.Decimal, quantity int64, discount, vat decimal.Decimal, digits int32, round func(decimal.Decimal, int32) decimal.Decimal) line {
	list := round(price.Mul(decimal.NewFromInt(quantity)), digits)
	off := round(list.Mul(discount), digits)
	net := list.Sub(off)
	tax := round(net.Mul(vat), digits)
	gross := net.Add(tax)
	return line{list.StringFixed(digits), off.StringFixed(digits), net.StringFixed(digits), tax.StringFixed(digits), gross.StringFixed(digits)}
}

func TestLine_is_equal_to_that_of_shopspring(t *testing.T) {
	t.Parallel()
	rounding := map[money.Mode]func(decimal.Decimal, int32) decimal.Decimal{
		money.HalfUp: decimal.Decimal.Round, money.HalfEven: decimal.Decimal.RoundBank,
		money.Up: decimal.Decimal.RoundUp, money.Down: decimal.Decimal.RoundDown,
	}
	percent := func(r money.Rate) decimal.Decimal {
		return decimal.RequireFromString(r.String()[:len(r.String())-1]).Shift(-2)
	}
	rapid.Check(t, func(t *rapid.T) {
		price := smallIn(currency().Draw(t, "currency")).Draw(t, "price")
		quantity := rapid.Int64Range(-1000, 1_000_000).Draw(t, "quantity")
		discount := rapid.Map(number(9, 9), money.MustRate).Draw(t, "discount")
		vat := rapid.Map(number(9, 9), money.MustRate).Draw(t, "vat")
		for mode, round := range rounding {
			require.Equal(t,
				inDecimal(price.Decimal(), quantity, percent(discount), percent(vat), int32(price.Currency().Digits()), round),
				inMoney(t, price, quantity, discount, vat, mode), mode.String())
		}
	})
}

func TestLine_allocates_nothing(t *testing.T) {
	price, discount, vat := money.Must("49.90 EUR"), money.MustRate("10%"), money.MustRate("19%")
	var gross money.Amount
	allocated := testing.AllocsPerRun(100, func() {
		var c money.Calc
		list := c.Times(price, 3)
		net := c.Sub(list, c.Percent(list, discount, money.HalfUp))
		gross = c.Add(net, c.Percent(net, vat, money.HalfUp))
		if c.Err() != nil {
			gross = money.Amount{}
		}
	})
	assert.Zero(t, allocated)
	assert.Equal(t, money.Must("160.33 EUR"), gross)
}
