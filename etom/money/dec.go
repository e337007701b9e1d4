package money

import "cmp"

// dec is what Amount, Rate and Quantity have inside: a number as sign, magnitude and places behind the point.
// It has one form for each value: places are no more than needed (but at least those of the currency), and zero is not
// negative.
type dec struct {
	mag    u128
	places uint8
	neg    bool
}

func (d dec) sign() int {
	switch {
	case d.mag == u128{}:
		return 0
	case d.neg:
		return -1
	default:
		return 1
	}
}

func (d dec) negated() dec {
	d.neg = !d.neg && d.mag != u128{}
	return d
}

// normal gives the one form of a number; ok is false if it has too many digits.
func normal(neg bool, x u192, places, least int) (_ dec, ok bool) {
	if x.hi|x.mid == 0 {
		n := x.lo
		if n == 0 {
			return dec{places: uint8(least)}, true
		}
		for places > least && n%10 == 0 {
			n, places = n/10, places-1
		}
		return dec{mag: u128{lo: n}, places: uint8(places), neg: neg}, places <= maxDigits
	}
	for places > least {
		q, r := x.div(10)
		if r != 0 {
			break
		}
		x, places = q, places-1
	}
	mag, ok := x.narrow()
	return dec{mag: mag, places: uint8(places), neg: neg}, ok && places <= maxDigits
}

// align gives both magnitudes the same places. If ok is false the one with fewer places is larger than anything allowed.
func align(d, e dec) (x, y u128, places int, ok bool) {
	switch {
	case d.places == e.places:
		return d.mag, e.mag, int(d.places), true
	case d.places < e.places:
		x, ok = d.mag.shift(int(e.places - d.places))
		return x, e.mag, int(e.places), ok
	default:
		y, ok = e.mag.shift(int(d.places - e.places))
		return d.mag, y, int(d.places), ok
	}
}

// plus adds. Were a number after align larger than 128 bits, no other could bring the sum back into range.
func (d dec) plus(e dec, least int) (dec, bool) {
	x, y, places, ok := align(d, e)
	if !ok {
		return dec{}, false
	}
	if d.neg == e.neg {
		sum, carry := x.add(y)
		return normal(d.neg, u192{carry, sum.hi, sum.lo}, places, least)
	}
	if x.less(y) {
		return normal(e.neg, y.sub(x).wide(), places, least)
	}
	return normal(d.neg, x.sub(y).wide(), places, least)
}

// times multiplies by a factor, whose magnitude fits 64 bits.
func (d dec) times(factor dec, least int) (dec, bool) {
	return normal(d.neg != factor.neg, d.mag.mul(factor.mag.lo), int(d.places+factor.places), least)
}

func (d dec) cmp(e dec) int {
	if a, b := d.sign(), e.sign(); a != b || a == 0 {
		return cmp.Compare(a, b)
	}
	x, y, _, ok := align(d, e)
	larger := 1
	if d.neg {
		larger = -1
	}
	switch {
	case !ok && d.places < e.places:
		return larger
	case !ok:
		return -larger
	case x.less(y):
		return -larger
	case y.less(x):
		return larger
	default:
		return 0
	}
}
