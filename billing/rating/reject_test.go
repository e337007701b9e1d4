package rating_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestRate_rejects_a_record_with_its_reason_and_rates_the_others(t *testing.T) {
	t.Parallel()
	calls := voice("0.10", "1/1")
	calls.Zones, calls.Bands = []string{"germany"}, []string{"peak"}
	mb := data(rating.Unit)
	mb.Amount = amount("0.01")
	sms := rating.Price{Code: "sms", Name: "SMS", Kind: "sms", Measure: rating.Event, Unit: "SMS", Model: rating.Unit, Amount: amount("0.09")}
	fee := rating.Price{Code: "fee", Name: "Fee", Kind: "payment", Measure: rating.Value, Unit: "payment", Model: rating.Percentage, Rate: money.MustRate("1%")}
	spec := tariff(calls, mb, sms, fee)
	spec.Plan, spec.Bands, spec.Until = "plan", []rating.Band{peak()}, calendar.MustParse("2027-01-01")
	book, err := rating.NewBook(rating.BookSpec{Plans: []rating.Plan{{ID: "plan", Zones: []rating.Zone{zone("germany", "+49"), zone("france", "+33")}}}, Tariffs: []rating.Tariff{spec}})
	require.NoError(t, err)

	good := call("good", time.Minute)
	good.To = "+4930"
	of := func(change func(u *rating.Usage)) rating.Usage { // good, but for the change
		u := good
		u.ID = "bad"
		change(&u)
		return u
	}
	other := func(kind string, change func(u *rating.Usage)) rating.Usage {
		u := rating.Usage{ID: "bad", Kind: kind, At: good.At}
		change(&u)
		return u
	}
	for name, c := range map[string]struct {
		bad  rating.Usage
		want string
	}{
		"no id":                                {of(func(u *rating.Usage) { u.ID = "" }), rating.RejectID},
		"an id that is there already":          {of(func(u *rating.Usage) { u.ID, u.At = "good", u.At.Add(time.Second) }), rating.RejectDuplicate},
		"another's product":                    {of(func(u *rating.Usage) { u.Product = "p-9" }), rating.RejectProduct},
		"no time":                              {of(func(u *rating.Usage) { u.At = time.Time{} }), rating.RejectTime},
		"a time before all tariffs":            {of(func(u *rating.Usage) { u.At = at("1999-01-01T00:00:00Z") }), rating.RejectTime},
		"a time behind all tariffs":            {of(func(u *rating.Usage) { u.At = at("2101-01-01T00:00:00Z") }), rating.RejectTime},
		"a time in which no version is valid":  {of(func(u *rating.Usage) { u.At = at("2027-01-01T00:00:00+01:00") }), rating.RejectValidity},
		"a negative duration":                  {of(func(u *rating.Usage) { u.Duration = -1 }), rating.RejectNegative},
		"a negative time elapsed":              {of(func(u *rating.Usage) { u.Elapsed = -1 }), rating.RejectNegative},
		"a negative quantity":                  {other("data", func(u *rating.Usage) { u.Quantity = money.MustQuantity("-0.1") }), rating.RejectNegative},
		"a negative value":                     {other("payment", func(u *rating.Usage) { u.Value = money.Must("-0.01 EUR") }), rating.RejectNegative},
		"a call of more than a year":           {of(func(u *rating.Usage) { u.Duration = calendar.Span(367 * 24 * time.Hour) }), rating.RejectRange},
		"more than 10^12 units":                {other("data", func(u *rating.Usage) { u.Quantity = money.MustQuantity("1000000000000.1") }), rating.RejectRange},
		"a quantity finer than millionths":     {other("data", func(u *rating.Usage) { u.Quantity = money.MustQuantity("0.0000001") }), rating.RejectRange},
		"a value with too many digits":         {other("payment", func(u *rating.Usage) { u.Value = money.Must("123456789012345678901234567890123456.78 EUR") }), rating.RejectRange},
		"a kind without a price":               {of(func(u *rating.Usage) { u.Kind = "fax" }), rating.RejectKind},
		"a number in no zone":                  {of(func(u *rating.Usage) { u.To = "030" }), rating.RejectZone},
		"a zone without a price":               {of(func(u *rating.Usage) { u.To = "+33" }), rating.RejectPrice},
		"a band without a price":               {of(func(u *rating.Usage) { u.At = at("2026-03-02T19:00:00+01:00") }), rating.RejectPrice},
		"a band without a price, later in it":  {of(func(u *rating.Usage) { u.At = at("2026-03-02T17:59:59+01:00") }), rating.RejectPrice},
		"a call with a quantity only":          {of(func(u *rating.Usage) { u.Duration, u.Quantity = 0, money.Count(3) }), rating.RejectMeasure},
		"data with a duration only":            {other("data", func(u *rating.Usage) { u.Duration = 1 }), rating.RejectMeasure},
		"data in parts":                        {other("data", func(u *rating.Usage) { u.Quantity, u.Elapsed = money.Count(1), 1 }), rating.RejectMeasure},
		"three messages in one record":         {other("sms", func(u *rating.Usage) { u.Quantity = money.Count(3) }), rating.RejectMeasure},
		"a value where none is priced":         {other("sms", func(u *rating.Usage) { u.Value = money.Must("1.00 EUR") }), rating.RejectMeasure},
		"a payment without its value":          {other("payment", func(u *rating.Usage) { u.Quantity = money.Count(1) }), rating.RejectMeasure},
		"a quantity in another unit":           {other("data", func(u *rating.Usage) { u.Quantity, u.Unit = money.Count(1), "GB" }), rating.RejectUnit},
		"a value in another currency":          {other("payment", func(u *rating.Usage) { u.Value = money.Must("1.00 USD") }), rating.RejectCurrency},
		"a value of nothing, in another money": {other("payment", func(u *rating.Usage) { u.Value = money.Must("0.00 USD") }), rating.RejectCurrency},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := book.Rate(rating.Request{Tariff: "t", Product: "p-1", Period: march(), Usage: []rating.Usage{c.bad, good}})
			require.NoError(t, err)
			require.Len(t, result.Rejected, 1)
			assert.Equal(t, c.want, result.Rejected[0].Code)
			assert.Equal(t, c.bad, result.Rejected[0].Usage, "the record is there, unchanged")
			assert.NotEmpty(t, result.Rejected[0].Text)
			assert.NotEmpty(t, result.Rejected[0].De)
			require.Len(t, result.Rated, 1)
			assert.Equal(t, exact("0.10"), total(t, result), "the other record is rated")
		})
	}
}

