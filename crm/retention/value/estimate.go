package value

import (
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Estimate makes an amount of what a model says, in units of the currency: the float64 is rounded once, to the minor unit, to the
// nearest, a half to the even neighbour. NaN, infinities and what does not fit are fault.ErrInvalid.
func Estimate(f float64, currency money.Currency) (money.Amount, error) {
	var c fault.Check
	c.That(finite(f), "", fault.RuleRange, "is no number; look at the model's parameters")
	if err := c.Err("value.estimate"); err != nil {
		return money.Amount{}, err
	}
	text := strconv.FormatFloat(f, 'f', currency.Digits(), 64)
	if zero, _ := strconv.ParseFloat(text, 64); zero == 0 {
		return money.New("0", currency)
	}
	return money.New(text, currency)
}

// meanDigits is how finely a mean is read where a model computes with it: far below what a float64 of an amount can tell.
const meanDigits = 12

// Float is an exact mean as a model computes with it, in units of the currency. It is no money any more. What has too many digits
// is fault.ErrInvalid.
func Float(e money.Exact) (float64, error) {
	a, err := e.RoundTo(meanDigits, money.HalfEven)
	if err != nil {
		return 0, err
	}
	return a.Decimal().InexactFloat64(), nil
}

// rate is a rate as a model computes with it: 0.19 for 19%.
func rate(r money.Rate) float64 {
	percent, _ := strconv.ParseFloat(strings.TrimSuffix(r.String(), "%"), 64) // it is a number in any case
	return percent / 100
}
