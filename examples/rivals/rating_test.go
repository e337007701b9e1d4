package rivals_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Usage is priced twice: by billing/rating, and by the loop one writes by hand on shopspring/decimal. The hand-written loop gets
// the records in their order, each once, with the price beside it and the numbers parsed: it only multiplies, divides and adds.
// Rating does all of its work: it puts the records in order, looks for doubles, finds the version, zone and price, checks every
// field, and explains the lines. Both must come to the same amount.

// ratingScene is usage of one kind, 1,000 records of a month, and what the loop needs of them.
type ratingScene struct {
	book    rating.Book
	request rating.Request
	units   []decimal.Decimal                       // of each record: seconds, or megabytes
	cost    func(n decimal.Decimal) decimal.Decimal // of a record
}

var ratedInDecimal decimal.Decimal

func ratingSceneOf(b *testing.B, measure rating.Measure, unit string, pulse rating.Pulse, cost func(n decimal.Decimal) decimal.Decimal) ratingScene {
	b.Helper()
	zone := "Europe/Berlin"
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "t", Version: "1", Name: "Flat", Currency: money.MustCurrency("EUR"),
		Zone: zone, From: calendar.MustParse("2020-01-01"), Prices: []rating.Price{{Code: "p", Name: "Usage", Kind: "k", Measure: measure, Unit: unit,
			Model: rating.Unit, Amount: money.Must("0.0790 EUR"), Pulse: pulse}}}}})
	require.NoError(b, err)
	month, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), zone)
	require.NoError(b, err)
	s := ratingScene{book: book, cost: cost}
	s.request = rating.Request{Tariff: "t", Period: month, Brief: true}
	for i := range 1000 {
		u := rating.Usage{ID: fmt.Sprintf("u-%04d", i), Kind: "k", At: month.Start().Add(time.Duration(i) * 41 * time.Minute)}
		n := int64(i*37%600 + 1)
		if measure == rating.Duration {
			u.Duration = calendar.Span(n) * calendar.Span(time.Second)
		} else {
			u.Quantity = money.Count(n)
		}
		s.request.Usage, s.units = append(s.request.Usage, u), append(s.units, decimal.NewFromInt(n))
	}
	want, err := s.rate(b).Lines[0].Amount.Round(money.HalfUp)
	require.NoError(b, err)
	require.True(b, s.loop().Round(2).Equal(want.Decimal()), "%s and %s", s.loop(), want)
	return s
}

func (s *ratingScene) rate(b *testing.B) rating.Result {
	r, err := s.book.Rate(s.request)
	if err != nil || len(r.Rejected) > 0 {
		b.Fatal(err, r.Rejected)
	}
	return r
}

func (s *ratingScene) loop() decimal.Decimal {
	var sum decimal.Decimal
	for _, n := range s.units {
		sum = sum.Add(s.cost(n))
	}
	return sum
}

// BenchmarkUsageRecord times both in turns, so that what else the machine does meets both alike.
func BenchmarkUsageRecord(b *testing.B) {
	price, sixty := decimal.RequireFromString("0.0790"), decimal.NewFromInt(60)
	minute := rating.Pulse{First: money.Count(60), Next: money.Count(60)}
	for _, c := range []struct {
		name  string
		scene ratingScene
	}{
		{"a_quantity_at_a_price", ratingSceneOf(b, rating.Quantity, "MB", rating.Pulse{}, price.Mul)},
		{"seconds_at_a_price_per_minute", ratingSceneOf(b, rating.Duration, "min", rating.Pulse{}, func(n decimal.Decimal) decimal.Decimal { return price.Mul(n).Div(sixty) })},
		{"minutes_begun", ratingSceneOf(b, rating.Duration, "min", minute, func(n decimal.Decimal) decimal.Decimal { return price.Mul(n.Div(sixty).Ceil()) })},
	} {
		scene := c.scene
		b.Run(c.name, func(b *testing.B) {
			var ours, theirs time.Duration
			turns := 0
			for b.Loop() {
				start := time.Now()
				scene.rate(b)
				between := time.Now()
				ratedInDecimal = scene.loop()
				ours += between.Sub(start)
				theirs += time.Since(between)
				turns++
			}
			records := float64(turns * len(scene.units))
			b.ReportMetric(float64(ours.Nanoseconds())/records, "rating_ns/record")
			b.ReportMetric(float64(theirs.Nanoseconds())/records, "shopspring_ns/record")
			b.ReportMetric(float64(theirs)/float64(ours), "x_faster")
			b.ReportMetric(0, "ns/op") // of two different things together: means nothing
		})
	}
}

