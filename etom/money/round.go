package money

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Mode names a rule of rounding. All four treat a negative number as the mirror of the positive one, so a credit note
// rounds to the cent its invoice rounded to. The zero value is HalfUp. It is immutable.
type Mode uint8

// The rounding modes, named as in java.math.RoundingMode; their texts stand on documents and in stored data.
const (
	HalfUp   Mode = iota // "half-up": to the nearest, a half away from zero: 2.5 is 3, -2.5 is -3; what tax and bills mostly ask for
	HalfEven             // "half-even": to the nearest, a half to the even neighbour: 2.5 is 2, 3.5 is 4, -2.5 is -2
	Up                   // "up": away from zero: 1.1 is 2, -1.1 is -2
	Down                 // "down": towards zero, digits are cut off: 1.9 is 1, -1.9 is -1
)

// modes has for each mode its text and whether a remainder makes the magnitude one larger.
var modes = [...]struct {
	text string
	away [aboveHalf + 1]bool
}{
	HalfUp:   {"half-up", [...]bool{nothing: false, belowHalf: false, half: true, aboveHalf: true}},
	HalfEven: {"half-even", [...]bool{nothing: false, belowHalf: false, half: false, aboveHalf: true}}, // and half if odd
	Up:       {"up", [...]bool{nothing: false, belowHalf: true, half: true, aboveHalf: true}},
	Down:     {"down", [...]bool{nothing: false, belowHalf: false, half: false, aboveHalf: false}},
}

func (m Mode) away(left rest, odd bool) bool {
	return modes[m].away[left] || m == HalfEven && left == half && odd
}

func (m Mode) check() error {
	if int(m) < len(modes) {
		return nil
	}
	return invalid("mode", fault.RuleUnknown, fmt.Sprintf("%d is no rounding mode; use HalfUp, HalfEven, Up or Down", m))
}

// String is the mode's text.
func (m Mode) String() string {
	if m.check() != nil {
		return fmt.Sprintf("Mode(%d)", uint8(m))
	}
	return modes[m].text
}

// MarshalText gives the mode's text.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), m.check() }

// UnmarshalText reads the mode's text.
func (m *Mode) UnmarshalText(text []byte) error {
	for i, mode := range modes {
		if mode.text == string(text) {
			*m = Mode(i)
			return nil
		}
	}
	return invalid("mode", fault.RuleUnknown, quoted(text)+" is no rounding mode; use half-up, half-even, up or down")
}

// divided divides by d and by ten to the power of cut, and rounds; what it returns has the given places.
func divided(neg bool, x u192, d uint64, cut int, mode Mode, places int) (_ dec, ok bool) {
	q, left := quotient(x, d, cut)
	if mode.away(left, q.lo&1 == 1) {
		low, carry := u128{q.mid, q.lo}.add(u128{lo: 1})
		q = u192{q.hi + carry, low.hi, low.lo}
	}
	mag, ok := q.narrow()
	return dec{mag: mag, places: uint8(places), neg: neg && mag != u128{}}, ok
}

// Round rounds to the currency's minor unit: cents for EUR, whole yen for JPY. Rounding twice changes nothing.
// A mode that is none is fault.ErrInvalid.
func (a Amount) Round(mode Mode) (Amount, error) { return a.RoundTo(a.currency.Digits(), mode) }

// RoundTo rounds to a number of digits behind the point, 0 to 38. With fewer than the currency has, the amount is a whole
// multiple of a larger unit: 12.34 EUR to 0 digits is 12.00 EUR. An *OverflowError is possible only there; other digits and
// modes are fault.ErrInvalid.
func (a Amount) RoundTo(digits int, mode Mode) (Amount, error) {
	if err := checkRounding(digits, mode); err != nil {
		return Amount{}, err
	}
	cut := int(a.places) - digits
	if cut <= 0 {
		return a, nil
	}
	n, _ := divided(a.neg, a.mag.wide(), 1, cut, mode, digits)
	least := a.currency.Digits()
	if digits == least {
		return amountIn(n, a.currency), nil
	}
	n, ok := widened(n, least)
	if !ok {
		return Amount{}, overflow("%s rounded %s to %d digits", a, mode, digits)
	}
	return amountIn(n, a.currency), nil
}

// widened gives a number at least so many places.
func widened(n dec, least int) (_ dec, ok bool) {
	places := max(int(n.places), least)
	mag, ok := n.mag.shift(places - int(n.places))
	if !ok {
		return dec{}, false
	}
	return normal(n.neg, mag.wide(), places, least)
}

func checkRounding(digits int, mode Mode) error {
	if err := mode.check(); err != nil {
		return err
	}
	if digits < 0 || digits > maxDigits {
		return invalid("digits", fault.RuleRange, fmt.Sprintf("cannot round to %d digits; use 0 to %d", digits, maxDigits))
	}
	return nil
}
