package sample

import (
	"maps"
	"math"
	"math/big"
	"math/bits"
	"slices"
)

// MaxSlots is how many slots a period may have for a mean of their ratios, whose exact sum needs a place for each denominator.
// It is more than the slots of 5 minutes in a year.
const MaxSlots = 1 << 17

// fractions is an exact sum of ratios between 0 and 1. Its memory follows the number of different denominators, at most that
// of the slots, and not the number of counts.
type fractions struct {
	whole int64
	parts map[uint64]uint64 // by denominator the numerators' sum, always below the denominator
}

func (f *fractions) add(num, den int64) {
	if num == den {
		f.whole++
		return
	}
	if num == 0 {
		return
	}
	divisor := gcd(uint64(num), uint64(den))
	d := uint64(den) / divisor
	sum := f.parts[d] + uint64(num)/divisor // both below 2^63
	if sum >= d {
		f.whole++
		sum -= d
	}
	if f.parts == nil {
		f.parts = map[uint64]uint64{}
	}
	f.parts[d] = sum
}

func gcd(a, b uint64) uint64 {
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}

// by is the sum, and extra, divided by n. The value is exact, or cut off behind 18 digits.
func (f *fractions) by(extra, n int64) Value {
	num, den := f.sum(slices.Sorted(maps.Keys(f.parts)))
	whole := new(big.Int).Add(big.NewInt(f.whole), big.NewInt(extra))
	num.Add(num, whole.Mul(whole, den))
	den.Mul(den, big.NewInt(n))
	if den.BitLen() <= 256 { // reducing a number of thousands of digits would take too long
		if r := new(big.Rat).SetFrac(num, den); r.Num().IsInt64() && r.Denom().IsInt64() {
			return Value{Num: r.Num().Int64(), Den: r.Denom().Int64()}
		}
	}
	cut, rest := num.QuoRem(num.Mul(num, big.NewInt(cutAt)), den, new(big.Int))
	v := newValue(cut.Int64(), cutAt)
	v.More = rest.Sign() > 0
	return v
}

// sum adds up by halves, so that the big numbers meet only at the end.
func (f *fractions) sum(dens []uint64) (num, den *big.Int) {
	switch len(dens) {
	case 0:
		return new(big.Int), big.NewInt(1)
	case 1:
		return new(big.Int).SetUint64(f.parts[dens[0]]), new(big.Int).SetUint64(dens[0])
	}
	a, b := f.sum(dens[:len(dens)/2])
	c, d := f.sum(dens[len(dens)/2:])
	a.Add(a.Mul(a, d), c.Mul(c, b))
	return a, b.Mul(b, d)
}

// pairs are denominator and numerator, by denominator.
func (f *fractions) pairs() []uint64 {
	var pairs []uint64
	for _, den := range slices.Sorted(maps.Keys(f.parts)) {
		pairs = append(pairs, den, f.parts[den])
	}
	return pairs
}

// fill reads pairs, of no more ratios than there were slots, and reports whether they are right.
func (f *fractions) fill(pairs []uint64, slots int64) bool {
	if len(pairs)%2 != 0 || int64(len(pairs)/2) > slots {
		return false
	}
	before := uint64(1)
	for i := 0; i < len(pairs); i += 2 {
		den, num := pairs[i], pairs[i+1]
		if den <= before || den > math.MaxInt64 || num >= den {
			return false
		}
		if f.parts == nil {
			f.parts = map[uint64]uint64{}
		}
		f.parts[den], before = num, den
	}
	return true
}
