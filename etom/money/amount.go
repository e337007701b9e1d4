package money

import (
	"math"
	"math/big"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Amount is an exact amount of money in one currency. It has up to 38 digits, those of the minor unit included, so cents
// are exact below 10^36 EUR; it may have more digits than the minor unit (a price of 0.0123 EUR) until it is rounded.
//
// The zero value is nothing in no currency, "0 XXX". It goes with every currency: adding it changes nothing, so a sum can
// start from it. Amounts are values: == is true for the same number in the same currency, and they can be map keys.
// Immutable and safe for concurrent use.
type Amount struct { // the fields of its number side by side with the currency take less room than a dec
	mag      u128
	places   uint8
	neg      bool
	currency Currency
}

// amountIn is a number that fits its currency as an amount.
func amountIn(n dec, c Currency) Amount { return Amount{n.mag, n.places, n.neg, c} }

func (a Amount) number() dec { return dec{a.mag, a.places, a.neg} }

// New makes an amount from a decimal number such as "-12.34" and a currency. The number has an optional minus sign, digits,
// and behind a point at least one more; no plus sign, exponent, grouping or leading zeros. Errors are fault.ErrInvalid.
func New(number string, c Currency) (Amount, error) {
	n, err := parseDec("amount", number, number, "12.34")
	if err != nil {
		return Amount{}, err
	}
	return amountOf(n, c)
}

// amountOf gives a number its currency.
func amountOf(n dec, c Currency) (Amount, error) {
	if c == (Currency{}) && n.sign() != 0 {
		return Amount{}, invalid("currency", fault.RuleRequired, "must be named for an amount other than 0, such as EUR")
	}
	wide, ok := widened(n, c.Digits())
	if !ok {
		return Amount{}, overflow("%s %s", n.text(), c)
	}
	return amountIn(wide, c), nil
}

// ParseAmount reads what String writes: a number as New takes it, one space, a currency code. Errors are fault.ErrInvalid.
func ParseAmount(text string) (Amount, error) {
	number, code, found := strings.Cut(text, " ")
	if !found {
		return Amount{}, invalid("amount", fault.RuleFormat, quoted(text)+` is no amount; write it like "12.34 EUR"`)
	}
	return read(number, code)
}

// read makes an amount from its two texts, and tells of both if both are wrong.
func read(number, code string) (Amount, error) {
	c, wrongCode := ParseCurrency(code)
	n, wrongNumber := parseDec("amount", number, number, "12.34")
	if err := both(wrongNumber, wrongCode); err != nil {
		return Amount{}, err
	}
	return amountOf(n, c)
}

// Must is ParseAmount for package-level tables and tests; it panics instead of returning an error.
func Must(text string) Amount { return must(ParseAmount(text)) }

// FromMinor makes an amount from a number of minor units: 1234 is 12.34 EUR, and 1234 JPY. The error is fault.ErrInvalid
// and only for a number other than 0 in no currency.
func FromMinor(units int64, c Currency) (Amount, error) {
	magnitude, neg := split(units)
	return amountOf(dec{mag: u128{lo: magnitude}, places: uint8(c.Digits()), neg: neg}, c)
}

// FromDecimal makes an amount from a decimal, exactly. One that does not fit is an *OverflowError; one other than 0 in no
// currency is fault.ErrInvalid.
func FromDecimal(d decimal.Decimal, c Currency) (Amount, error) {
	digits := d.Coefficient().Text(10)
	short := strings.TrimRight(digits, "0")
	if short == "" {
		return amountOf(dec{}, c)
	}
	zeros := int64(d.Exponent()) + int64(len(digits)-len(short))
	magnitude, neg := strings.CutPrefix(short, "-")
	if len(magnitude) <= maxDigits && -maxDigits <= zeros && zeros <= maxDigits {
		mag, ok := magnitudeOf(magnitude).shift(int(max(zeros, 0)))
		if ok && mag.less(limit) {
			return amountOf(dec{mag: mag, places: uint8(max(-zeros, 0)), neg: neg}, c)
		}
	}
	return Amount{}, overflow("a decimal with %d digits and exponent %d", len(digits), d.Exponent())
}

// Decimal is the number without its currency, exactly.
func (a Amount) Decimal() decimal.Decimal {
	n := new(big.Int).SetUint64(a.mag.hi)
	n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.mag.lo))
	if a.neg {
		n.Neg(n)
	}
	return decimal.NewFromBigInt(n, -int32(a.places))
}

// Currency is the amount's currency.
func (a Amount) Currency() Currency { return a.currency }

// Number is the number without its currency, such as "12.34": at least the digits of the minor unit, and more only if
// the amount has them.
func (a Amount) Number() string { return a.number().text() }

// MinorUnits is the amount as a number of minor units: 12.34 EUR is 1234. An amount that is not rounded to minor units is
// fault.ErrInvalid, one beyond int64 an *OverflowError.
func (a Amount) MinorUnits() (int64, error) {
	if err := a.checkRounded(); err != nil {
		return 0, err
	}
	if a.mag.hi != 0 || a.mag.lo > math.MaxInt64 {
		return 0, overflow("%s as a number of minor units", a)
	}
	if a.neg {
		return -int64(a.mag.lo), nil
	}
	return int64(a.mag.lo), nil
}

// checkRounded refuses an amount with more digits than its currency.
func (a Amount) checkRounded() error {
	if int(a.places) == a.currency.Digits() {
		return nil
	}
	return invalid("amount", fault.RuleRange, a.String()+" has more digits than its currency; round it first")
}

// Sign is -1, 0 or 1.
func (a Amount) Sign() int { return a.number().sign() }

// Neg is the amount with its sign turned.
func (a Amount) Neg() Amount { return amountIn(a.number().negated(), a.currency) }

// Abs is the amount without its sign.
func (a Amount) Abs() Amount {
	a.neg = false
	return a
}

// split is a number as magnitude and sign.
func split(n int64) (magnitude uint64, neg bool) {
	if n < 0 {
		return -uint64(n), true
	}
	return uint64(n), false
}
