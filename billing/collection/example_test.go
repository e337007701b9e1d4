package collection_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx := context.Background()
	c, err := collection.New(work.New(memory.New(), nil), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err = c.OpenItem(ctx, collection.Item{Bill: "b-1", No: "R-2026-0001", Account: "a-1", Customer: "c-42",
		Amount: money.Must("119.00 EUR"), Due: calendar.MustParse("2026-03-16")}); err != nil {
		fmt.Println(err)
		return
	}
	p, err := c.TakePayment(ctx, collection.Payment{ID: "p-1", Amount: money.Must("100.00 EUR"), On: calendar.MustParse("2026-03-20"),
		Text: "Rechnung R 2026/0001"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Why[0].Text)
	report, err := c.Due(ctx, time.Date(2026, 3, 30, 6, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := c.History(ctx, "a-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Letters, h.Letters[0].Name, h.Letters[0].Total)
	// Output:
	// names R-2026-0001, of which 119.00 EUR is open
	// 1 Payment reminder 19.00 EUR
}

func ExampleMatch() {
	day := calendar.MustParse
	m, err := collection.Match([]collection.Debt{
		{Item: "b-1", Account: "a-1", No: "R-2026-0001", Kind: collection.Bill, Due: day("2026-02-16"), Open: money.Must("100.00 EUR")},
		{Item: "b-2", Account: "a-1", No: "R-2026-0002", Kind: collection.Bill, Due: day("2026-03-16"), Open: money.Must("60.00 EUR")},
	}, []collection.Payment{
		{ID: "p-1", Amount: money.Must("170.00 EUR"), On: day("2026-03-20"), Text: "R20260001 + R 2026 0002"},
	}, collection.MatchPolicy{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range m.Steps {
		fmt.Println(s.Text)
	}
	// Output:
	// names R-2026-0001, of which 100.00 EUR is open
	// names R-2026-0002, of which 60.00 EUR is open
	// 10.00 EUR is more than is owed: it is kept for the account a-1
}

func ExampleComputeInterest() {
	begun := calendar.MustParse("2026-01-17")
	r, err := collection.ComputeInterest(collection.InterestInput{
		Principal: []collection.Principal{{From: begun, Amount: money.Must("1000.00 EUR")}},
		From:      begun, To: calendar.MustParse("2026-03-17"), Arisen: begun, Business: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := r.Spans[0]
	fmt.Println(s.Base, s.Rate, s.Days, s.Year, r.Amount)
	// Output:
	// 1.27% 10.27% 59 365 16.60 EUR
}

func ExampleSplitInstalments() {
	list, err := collection.SplitInstalments(money.Must("100.00 EUR"), 3, calendar.MustParse("2026-01-31"), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range list {
		fmt.Println(part.No, part.Due, part.Amount)
	}
	// Output:
	// 1 2026-01-31 33.34 EUR
	// 2 2026-02-28 33.33 EUR
	// 3 2026-03-31 33.33 EUR
}
