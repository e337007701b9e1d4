package money

import "math/bits"

// maxDigits is how many decimal digits a magnitude may have: as many as always fit 128 bits, and as an SQL NUMERIC(38).
const maxDigits = 38

// pow10 has the powers of ten that fit 64 bits.
var pow10 = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// limit is the first number that is too large: ten to the power of maxDigits.
var limit = u128{hi: 0x4b3b4ca85a86c47a, lo: 0x098a224000000000}

// u128 is a number of 128 bits.
type u128 struct{ hi, lo uint64 }

func (x u128) wide() u192 { return u192{mid: x.hi, lo: x.lo} }

func (x u128) less(y u128) bool { return x.hi < y.hi || x.hi == y.hi && x.lo < y.lo }

func (x u128) add(y u128) (sum u128, carry uint64) {
	lo, c := bits.Add64(x.lo, y.lo, 0)
	hi, c := bits.Add64(x.hi, y.hi, c)
	return u128{hi, lo}, c
}

func (x u128) sub(y u128) u128 {
	lo, b := bits.Sub64(x.lo, y.lo, 0)
	hi, _ := bits.Sub64(x.hi, y.hi, b)
	return u128{hi, lo}
}

// mul is exact: 128 times 64 bits are 192.
func (x u128) mul(m uint64) u192 {
	mid, lo := bits.Mul64(x.lo, m)
	hi, low := bits.Mul64(x.hi, m)
	mid, carry := bits.Add64(mid, low, 0)
	return u192{hi + carry, mid, lo}
}

// shift multiplies by ten to the power of places; ok is false if 128 bits are too few.
func (x u128) shift(places int) (_ u128, ok bool) {
	for places > 0 {
		step := min(places, len(pow10)-1)
		p := x.mul(pow10[step])
		if p.hi != 0 {
			return u128{}, false
		}
		x, places = u128{p.mid, p.lo}, places-step
	}
	return x, true
}

// u192 is a number of 192 bits, what a product needs before it is rounded.
type u192 struct{ hi, mid, lo uint64 }

// narrow is x in 128 bits; ok is false if it has more than maxDigits digits.
func (x u192) narrow() (_ u128, ok bool) {
	n := u128{x.mid, x.lo}
	return n, x.hi == 0 && n.less(limit)
}

// div divides by d, which is not zero.
func (x u192) div(d uint64) (q u192, r uint64) {
	q.hi, r = x.hi/d, x.hi%d
	q.mid, r = bits.Div64(r, x.mid, d)
	q.lo, r = bits.Div64(r, x.lo, d)
	return q, r
}

// rest says what a division left, compared with half the divisor.
type rest uint8

const (
	nothing rest = iota
	belowHalf
	half
	aboveHalf
)

func restOf(r, d uint64) rest {
	switch {
	case r == 0:
		return nothing
	case r < d-r:
		return belowHalf
	case r == d-r:
		return half
	default:
		return aboveHalf
	}
}

// quotient divides by d and by ten to the power of places, d not being zero. The places go one machine word at a time,
// so only the last remainder tells about halves; those before it can tip it off nothing and off half.
func quotient(x u192, d uint64, places int) (u192, rest) {
	if x.hi|x.mid == 0 && d == 1 && places < len(pow10) {
		p := pow10[places]
		q := x.lo / p
		return u192{lo: q}, restOf(x.lo-q*p, p)
	}
	q, r := x.div(d)
	if places == 0 {
		return q, restOf(r, d)
	}
	more := r != 0
	for ; places >= len(pow10); places -= len(pow10) - 1 {
		q, r = q.div(pow10[len(pow10)-1])
		more = more || r != 0
	}
	q, r = q.div(pow10[places])
	left := restOf(r, pow10[places])
	if more && (left == nothing || left == half) {
		left++
	}
	return q, left
}
