package price_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

func TestPrice_Line(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		amount, discount string
		quantity         int
		list, off, net   string
	}{
		"one at list price":                        {"39.90 EUR", "", 1, "39.90 EUR", "0.00 EUR", "39.90 EUR"},
		"two with 5% off":                          {"39.90 EUR", "5%", 2, "79.80 EUR", "-3.99 EUR", "75.81 EUR"},
		"the discount is of the line, not of each": {"0.33 EUR", "10%", 3, "0.99 EUR", "-0.10 EUR", "0.89 EUR"},
		"half a cent of discount is a cent":        {"0.10 EUR", "5%", 1, "0.10 EUR", "-0.01 EUR", "0.09 EUR"},
		"less than half a cent is none":            {"0.09 EUR", "5%", 1, "0.09 EUR", "0.00 EUR", "0.09 EUR"},
		"all of it off":                            {"39.90 EUR", "100%", 3, "119.70 EUR", "-119.70 EUR", "0.00 EUR"},
		"a third off":                              {"10.00 EUR", "33.333%", 1, "10.00 EUR", "-3.33 EUR", "6.67 EUR"},
		"a price finer than a cent":                {"0.0123 EUR", "", 100, "1.23 EUR", "0.00 EUR", "1.23 EUR"},
		"rounded once, for the line":               {"0.005 EUR", "", 3, "0.02 EUR", "0.00 EUR", "0.02 EUR"},
		"a currency without cents":                 {"980 JPY", "15%", 3, "2940 JPY", "-441 JPY", "2499 JPY"},
		"half a yen of discount is a yen":          {"10 JPY", "5%", 1, "10 JPY", "-1 JPY", "9 JPY"},
		"a currency with three digits":             {"1.250 KWD", "10%", 1, "1.250 KWD", "-0.125 KWD", "1.125 KWD"},
		"nothing":                                  {"0.00 EUR", "50%", 7, "0.00 EUR", "0.00 EUR", "0.00 EUR"},
		"none":                                     {"39.90 EUR", "5%", 0, "0.00 EUR", "0.00 EUR", "0.00 EUR"},
		"a million":                                {"39.90 EUR", "5%", 1_000_000, "39900000.00 EUR", "-1995000.00 EUR", "37905000.00 EUR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := price.Price{Amount: money.Must(c.amount)}
			if c.discount != "" {
				p.Discount = money.MustRate(c.discount)
			}
			got, err := p.Line(c.quantity)
			require.NoError(t, err)
			assert.Equal(t, price.Line{List: money.Must(c.list), Discount: money.Must(c.off), Net: money.Must(c.net)}, got)
		})
	}
}

// Reckoned once more, in fractions: List and Discount are each rounded once, half up, and Net is their exact sum.
func TestPrice_Line_is_what_fractions_say(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.Int64Range(0, 1e9).Draw(t, "units")
		places := rapid.IntRange(0, 6).Draw(t, "places")
		percent := rapid.Int64Range(0, 10_000).Draw(t, "hundredths of a percent")
		quantity := rapid.IntRange(0, 1_000_000).Draw(t, "quantity")
		number := new(big.Rat).SetFrac(big.NewInt(units), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
		p := price.Price{Amount: money.Must(number.FloatString(places) + " EUR"), Discount: money.MustRate(fmt.Sprintf("%d.%02d%%", percent/100, percent%100))}

		list := cents(new(big.Rat).Mul(number, big.NewRat(int64(quantity), 1)))
		off := cents(new(big.Rat).Mul(big.NewRat(list, 100), big.NewRat(percent, 10_000)))
		got, err := p.Line(quantity)
		require.NoError(t, err)
		for _, part := range []struct {
			want int64
			got  money.Amount
		}{{list, got.List}, {-off, got.Discount}, {list - off, got.Net}} {
			units, err := part.got.MinorUnits()
			require.NoError(t, err)
			require.Equal(t, part.want, units, "%d of %+v make %+v", quantity, p, got)
		}
		require.GreaterOrEqual(t, got.Net.Sign(), 0, "a discount never turns a price round")
	})
}

// cents rounds half up, by hand.
func cents(eur *big.Rat) int64 {
	twice := new(big.Rat).Mul(eur, big.NewRat(200, 1))
	floor := new(big.Int).Quo(twice.Num(), twice.Denom())
	return (floor.Int64() + 1) / 2
}

func TestPrice_Line_too_large_is_invalid(t *testing.T) {
	t.Parallel()
	p := price.Price{Amount: money.Must(strings.Repeat("9", 36) + " EUR")}
	_, err := p.Line(1)
	require.NoError(t, err)
	line, err := p.Line(2)
	require.ErrorIs(t, err, fault.ErrInvalid)
	var overflow *money.OverflowError
	require.ErrorAs(t, err, &overflow)
	assert.Zero(t, line)
}

