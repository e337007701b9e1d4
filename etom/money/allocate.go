package money

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// MaxParts is into how many parts Split divides at most.
const MaxParts = 100_000

// Allocate splits the amount in proportion to weights, in whole minor units that add up to exactly the amount. Each part
// gets its share rounded down, and the minor units left over go one each to the parts with the largest remainders, the
// first of equals first. A weight of 0 gets 0. A negative amount is split like the positive one, with the sign turned.
//
// Weights that are themselves amounts are given by their MinorUnits. No weights, a negative one, only zeros, or an amount
// that is not rounded to minor units are fault.ErrInvalid; weights that add up to more than an int64 an *OverflowError.
func (a Amount) Allocate(weights ...int64) ([]Amount, error) {
	if err := a.checkRounded(); err != nil {
		return nil, err
	}
	total, err := totalOf(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]Amount, len(weights))
	remainders := make([]uint64, len(weights))
	left := a.mag
	for i, w := range weights {
		share, remainder := a.mag.mul(uint64(w)).div(total)
		parts[i] = a
		parts[i].mag = u128{share.mid, share.lo} // no larger than a, so 128 bits hold it
		left = left.sub(parts[i].mag)
		remainders[i] = remainder
	}
	for _, i := range largest(remainders)[:left.lo] { // fewer than one unit a part is left
		parts[i].mag, _ = parts[i].mag.add(u128{lo: 1})
	}
	for i := range parts {
		parts[i].neg = a.neg && parts[i].mag != u128{}
	}
	return parts, nil
}

// largest is the indexes of remainders, the largest first, the first of equals first.
func largest(remainders []uint64) []int {
	order := make([]int, len(remainders))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(remainders[j], remainders[i]) })
	return order
}

func totalOf(weights []int64) (uint64, error) {
	var total uint64
	for i, w := range weights {
		if w < 0 {
			return 0, invalid(fmt.Sprintf("weights[%d]", i), fault.RuleRange, fmt.Sprintf("%d must not be negative", w))
		}
		if total += uint64(w); total > math.MaxInt64 {
			return 0, overflow("the sum of %d weights", len(weights))
		}
	}
	if total == 0 {
		return 0, invalid("weights", fault.RuleRange, "must have at least one above 0")
	}
	return total, nil
}

// Split splits the amount into n parts that differ by at most one minor unit, the larger ones first, as Allocate does with
// equal weights. An n outside 1 to MaxParts is fault.ErrInvalid.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || n > MaxParts {
		return nil, invalid("parts", fault.RuleRange, fmt.Sprintf("cannot split into %d parts; use 1 to %d", n, MaxParts))
	}
	return a.Allocate(slices.Repeat([]int64{1}, n)...)
}
