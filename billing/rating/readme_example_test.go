package rating_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
)

// A tariff and usage as files have them: what is used beyond the free minutes, and a record that the tariff has no price for.
func ExampleBook_Rate() {
	book, err := rating.Read([]byte(`{"tariffs": [{"id": "home", "version": "1", "name": "Home", "currency": "EUR", "zone": "Europe/Berlin", "from": "2026-01-01",
  "prices": [{"code": "calls", "name": "Calls", "kind": "voice", "measure": "duration", "unit": "min", "model": "unit", "pulse": "60/1",
    "amount": {"amount": "0.049", "currency": "EUR"}}],
  "allowances": [{"id": "free", "name": "Two free minutes", "measure": "duration", "unit": "min", "grant": "2"}]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	usage, bad, err := rating.ReadUsage(strings.NewReader("id,kind,at,duration\nc-1,voice,2026-03-02T20:00:00,407\nc-2,sms,2026-03-03T09:00:00,\n"), rating.CSV, "Europe/Berlin")
	if err != nil || len(bad) > 0 {
		log.Fatal(err, bad)
	}
	march, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	result, err := book.Rate(rating.Request{Tariff: "home", Period: march, Usage: usage})
	if err != nil {
		log.Fatal(err)
	}
	for _, why := range result.Lines[0].Why {
		fmt.Println(why.Text(), "=", why.Amount)
	}
	fmt.Println(result.Rejected[0].Usage.ID, result.Rejected[0].Text)
	// Output:
	// 2m included in Two free minutes = 0.00 EUR
	// 4m47s × 0.049 EUR for each min = 0.70315 EUR/3
	// c-2 the tariff has no price for this kind of usage; add one (of 0 if it is free), then rate again
}
