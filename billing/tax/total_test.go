package tax_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func at(rate string) tax.Treatment {
	return tax.Treatment{Category: tax.StandardRate, Rate: money.MustRate(rate)}
}

func free(c tax.Category, code string) tax.Treatment {
	return tax.Treatment{Category: c, Code: code, Reason: "because of " + code, De: "wegen " + code, Source: "a law"}
}

func line(id, amount string, t tax.Treatment) tax.Line {
	return tax.Line{ID: id, Amount: money.Must(amount), Treatment: t}
}

func change(id, amount string, t tax.Treatment) tax.Change {
	return tax.Change{ID: id, Amount: money.Must(amount), Treatment: t}
}

// times is n equal lines.
func times(n int, amount string, t tax.Treatment) []tax.Line {
	lines := make([]tax.Line, n)
	for i := range lines {
		lines[i] = line(fmt.Sprintf("%03d", i), amount, t)
	}
	return lines
}

var (
	gross        = tax.Policy{Prices: tax.Gross}
	perLine      = tax.Policy{Rounding: tax.PerLine}
	grossPerLine = tax.Policy{Prices: tax.Gross, Rounding: tax.PerLine}
)

// TestTotal_Peers are cases that went wrong elsewhere, each with its source; the wanted figures are without tax, tax, with tax.
func TestTotal_Peers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy  tax.Policy
		lines   []tax.Line
		changes []tax.Change
		want    string
	}{
		"0.75 × 98.50 is 73.88 on the line, and what stands there is what is added up: not 87.91 (gobl 463)": {tax.Policy{}, []tax.Line{line("1", "73.88 EUR", at("19%"))}, nil, "73.88 14.04 87.92"},
		"lines of 17.36 and 13.64 make 31.00, not 30.99 (gobl, rule precise)":                                {tax.Policy{}, []tax.Line{line("1", "17.36 EUR", at("19%")), line("2", "13.64 EUR", at("19%"))}, nil, "31.00 5.89 36.89"},
		"100.00 with 21% is 82.64 and 17.36, whatever the number of lines (gobl 923)":                        {gross, times(1, "100.00 EUR", at("21%")), nil, "82.64 17.36 100.00"},
		"12 × 125.00 with 6% (gobl 923)":                                                                     {gross, times(12, "125.00 EUR", at("6%")), nil, "1415.09 84.91 1500.00"},
		"30 × 125.00 with 6% (gobl 923)":                                                                     {gross, times(30, "125.00 EUR", at("6%")), nil, "3537.74 212.26 3750.00"},
		"50 × 19.99 with 19% (gobl 923)":                                                                     {gross, times(50, "19.99 EUR", at("19%")), nil, "839.92 159.58 999.50"},
		"11 × 403.65 with 6% and 80.00 exempt (gobl, TestRemoveIncludedTax4)":                                {gross, append(times(11, "403.65 EUR", at("6%")), line("local", "80.00 EUR", free(tax.ExemptFromTax, "VATEX-EU-79-C"))), nil, "4268.82 251.33 4520.15"},
		"79.20 with 19% is 66.55 and 12.65, though 19% of 66.55 is 12.64 (mustangproject 781)":               {gross, times(1, "79.20 EUR", at("19%")), nil, "66.55 12.65 79.20"},
		"15.00 with 19% stays 15.00 (pretix 5781)":                                                           {gross, times(1, "15.00 EUR", at("19%")), nil, "12.61 2.39 15.00"},
		"1000.00 and 800.00 with 30% are 1384.62, not 769.23 + 615.38 (odoo 279740)":                         {gross, []tax.Line{line("1", "1000.00 EUR", at("30%")), line("2", "800.00 EUR", at("30%"))}, nil, "1384.62 415.38 1800.00"},
		"three lines of 174.055 NOK tax: per document BR-CO-17 holds (EN 16931 artefacts 143)":               {tax.Policy{}, times(3, "696.22 NOK", at("25%")), nil, "2088.66 522.17 2610.83"},
		"three lines of 174.055 NOK tax: per line each has its 174.06 (EN 16931 artefacts 143)":              {perLine, times(3, "696.22 NOK", at("25%")), nil, "2088.66 522.18 2610.84"},
		"19935.66 NOK with 15% is 2990.35 (EN 16931 artefacts 160)":                                          {tax.Policy{}, times(1, "19935.66 NOK", at("15%")), nil, "19935.66 2990.35 22926.01"},
		"a reversal of 7612.50 has the tax of 7612.50, -1446.375 as -1446.38 (xrechnung 74)":                 {tax.Policy{}, times(1, "-7612.50 EUR", at("19%")), nil, "-7612.50 -1446.38 -9058.88"},
		"a reversal of 1710.50 has -325.00 (EN 16931 artefacts 303)":                                         {tax.Policy{}, times(1, "-1710.50 EUR", at("19%")), nil, "-1710.50 -325.00 -2035.50"},
		"3 × 45.00 less 60.00: 21% of 75.00, not of 135.00 (crater 889)":                                     {tax.Policy{}, times(3, "45.00 EUR", at("21%")), []tax.Change{change("d", "-60.00 EUR", at("21%"))}, "75.00 15.75 90.75"},
		"110.00 less 10.00: 10% of 100.00 (crater 1227)":                                                     {tax.Policy{}, times(1, "110.00 EUR", at("10%")), []tax.Change{change("d", "-10.00 EUR", at("10%"))}, "100.00 10.00 110.00"},
		"4.20 less 1.26, both exempt, is 2.94 (EN 16931 artefacts 338)":                                      {tax.Policy{}, times(1, "4.20 EUR", free(tax.ExemptFromTax, "VATEX-EU-132-1A")), []tax.Change{change("d", "-1.26 EUR", free(tax.ExemptFromTax, "VATEX-EU-132-1A"))}, "2.94 0.00 2.94"},
		"a discount of 10% over 0% and 15%, a part for each (ksa_compliance 122)":                            {tax.Policy{}, []tax.Line{line("1", "300.00 SAR", tax.Treatment{Category: tax.ZeroRated}), line("2", "1200.00 SAR", at("15%"))}, []tax.Change{change("d0", "-30.00 SAR", tax.Treatment{Category: tax.ZeroRated}), change("d15", "-120.00 SAR", at("15%"))}, "1350.00 162.00 1512.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tax.Total(c.policy, c.lines, c.changes, money.Amount{}, money.Amount{})
			require.NoError(t, err)
			assert.Equal(t, c.want, got.WithoutTax.Number()+" "+got.Tax.Number()+" "+got.WithTax.Number())
			assert.Equal(t, got.WithTax, got.Due)
			assert.Empty(t, got.Check())
		})
	}
}

