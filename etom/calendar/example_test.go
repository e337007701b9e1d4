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

func ExampleHours() {
	office, err := calendar.NewHours(calendar.HoursSpec{
		Name: "office", Version: "1", Zone: "Europe/Berlin", Region: "DE-BE",
		Windows: calendar.Daily(calendar.MustTimeOfDay("08:00"), calendar.MustTimeOfDay("18:00"),
			calendar.Monday, calendar.Tuesday, calendar.Wednesday, calendar.Thursday, calendar.Friday),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	reported := time.Date(2026, time.April, 2, 15, 30, 0, 0, time.UTC) // 17:30 on the Thursday before Easter
	due, err := office.After(reported, 4*time.Hour)
	fmt.Println(due, err)
	fmt.Println(office.Working(calendar.Interval{Start: reported, End: reported.AddDate(0, 0, 7)}))
	// Output:
	// 2026-04-07 09:30:00 +0000 UTC <nil>
	// 30h0m0s
}

func ExampleHours_Spans() {
	berlin, err := calendar.LoadZone("Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	night, err := calendar.NewHours(calendar.HoursSpec{Name: "night", Zone: "Europe/Berlin", Windows: calendar.Daily(
		calendar.MustTimeOfDay("22:00"), calendar.MustTimeOfDay("06:00"), calendar.Saturday, calendar.Sunday)})
	if err != nil {
		fmt.Println(err)
		return
	}
	noon := time.Date(2026, time.March, 28, 11, 0, 0, 0, time.UTC) // the clocks go forward in the first of the nights
	for span := range night.Spans(calendar.Interval{Start: noon, End: noon.AddDate(0, 0, 7)}) {
		fmt.Println(span.Start.In(berlin).Format("Mon 15:04"), "for", calendar.Span(span.Duration()))
	}
	// Output:
	// Sat 22:00 for 7h
	// Sun 22:00 for 8h
}

func ExampleNewHours_refused() {
	_, err := calendar.NewHours(calendar.HoursSpec{Name: "office", Zone: "Europe/Berlin", Windows: []calendar.Window{
		{Day: calendar.Monday, From: calendar.MustTimeOfDay("08:00"), To: calendar.MustTimeOfDay("13:00")},
		{Day: calendar.Monday, From: calendar.MustTimeOfDay("12:00"), To: calendar.MustTimeOfDay("18:00")},
	}})
	fmt.Println(err)
	// Output:
	// calendar.Hours: windows[1]: overlaps windows[0] (ETOM-DUPLICATE)
}

func ExampleHolidays() {
	holidays, err := calendar.Holidays("DE-SN", 2026)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range holidays[len(holidays)-5:] {
		fmt.Println(h.Date, h.Name, "/", h.De)
	}
	// Output:
	// 2026-10-03 Day of German Unity / Tag der Deutschen Einheit
	// 2026-10-31 Reformation Day / Reformationstag
	// 2026-11-18 Day of Repentance and Prayer / Buß- und Bettag
	// 2026-12-25 Christmas Day / 1. Weihnachtstag
	// 2026-12-26 Boxing Day / 2. Weihnachtstag
}

func ExampleCycle() {
	cycle := calendar.Cycle{Unit: calendar.Month, Anchor: calendar.MustParse("2026-01-31"), Zone: "Europe/Berlin"}
	p, err := cycle.Period(time.Date(2026, time.February, 10, 12, 0, 0, 0, time.UTC))
	for range 3 {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(p)
		p, err = cycle.Next(p)
	}
	// Output:
	// 2026-01-31/2026-02-28 Europe/Berlin
	// 2026-02-28/2026-03-31 Europe/Berlin
	// 2026-03-31/2026-04-30 Europe/Berlin
}

func ExampleParseSpan() {
	repair, err := calendar.ParseSpan("4h30m")
	fmt.Println(repair.Duration().Minutes(), err)
	_, err = calendar.ParseSpan("2d")
	fmt.Println(err)
	// Output:
	// 270 <nil>
	// calendar.Span: span: "2d" is no span; write hours, minutes and seconds as in 4h30m or 90s; a day is no unit, for it has 23, 24 or 25 hours: write 48h (ETOM-FORMAT)
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
