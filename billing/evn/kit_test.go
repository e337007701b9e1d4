package evn_test

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

const (
	berlin = "Europe/Berlin"
	own    = "+4930901820"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func euro(number string) money.Amount { return money.Must(number + " EUR") }

func pulse(text string) rating.Pulse {
	var p rating.Pulse
	if err := p.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return p
}

// book has one tariff: calls by zone and band with an allowance of ten minutes, messages, data, and an installation.
var book = must(rating.NewBook(rating.BookSpec{
	Plans: []rating.Plan{{ID: "de", Zones: []rating.Zone{
		{Code: "national", Name: "National", Prefixes: []string{"+49", "0", "1"}},
		{Code: "premium", Name: "Premium", Prefixes: []string{"+49900", "0900"}},
		{Code: "free", Name: "Free", Prefixes: []string{"+49800", "0800", "116"}},
		{Code: "world", Name: "World", Prefixes: []string{"+"}},
	}}},
	Tariffs: []rating.Tariff{{
		ID: "t", Version: "1", Name: "Tariff", Currency: money.MustCurrency("EUR"), Zone: berlin, From: calendar.MustParse("2020-01-01"), Plan: "de",
		Bands: []rating.Band{{Code: "night", Name: "Night", De: "Nacht", Windows: []rating.Window{
			{From: calendar.MustTimeOfDay("00:00"), To: calendar.MustTimeOfDay("07:00")}, {From: calendar.MustTimeOfDay("21:00"), To: calendar.MustTimeOfDay("24:00")}}}},
		Prices: []rating.Price{
			{Code: "day", Name: "Calls, day", De: "Gespräche, Tag", Kind: "voice", Zones: []string{"national"}, Bands: []string{rating.Other}, Measure: rating.Duration, Unit: "min",
				Model: rating.Unit, Amount: euro("0.0714"), Pulse: pulse("60/1")},
			{Code: "night", Name: "Calls, night", De: "Gespräche, Nacht", Kind: "voice", Zones: []string{"national"}, Bands: []string{"night"}, Measure: rating.Duration, Unit: "min",
				Model: rating.Unit, Amount: euro("0.0333"), Pulse: pulse("60/1")},
			{Code: "premium", Name: "Premium numbers", De: "Premium-Dienste", Kind: "voice", Zones: []string{"premium"}, Measure: rating.Duration, Unit: "min",
				Model: rating.Unit, Amount: euro("1.99"), Pulse: pulse("60/60")},
			{Code: "free", Name: "Free numbers", De: "Entgeltfreie Nummern", Kind: "voice", Zones: []string{"free"}, Measure: rating.Duration, Unit: "min",
				Model: rating.Unit, Amount: euro("0.00"), Pulse: pulse("60/60")},
			{Code: "world", Name: "Calls abroad", De: "Auslandsgespräche", Kind: "voice", Measure: rating.Duration, Unit: "min",
				Model: rating.Unit, Amount: euro("0.49"), Pulse: pulse("60/60")},
			{Code: "sms", Name: "Messages", De: "Nachrichten", Kind: "sms", Measure: rating.Event, Unit: "SMS", Model: rating.Unit, Amount: euro("0.0899")},
			{Code: "data", Name: "Data", De: "Daten", Kind: "data", Measure: rating.Quantity, Unit: "MB", Model: rating.Unit, Amount: euro("0.0024")},
			{Code: "pc", Name: "Installation", De: "Installation", Kind: "installation", Measure: rating.Quantity, Unit: "PC", Model: rating.Unit, Amount: euro("79.00")},
		},
		Allowances: []rating.Allowance{{ID: "ten", Name: "Ten minutes", De: "Zehn Minuten", Measure: rating.Duration, Unit: "min", Grant: money.Count(10), Kinds: []string{"voice"}, Prices: []string{"day"}}},
	}},
}))

var march = must(calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), berlin))

func at(text string) time.Time { return must(time.Parse(time.RFC3339, text)) }

func call(id, when, to string, d time.Duration) rating.Usage {
	return rating.Usage{ID: id, Kind: "voice", At: at(when), From: own, To: to, Duration: calendar.Span(d)}
}

func rate(t require.TestingT, usage ...rating.Usage) rating.Result {
	result, err := book.Rate(rating.Request{Tariff: "t", Product: "line-1", Period: march, Usage: usage})
	require.NoError(t, err)
	require.Empty(t, result.Rejected)
	return result
}

func law(country string) evn.Law { return must(evn.Find(evn.Laws(), country, march.From())) }

// request is that of a customer who lives alone, asked for everything in time and wants full numbers.
func request(result rating.Result) evn.Request {
	asked := calendar.MustParse("2026-02-01")
	return evn.Request{Account: "a-1", Period: march, Result: result, Own: []string{own}, Law: law("DE"),
		Wish: evn.Wish{Asked: asked, Numbers: evn.Full, Line: evn.Alone, Included: true}}
}

func statement(t require.TestingT, r evn.Request) evn.Statement {
	s, err := evn.Make(r)
	require.NoError(t, err)
	return s
}

// drawnUsage are up to 20 records of all kinds, each with a number of its own that ends with the digits drawn for it.
func drawnUsage(t *rapid.T) []rating.Usage {
	n := rapid.IntRange(0, 20).Draw(t, "records")
	usage := make([]rating.Usage, n)
	for i := range usage {
		u := rating.Usage{ID: fmt.Sprintf("r-%02d", i), From: own, Kind: rapid.SampledFrom([]string{"voice", "voice", "sms", "data", "installation"}).Draw(t, "kind"),
			At: march.Start().Add(time.Duration(rapid.IntRange(0, 31*24*60-300).Draw(t, "minute")) * time.Minute)}
		switch u.Kind {
		case "voice":
			u.To = rapid.SampledFrom([]string{"+491701112", "+49900555", "0301234", "+4412345"}).Draw(t, "prefix") + fmt.Sprintf("%03d", rapid.IntRange(0, 999).Draw(t, "last"))
			u.Duration = calendar.Span(time.Duration(rapid.IntRange(0, 4*60*60).Draw(t, "seconds")) * time.Second)
		case "sms":
			u.To = "+491605556" + fmt.Sprintf("%03d", rapid.IntRange(0, 999).Draw(t, "last"))
		case "data":
			u.To, u.Quantity = "internet", money.Count(rapid.Int64Range(0, 5000).Draw(t, "quantity"))
		case "installation":
			u.Quantity = money.Count(rapid.Int64Range(1, 20).Draw(t, "quantity"))
		}
		usage[i] = u
	}
	return usage
}
