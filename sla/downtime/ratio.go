package downtime

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Ratio is an exact share, Num of Den, such as 17 of 1234 users. The zero Ratio is 0. A share outside 0 to 1, and a Den that is
// not positive (but for the zero Ratio's), are for Count to refuse, together with all else that is wrong. In lowest terms, as
// ParseRatio answers, equal shares are equal by ==. A plain value, safe for concurrent use.
type Ratio struct{ Num, Den int64 }

// maxTerm bounds numerator and denominator, so that sums of weighted outages stay short.
const maxTerm = 1_000_000_000

// ParseRatio reads "50%", "12.5%", "0.5" or "1/3": at most nine digits on either side of the point or the stroke, in lowest terms
// neither above a billion. It reads a minus too, which Count refuses. Anything else is fault.ErrInvalid.
func ParseRatio(text string) (Ratio, error) {
	r, ok := parseRatio(text)
	r = r.lowest()
	if !ok || max(r.Num, -r.Num) > maxTerm || r.Den > maxTerm {
		var c fault.Check
		c.Add("ratio", fault.RuleFormat, fmt.Sprintf("%.40q is no share; write 50%%, 0.5 or 1/3; numerator and denominator are at most a billion", text))
		return Ratio{}, c.Err("downtime.Ratio")
	}
	return r, nil
}

// MustRatio is ParseRatio for tables and tests; it panics if the text is no ratio.
func MustRatio(text string) Ratio {
	r, err := ParseRatio(text)
	if err != nil {
		panic(err)
	}
	return r
}

func parseRatio(text string) (Ratio, bool) {
	rest, negative := strings.CutPrefix(text, "-")
	sign := int64(1)
	if negative {
		sign = -1
	}
	if num, den, ok := strings.Cut(rest, "/"); ok {
		n, okNum := digits(num)
		d, okDen := digits(den)
		return Ratio{sign * n, d}, okNum && okDen && d > 0
	}
	rest, percent := strings.CutSuffix(rest, "%")
	whole, part, point := strings.Cut(rest, ".")
	n, ok := digits(whole)
	if !ok {
		return Ratio{}, false
	}
	den := int64(1)
	if percent {
		den = 100
	}
	if !point {
		return Ratio{sign * n, den}, true
	}
	p, ok := digits(part)
	scale := int64(1)
	for range part {
		scale *= 10
	}
	return Ratio{sign * (n*scale + p), den * scale}, ok
}

// digits reads one to nine decimal digits.
func digits(text string) (int64, bool) {
	if text == "" || len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// lowest is the ratio without common factors; it may still exceed maxTerm.
func (r Ratio) lowest() Ratio {
	a, b := max(r.Num, -r.Num), r.Den
	for b != 0 {
		a, b = b, a%b
	}
	if a <= 1 {
		return r
	}
	return Ratio{r.Num / a, r.Den / a}
}

func (r Ratio) isShare() bool {
	return r == Ratio{} || 0 <= r.Num && r.Num <= r.Den && 0 < r.Den && r.Den <= maxTerm
}

// Rat is the ratio as math/big has it; 0 if Den is 0.
func (r Ratio) Rat() *big.Rat {
	if r.Den == 0 {
		return new(big.Rat)
	}
	return big.NewRat(r.Num, r.Den)
}

// String writes a percentage where that is exact with at most seven decimals, as in 12.5%, else a fraction, as in 1/3.
func (r Ratio) String() string {
	if r.Den <= 0 {
		if r == (Ratio{}) {
			return "0%"
		}
		return fmt.Sprintf("%d/%d", r.Num, r.Den)
	}
	r = r.lowest()
	const most = 1_000_000 // more has too many digits as a percentage
	if maxTerm%r.Den != 0 || max(r.Num, -r.Num)/most > r.Den {
		return fmt.Sprintf("%d/%d", r.Num, r.Den)
	}
	text := big.NewRat(r.Num, r.Den)
	text.Mul(text, big.NewRat(100, 1))
	percent := text.FloatString(7)
	return strings.TrimSuffix(strings.TrimRight(percent, "0"), ".") + "%"
}

// MarshalText writes what String writes, for JSON too.
func (r Ratio) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what ParseRatio reads, for JSON too. After an error r is as before.
func (r *Ratio) UnmarshalText(text []byte) error {
	parsed, err := ParseRatio(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}
