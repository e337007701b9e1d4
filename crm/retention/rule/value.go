package rule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Value is what a fact is: a number, an amount of money, a text or a flag. The zero value is none of them: no value. Values are
// compared with ==. Immutable and safe for concurrent use.
type Value struct {
	kind   kind
	flag   bool
	exact  bool  // key says all of it
	key    int64 // of a number: millionths; of an amount: minor units. Comparing two is one instruction.
	number money.Quantity
	amount money.Amount
	text   string
}

// kind is Kind in a byte; 0 is no value.
type kind uint8

const (
	number kind = iota + 1
	amount
	text
	flag
)

var kinds = map[Kind]kind{Number: number, Amount: amount, Text: text, Flag: flag}

var kindNames = [...]Kind{number: Number, amount: Amount, text: Text, flag: Flag}

// Num is a number.
func Num(q money.Quantity) Value {
	v := Value{kind: number, number: q}
	v.key, v.exact = millionths(q)
	return v
}

// millionths is a number times a million; false if that is not whole or does not fit.
func millionths(q money.Quantity) (int64, bool) {
	whole, behind, _ := strings.Cut(q.String(), ".")
	if len(behind) > 6 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+(behind + "000000")[:6], 10, 64)
	return n, err == nil
}

// Int is a whole number.
func Int(n int64) Value { return Num(money.Count(n)) }

// Amt is an amount of money.
func Amt(a money.Amount) Value {
	units, err := a.MinorUnits()
	return Value{kind: amount, amount: a, key: units, exact: err == nil}
}

// Txt is a text.
func Txt(s string) Value { return Value{kind: text, text: s} }

// Yes is a flag: true or false.
func Yes(is bool) Value { return Value{kind: flag, flag: is} }

// Float is a number that a model or a statistic has computed: the shortest decimal that means it, rounded where that has more
// digits than a money.Quantity holds (19, 18 of them behind the point). Money never comes this way. NaN, infinities and numbers
// beyond 19 digits are fault.ErrInvalid.
func Float(f float64) (Value, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}, invalid("value", fault.RuleRange, fmt.Sprintf("%v is no number that can be decided on; find out why it was computed", f))
	}
	digits := strconv.FormatFloat(f, 'f', -1, 64)
	q, err := money.ParseQuantity(digits)
	if err != nil {
		whole, _, _ := strings.Cut(strings.TrimPrefix(digits, "-"), ".")
		q, err = money.ParseQuantity(strconv.FormatFloat(f, 'f', min(18, max(0, 19-len(whole))), 64))
	}
	return Num(q), err
}

// Kind is what the value is; empty for no value.
func (v Value) Kind() Kind { return kindNames[v.kind] }

// IsZero reports whether this is no value.
func (v Value) IsZero() bool { return v.kind == 0 }

// Number is the number; 0 for another kind of value.
func (v Value) Number() money.Quantity { return v.number }

// Amount is the amount; nothing in no currency for another kind of value.
func (v Value) Amount() money.Amount { return v.amount }

// Text is the text; empty for another kind of value.
func (v Value) Text() string { return v.text }

// Flag is the flag; false for another kind of value.
func (v Value) Flag() bool { return v.flag }

// String is the value as Definition.Parse reads it: 2.5, 12.34 EUR, the text, true or false. No value is empty.
func (v Value) String() string {
	switch v.kind {
	case number:
		return v.number.String()
	case amount:
		return v.amount.String()
	case text:
		return v.text
	case flag:
		return strconv.FormatBool(v.flag)
	}
	return ""
}

// MarshalJSON gives a number as it is written (2.5), an amount as {"amount":"12.34","currency":"EUR"}, a text, true or false;
// no value is null.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case number:
		return v.number.MarshalText()
	case amount:
		return v.amount.MarshalJSON()
	case text:
		return json.Marshal(v.text)
	case flag:
		return strconv.AppendBool(nil, v.flag), nil
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON gives, a number exactly. Anything else is fault.ErrInvalid and changes nothing; null
// changes nothing either.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || string(data) == "null" {
		return nil
	}
	switch data[0] {
	case '{':
		return into(v, data, Amt)
	case '"':
		return into(v, data, Txt)
	case 't', 'f':
		return into(v, data, Yes)
	}
	q, err := money.ParseQuantity(string(data))
	if err != nil {
		return invalid("", fault.RuleFormat, fmt.Sprintf(`%.60s is no value; write a number such as 2.5, an amount such as {"amount":"12.34","currency":"EUR"}, a text, true or false`, data))
	}
	*v = Num(q)
	return nil
}

// into reads JSON as a T and makes a value of it.
func into[T any](v *Value, data []byte, make func(T) Value) error {
	var read T
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*v = make(read)
	return nil
}

func invalid(path, code, message string) error {
	return &fault.Invalid{Subject: subject, Fields: []fault.Field{{Path: path, Rule: code, Message: message}}}
}

const subject = "retention.rule"