// TestTotal_Lines: what stands on the lines, net, tax and gross, adds up to what stands below, by largest remainder.
func TestTotal_Lines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy tax.Policy
		lines  []tax.Line
		want   []string
	}{
		"net: 0.0190 three times is 0.06, the first get a cent more":       {tax.Policy{}, times(3, "0.10 EUR", at("19%")), []string{"0.10 0.02 0.12", "0.10 0.02 0.12", "0.10 0.02 0.12"}},
		"net: 0.0171 three times is 0.05, the last gets one less":          {tax.Policy{}, times(3, "0.09 EUR", at("19%")), []string{"0.09 0.02 0.11", "0.09 0.02 0.11", "0.09 0.01 0.10"}},
		"the largest remainder first: 0.0171 before 0.0152":                {tax.Policy{}, []tax.Line{line("a", "0.08 EUR", at("19%")), line("b", "0.09 EUR", at("19%"))}, []string{"0.08 0.01 0.09", "0.09 0.02 0.11"}},
		"gross: the net figures are what was printed less the tax":         {gross, times(3, "10.00 EUR", at("19%")), []string{"8.40 1.60 10.00", "8.40 1.60 10.00", "8.41 1.59 10.00"}},
		"per line each is rounded by itself":                               {perLine, times(3, "0.09 EUR", at("19%")), []string{"0.09 0.02 0.11", "0.09 0.02 0.11", "0.09 0.02 0.11"}},
		"gross per line":                                                   {grossPerLine, times(3, "10.00 EUR", at("19%")), []string{"8.40 1.60 10.00", "8.40 1.60 10.00", "8.40 1.60 10.00"}},
		"a line and its reversal make nothing":                             {tax.Policy{}, []tax.Line{line("a", "0.99 EUR", at("19%")), line("b", "-0.99 EUR", at("19%"))}, []string{"0.99 0.19 1.18", "-0.99 -0.19 -1.18"}},
		"a rebate beside its fee":                                          {tax.Policy{}, []tax.Line{line("fee", "200.00 EUR", at("19%")), line("rebate", "-4.00 EUR", at("19%"))}, []string{"200.00 38.00 238.00", "-4.00 -0.76 -4.76"}},
		"rates are rounded each by itself":                                 {tax.Policy{}, []tax.Line{line("a", "0.05 EUR", at("19%")), line("b", "0.05 EUR", at("7%"))}, []string{"0.05 0.01 0.06", "0.05 0.00 0.05"}},
		"yen have no digits":                                               {tax.Policy{}, times(2, "105 JPY", at("10%")), []string{"105 11 116", "105 10 115"}},
		"dinars have three":                                                {tax.Policy{}, times(2, "1.005 KWD", at("5%")), []string{"1.005 0.051 1.056", "1.005 0.050 1.055"}},
		"a line in no currency is nothing":                                 {tax.Policy{}, []tax.Line{{ID: "a", Treatment: at("19%")}, line("b", "1.00 EUR", at("19%"))}, []string{"0.00 0.00 0.00", "1.00 0.19 1.19"}},
		"a rate with digits behind the point":                              {tax.Policy{}, times(1, "1000.00 EUR", at("25.5%")), []string{"1000.00 255.00 1255.00"}},
		"a credit note takes back line by line what its bill had, negated": {tax.Policy{}, times(3, "-0.09 EUR", at("19%")), []string{"-0.09 -0.02 -0.11", "-0.09 -0.02 -0.11", "-0.09 -0.01 -0.10"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tax.Total(c.policy, c.lines, nil, money.Amount{}, money.Amount{})
			require.NoError(t, err)
			var lines []string
			for _, l := range got.Lines {
				lines = append(lines, l.Net.Number()+" "+l.Tax.Number()+" "+l.Gross.Number())
			}
			assert.Equal(t, c.want, lines)
			assert.Empty(t, got.Check())
		})
	}
}