func TestPrice_Check(t *testing.T) {
	t.Parallel()
	right := price.Price{Name: "DSL surcharge", Type: price.Recurring, Period: "month", Amount: money.Must("39.90 EUR"), Discount: money.MustRate("5%"), DiscountName: "key account"}
	long := strings.Repeat("x", fault.MaxName+1)
	for name, c := range map[string]struct {
		change func(*price.Price)
		want   []string
	}{
		"right":                        {func(*price.Price) {}, nil},
		"due once":                     {func(p *price.Price) { p.Type, p.Period = price.NonRecurring, "" }, nil},
		"for nothing":                  {func(p *price.Price) { p.Amount = money.Must("0.00 EUR") }, nil},
		"no discount":                  {func(p *price.Price) { p.Discount, p.DiscountName = money.Rate{}, "" }, nil},
		"all of it off":                {func(p *price.Price) { p.Discount = money.MustRate("100%") }, nil},
		"every day":                    {func(p *price.Price) { p.Period = "day" }, nil},
		"every week":                   {func(p *price.Price) { p.Period = "week" }, nil},
		"every quarter":                {func(p *price.Price) { p.Period = "quarter" }, nil},
		"every year":                   {func(p *price.Price) { p.Period = "year" }, nil},
		"no name":                      {func(p *price.Price) { p.Name = "" }, []string{"p.name ETOM-REQUIRED"}},
		"a name with a NUL":            {func(p *price.Price) { p.Name = "\x00" }, []string{"p.name ETOM-TEXT-NUL"}},
		"a name cut in two":            {func(p *price.Price) { p.Name = "\xc3" }, []string{"p.name ETOM-TEXT-UTF8"}},
		"a name too long":              {func(p *price.Price) { p.Name = long }, []string{"p.name ETOM-LENGTH"}},
		"a discount without a name":    {func(p *price.Price) { p.Discount, p.DiscountName = money.MustRate("5%"), "" }, []string{"p.discountName ETOM-REQUIRED"}},
		"a discount's name with a NUL": {func(p *price.Price) { p.DiscountName = "\x00" }, []string{"p.discountName ETOM-TEXT-NUL"}},
		"a discount's name too long":   {func(p *price.Price) { p.DiscountName = long }, []string{"p.discountName ETOM-LENGTH"}},
		"no type":                      {func(p *price.Price) { p.Type = "" }, []string{"p.priceType ETOM-UNKNOWN"}},
		"another type":                 {func(p *price.Price) { p.Type = "usage" }, []string{"p.priceType ETOM-UNKNOWN"}},
		"recurring by nothing":         {func(p *price.Price) { p.Period = "" }, []string{"p.recurringChargePeriod ETOM-UNKNOWN"}},
		"every fortnight":              {func(p *price.Price) { p.Period = "fortnight" }, []string{"p.recurringChargePeriod ETOM-UNKNOWN"}},
		"due once, every month":        {func(p *price.Price) { p.Type = price.NonRecurring }, []string{"p.recurringChargePeriod ETOM-RANGE"}},
		"no amount":                    {func(p *price.Price) { p.Amount = money.Amount{} }, []string{"p.price ETOM-REQUIRED"}},
		"less than nothing":            {func(p *price.Price) { p.Amount = money.Must("-0.01 EUR") }, []string{"p.price ETOM-RANGE"}},
		"a surcharge as discount":      {func(p *price.Price) { p.Discount = money.MustRate("-1%") }, []string{"p.discount ETOM-RANGE"}},
		"more off than there is":       {func(p *price.Price) { p.Discount = money.MustRate("100.01%") }, []string{"p.discount ETOM-RANGE"}},
		"everything at once": {func(p *price.Price) { *p = price.Price{DiscountName: "\xff", Discount: money.MustRate("200%")} },
			[]string{"p.name ETOM-REQUIRED", "p.discountName ETOM-TEXT-UTF8", "p.priceType ETOM-UNKNOWN", "p.price ETOM-REQUIRED", "p.discount ETOM-RANGE"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := right
			c.change(&p)
			var check fault.Check
			p.Check(&check, "p")
			var got []string
			for _, f := range check.Fields() {
				got = append(got, f.Path+" "+f.Rule)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// The JSON is stored in quotes, orders and charges: it has to stay.
func TestPrice_JSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		price price.Price
		want  string
	}{
		{price.Price{Name: "basic price", Type: price.Recurring, Period: "month", Amount: money.Must("49.90 EUR"), Discount: money.MustRate("5%"), DiscountName: "key account"},
			`{"name":"basic price","priceType":"recurring","recurringChargePeriod":"month","price":{"amount":"49.90","currency":"EUR"},"discount":"5%","discountName":"key account"}`},
		{price.Price{Name: "set-up", Type: price.NonRecurring, Amount: money.Must("99.00 EUR")},
			`{"name":"set-up","priceType":"nonRecurring","price":{"amount":"99.00","currency":"EUR"}}`},
	} {
		got, err := json.Marshal(c.price)
		require.NoError(t, err)
		assert.Equal(t, c.want, string(got))
		var back price.Price
		require.NoError(t, json.Unmarshal(got, &back))
		assert.Equal(t, c.price, back)
	}
}