// hourInIncrements is how peers rate a call of an hour over two bands: one increment after the other, each with its band looked
// up, its cost rounded to a number of digits, and kept for the call's record.
func hourInIncrements(begin time.Time, zone *time.Location, day, night decimal.Decimal) (decimal.Decimal, []increment) {
	var all []increment
	var sum decimal.Decimal
	for second := range 3600 {
		at := begin.Add(time.Duration(second) * time.Second).In(zone)
		price, band := night, "night"
		if wd := at.Weekday(); wd != time.Saturday && wd != time.Sunday && at.Hour() >= 8 && at.Hour() < 18 {
			price, band = day, "day"
		}
		cost := price.Div(decimal.NewFromInt(60)).Round(6)
		sum = sum.Add(cost)
		all = append(all, increment{at, time.Second, band, cost})
	}
	return sum, all
}

type increment struct {
	at     time.Time
	length time.Duration
	band   string
	cost   decimal.Decimal
}

var incremented []increment

// BenchmarkHourCall_ratio is a call of an hour by the second, half of it in one band and half in another.
func BenchmarkHourCall_ratio(b *testing.B) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(b, err)
	price := func(code, amount, band string) rating.Price {
		return rating.Price{Code: code, Name: code, Kind: "voice", Bands: []string{band}, Measure: rating.Duration, Unit: "min", Model: rating.Unit,
			Amount: money.Must(amount + " EUR"), Pulse: rating.Pulse{First: money.Count(1), Next: money.Count(1)}}
	}
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "t", Version: "1", Name: "Bands", Currency: money.MustCurrency("EUR"),
		Zone: "Europe/Berlin", From: calendar.MustParse("2020-01-01"), Prices: []rating.Price{price("day", "0.12", "day"), price("night", "0.06", rating.Other)},
		Bands: []rating.Band{{Code: "day", Name: "Day", Windows: []rating.Window{{
			Days: []calendar.Weekday{calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday},
			From: calendar.MustTimeOfDay("08:00"), To: calendar.MustTimeOfDay("18:00")}}}}}}})
	require.NoError(b, err)
	month, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	require.NoError(b, err)
	begin := time.Date(2026, time.March, 2, 17, 30, 0, 0, zone)
	request := rating.Request{Tariff: "t", Period: month, Usage: []rating.Usage{{ID: "1", Kind: "voice", At: begin, Duration: calendar.Span(time.Hour)}}}
	day, night := decimal.RequireFromString("0.12"), decimal.RequireFromString("0.06")

	want, increments := hourInIncrements(begin, zone, day, night)
	require.Len(b, increments, 3600)
	rated, err := book.Rate(request)
	require.NoError(b, err)
	got, err := rated.Rated[0].Amount.Round(money.HalfUp)
	require.NoError(b, err)
	require.True(b, want.Equal(got.Decimal()), "%s and %s", want, got) // prices that six digits a second can hold

	var ours, theirs time.Duration
	turns := 0
	for b.Loop() {
		start := time.Now()
		for range 100 {
			_, err = book.Rate(request)
		}
		between := time.Now()
		_, incremented = hourInIncrements(begin, zone, day, night)
		ours += between.Sub(start)
		theirs += time.Since(between)
		turns++
	}
	require.NoError(b, err)
	b.ReportMetric(float64(ours.Nanoseconds())/float64(turns*100), "rating_ns/call")
	b.ReportMetric(float64(theirs.Nanoseconds())/float64(turns), "increments_ns/call")
	b.ReportMetric(float64(theirs)*100/float64(ours), "x_faster")
	b.ReportMetric(0, "ns/op") // of two different things together: means nothing
}