// TestTotal_Foot: allowances and charges, several rates, what was paid before, and the amount due rounded to 5 Rappen
// (EN 16931 artefacts 242 and 275: BR-CO-16).
func TestTotal_Foot(t *testing.T) {
	t.Parallel()
	got, err := tax.Total(tax.Policy{},
		[]tax.Line{line("1", "100.00 CHF", at("8.1%")), line("2", "50.00 CHF", at("2.6%")), line("3", "10.00 CHF", free(tax.ExemptFromTax, "VATEX-EU-132-1I"))},
		[]tax.Change{change("off", "-10.00 CHF", at("8.1%")), change("freight", "4.50 CHF", at("8.1%"))},
		money.Must("20.00 CHF"), money.Must("-0.01 CHF"))
	require.NoError(t, err)
	assert.Empty(t, got.Check())
	text, err := json.MarshalIndent(got, "", "\t")
	require.NoError(t, err)
	etomtest.Golden(t, "totals.json", string(text)+"\n")
	var again tax.Totals
	require.NoError(t, json.Unmarshal(text, &again))
	assert.Equal(t, got, again, "what is stored is read as it was")
}

// TestTotal_Reasons: a breakdown has one row for a category, so a row with several reasons names them all.
func TestTotal_Reasons(t *testing.T) {
	t.Parallel()
	got, err := tax.Total(tax.Policy{}, []tax.Line{line("1", "1.00 EUR", free(tax.ExemptFromTax, "VATEX-EU-132-1I")), line("2", "2.00 EUR", free(tax.ExemptFromTax, "VATEX-EU-132-1A")),
		line("3", "4.00 EUR", free(tax.ExemptFromTax, "VATEX-EU-132-1I")), line("4", "8.00 EUR", free(tax.ReverseCharge, "VATEX-EU-AE"))}, nil, money.Amount{}, money.Amount{})
	require.NoError(t, err)
	require.Len(t, got.Breakdown, 2)
	assert.Equal(t, tax.Subtotal{Category: tax.ExemptFromTax, Taxable: money.Must("7.00 EUR"), Tax: money.Must("0.00 EUR"),
		Reason: "because of VATEX-EU-132-1A; because of VATEX-EU-132-1I", De: "wegen VATEX-EU-132-1A; wegen VATEX-EU-132-1I", Source: "a law"}, got.Breakdown[0])
	assert.Equal(t, "VATEX-EU-AE", got.Breakdown[1].Code)
	assert.Empty(t, got.Check())

	other := free(tax.ExemptFromTax, "VATEX-EU-132-1I")
	other.Source = "another law"
	got, err = tax.Total(tax.Policy{}, []tax.Line{line("1", "1.00 EUR", free(tax.ExemptFromTax, "VATEX-EU-132-1I")), line("2", "2.00 EUR", other)}, nil, money.Amount{}, money.Amount{})
	require.NoError(t, err)
	assert.Equal(t, "VATEX-EU-132-1I", got.Breakdown[0].Code, "a code that all have stays")
	assert.Equal(t, "a law; another law", got.Breakdown[0].Source)
}

