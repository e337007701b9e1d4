package money

import (
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Currency is a currency of ISO 4217. There is no way to make one that is not in the list. The zero value is XXX, the
// standard's code for no currency, in which there is only the amount 0. Currencies are compared with ==. Immutable and safe for
// concurrent use.
type Currency struct{ row uint8 }

// ParseCurrency looks a code up: three capital letters. An unknown code is fault.ErrInvalid with fault.RuleUnknown.
func ParseCurrency(code string) (Currency, error) {
	if code == currencies[0].code {
		return Currency{}, nil
	}
	row, found := slices.BinarySearchFunc(currencies[1:], code, func(c currencyRow, code string) int {
		return strings.Compare(c.code, code)
	})
	if !found {
		return Currency{}, invalid("currency", fault.RuleUnknown,
			quoted(code)+" is no currency code of ISO 4217; write it like EUR")
	}
	return Currency{uint8(row + 1)}, nil
}

// MustCurrency is ParseCurrency for package-level tables and tests; it panics instead of returning an error.
func MustCurrency(code string) Currency { return must(ParseCurrency(code)) }

// String is the code, such as EUR.
func (c Currency) String() string { return currencies[c.row].code }

// Digits is how many digits the minor unit has behind the point: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.
func (c Currency) Digits() int { return int(currencies[c.row].digits) }

// MarshalText gives the code.
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a code as ParseCurrency does.
func (c *Currency) UnmarshalText(text []byte) error {
	parsed, err := ParseCurrency(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
