package rating_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// monthTariff is a tariff as one finds it: calls by zone, peak and off-peak, messages, data by tiers, a fee on payments.
func monthTariff() rating.Tariff {
	price := func(code, name, de, kind string, m rating.Measure, unit, each, pulse string) rating.Price {
		p := rating.Price{Code: code, Name: name, De: de, Kind: kind, Measure: m, Unit: unit, Model: rating.Unit, Amount: amount(each)}
		if err := p.Pulse.UnmarshalText([]byte(pulse)); err != nil {
			panic(err)
		}
		return p
	}
	day := price("calls-peak", "Calls, peak", "Gespräche, Hauptzeit", "voice", rating.Duration, "min", "0.12", "60/1")
	day.Bands = []string{"peak"}
	night := price("calls", "Calls, off-peak", "Gespräche, Nebenzeit", "voice", rating.Duration, "min", "0.05", "60/1")
	day.SetUp, night.SetUp = amount("0.03"), amount("0.03")
	traffic := rating.Price{Code: "data", Name: "Data", De: "Daten", Kind: "data", Measure: rating.Quantity, Unit: "MB", Model: rating.Graduated,
		Tiers: tiers(upTo("1000", "0.01", "0"), upTo("", "0.004", "0"))}
	fee := rating.Price{Code: "fee", Name: "Payments by phone", De: "Zahlungen über das Telefon", Kind: "payment", Measure: rating.Value, Unit: "payment",
		Model: rating.Percentage, Rate: money.MustRate("2.5%"), Minimum: amount("0.10"), Maximum: amount("2")}
	return rating.Tariff{ID: "mobile", Version: "2026-1", Name: "Mobile M", De: "Mobil M", Currency: money.MustCurrency("EUR"), Zone: berlin,
		From: calendar.MustParse("2026-01-01"), Region: "DE-BE", Bands: []rating.Band{peak()},
		Prices: []rating.Price{day, night, price("sms", "Messages", "Kurznachrichten", "sms", rating.Event, "SMS", "0.09", ""), traffic, fee},
		Allowances: []rating.Allowance{
			{ID: "min", Name: "10 free minutes", De: "10 Freiminuten", Measure: rating.Duration, Unit: "min", Grant: money.Count(10), Kinds: []string{"voice"}, RollOver: 1},
			{ID: "sms", Name: "2 free messages", De: "2 freie Kurznachrichten", Measure: rating.Event, Unit: "SMS", Grant: money.Count(2)},
			{ID: "mb", Name: "500 MB", Measure: rating.Quantity, Unit: "MB", Grant: money.Count(500), Prorated: true},
		}}
}

// monthFile is a month of usage as a switch writes it, the clocks' change and a public holiday among it, and some lines that are none.
const monthFile = `id,kind,at,duration,quantity,value,to
c-01,voice,2026-03-02T09:15:00,200,,,+493012345
c-02,voice,2026-03-02T17:58:00,5m,,,+493012345
c-03,voice,2026-03-07T11:00:00,61,,,+4917012345
c-04,voice,2026-03-08T11:00:00,1,,,+4917012345
c-05,voice,2026-03-29T01:58:00,240,,,+4917012345
c-06,voice,2026-03-29T02:30:00,60,,,+4917012345
c-07,voice,2026-03-31T07:59:30,47,,,+493012345
c-08,voice,2026-03-31T08:30:00,0,,,+493012345
s-01,sms,2026-03-05T12:00:00,,,,+4917012345
s-02,sms,2026-03-05T12:01:00,,,,+4917012345
s-03,sms,2026-03-05T12:02:00,,,,+4917012345
d-01,data,2026-03-10T08:00:00,2h,1200.5,,
d-02,data,2026-03-20T08:00:00,3h,410,,
d-03,data,2026-03-21T08:00:00,3h,-5,,
p-01,payment,2026-03-11T10:00:00,,,1.00 EUR,
p-02,payment,2026-03-12T10:00:00,,,39.90 EUR,
p-03,payment,2026-03-13T10:00:00,,,199.00 EUR,
p-04,payment,2026-03-14T10:00:00,,,10.00 CHF,
m-01,mms,2026-03-15T10:00:00,,,,+4917012345
s-03,sms,2026-03-25T12:02:00,,,,+4917012345
`

func TestRate_a_realistic_month_explained(t *testing.T) {
	t.Parallel()
	good, bad, err := rating.ReadUsage(strings.NewReader(monthFile), rating.CSV, berlin)
	require.NoError(t, err)
	book := bookOf(t, monthTariff())
	result, err := book.Rate(rating.Request{Tariff: "mobile", Product: "p-1", Period: march(), Usage: good,
		Balances: []rating.Balance{{Allowance: "min", Product: "p-1", Since: calendar.MustParse("2026-02-01"), Periods: 1, Left: rating.Extent{Duration: calendar.Span(90e9)}}}})
	require.NoError(t, err)
	for _, language := range []string{"en", "de"} {
		text := &strings.Builder{}
		text.WriteString(result.Text(language))
		for _, f := range bad {
			text.WriteString(f.Error() + "\n    " + f.Record + "\n")
		}
		etomtest.Golden(t, "month."+language+".txt", text.String())
	}
	data, err := json.MarshalIndent(result, "", "  ")
	require.NoError(t, err)
	etomtest.Golden(t, "month.json", string(data)+"\n")

	var back rating.Result
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, result.Text("en"), back.Text("en"), "a stored result explains itself as it did")
}
