package money

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// A factor, be it Rate or Quantity, has at most 19 digits, 18 of them behind the point: its magnitude fits 64 bits, which
// keeps every product with an amount within 192.
const (
	factorDigits = 19
	factorPlaces = 18
)

func (d dec) isFactor() bool {
	return d.mag.hi == 0 && d.mag.lo < pow10[factorDigits] && d.places <= factorPlaces
}

// parseFactor reads a number as New takes it, and divides it by ten to the power of places.
func parseFactor(path, text, number string, places int, example string) (dec, error) {
	n, err := parseDec(path, text, number, example)
	if err != nil {
		return dec{}, err
	}
	n, _ = normal(n.neg, n.mag.wide(), int(n.places)+places, 0)
	if !n.isFactor() {
		return dec{}, invalid(path, fault.RuleRange,
			fmt.Sprintf("%s has too many digits; %d are allowed, %d of them behind the point", quoted(text), factorDigits, factorPlaces))
	}
	return n, nil
}

func addFactors(a, b dec) (sum dec, ok bool) {
	sum, ok = a.plus(b, 0)
	return sum, ok && sum.isFactor()
}
