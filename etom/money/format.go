package money

import "strings"

// style is how a language writes an amount.
type style struct {
	point, group string
	symbolFirst  bool
}

// styles are those of the Unicode CLDR.
var styles = map[string]style{
	"de": {point: ",", group: "."},
	"en": {point: ".", group: ",", symbolFirst: true},
}

// symbols are the currencies that people read better as a symbol.
var symbols = map[string]string{"EUR": "€", "USD": "$", "GBP": "£"}

// noBreak keeps number and symbol in one line; it is U+00A0.
const noBreak = "\u00a0"

// Format writes the amount for people, in the language of a tag such as "de", "de-AT" or "en": -1.234,50 € in German,
// -€1,234.50 in English, with a no-break space where there is a space, and the code for currencies other than EUR, USD and
// GBP. In another language it is what String gives.
func (a Amount) Format(language string) string {
	base, _, _ := strings.Cut(language, "-")
	style, known := styles[base]
	if !known {
		return a.String()
	}
	sign := ""
	if a.Sign() < 0 {
		sign = "-"
	}
	number := style.grouped(a.Abs().Number())
	symbol, short := symbols[a.currency.String()]
	switch {
	case style.symbolFirst && short:
		return sign + symbol + number
	case style.symbolFirst:
		return sign + a.currency.String() + noBreak + number
	case short:
		return sign + number + noBreak + symbol
	default:
		return sign + number + noBreak + a.currency.String()
	}
}

// grouped sets a mark before every third digit of the whole part, and the language's point.
func (s style) grouped(number string) string {
	whole, behind, point := strings.Cut(number, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(s.group)
		}
		b.WriteRune(digit)
	}
	if point {
		b.WriteString(s.point + behind)
	}
	return b.String()
}
