package money

import (
	"encoding/json"
	"fmt"
	"math/bits"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Exact is what an amount is before it is rounded: an amount divided by a whole number, such as 17 of 31 days of a monthly
// fee, or a call of 47 seconds at a price per minute. A bill keeps its figures exact until the one point where they are
// rounded, so that nothing is rounded twice and parts add up to the whole.
//
// Its form is the only one of its value: == is true for the same number in the same currency, and the divisor is as small as
// it can be and has no factor 2 or 5, which decimals hold by themselves. The zero value is nothing in no currency, as Amount's
// is. What needs more than 38 digits, or a divisor above 2^64, is an *OverflowError. Immutable and safe for concurrent use.
type Exact struct {
	whole  Amount
	beyond uint64 // the divisor less one
}

// Exact is a as it is.
func (a Amount) Exact() Exact { return Exact{whole: a} }

// Share is a × numerator / denominator, exactly. Errors: *OverflowError, and fault.ErrInvalid for a denominator of 0.
func (a Amount) Share(numerator, denominator int64) (Exact, error) {
	return a.Exact().Share(numerator, denominator)
}

func (e Exact) over() uint64 { return e.beyond + 1 }

// Currency is the currency.
func (e Exact) Currency() Currency { return e.whole.currency }

// Sign is -1, 0 or 1.
func (e Exact) Sign() int { return e.whole.Sign() }

// Neg is -e.
func (e Exact) Neg() Exact { return Exact{e.whole.Neg(), e.beyond} }

// Add is e + f. Errors: *MismatchError, *OverflowError.
func (e Exact) Add(f Exact) (Exact, error) {
	if e.beyond == f.beyond {
		sum, err := e.whole.Add(f.whole)
		if err != nil || e.beyond == 0 {
			return Exact{whole: sum}, err
		}
		return e.plus(f, sum, e.over())
	}
	g := gcd(e.over(), f.over())
	hi, over := bits.Mul64(e.over()/g, f.over())
	a, okA := e.whole.number().multiplied(f.over()/g, e.whole.currency.Digits())
	b, okB := f.whole.number().multiplied(e.over()/g, f.whole.currency.Digits())
	if hi != 0 || !okA || !okB {
		return Exact{}, overflow("%s plus %s", e, f)
	}
	sum, err := amountIn(a, e.whole.currency).Add(amountIn(b, f.whole.currency))
	if err != nil {
		return Exact{}, err
	}
	return e.plus(f, sum, over)
}

func (e Exact) plus(f Exact, sum Amount, over uint64) (Exact, error) {
	exact, ok := exactOf(sum, over)
	if !ok {
		return Exact{}, overflow("%s plus %s", e, f)
	}
	return exact, nil
}

// Sub is e - f. Errors: *MismatchError, *OverflowError.
func (e Exact) Sub(f Exact) (Exact, error) { return e.Add(f.Neg()) }

// Cmp is -1 if e is less than f, 0 if they are equal, 1 if e is more. Errors: *MismatchError, *OverflowError.
func (e Exact) Cmp(f Exact) (int, error) {
	difference, err := e.Sub(f)
	return difference.Sign(), err
}

// Share is e × numerator / denominator. Errors: *OverflowError, and fault.ErrInvalid for a denominator of 0.
func (e Exact) Share(numerator, denominator int64) (Exact, error) {
	if denominator == 0 {
		return Exact{}, invalid("denominator", fault.RuleRange, fmt.Sprintf("cannot divide %s by 0", e))
	}
	above, neg := split(numerator)
	below, negBelow := split(denominator)
	share, ok := e.share(above, below, neg != negBelow)
	if !ok {
		return Exact{}, overflow("%d/%d of %s", numerator, denominator, e)
	}
	return share, nil
}

// TimesRate is e × r. Error: *OverflowError.
func (e Exact) TimesRate(r Rate) (Exact, error) {
	product, ok := e.times(r.number)
	if !ok {
		return Exact{}, overflow("%s of %s", r, e)
	}
	return product, nil
}

// TimesQuantity is e × q. Error: *OverflowError.
func (e Exact) TimesQuantity(q Quantity) (Exact, error) {
	product, ok := e.times(q.number)
	if !ok {
		return Exact{}, overflow("%s times %s", e, q)
	}
	return product, nil
}

// Without is what e was before a rate was added to it, e / (100% + r): the net amount in a gross one. Errors: *OverflowError,
// and fault.ErrInvalid for a rate of -100% or less.
func (e Exact) Without(r Rate) (Exact, error) {
	whole, divisor, ok := without(r)
	if !ok {
		return Exact{}, notWithout(r, e)
	}
	net, ok := e.share(whole, divisor, false)
	if !ok {
		return Exact{}, overflow("%s without %s", e, r)
	}
	return net, nil
}

// Round rounds to the currency's minor unit. Errors: *OverflowError, and fault.ErrInvalid for a mode that is none.
func (e Exact) Round(mode Mode) (Amount, error) { return e.RoundTo(e.whole.currency.Digits(), mode) }

// RoundTo rounds to a number of digits behind the point, as Amount.RoundTo does, and with its errors.
func (e Exact) RoundTo(digits int, mode Mode) (Amount, error) {
	if e.beyond == 0 {
		return e.whole.RoundTo(digits, mode)
	}
	if err := checkRounding(digits, mode); err != nil {
		return Amount{}, err
	}
	n, ok := e.whole.number(), true
	cut := int(n.places) - digits
	if cut < 0 {
		n.mag, ok = n.mag.shift(-cut)
		cut = 0
	}
	if ok {
		n, ok = divided(n.neg, n.mag.wide(), e.over(), cut, mode, digits)
	}
	if ok {
		n, ok = widened(n, e.whole.currency.Digits())
	}
	if !ok {
		return Amount{}, overflow("%s rounded %s to %d digits", e, mode, digits)
	}
	return amountIn(n, e.whole.currency), nil
}

// share multiplies by above and divides by below, which is not zero. Errors are made where they happen: making them ready beforehand
// would cost more than the calculation.
func (e Exact) share(above, below uint64, neg bool) (_ Exact, ok bool) {
	g := gcd(above, below)
	above, below = above/g, below/g
	over := e.over()
	if g = gcd(above, over); g > 1 {
		above, over = above/g, over/g
	}
	n, ok := e.whole.number().multiplied(above, e.whole.currency.Digits())
	if neg {
		n = n.negated()
	}
	if ok {
		n, below, ok = reduced(n, below, e.whole.currency.Digits())
	}
	hi, over := bits.Mul64(over, below)
	if hi != 0 || !ok {
		return Exact{}, false
	}
	return exactOf(amountIn(n, e.whole.currency), over)
}

func (e Exact) times(factor dec) (_ Exact, ok bool) {
	n, ok := e.whole.number().times(factor, e.whole.currency.Digits())
	if !ok {
		return Exact{}, false
	}
	return exactOf(amountIn(n, e.whole.currency), e.over())
}

// exactOf brings a quotient to its one form; ok is false if that does not fit.
func exactOf(a Amount, over uint64) (_ Exact, ok bool) {
	n, over, ok := reduced(a.number(), over, a.currency.Digits())
	if !ok {
		return Exact{}, false
	}
	return Exact{amountIn(n, a.currency), over - 1}, true
}

// reduced takes out of a divisor what the number can be divided by without a rest: common factors, and 2 and 5.
func reduced(n dec, over uint64, least int) (_ dec, _ uint64, ok bool) {
	if over > 1 {
		_, rest := n.mag.wide().div(over)
		g := gcd(over, rest)
		q, _ := n.mag.wide().div(g)
		n.mag, over = u128{q.mid, q.lo}, over/g
	}
	for _, prime := range [...]struct{ of, other uint64 }{{2, 5}, {5, 2}} {
		for over%prime.of == 0 {
			m := n.mag.mul(prime.other)
			if m.hi != 0 || n.places == maxDigits {
				return dec{}, 0, false
			}
			n.mag, n.places, over = u128{m.mid, m.lo}, n.places+1, over/prime.of
		}
	}
	n, ok = normal(n.neg, n.mag.wide(), int(n.places), least)
	return n, over, ok
}

// multiplied is d times a whole number.
func (d dec) multiplied(by uint64, least int) (dec, bool) {
	return d.times(dec{mag: u128{lo: by}}, least)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// String is the amount and what it is divided by, such as "8330.00 EUR/31"; just the amount where that is all.
func (e Exact) String() string {
	if e.beyond == 0 {
		return e.whole.String()
	}
	return fmt.Sprintf("%s/%d", e.whole, e.over())
}

// exactJSON is Exact as it is stored.
type exactJSON struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
	Over     uint64 `json:"over,omitempty"` // 0: 1
}

// MarshalJSON gives {"amount":"8330.00","currency":"EUR","over":31}, without over where that is 1.
func (e Exact) MarshalJSON() ([]byte, error) {
	if e.beyond == 0 {
		return e.whole.MarshalJSON()
	}
	return json.Marshal(exactJSON{Amount: e.whole.Number(), Currency: e.whole.currency.String(), Over: e.over()})
}

// UnmarshalJSON reads what MarshalJSON gives, and any amount. What is neither is fault.ErrInvalid and changes nothing; null
// changes nothing either.
func (e *Exact) UnmarshalJSON(data []byte) error {
	var whole Amount
	if err := whole.UnmarshalJSON(data); err != nil {
		return err
	}
	var rest struct {
		Over *uint64 `json:"over"`
	}
	if err := json.Unmarshal(data, &rest); err != nil || rest.Over != nil && *rest.Over == 0 {
		return invalid("over", fault.RuleRange, "must be a whole number above 0")
	}
	if string(data) == "null" {
		return nil
	}
	if rest.Over == nil {
		*e = Exact{whole: whole}
		return nil
	}
	read, ok := exactOf(whole, *rest.Over)
	if !ok {
		return overflow("%s over %d", whole, *rest.Over)
	}
	*e = read
	return nil
}
