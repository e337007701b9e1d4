package money

import (
	"encoding/json"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// maxText is how long the text of a number may be: the digits that fit, a sign, a point, and zeros to spare.
const maxText = 100

// parseDec reads a number as New takes it; text is what messages quote, example what they show.
func parseDec(path, text, number, example string) (dec, error) {
	magnitude, neg := strings.CutPrefix(number, "-")
	whole, behind, point := strings.Cut(magnitude, ".")
	switch {
	case len(number) > maxText:
		return dec{}, invalid(path, fault.RuleRange, quoted(text)+" is too long for a number")
	case !allDigits(whole), point && !allDigits(behind), len(whole) > 1 && whole[0] == '0':
		return dec{}, invalid(path, fault.RuleFormat, quoted(text)+" is not written as a number; write it like "+example)
	}
	behind = strings.TrimRight(behind, "0")
	digits := strings.TrimLeft(whole+behind, "0")
	if len(digits) > maxDigits || len(behind) > maxDigits {
		return dec{}, invalid(path, fault.RuleRange, quoted(text)+" has too many digits")
	}
	return dec{mag: magnitudeOf(digits), places: uint8(len(behind)), neg: neg && digits != ""}, nil
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// magnitudeOf is the number that at most maxDigits digits write.
func magnitudeOf(digits string) u128 {
	cut := max(len(digits)-19, 0)
	high, low := word(digits[:cut]), word(digits[cut:])
	p := u128{lo: high}.mul(pow10[len(digits)-cut])
	sum, _ := u128{p.mid, p.lo}.add(u128{lo: low})
	return sum
}

// word is the number that at most 19 digits write.
func word(digits string) uint64 {
	var n uint64
	for i := range len(digits) {
		n = n*10 + uint64(digits[i]-'0')
	}
	return n
}

// append writes the number with all its places, such as -12.34.
func (d dec) append(to []byte) []byte {
	var buffer [2*maxDigits + 4]byte
	i := len(buffer)
	mag := d.mag
	for n := 0; n <= int(d.places) || mag != (u128{}); n++ {
		if n == int(d.places) && n > 0 {
			i--
			buffer[i] = '.'
		}
		q, digit := mag.wide().div(10)
		mag = u128{q.mid, q.lo}
		i--
		buffer[i] = '0' + byte(digit)
	}
	if d.neg {
		to = append(to, '-')
	}
	return append(to, buffer[i:]...)
}

func (d dec) text() string {
	var buffer [2*maxDigits + 4]byte
	return string(d.append(buffer[:0]))
}

func (a Amount) append(to []byte) []byte {
	return append(append(a.number().append(to), ' '), a.currency.String()...)
}

// String is the number and the currency, such as "12.34 EUR", for messages and logs; for people see Format.
func (a Amount) String() string {
	var buffer [2*maxDigits + 8]byte
	return string(a.append(buffer[:0]))
}

// MarshalText gives what String gives.
func (a Amount) MarshalText() ([]byte, error) { return a.append(nil), nil }

// UnmarshalText reads an amount as ParseAmount does.
func (a *Amount) UnmarshalText(text []byte) error {
	parsed, err := ParseAmount(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// MarshalJSON gives {"amount":"12.34","currency":"EUR"}: the number is a string, because readers of JSON numbers lose digits.
func (a Amount) MarshalJSON() ([]byte, error) {
	to := append(make([]byte, 0, 64), `{"amount":"`...)
	to = append(a.number().append(to), `","currency":"`...)
	return append(append(to, a.currency.String()...), `"}`...), nil
}

// UnmarshalJSON reads what MarshalJSON gives; further fields do no harm. A number instead of a string, and whatever New
// refuses, is fault.ErrInvalid and changes nothing. As everywhere in Go, null changes nothing either.
func (a *Amount) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var in struct {
		Amount   *string `json:"amount"`
		Currency *string `json:"currency"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return invalid("amount", fault.RuleFormat, quoted(data)+` is no amount; write it like {"amount":"12.34","currency":"EUR"}`)
	}
	var c fault.Check
	c.That(in.Amount != nil, "amount", fault.RuleRequired, `must be there, such as "12.34"`)
	c.That(in.Currency != nil, "currency", fault.RuleRequired, `must be there, such as "EUR"`)
	if err := c.Err("money"); err != nil {
		return err
	}
	parsed, err := read(*in.Amount, *in.Currency)
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}
