package rating_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

const berlin = "Europe/Berlin"

// weekdays are Monday to Friday.
func weekdays() []calendar.Weekday {
	return []calendar.Weekday{calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday}
}

func window(from, to string, days ...calendar.Weekday) rating.Window {
	return rating.Window{Days: days, From: calendar.MustTimeOfDay(from), To: calendar.MustTimeOfDay(to)}
}

// peak is Monday to Friday, 8 to 18, holidays excepted; all else is off-peak.
func peak() rating.Band {
	return rating.Band{Code: "peak", Name: "Peak", De: "Hauptzeit", Windows: []rating.Window{window("08:00", "18:00", weekdays()...)}}
}

// tariff has the prices and nothing else: in euros, in Berlin, since 2020.
func tariff(prices ...rating.Price) rating.Tariff {
	return rating.Tariff{ID: "t", Version: "1", Name: "Tariff", Currency: money.MustCurrency("EUR"), Zone: berlin,
		From: calendar.MustParse("2020-01-01"), Prices: prices}
}

// voice is a price for a minute of a call.
func voice(amount, pulse string) rating.Price {
	p := rating.Price{Code: "voice", Name: "Calls", Kind: "voice", Measure: rating.Duration, Unit: "min", Model: rating.Unit, Amount: money.Must(amount + " EUR")}
	if err := p.Pulse.UnmarshalText([]byte(pulse)); err != nil {
		panic(err)
	}
	return p
}

// data is a price for a quantity, in MB.
func data(model rating.Model) rating.Price {
	return rating.Price{Code: "data", Name: "Data", Kind: "data", Measure: rating.Quantity, Unit: "MB", Model: model}
}

func bookOf(t testing.TB, tariffs ...rating.Tariff) rating.Book {
	t.Helper()
	book, err := rating.NewBook(rating.BookSpec{Tariffs: tariffs})
	require.NoError(t, err)
	return book
}

func period(from, to string) calendar.Period {
	p, err := calendar.NewPeriod(calendar.MustParse(from), calendar.MustParse(to), berlin)
	if err != nil {
		panic(err)
	}
	return p
}

func march() calendar.Period { return period("2026-03-01", "2026-04-01") }

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

// call is a call on a Monday at noon, off every clock change.
func call(id string, d time.Duration) rating.Usage {
	return rating.Usage{ID: id, Kind: "voice", At: at("2026-03-02T12:00:00+01:00"), Duration: calendar.Span(d)}
}

func megabytes(id, quantity string) rating.Usage {
	return rating.Usage{ID: id, Kind: "data", At: at("2026-03-02T12:00:00+01:00"), Quantity: money.MustQuantity(quantity)}
}

// rate rates with tariff t in March 2026; nothing may be rejected.
func rate(t require.TestingT, book rating.Book, usage ...rating.Usage) rating.Result {
	result, err := book.Rate(rating.Request{Tariff: "t", Period: march(), Usage: usage})
	require.NoError(t, err)
	require.Empty(t, result.Rejected)
	return result
}

// total is what all lines add up to.
func total(t require.TestingT, result rating.Result) money.Exact {
	var sum money.Exact
	for _, l := range result.Lines {
		var err error
		sum, err = sum.Add(l.Amount)
		require.NoError(t, err)
	}
	return sum
}

func exact(text string) money.Exact { return money.Must(text + " EUR").Exact() }

func amount(text string) money.Amount { return money.Must(text + " EUR") }