func TestTotal_Nothing(t *testing.T) {
	t.Parallel()
	got, err := tax.Total(tax.Policy{}, nil, nil, money.Amount{}, money.Amount{})
	require.NoError(t, err)
	assert.Equal(t, 0, got.Due.Sign())
	assert.Equal(t, tax.Policy{Prices: tax.Net, Rounding: tax.PerDocument}, got.Policy, "the defaults are named on the document")
	assert.Empty(t, got.Check())
}

func TestTotal_Invalid(t *testing.T) {
	t.Parallel()
	ok := line("1", "1.00 EUR", at("19%"))
	for name, c := range map[string]struct {
		policy            tax.Policy
		lines             []tax.Line
		changes           []tax.Change
		prepaid, rounding string
		wrong             []string
	}{
		"two currencies":                  {lines: []tax.Line{ok, line("2", "1.00 USD", at("19%"))}, wrong: []string{"lines[1].amount"}},
		"a change in another currency":    {lines: []tax.Line{ok}, changes: []tax.Change{change("2", "-1.00 USD", at("19%"))}, wrong: []string{"changes[0].amount"}},
		"prepaid in another currency":     {lines: []tax.Line{ok}, prepaid: "1.00 USD", wrong: []string{"prepaid"}},
		"rounding in another currency":    {lines: []tax.Line{ok}, rounding: "0.01 USD", wrong: []string{"rounding"}},
		"half a cent of rounding":         {lines: []tax.Line{ok}, rounding: "0.005 EUR", wrong: []string{"rounding"}},
		"half a cent":                     {lines: []tax.Line{line("1", "0.005 EUR", at("19%"))}, wrong: []string{"lines[0].amount"}},
		"more than 2^63 cents":            {lines: []tax.Line{line("1", "92233720368547758.08 EUR", at("19%"))}, wrong: []string{"lines[0].amount"}},
		"an id twice":                     {lines: []tax.Line{ok, ok}, wrong: []string{"lines[1].id"}},
		"an id on a line and a change":    {lines: []tax.Line{ok}, changes: []tax.Change{change("1", "-0.10 EUR", at("19%"))}, wrong: []string{"changes[0].id"}},
		"no id":                           {lines: []tax.Line{line("", "1.00 EUR", at("19%"))}, wrong: []string{"lines[0].id"}},
		"no treatment":                    {lines: []tax.Line{line("1", "1.00 EUR", tax.Treatment{})}, wrong: []string{"lines[0].treatment.category"}},
		"S at 0%":                         {lines: []tax.Line{line("1", "1.00 EUR", at("0%"))}, wrong: []string{"lines[0].treatment.rate"}},
		"S at 1900%, 19 without its sign": {lines: []tax.Line{line("1", "1.00 EUR", at("19"))}, wrong: []string{"lines[0].treatment.rate"}},
		"exempt at 19%":                   {lines: []tax.Line{line("1", "1.00 EUR", tax.Treatment{Category: tax.ExemptFromTax, Rate: money.MustRate("19%"), Code: "VATEX-EU-132-1A"})}, wrong: []string{"lines[0].treatment.rate"}},
		"exempt without a reason":         {lines: []tax.Line{line("1", "1.00 EUR", tax.Treatment{Category: tax.ExemptFromTax})}, wrong: []string{"lines[0].treatment.reason"}},
		"a rate no tax has":               {lines: []tax.Line{line("1", "1.00 EUR", at("19.1234567%"))}, wrong: []string{"treatment.rate"}},
		"an unknown policy":               {policy: tax.Policy{Prices: "brutto", Rounding: "unit", Mode: 9}, lines: []tax.Line{ok}, wrong: []string{"policy.prices", "policy.rounding", "policy.mode"}},
		"everything at once":              {policy: tax.Policy{Prices: "brutto"}, lines: []tax.Line{ok, line("1", "0.005 USD", at("0%"))}, wrong: []string{"policy.prices", "lines[1].amount", "lines[1].amount", "lines[1].treatment.rate", "lines[1].id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var prepaid, rounding money.Amount
			if c.prepaid != "" {
				prepaid = money.Must(c.prepaid)
			}
			if c.rounding != "" {
				rounding = money.Must(c.rounding)
			}
			got, err := tax.Total(c.policy, c.lines, c.changes, prepaid, rounding)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.wrong, etomtest.Paths(err))
			assert.Equal(t, tax.Totals{}, got)
		})
	}
}

