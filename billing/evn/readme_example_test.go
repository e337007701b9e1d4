package evn_test

import (
	"fmt"
	"log"
	"time"

	"github.com/etomcrm/etomcrm/billing/evn"
	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// marchOfHousehold is a month of a household's calls, rated.
func marchOfHousehold() (calendar.Period, rating.Result) {
	march, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	home, err := rating.NewBook(rating.BookSpec{Tariffs: []rating.Tariff{{ID: "home", Version: "1", Name: "Home", Currency: money.MustCurrency("EUR"), Zone: "Europe/Berlin",
		From: calendar.MustParse("2026-01-01"), Prices: []rating.Price{{Code: "calls", Name: "Calls", Kind: "voice", Measure: rating.Duration, Unit: "min",
			Model: rating.Unit, Amount: money.Must("0.029 EUR")}}}}})
	if err != nil {
		log.Fatal(err)
	}
	rated, err := home.Rate(rating.Request{Tariff: "home", Period: march, Usage: []rating.Usage{{ID: "1", Kind: "voice", At: march.Start().Add(36 * time.Hour),
		From: "+4930123456", To: "+498987654321", Duration: calendar.Span(10 * time.Minute)}}})
	if err != nil {
		log.Fatal(err)
	}
	return march, rated
}

// Who has not said that all who use the line know of it gets no single connections; once that is declared, they are listed.
func Example() {
	march, rated := marchOfHousehold()
	law, err := evn.Find(evn.Laws(), "DE", march.From())
	if err != nil {
		log.Fatal(err)
	}
	ask := evn.Request{Period: march, Result: rated, Own: []string{"+4930123456"}, Law: law,
		Wish: evn.Wish{Asked: calendar.MustParse("2026-02-14"), Line: evn.Household}}
	statement, err := evn.Make(ask)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statement.Given, statement.Reasons[0].Text)

	ask.Wish.Declared = ask.Wish.Asked
	if statement, err = evn.Make(ask); err != nil {
		log.Fatal(err)
	}
	fmt.Print(statement.Text("en"))
	// Output:
	// false Connections are itemised once you have declared that everybody who uses the line is informed.
	// Itemised connection record
	// Period 2026-03-01 – 2026-03-31 (Europe/Berlin)
	// Basis TKG 2021 § 65, TDDDG § 11
	// Numbers are shown without their last 3 digits.
	// Connections covered by a flat price are listed if you ask for it.
	// Connections that must not be shown one by one are in the sums only.
	//
	// Calls
	// Date       Time           Number                         Used     Included         Amount
	// 2026-03-02 12:00:00+01:00 +498987654xxx              00:10:00                       €0.29
	// Sum as on the bill                                                                  €0.29
	//
	// Total                                                                               €0.29
}
