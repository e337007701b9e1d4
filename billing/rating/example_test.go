package rating_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// tariffs is a book as one writes it: calls to mobiles by the minute, then by the second, cheaper in the evening.
const tariffs = `{
  "plans": [{"id": "de", "zones": [{"code": "mobile", "name": "Mobiles", "prefixes": ["+4915", "+4916", "+4917"]}]}],
  "tariffs": [{"id": "mobile", "version": "1", "name": "Mobile", "currency": "EUR", "zone": "Europe/Berlin", "from": "2026-01-01", "plan": "de",
    "bands": [{"code": "peak", "name": "Peak", "windows": [{"days": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"], "from": "08:00", "to": "18:00"}]}],
    "prices": [
      {"code": "mobile-peak", "name": "Calls to mobiles, peak", "kind": "voice", "zones": ["mobile"], "bands": ["peak"], "measure": "duration", "unit": "min", "model": "unit",
       "amount": {"amount": "0.12", "currency": "EUR"}, "pulse": "60/1"},
      {"code": "mobile", "name": "Calls to mobiles", "kind": "voice", "zones": ["mobile"], "measure": "duration", "unit": "min", "model": "unit",
       "amount": {"amount": "0.06", "currency": "EUR"}, "pulse": "60/1"}],
    "allowances": [{"id": "free", "name": "Five free minutes", "measure": "duration", "unit": "min", "grant": "5"}]}]}`

func Example() {
	book, err := rating.Read([]byte(tariffs))
	if err != nil {
		log.Fatal(err)
	}
	march, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	usage, bad, err := rating.ReadUsage(strings.NewReader(`id,kind,at,duration,to
c-1,voice,2026-03-02T17:50:00,20m,+4917012345
c-2,voice,2026-03-02T20:00:00,90,+33123456
c-3,voice,2026-03-29T02:30:00,90,+4917012345
`), rating.CSV, "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	result, err := book.Rate(rating.Request{Tariff: "mobile", Product: "p-1", Period: march, Usage: usage})
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range result.Lines {
		fmt.Println(line.Name, line.Used, line.Amount)
		for _, why := range line.Why {
			fmt.Println("  ", why.Text(), "=", why.Amount)
		}
	}
	for _, r := range result.Rejected {
		fmt.Println(r.Usage.ID, r.Code)
	}
	for _, f := range bad {
		fmt.Println("line", f.Line, f.Fields[0].Path, f.Fields[0].Rule)
	}
	// Output:
	// Calls to mobiles, peak 10m 0.60 EUR
	//    5m included in Five free minutes = 0.00 EUR
	//    5m × 0.12 EUR for each min = 0.60 EUR
	// Calls to mobiles 10m 0.60 EUR
	//    10m × 0.06 EUR for each min = 0.60 EUR
	// c-2 RATING-ZONE
	// line 4 at ETOM-RANGE
}

// A long call that the switch wrote as two records costs what it would have cost as one, wherever it was cut.
func ExampleBook_Rate_parts() {
	book, err := rating.Read([]byte(tariffs))
	if err != nil {
		log.Fatal(err)
	}
	march, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	usage, _, err := rating.ReadUsage(strings.NewReader(`id,kind,at,elapsed,duration,to
part-1,voice,2026-03-02T20:00:00,,410,+4917012345
part-2,voice,2026-03-02T20:06:50,410,7,+4917012345
`), rating.CSV, "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	result, err := book.Rate(rating.Request{Tariff: "mobile", Period: march, Usage: usage})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range result.Rated {
		fmt.Println(r.Usage.ID, r.Counted, "included", r.Included, "charged", r.Amount)
	}
	amount, err := result.Lines[0].Amount.Round(money.HalfUp) // once, on the bill's line
	fmt.Println(amount, err)
	// Output:
	// part-1 6m50s included 5m charged 0.11 EUR
	// part-2 7s included 0 charged 0.007 EUR
	// 0.12 EUR <nil>
}

// After a price was corrected, the same records are rated again; what is charged or given back is the difference.
func ExampleDifference() {
	march, err := calendar.NewPeriod(calendar.MustParse("2026-03-01"), calendar.MustParse("2026-04-01"), "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	usage, _, err := rating.ReadUsage(strings.NewReader("id,kind,at,duration,to\nc-1,voice,2026-03-02T20:00:00,15m,+4917012345\n"), rating.CSV, "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	rate := func(tariffs string) rating.Result {
		book, err := rating.Read([]byte(tariffs))
		if err != nil {
			log.Fatal(err)
		}
		result, err := book.Rate(rating.Request{Tariff: "mobile", Period: march, Usage: usage})
		if err != nil {
			log.Fatal(err)
		}
		return result
	}
	before, now := rate(tariffs), rate(strings.Replace(tariffs, `"0.06"`, `"0.05"`, 1))
	for _, change := range rating.Difference(before, now) {
		by, err := change.By()
		fmt.Println(change.Name, change.Before, "->", change.Now, "by", by, err, change.Records)
	}
	// Output:
	// Calls to mobiles 0.60 EUR -> 0.50 EUR by -0.10 EUR <nil> [c-1]
}

// Usage files of any length are read one record at a time; what is wrong is told with its line, and reading goes on.
func ExampleReader() {
	reader, err := rating.NewReader(strings.NewReader(`{"id":"d-1","kind":"data","at":"2026-03-02T20:00:00Z","quantity":"12.5","unit":"MB"}
{"id":"d-2","kind":"data","at":"yesterday","quantity":"-1"}
`), rating.JSONLines, "Europe/Berlin")
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		usage, err := reader.Read()
		fmt.Println(usage.ID, err)
	}
	// Output:
	// d-1 <nil>
	//  line 2: at: must be a time such as 2026-03-29T08:00:00+02:00, or without offset what the local clock shows (ETOM-FORMAT); quantity: must not be negative (ETOM-RANGE)
	//  EOF
}
