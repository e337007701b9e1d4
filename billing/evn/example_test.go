package evn_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// A household that asked for shortened numbers and has told everybody who uses the line.
func ExampleMake() {
	period, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "home", Version: "1", Name: "Home", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin",
		From: calendar.MustParse("2026-01-01"), Prices: []rating.Price{{Code: "calls", Name: "Calls", De: "Gespräche", Kind: "voice", Measure: rating.Duration, Unit: "min",
			Model: rating.Unit, Amount: money.Must("0.029 EUR")}}}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	noon := time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	result, err := book.Rate(rating.Request{Tariff: "home", Period: period, Usage: []rating.Usage{
		{ID: "1", Kind: "voice", At: noon, From: "+4930123456", To: "+49301234567", Duration: calendar.Span(90 * time.Second)},
		{ID: "2", Kind: "voice", At: noon.Add(time.Hour), From: "+4930123456", To: "+498987654321", Duration: calendar.Span(10 * time.Minute)},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	law, err := evn.Find(evn.Laws(), "DE", period.From())
	if err != nil {
		fmt.Println(err)
		return
	}
	asked := calendar.MustParse("2026-02-14")
	statement, err := evn.Make(evn.Request{Period: period, Result: result, Own: []string{"+4930123456"}, Law: law,
		Wish: evn.Wish{Asked: asked, Numbers: evn.Shortened, Line: evn.Household, Declared: asked, Included: true}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(statement.Text("en"))
	// Output:
	// Itemised connection record
	// Period 2026-03-01 – 2026-03-31 (Europe/Berlin)
	// Basis TKG 2021 § 65, TDDDG § 11
	// Numbers are shown without their last 3 digits.
	// Connections that must not be shown one by one are in the sums only.
	//
	// Calls
	// Date       Time           Number                         Used     Included         Amount
	// 2026-03-02 12:00:00+01:00 +49301234xxx               00:01:30                       €0.04
	// 2026-03-02 13:00:00+01:00 +498987654xxx              00:10:00                       €0.29
	// Sum as on the bill                                                                  €0.33
	//
	// Total                                                                               €0.33
}
