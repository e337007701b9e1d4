package rating_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestBook_answers_for_the_tariffs_it_has(t *testing.T) {
	t.Parallel()
	book := bookOf(t, tariff(voice("0.10", "1/1")))
	currency, ok := book.Currency("t")
	assert.True(t, ok)
	assert.Equal(t, money.MustCurrency("EUR"), currency)
	_, ok = book.Currency("x")
	assert.False(t, ok)
	_, ok = book.Valid("x", at("2026-03-02T12:00:00Z"))
	assert.False(t, ok)
	assert.Empty(t, rating.Book{}.Spec())
	require.NoError(t, book.UnmarshalJSON([]byte("null")))
	require.Error(t, book.UnmarshalJSON([]byte("{}")))
	assert.Len(t, book.Spec().Tariffs, 1, "after an error it is as before")
}

func TestRate_volume_of_minutes(t *testing.T) {
	t.Parallel()
	p := voice("0", "60/60")
	p.Model, p.Amount, p.Tiers = rating.Volume, money.Amount{}, tiers(upTo("10", "0.10", "0"), upTo("", "0.05", "0"))
	result := rate(t, bookOf(t, tariff(p)), call("a", 5*time.Minute), call("b", 301*time.Second))
	assert.Equal(t, exact("0.55"), total(t, result))
	assert.Equal(t, exact("0.25"), result.Rated[0].Amount)
}

func TestRate_messages_cost_what_the_band_at_their_time_says(t *testing.T) {
	t.Parallel()
	message := func(code, each string, bands ...string) rating.Price {
		return rating.Price{Code: code, Name: code, Kind: "sms", Bands: bands, Measure: rating.Event, Unit: "SMS", Model: rating.Unit, Amount: amount(each)}
	}
	spec := tariff(message("day", "0.09", "peak"))
	spec.Bands = []rating.Band{peak()}
	noon, night := rating.Usage{ID: "1", Kind: "sms", At: at("2026-03-02T12:00:00+01:00")}, rating.Usage{ID: "2", Kind: "sms", At: at("2026-03-02T18:00:00+01:00")}
	result, err := bookOf(t, spec).Rate(rating.Request{Tariff: "t", Period: march(), Usage: []rating.Usage{noon, night}})
	require.NoError(t, err)
	assert.Equal(t, exact("0.09"), total(t, result))
	assert.Equal(t, rating.RejectPrice, result.Rejected[0].Code)
	spec.Prices = append(spec.Prices, message("night", "0.01"))
	assert.Equal(t, exact("0.10"), total(t, rate(t, bookOf(t, spec), noon, night)))
}

// A bound holds for what a price charges for a record, though the call comes back to its band.
func TestRate_bounds_hold_once_for_a_record(t *testing.T) {
	t.Parallel()
	day, night := voice("0.10", "60/60"), voice("0.01", "60/60")
	day.Code, day.Bands, day.Maximum, night.Code, night.Minimum = "day", []string{"peak"}, amount("30"), "night", amount("10")
	spec := tariff(day, night)
	spec.Bands = []rating.Band{peak()}
	long := call("1", 48*time.Hour) // Monday noon to Wednesday noon: 6 + 10 + 4 hours of peak, twice 14 of the other
	result := rate(t, bookOf(t, spec), long)
	require.Len(t, result.Lines, 2)
	assert.Equal(t, exact("30"), result.Lines[0].Amount, "120.00 without the maximum")
	assert.Equal(t, exact("16.80"), result.Lines[1].Amount, "no minimum needed")
	long.Duration = calendar.Span(7 * time.Hour)
	assert.Equal(t, exact("10"), rate(t, bookOf(t, spec), long).Lines[1].Amount, "0.60 without the minimum")
}

func TestAllowance_of_a_tariff_that_begins_within_the_period(t *testing.T) {
	t.Parallel()
	spec := withAllowances(minutes("free", 100))
	spec.From = calendar.MustParse("2026-03-10")
	result, err := bookOf(t, spec).Rate(rating.Request{Tariff: "t", Period: march()})
	require.NoError(t, err)
	assert.Len(t, result.Allowances, 1)
	spec.From = calendar.MustParse("2026-04-01")
	result, err = bookOf(t, spec).Rate(rating.Request{Tariff: "t", Period: march(), Balances: []rating.Balance{{Allowance: "free", Periods: 1}}})
	require.NoError(t, err)
	assert.Empty(t, result.Allowances, "there is no tariff yet")
}

func TestRate_a_period_that_no_number_can_hold_is_refused(t *testing.T) {
	t.Parallel()
	p := rating.Price{Code: "fee", Name: "Fee", Kind: "payment", Measure: rating.Value, Unit: "payment", Model: rating.Percentage, Rate: money.MustRate("99.999999999")}
	request := rating.Request{Tariff: "t", Period: march()}
	for i := range 2000 {
		request.Usage = append(request.Usage, rating.Usage{ID: fmt.Sprint(i), Kind: "payment", At: at("2026-03-02T12:00:00Z"), Value: amount("999999999999999.999999999")})
	}
	book := bookOf(t, tariff(p))
	_, err := book.Rate(request)
	assert.Equal(t, []string{"usage"}, etomtest.Paths(err))
	assert.ErrorContains(t, err, `under price "fee"`)
	request.Usage = request.Usage[:1000]
	_, err = book.Rate(request)
	assert.NoError(t, err)
}

func TestStep_says_what_it_is_in_two_languages(t *testing.T) {
	t.Parallel()
	spec := monthTariff()
	spec.ID = "t"
	result := rate(t, bookOf(t, spec), call("1", 11*time.Minute))
	assert.Equal(t, "10m included in 10 free minutes", result.Lines[0].Why[0].Text())
	assert.Equal(t, "10m enthalten in 10 Freiminuten", result.Lines[0].Why[0].InGerman())
	assert.Equal(t, "1m × 0.12 EUR je min", result.Lines[0].Why[1].InGerman())
	assert.Equal(t, "1 × Verbindungsentgelt 0.03 EUR", result.Lines[0].Why[2].InGerman())
}
