package sample

import (
	"math/big"
	"math/bits"

	"github.com/etomcrm/etomcrm/etom/money"
)

// A condition is a rule's operator and bound in whole numbers, so that comparing is exact and cheap.
type condition struct {
	edge     int64 // a sample of at least edge is above
	above    bool  // whether above is what meets the condition
	orEqual  bool
	num, den uint64 // the bound in the metric's resolution; of a ratio, as it is
}

// newCondition is false if every sample from 0 to most meets the condition, or none; the bound is 0 or more.
func newCondition(operator Operator, bound money.Quantity, digits int, most int64) (condition, bool) {
	scaled := rational(bound.String())
	scaled.Mul(scaled, new(big.Rat).SetInt(power(digits)))
	if scaled.Cmp(new(big.Rat).SetInt64(most)) > 0 {
		return condition{}, false
	}
	// Up to most, 10 digits, and with up to 19 digits if it is a fraction, the bound fits.
	c := condition{
		above:   operator == GreaterOrEqual || operator == Greater,
		orEqual: operator == GreaterOrEqual || operator == LessOrEqual,
		num:     scaled.Num().Uint64(), den: scaled.Denom().Uint64(),
	}
	c.edge = int64(c.num / c.den)
	// Of a whole bound "at least" begins at it and "more than" one beyond; of any other both begin at the next whole number.
	if whole := c.den == 1; !whole || c.above != c.orEqual {
		c.edge++
	}
	return c, 1 <= c.edge && c.edge <= most
}

// holds reports whether a sample meets the condition.
func (c *condition) holds(v int64) bool { return (v >= c.edge) == c.above }

// holdsOf reports whether part by whole meets the condition; both are 0 or more, whole is not 0.
func (c *condition) holdsOf(part, whole int64) bool {
	leftHi, left := bits.Mul64(uint64(part), c.den)
	rightHi, right := bits.Mul64(uint64(whole), c.num)
	if leftHi == rightHi && left == right {
		return c.orEqual
	}
	return (leftHi > rightHi || leftHi == rightHi && left > right) == c.above
}

func power(digits int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
}
