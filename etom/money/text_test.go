package money_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestParseAmount_has_one_value_for_each_number(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"12.34 EUR":     "12.34 EUR",
		"12.3 EUR":      "12.30 EUR",
		"12 EUR":        "12.00 EUR",
		"12.340000 EUR": "12.34 EUR",
		"0.0123 EUR":    "0.0123 EUR",
		"-0.5 EUR":      "-0.50 EUR",
		"-0.00 EUR":     "0.00 EUR",
		"1500 JPY":      "1500 JPY",
		"1500.00 JPY":   "1500 JPY",
		"1.5 JPY":       "1.5 JPY",
		"1 KWD":         "1.000 KWD",
		"1 CLF":         "1.0000 CLF",
	} {
		a, err := money.ParseAmount(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, a.String(), in)
		assert.True(t, money.Must(want) == a, in)
	}
}

func TestParseAmount_refuses_everything_else(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 101)
	for _, c := range []struct{ in, path, rule string }{
		{"", "amount", fault.RuleFormat},
		{"12.34", "amount", fault.RuleFormat},
		{"12.34EUR", "amount", fault.RuleFormat},
		{"EUR 12.34", "", ""},
		{"12,34 EUR", "amount", fault.RuleFormat},
		{"1,234.00 EUR", "amount", fault.RuleFormat},
		{"12.34  EUR", "currency", fault.RuleUnknown},
		{"12.34 EUR ", "currency", fault.RuleUnknown},
		{" 12.34 EUR", "", ""},
		{"12.34 eur", "currency", fault.RuleUnknown},
		{"+1 EUR", "amount", fault.RuleFormat},
		{"- 1 EUR", "", ""},
		{".5 EUR", "amount", fault.RuleFormat},
		{"5. EUR", "amount", fault.RuleFormat},
		{"-.5 EUR", "amount", fault.RuleFormat},
		{"- EUR", "amount", fault.RuleFormat},
		{"007 EUR", "amount", fault.RuleFormat},
		{"1e3 EUR", "amount", fault.RuleFormat},
		{"0x1F EUR", "amount", fault.RuleFormat},
		{"NaN EUR", "amount", fault.RuleFormat},
		{"١٢ EUR", "amount", fault.RuleFormat},
		{"1.2.3 EUR", "amount", fault.RuleFormat},
		{"0.000000000000000000000000000000000000001 EUR", "amount", fault.RuleRange}, // 39 places
		{"100000000000000000000000000000000000000 EUR", "amount", fault.RuleRange},   // 39 digits
		{"1000000000000000000000000000000000000 EUR", "amount", fault.RuleRange},     // 39 with the cents
		{"0." + zeros + " EUR", "amount", fault.RuleRange},
	} {
		_, err := money.ParseAmount(c.in)
		require.ErrorIs(t, err, fault.ErrInvalid, c.in)
		if c.path != "" {
			refusal(t, err, c.path, c.rule)
		}
	}
	_, err := money.ParseAmount("1,5 EURO")
	assert.EqualError(t, err, `money: amount: "1,5" is not written as a number; write it like 12.34 (ETOM-FORMAT); `+
		`currency: "EURO" is no currency code of ISO 4217; write it like EUR (ETOM-UNKNOWN)`, "both faults at once")
	_, err = money.ParseAmount(strings.Repeat("x", 1000))
	assert.Less(t, len(err.Error()), 200, "a message does not repeat a novel")
	assert.Panics(t, func() { money.Must("12.34") })

	_, err = money.New("12,34", money.MustCurrency("EUR"))
	refusal(t, err, "amount", fault.RuleFormat)
	a := money.Must("1.00 EUR")
	require.ErrorIs(t, a.UnmarshalText([]byte("12.34")), fault.ErrInvalid)
	assert.Equal(t, money.Must("1.00 EUR"), a, "an error changes nothing")
}

func TestAmount_text_and_JSON_come_back_as_they_were(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.OneOf(anyAmount(), rapid.Just(money.Amount{})).Draw(t, "a")
		parsed, err := money.ParseAmount(a.String())
		require.NoError(t, err)
		require.Equal(t, a, parsed)

		body, err := json.Marshal(a)
		require.NoError(t, err)
		back := money.Must("99 USD")
		require.NoError(t, json.Unmarshal(body, &back))
		require.Equal(t, a, back)

		text, err := a.MarshalText()
		require.NoError(t, err)
		var fromText money.Amount
		require.NoError(t, fromText.UnmarshalText(text))
		require.Equal(t, a, fromText)
	})
}