// TestTotal_Overflow: the largest figures are added up exactly, or refused.
func TestTotal_Overflow(t *testing.T) {
	t.Parallel()
	largest := "92233720368547758.07 EUR"
	got, err := tax.Total(gross, []tax.Line{line("1", largest, at("19%")), line("2", "-"+largest, at("19%"))}, nil, money.Amount{}, money.Amount{})
	require.NoError(t, err)
	assert.Equal(t, "0.00", got.Due.Number())
	assert.Empty(t, got.Check())
	_, err = tax.Total(tax.Policy{}, times(12, largest, at("99%")), nil, money.Amount{}, money.Amount{})
	var overflow *money.OverflowError
	require.ErrorAs(t, err, &overflow)
	require.ErrorIs(t, err, fault.ErrInvalid)
}

// TestTotal_KeepsItsInput: neither the slices nor their order are changed, and the order changes no cent.
func TestTotal_KeepsItsInput(t *testing.T) {
	t.Parallel()
	lines, changes := invoice(t)
	before := slices.Clone(lines)
	first, err := tax.Total(tax.Policy{}, lines, changes, money.Amount{}, money.Amount{})
	require.NoError(t, err)
	assert.Equal(t, before, lines)
	slices.Reverse(lines)
	second, err := tax.Total(tax.Policy{}, lines, changes, money.Amount{}, money.Amount{})
	require.NoError(t, err)
	slices.Reverse(second.Lines)
	assert.Equal(t, first, second)
}

func TestPolicy_JSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(tax.Policy{Prices: tax.Gross, Rounding: tax.PerLine, Mode: money.HalfEven})
	require.NoError(t, err)
	assert.JSONEq(t, `{"prices":"gross","rounding":"line","mode":"half-even"}`, string(text))
	var p tax.Policy
	require.NoError(t, json.Unmarshal([]byte(`{}`), &p))
	assert.Equal(t, tax.Policy{}, p)
}
