package calendar

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Parse reads a date as ISO 8601 writes it in full, 2026-03-29: ten bytes, nothing before or after. Anything else is
// fault.ErrInvalid.
func Parse(text string) (Date, error) {
	if !hasShape(text, "0000-00-00") {
		// A wrong text may be long and is shown in part.
		message := fmt.Sprintf("%.40q is no date; write year, month and day as in 2026-03-29", text)
		return Date{}, refuse(fault.RuleFormat, message)
	}
	return NewDate(number(text[0:4]), time.Month(number(text[5:7])), number(text[8:10]))
}

// MustParse is Parse for dates written in the program, in tables and tests. It panics if text is no date.
func MustParse(text string) Date {
	d, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// hasShape reports whether the text has a digit where the shape has a 0, and elsewhere what the shape has.
func hasShape(text, shape string) bool {
	if len(text) != len(shape) {
		return false
	}
	for i := range len(shape) {
		digit := '0' <= text[i] && text[i] <= '9'
		if digit != (shape[i] == '0') || !digit && text[i] != shape[i] {
			return false
		}
	}
	return true
}

func number(digits string) int {
	n := 0
	for _, digit := range []byte(digits) {
		n = 10*n + int(digit-'0')
	}
	return n
}

func refuse(rule, message string) error {
	var c fault.Check
	c.Add("date", rule, message)
	return c.Err("calendar.Date")
}

// String writes the date as ISO 8601 does, 2026-03-29; empty for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return string(d.append(make([]byte, 0, len("2026-03-29"))))
}

func (d Date) append(text []byte) []byte {
	text = twoDigits(twoDigits(text, d.Year()/100), d.Year()%100)
	text = twoDigits(append(text, '-'), int(d.month))
	return twoDigits(append(text, '-'), int(d.day))
}

func twoDigits(text []byte, n int) []byte { return append(text, byte('0'+n/10), byte('0'+n%10)) }

// MarshalText writes the date as String does, for JSON too. The zero Date is fault.ErrInvalid.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, refuse(fault.RuleRequired, "is no date and cannot be written; tag an optional field omitzero")
	}
	return d.append(nil), nil
}

// UnmarshalText reads what Parse reads, for JSON too. After an error d is as before.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
