package sample

import (
	"fmt"
	"math/big"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Value is an exact number, 0 or more, in lowest terms, so that == tells equal ones. The zero Value is no number, and reads
// as 0. Immutable.
type Value struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
	// More says that the number is beyond Num/Den by less than 10^-18: only a mean of slots' ratios, whose denominator can
	// have thousands of digits, is cut off there. Cmp, with up to 18 digits behind the point to compare with, is exact still.
	More bool `json:"more,omitempty"`
}

// cutAt is where a number with More is cut off: behind 18 digits.
const cutAt = 1_000_000_000_000_000_000

// newValue brings a fraction to its lowest terms; num is 0 or more, den above 0.
func newValue(num, den int64) Value {
	divisor := int64(gcd(uint64(den), uint64(num)))
	return Value{Num: num / divisor, Den: den / divisor}
}

// Rat is the number; if there is More of it, the middle of the 10^-18 in which it lies.
func (v Value) Rat() *big.Rat {
	if v.Den == 0 {
		return new(big.Rat)
	}
	r := big.NewRat(v.Num, v.Den)
	if v.More {
		r.Add(r, big.NewRat(1, 2*cutAt))
	}
	return r
}

// Cmp is -1 if v is less than q, 0 if they are equal, 1 if v is more, exactly. A share is a share here: 0.999, not 99.9.
func (v Value) Cmp(q money.Quantity) int { return v.Rat().Cmp(rational(q.String())) }

// CmpRate is Cmp for a share held against a percentage such as 99.9%.
func (v Value) CmpRate(r money.Rate) int { return v.Rat().Cmp(percent(r)) }

// Decimal is the number rounded to a number of digits behind the point, 0 to MaxDecimal, for people to read; to compare there
// is Cmp, which rounds nothing. Other digits and a mode that is none are fault.ErrInvalid.
func (v Value) Decimal(digits int, mode money.Mode) (string, error) {
	return decimal(v.Rat(), digits, mode)
}

// Percent is Decimal of the number in percent, without the sign: 99.9 for 999/1000.
func (v Value) Percent(digits int, mode money.Mode) (string, error) {
	return decimal(new(big.Rat).Mul(v.Rat(), big.NewRat(100, 1)), digits, mode)
}

// MaxDecimal is how many digits behind the point there are to read, which a number with More has too.
const MaxDecimal = 15

func decimal(r *big.Rat, digits int, mode money.Mode) (string, error) {
	var c fault.Check
	c.That(0 <= digits && digits <= MaxDecimal, "digits", fault.RuleRange, fmt.Sprintf("must be 0 to %d", MaxDecimal))
	c.That(mode <= money.Down, "mode", fault.RuleUnknown, "must be one of money's modes of rounding")
	if err := c.Err("sample.Value"); err != nil {
		return "", err
	}
	units, rest := new(big.Int).QuoRem(new(big.Int).Mul(r.Num(), power(digits)), r.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(r.Denom())
	if mode == money.Up && rest.Sign() > 0 || mode == money.HalfUp && half >= 0 ||
		mode == money.HalfEven && (half > 0 || half == 0 && units.Bit(0) == 1) {
		units.Add(units, big.NewInt(1))
	}
	return new(big.Rat).SetFrac(units, power(digits)).FloatString(digits), nil
}

func rational(number string) *big.Rat {
	r, _ := new(big.Rat).SetString(number)
	return r
}

// percent is a rate as a factor.
func percent(r money.Rate) *big.Rat {
	text := r.String() // 99.9%
	return new(big.Rat).Quo(rational(text[:len(text)-1]), big.NewRat(100, 1))
}