func TestRate_sums_beyond_what_can_be_counted_are_rejected_not_wrong(t *testing.T) {
	t.Parallel()
	p := data(rating.Unit)
	p.Amount = amount("1")
	var usage []rating.Usage
	for i := range 20 {
		usage = append(usage, megabytes(string(rune('a'+i)), "1000000000000"))
	}
	result, err := bookOf(t, tariff(p)).Rate(rating.Request{Tariff: "t", Period: march(), Usage: usage})
	require.NoError(t, err)
	require.Len(t, result.Rated, 5)
	assert.Equal(t, rating.RejectRange, result.Rejected[0].Code)
	assert.Equal(t, exact("5000000000000"), total(t, result))
}

func TestRate_refuses_what_concerns_the_whole_request(t *testing.T) {
	t.Parallel()
	book := bookOf(t, tariff(voice("0.10", "1/1")))
	for name, c := range map[string]struct {
		request rating.Request
		paths   []string
	}{
		"an unknown tariff":         {rating.Request{Tariff: "x", Period: march()}, []string{"tariff"}},
		"no period":                 {rating.Request{Tariff: "t"}, []string{"period"}},
		"an unknown tariff beside":  {rating.Request{Tariff: "t", Product: "a", Period: march(), With: []rating.Held{{Product: "b", Tariff: "x"}}}, []string{"with[0].tariff"}},
		"a product twice":           {rating.Request{Tariff: "t", Product: "a", Period: march(), With: []rating.Held{{Product: "a", Tariff: "t"}}}, []string{"with[0].product"}},
		"a product without a name":  {rating.Request{Tariff: "t", Product: "a", Period: march(), With: []rating.Held{{Tariff: "t"}}}, []string{"with[0].product"}},
		"more than the period":      {rating.Request{Tariff: "t", Period: march(), Share: rating.Share{Numerator: 32, Denominator: 31}}, []string{"share"}},
		"a share of nothing":        {rating.Request{Tariff: "t", Period: march(), Share: rating.Share{Numerator: 1}}, []string{"share"}},
		"less than nothing left":    {rating.Request{Tariff: "t", Period: march(), Balances: []rating.Balance{{Allowance: "a", Periods: 1, Left: rating.Extent{Duration: -1}}}}, []string{"balances[0].left"}},
		"a balance for longer than": {rating.Request{Tariff: "t", Period: march(), Balances: []rating.Balance{{Allowance: "a", Periods: 121}}}, []string{"balances[0].periods"}},
		"a balance twice": {rating.Request{Tariff: "t", Period: march(), Balances: []rating.Balance{
			{Allowance: "a", Periods: 1, Left: rating.Extent{Duration: 1}}, {Allowance: "b", Periods: 1}, {Allowance: "a", Periods: 2, Left: rating.Extent{Duration: 1}},
		}}, []string{"balances[2].allowance"}},
		"what the period itself left": {rating.Request{Tariff: "t", Period: march(), Balances: []rating.Balance{{Allowance: "a", Since: march().From(), Periods: 1}}},
			[]string{"balances[0].since"}},
		"all of it at once": {rating.Request{Tariff: "x", Share: rating.Share{Numerator: -1, Denominator: 1}}, []string{"period", "tariff", "share"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := book.Rate(c.request)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.paths, etomtest.Paths(err))
			assert.Empty(t, result)
		})
	}
	_, err := rating.Book{}.Rate(rating.Request{Tariff: "t", Period: march()})
	assert.Equal(t, []string{"tariff"}, etomtest.Paths(err), "the zero book has no tariffs")
}
