package money

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// together is the currency of two amounts; nothing in no currency goes with every other.
func together(a, b Amount, verb string) (Currency, error) {
	switch {
	case a.currency == b.currency, b.currency == Currency{}:
		return a.currency, nil
	case a.currency == Currency{}:
		return b.currency, nil
	default:
		return Currency{}, &MismatchError{Operation: fmt.Sprintf("%s %s %s", a, verb, b), A: a.currency, B: b.currency}
	}
}

// Add is a + b. Errors: *MismatchError, *OverflowError.
func (a Amount) Add(b Amount) (Amount, error) { return a.plus(b.number(), b, "plus") }

// Sub is a - b. Errors: *MismatchError, *OverflowError.
func (a Amount) Sub(b Amount) (Amount, error) { return a.plus(b.number().negated(), b, "minus") }

func (a Amount) plus(n dec, b Amount, verb string) (Amount, error) {
	c, err := together(a, b, verb)
	if err != nil {
		return Amount{}, err
	}
	sum, ok := a.number().plus(n, c.Digits())
	if !ok {
		return Amount{}, overflow("%s %s %s", a, verb, b)
	}
	return amountIn(sum, c), nil
}

// Sum adds amounts up; the sum of none is the zero value. Errors: *MismatchError, *OverflowError.
func Sum(amounts ...Amount) (Amount, error) {
	var sum Amount
	for _, a := range amounts {
		var err error
		if sum, err = sum.Add(a); err != nil {
			return Amount{}, err
		}
	}
	return sum, nil
}

// Cmp is -1 if a is less than b, 0 if they are equal, 1 if a is more. Error: *MismatchError.
func (a Amount) Cmp(b Amount) (int, error) {
	if _, err := together(a, b, "compared with"); err != nil {
		return 0, err
	}
	return a.number().cmp(b.number()), nil
}

// Times is a × n, exactly. Error: *OverflowError.
func (a Amount) Times(n int64) (Amount, error) {
	magnitude, neg := split(n)
	product, ok := a.number().times(dec{mag: u128{lo: magnitude}, neg: neg}, a.currency.Digits())
	if !ok {
		return Amount{}, overflow("%s times %d", a, n)
	}
	return amountIn(product, a.currency), nil
}

// TimesQuantity is a × q, exactly: 0.0123 EUR for 2.5 GB is 0.03075 EUR. Error: *OverflowError.
func (a Amount) TimesQuantity(q Quantity) (Amount, error) {
	product, ok := a.number().times(q.number, a.currency.Digits())
	if !ok {
		return Amount{}, overflow("%s times %s", a, q)
	}
	return amountIn(product, a.currency), nil
}

// TimesRate is a × r, exactly, for what is rounded later: 19% of 0.99 EUR is 0.1881 EUR. Error: *OverflowError.
func (a Amount) TimesRate(r Rate) (Amount, error) {
	product, ok := a.number().times(r.number, a.currency.Digits())
	if !ok {
		return Amount{}, overflow("%s of %s", r, a)
	}
	return amountIn(product, a.currency), nil
}

// Percent is TimesRate and Round in one: 19% of 0.99 EUR, half up, is 0.19 EUR. Errors: *OverflowError, and
// fault.ErrInvalid for a mode that is none.
func (a Amount) Percent(r Rate, mode Mode) (Amount, error) {
	if err := mode.check(); err != nil {
		return Amount{}, err
	}
	neg, least := a.neg != r.number.neg, a.currency.Digits()
	cut := int(a.places+r.number.places) - least
	share, ok := divided(neg, a.mag.mul(r.number.mag.lo), 1, cut, mode, least)
	if !ok {
		return Amount{}, overflow("%s of %s", r, a)
	}
	return amountIn(share, a.currency), nil
}

// Fraction is a × numerator / denominator, rounded to the minor unit: 10 of 31 days of a monthly fee. Parts rounded one by
// one need not add up to the whole; see Allocate. Errors: *OverflowError, and fault.ErrInvalid for a denominator of 0 or a
// mode that is none.
func (a Amount) Fraction(numerator, denominator int64, mode Mode) (Amount, error) {
	if err := mode.check(); err != nil {
		return Amount{}, err
	}
	if denominator == 0 {
		return Amount{}, invalid("denominator", fault.RuleRange, fmt.Sprintf("cannot divide %s by 0", a))
	}
	above, neg := split(numerator)
	below, negBelow := split(denominator)
	neg = neg != negBelow != a.neg
	least := a.currency.Digits()
	share, ok := divided(neg, a.mag.mul(above), below, int(a.places)-least, mode, least)
	if !ok {
		return Amount{}, overflow("%d/%d of %s", numerator, denominator, a)
	}
	return amountIn(share, a.currency), nil
}

// Without is what a was before a rate was added to it, a / (100% + r), rounded to the minor unit: the net amount in a
// gross one, 100.00 EUR in 119.00 EUR with 19%. Errors: *OverflowError, and fault.ErrInvalid for a rate of -100% or less
// or a mode that is none.
func (a Amount) Without(r Rate, mode Mode) (Amount, error) {
	if err := mode.check(); err != nil {
		return Amount{}, err
	}
	whole, divisor, ok := without(r)
	if !ok {
		return Amount{}, notWithout(r, a)
	}
	least := a.currency.Digits()
	net, ok := divided(a.neg, a.mag.mul(whole), divisor, int(a.places)-least, mode, least)
	if !ok {
		return Amount{}, overflow("%s without %s", a, r)
	}
	return amountIn(net, a.currency), nil
}

// without is 1 and 100% + r, both times the same power of ten; ok is false if r is -100% or less. The second is below 2^64, as a factor
// has at most 19 digits, 18 of them behind the point.
func without(r Rate) (whole, divisor uint64, ok bool) {
	whole = pow10[r.number.places]
	if !r.number.neg {
		return whole, whole + r.number.mag.lo, true
	}
	return whole, whole - r.number.mag.lo, r.number.mag.lo < whole
}

func notWithout(r Rate, of fmt.Stringer) error {
	return invalid("rate", fault.RuleRange, fmt.Sprintf("cannot take %s out of %s; the rate must be above -100%%", r, of))
}
