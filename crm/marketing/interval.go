package marketing

import (
	"math"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// z95 is the quantile of the standard normal distribution that leaves 2.5 % above it.
const z95 = 1.959963984540054

// Interval holds what is looked for with a confidence of 95 %. It is a value.
type Interval struct {
	Lower float64 `json:"lower"`
	Upper float64 `json:"upper"`
}

// Contains reports whether the number lies in the interval, its ends included.
func (i Interval) Contains(x float64) bool { return i.Lower <= x && x <= i.Upper }

// Wilson is the score interval of a rate (E. B. Wilson 1927), without continuity correction: 0 to 1 if nobody was counted.
func (f Fraction) Wilson() Interval {
	n, x := float64(f.Denominator), float64(f.Numerator)
	if n <= 0 {
		return Interval{0, 1}
	}
	middle := x + z95*z95/2
	half := z95 * math.Sqrt(x*(n-x)/n+z95*z95/4)
	all := n + z95*z95
	return Interval{max(0, (middle-half)/all), min(1, (middle+half)/all)}
}

// Newcombe is the interval of the difference of two rates of different people, a less b, from their score intervals: method 10
// of R. G. Newcombe, "Interval estimation for the difference between independent proportions" (Statistics in Medicine 17,
// 1998), which holds for small groups and for rates of 0 and 1, too. It lies within -1 to 1.
func Newcombe(a, b Fraction) Interval {
	if a.Denominator <= 0 || b.Denominator <= 0 {
		return Interval{-1, 1}
	}
	ia, ib, d := a.Wilson(), b.Wilson(), a.rate()-b.rate()
	return Interval{
		Lower: max(-1, d-math.Hypot(a.rate()-ia.Lower, ib.Upper-b.rate())),
		Upper: min(1, d+math.Hypot(ia.Upper-a.rate(), b.rate()-ib.Lower)),
	}
}

// rate is the fraction as a number, 0 of nobody.
func (f Fraction) rate() float64 {
	if f.Denominator == 0 {
		return 0
	}
	return float64(f.Numerator) / float64(f.Denominator)
}

// SampleSize is how many customers each of two groups must have for a difference between the rates from and to (0 to 1) to
// show with the power (above 0.5, below 1), in a two-sided test at 5 %: J. L. Fleiss, "Statistical Methods for Rates and
// Proportions", without continuity correction. Rates that are equal or out of range are fault.ErrInvalid.
func SampleSize(from, to, power float64) (int, error) {
	var c fault.Check
	c.That(from >= 0 && from <= 1, "from", fault.RuleRange, "must be a rate, 0 to 1")
	c.That(to >= 0 && to <= 1 && to != from, "to", fault.RuleRange, "must be another rate, 0 to 1")
	c.That(power > 0.5 && power < 1, "power", fault.RuleRange, "must be above 0.5 and below 1")
	if err := c.Err("marketing.sampleSize"); err != nil {
		return 0, err
	}
	mean := (from + to) / 2
	root := z95*math.Sqrt(2*mean*(1-mean)) + normalQuantile(power)*math.Sqrt(from*(1-from)+to*(1-to))
	n := math.Ceil(root * root / ((to - from) * (to - from)))
	c.That(n <= math.MaxInt32, "to", fault.RuleRange, "lies so near that no group is large enough")
	return int(min(n, math.MaxInt32)), c.Err("marketing.sampleSize")
}

// normalQuantile is the number below which a standard normal one lies with the probability.
func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
