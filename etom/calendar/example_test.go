package calendar_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/etom/calendar"
)

func Example() {
	from := calendar.MustParse("2026-03-01")
	march, err := calendar.NewPeriod(from, from.AddMonths(1), "Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(march.Days(), march.Duration())
	fmt.Println(march.Start())

	repaired := march.Start().Add(90 * time.Minute)
	outage := calendar.Interval{Start: repaired.Add(-4 * time.Hour), End: repaired}
	fmt.Println(march.Overlap(outage).Duration())
	// Output:
	// 31 743h0m0s
	// 2026-02-28 23:00:00 +0000 UTC
	// 1h30m0s
}

func ExampleDate_AddMonths() {
	anchor := calendar.MustParse("2026-01-31")
	for n := range 4 {
		fmt.Println(anchor.AddMonths(n))
	}
	// Output:
	// 2026-01-31
	// 2026-02-28
	// 2026-03-31
	// 2026-04-30
}

func ExampleFirstInstant() {
	santiago, err := calendar.LoadZone("America/Santiago")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(calendar.FirstInstant(calendar.MustParse("2024-09-08"), santiago).In(santiago))
	// Output:
	// 2024-09-08 01:00:00 -0300 -03
}

func ExampleParse() {
	_, err := calendar.Parse("29.03.2026")
	fmt.Println(err)
	_, err = calendar.Parse("2026-02-30")
	fmt.Println(err)
	// Output:
	// calendar.Date: date: "29.03.2026" is no date; write year, month and day as in 2026-03-29 (ETOM-FORMAT)
	// calendar.Date: day: is 30, must lie between 1 and 28 (ETOM-RANGE)
}
