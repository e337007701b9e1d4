package downtime

import (
	"fmt"
	"math/big"
	"math/bits"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// Length is an exact length of time, never negative: whole microseconds and, where a weighted outage leaves one, a fraction of a
// microsecond. The zero Length is 0. Compare with Cmp, not with ==. Immutable, safe for concurrent use.
type Length struct {
	micros int64
	rest   *big.Rat // more than 0 and less than 1, or nil
}

// LengthOf is a duration, cut to whole microseconds; 0 if it is negative.
func LengthOf(d time.Duration) Length { return Length{micros: max(0, d.Microseconds())} }

// Duration is the length without its fraction of a microsecond.
func (l Length) Duration() time.Duration { return time.Duration(l.micros) * time.Microsecond }

// IsWhole reports whether there is no fraction, so that Duration is exact.
func (l Length) IsWhole() bool { return l.rest == nil }

// IsZero reports whether the length is 0.
func (l Length) IsZero() bool { return l.micros == 0 && l.rest == nil }

// Rat is the length in microseconds, a copy of its own.
func (l Length) Rat() *big.Rat {
	r := new(big.Rat).SetInt64(l.micros)
	if l.rest != nil {
		r.Add(r, l.rest)
	}
	return r
}

// Cmp is -1 if l is shorter than other, 0 if they are equal, 1 if it is longer.
func (l Length) Cmp(other Length) int { return l.Rat().Cmp(other.Rat()) }

// Plus is the sum.
func (l Length) Plus(other Length) Length {
	if l.rest == nil || other.rest == nil {
		sum := Length{micros: l.micros + other.micros, rest: l.rest}
		if sum.rest == nil {
			sum.rest = other.rest
		}
		return sum
	}
	return lengthOf(new(big.Rat).Add(l.Rat(), other.Rat()))
}

// minus is the difference; other must not be longer.
func (l Length) minus(other Length) Length {
	if other.rest == nil {
		return Length{micros: l.micros - other.micros, rest: l.rest}
	}
	return lengthOf(new(big.Rat).Sub(l.Rat(), other.Rat()))
}

// times is the part of the length that a share makes up; nil is all of it.
func (l Length) times(share *big.Rat) Length {
	if share == nil || l.IsZero() {
		return l
	}
	if l.rest == nil && isSmall(share) {
		high, low := bits.Mul64(uint64(l.micros), share.Num().Uint64())
		if den := share.Denom().Uint64(); high < den {
			whole, rest := bits.Div64(high, low, den)
			return Length{micros: int64(whole), rest: fraction(rest, den)}
		}
	}
	return lengthOf(new(big.Rat).Mul(l.Rat(), share))
}

// fraction is num/den; nil for 0.
func fraction(num, den uint64) *big.Rat {
	if num == 0 {
		return nil
	}
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(num), new(big.Int).SetUint64(den))
}

// lengthOf splits microseconds into whole ones and the rest.
func lengthOf(micros *big.Rat) Length {
	if micros.IsInt() {
		return Length{micros: micros.Num().Int64()}
	}
	whole := new(big.Int).Quo(micros.Num(), micros.Denom())
	rest := new(big.Rat).Sub(micros, new(big.Rat).SetInt(whole))
	return Length{micros: whole.Int64(), rest: rest}
}

// String writes the length as a calendar.Span does, 4h30m, and behind it the fraction if there is one: 20m0s+1/3us.
func (l Length) String() string {
	text := calendar.Span(l.Duration()).String()
	if l.rest != nil {
		text += "+" + l.rest.String() + "us"
	}
	return text
}

// ParseLength reads what String writes. Anything else, and what is negative or finer than a microsecond, is fault.ErrInvalid.
func ParseLength(text string) (Length, error) {
	whole, fraction, broken := strings.Cut(text, "+")
	span, err := calendar.ParseSpan(whole)
	if err != nil {
		return Length{}, err
	}
	l := LengthOf(span.Duration())
	if span < 0 || span.Duration() != l.Duration() {
		return Length{}, noLength(text)
	}
	if !broken {
		return l, nil
	}
	fraction, ok := strings.CutSuffix(fraction, "us")
	if !ok || !hasFractionForm(fraction) {
		return Length{}, noLength(text)
	}
	rest, ok := new(big.Rat).SetString(fraction)
	if !ok || rest.Sign() <= 0 || rest.Cmp(big.NewRat(1, 1)) >= 0 {
		return Length{}, noLength(text)
	}
	l.rest = rest
	return l, nil
}

// hasFractionForm keeps out what big.Rat reads besides, such as exponents of a billion.
func hasFractionForm(text string) bool {
	num, den, ok := strings.Cut(text, "/")
	return ok && num != "" && den != "" && strings.Trim(num+den, "0123456789") == ""
}

func noLength(text string) error {
	var c fault.Check
	c.Add("length", fault.RuleFormat, fmt.Sprintf("%.40q is no length; write whole microseconds as in 4h30m, and a fraction of one as in"+
		" 4h30m+1/3us", text))
	return c.Err("downtime.Length")
}

// MarshalText writes what String writes, for JSON too.
func (l Length) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what ParseLength reads, for JSON too. After an error l is as before.
func (l *Length) UnmarshalText(text []byte) error {
	parsed, err := ParseLength(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}

// sum adds lengths pairwise, so that fractions with many denominators meet as late as they can.
func sum(lengths []Length) Length {
	switch n := len(lengths); n {
	case 0:
		return Length{}
	case 1:
		return lengths[0]
	default:
		return sum(lengths[:n/2]).Plus(sum(lengths[n/2:]))
	}
}