func TestAmount_JSON_is_strict(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, path, rule string }{
		{"a number", `{"amount":12.34,"currency":"EUR"}`, "amount", fault.RuleFormat},
		{"a text", `"12.34 EUR"`, "amount", fault.RuleFormat},
		{"a list", `["12.34","EUR"]`, "amount", fault.RuleFormat},
		{"no amount", `{"currency":"EUR"}`, "amount", fault.RuleRequired},
		{"amount null", `{"amount":null,"currency":"EUR"}`, "amount", fault.RuleRequired},
		{"no currency", `{"amount":"12.34"}`, "currency", fault.RuleRequired},
		{"an empty amount", `{"amount":"","currency":"EUR"}`, "amount", fault.RuleFormat},
		{"a comma", `{"amount":"12,34","currency":"EUR"}`, "amount", fault.RuleFormat},
		{"an unknown currency", `{"amount":"12.34","currency":"EURO"}`, "currency", fault.RuleUnknown},
		{"too many digits", `{"amount":"0.123456789012345678901234567890123456789","currency":"EUR"}`, "amount", fault.RuleRange},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := money.Must("1.00 USD")
			refusal(t, json.Unmarshal([]byte(c.body), &a), c.path, c.rule)
			assert.Equal(t, money.Must("1.00 USD"), a, "an error changes nothing")
		})
	}

	var a money.Amount
	require.NoError(t, json.Unmarshal([]byte(`{"currency":"EUR","unit":"further fields do no harm","amount":"12.3"}`), &a))
	assert.Equal(t, money.Must("12.30 EUR"), a)
	require.NoError(t, json.Unmarshal([]byte(`null`), &a))
	assert.Equal(t, money.Must("12.30 EUR"), a)

	err := json.Unmarshal([]byte(`{}`), &a)
	var wrong *fault.Invalid
	require.ErrorAs(t, err, &wrong)
	assert.Len(t, wrong.Fields, 2, "both faults at once")
}

// testdata/stored_v1.json is what version 1 stored; it must be read, and written, like this for ever.
func TestStored_bodies_are_read_for_ever(t *testing.T) {
	t.Parallel()
	type stored struct {
		Price    money.Amount            `json:"price"`
		Credit   money.Amount            `json:"credit"`
		Yen      money.Amount            `json:"yen"`
		Unset    money.Amount            `json:"unset"`
		Discount money.Rate              `json:"discount"`
		NoRate   money.Rate              `json:"noRate,omitzero"`
		Usage    money.Quantity          `json:"usage"`
		Rounding money.Mode              `json:"rounding"`
		Currency money.Currency          `json:"currency"`
		Keyed    map[money.Currency]bool `json:"keyed"`
	}
	want := stored{
		Price: money.Must("0.0123 EUR"), Credit: money.Must("-1234.50 EUR"), Yen: money.Must("1500 JPY"),
		Discount: money.MustRate("12.5%"), Usage: money.MustQuantity("2.5"), Rounding: money.HalfEven,
		Currency: money.MustCurrency("EUR"), Keyed: map[money.Currency]bool{money.MustCurrency("CHF"): true},
	}
	body, err := os.ReadFile("testdata/stored_v1.json")
	require.NoError(t, err)
	var got stored
	require.NoError(t, json.Unmarshal(body, &got))
	assert.Equal(t, want, got)
	written, err := json.MarshalIndent(want, "", "  ")
	require.NoError(t, err)
	assert.Equal(t, string(body), string(written)+"\n")
}

// sameNumber asks that a library that reads more than we do reads the same.
func sameNumber(t *testing.T, text string, got string) {
	t.Helper()
	want, err := decimal.NewFromString(text)
	require.NoError(t, err)
	require.True(t, want.Equal(decimal.RequireFromString(got)), "%q became %q", text, got)
}

func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"12.34 EUR", "-0.00 JPY", "0 XXX", "1e3 EUR", "99999999999999999999999999999999999999 JPY", "0.00000000000000000000000000000000000001 EUR", "12,3 eur", " ", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := money.ParseAmount(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Equal(t, money.Amount{}, a)
			return
		}
		number, code, _ := strings.Cut(text, " ")
		sameNumber(t, number, a.Number())
		require.Equal(t, code, a.Currency().String())
		again, err := money.ParseAmount(a.String())
		require.NoError(t, err)
		require.Equal(t, a, again)
	})
}

func FuzzParseRate(f *testing.F) {
	for _, seed := range []string{"19%", "0.19", "-5%", "19 %", "9999999999999999999%", "0.0000000000000000001", "%", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := money.ParseRate(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		want := decimal.RequireFromString(strings.TrimSuffix(text, "%"))
		if strings.HasSuffix(text, "%") {
			want = want.Shift(-2)
		}
		sameNumber(t, want.Shift(2).String(), strings.TrimSuffix(r.String(), "%"))
		again, err := money.ParseRate(r.String())
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}

func FuzzParseQuantity(f *testing.F) {
	for _, seed := range []string{"2.5", "-1", "0", "9999999999999999999", "0.0000000000000000001", "1.", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := money.ParseQuantity(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		sameNumber(t, text, q.String())
		again, err := money.ParseQuantity(q.String())
		require.NoError(t, err)
		require.Equal(t, q, again)
	})
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, seed := range []string{
		`{"amount":"12.34","currency":"EUR"}`, `{"amount":12.34,"currency":"EUR"}`, `{"amount":"1","currency":"XXX"}`,
		`{"amount":"\u0031","currency":"EUR","x":[{}]}`, `null`, `"12 EUR"`, `{"amount":"1","amount":"2","currency":"EUR"}`, `{`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := money.Must("7.00 USD")
		a := before
		if err := a.UnmarshalJSON(body); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Equal(t, before, a)
			return
		}
		written, err := a.MarshalJSON()
		require.NoError(t, err)
		var again money.Amount
		require.NoError(t, json.Unmarshal(written, &again))
		require.Equal(t, a, again)
	})
}
