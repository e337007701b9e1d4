package money_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// ISO 4217 List One, 2026-01-01 (SIX, maintenance agency): by its minor units. Left out are the thirteen codes whose minor
// unit is "N.A.". Numbers: 178 codes, of which 165 have a minor unit.
var listOne = map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP " +
		"COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR " +
		"JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN " +
		"NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL " +
		"THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG",
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
}

func TestCurrency_minor_units_are_those_of_ISO_4217(t *testing.T) {
	t.Parallel()
	known := map[money.Currency]bool{}
	for digits, codes := range listOne {
		for code := range strings.FieldsSeq(codes) {
			c, err := money.ParseCurrency(code)
			require.NoError(t, err)
			assert.Equal(t, digits, c.Digits(), code)
			assert.Equal(t, code, c.String())
			known[c] = true
		}
	}
	assert.Len(t, known, 165)

	found := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			for c := 'A'; c <= 'Z'; c++ {
				if _, err := money.ParseCurrency(string([]rune{a, b, c})); err == nil {
					found++
				}
			}
		}
	}
	assert.Equal(t, 165+1, found, "the codes of List One and XXX")
}

func TestCurrency_unknown_codes_are_refused(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"", "eur", "Eur", "EURO", "EU", " EUR", "€", "978", "BTC", "DEM", "HRK", "BGN", "ANG", "XAU", "XTS", "ZZZ", "\x00\x00\x00"} {
		_, err := money.ParseCurrency(code)
		refusal(t, err, "currency", fault.RuleUnknown)
	}
	assert.Panics(t, func() { money.MustCurrency("EURO") })
}

func TestCurrency_none_is_XXX(t *testing.T) {
	t.Parallel()
	var none money.Currency
	assert.Equal(t, "XXX", none.String())
	assert.Equal(t, 0, none.Digits())
	assert.Equal(t, none, money.MustCurrency("XXX"))

	_, err := money.New("1", none)
	refusal(t, err, "currency", fault.RuleRequired)
	_, err = money.FromMinor(1, none)
	refusal(t, err, "currency", fault.RuleRequired)
	_, err = money.ParseAmount("1 XXX")
	refusal(t, err, "currency", fault.RuleRequired)
	nothing, err := money.ParseAmount("0 XXX")
	require.NoError(t, err)
	assert.Equal(t, money.Amount{}, nothing)
}

func TestCurrency_is_its_code_in_JSON(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(money.MustCurrency("CHF"))
	require.NoError(t, err)
	assert.Equal(t, `"CHF"`, string(body))

	c := money.MustCurrency("EUR")
	require.NoError(t, json.Unmarshal(body, &c))
	assert.Equal(t, money.MustCurrency("CHF"), c)
	require.ErrorIs(t, json.Unmarshal([]byte(`"CHFR"`), &c), fault.ErrInvalid)
	assert.Equal(t, money.MustCurrency("CHF"), c, "an error changes nothing")
}
