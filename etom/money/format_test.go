package money_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/etom/money"
)

// The patterns of Unicode CLDR 46: de "#,##0.00 ¤" and en "¤#,##0.00", with U+00A0 where a space stands.
func TestFormat_as_people_read_it(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, language, want string }{
		{"1234.5 EUR", "de", "1.234,50\u00a0€"},
		{"1234.5 EUR", "en", "€1,234.50"},
		{"-1234.5 EUR", "de", "-1.234,50\u00a0€"},
		{"-1234.5 EUR", "en", "-€1,234.50"},
		{"1234567.89 USD", "en-US", "$1,234,567.89"},
		{"1234567.89 USD", "de-AT", "1.234.567,89\u00a0$"},
		{"999.99 GBP", "en", "£999.99"},
		{"0.00 EUR", "de", "0,00\u00a0€"},
		{"0.0123 EUR", "de", "0,0123\u00a0€"},
		{"1500 JPY", "en", "JPY\u00a01,500"},
		{"1500 JPY", "de", "1.500\u00a0JPY"},
		{"100000 CHF", "de", "100.000,00\u00a0CHF"},
		{"-1000.5 KWD", "en", "-KWD\u00a01,000.500"},
		{"1234.5 EUR", "fr", "1234.50 EUR"},
		{"1234.5 EUR", "", "1234.50 EUR"},
	} {
		assert.Equal(t, c.want, money.Must(c.in).Format(c.language), "%s %s", c.in, c.language)
	}
}
