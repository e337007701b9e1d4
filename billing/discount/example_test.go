package discount_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/billing/discount"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Ten cars with the key account's 5 %, then 1,000.00 EUR off the document.
func ExampleApply() {
	bases := []discount.Base{
		{ID: "1", Product: "car", Quantity: money.Count(10), Amount: money.Must("424900.00 EUR")},
		{ID: "2", Product: "transport", Amount: money.Must("850.00 EUR")},
	}
	result, err := discount.Apply(bases, []discount.Discount{
		{ID: "key", Name: "Key-account discount", De: "Großkundenrabatt", Kind: discount.Percent, Rate: money.MustRate("5%"), On: discount.OnLine,
			Filter: discount.Filter{Products: []string{"car"}}},
		{ID: "spring", Name: "Spring campaign", Kind: discount.Percent, Rate: money.MustRate("3%"), On: discount.OnLine, Until: calendar.MustParse("2026-06-01")},
		{ID: "voucher", Name: "Voucher", Kind: discount.Absolute, Amount: money.Must("1000.00 EUR"), On: discount.OnDocument},
	}, calendar.MustParse("2026-06-30"), money.HalfUp)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range result.Lines {
		fmt.Println(line.ID, line.List, line.Discount, line.Document, line.Net)
	}
	text, german := result.Shares[0].Explain()
	fmt.Println(text)
	fmt.Println(german)
	fmt.Println(result.Passed[0].Discount, result.Passed[0].Code, result.Passed[0].Text)
	// Output:
	// 1 424900.00 EUR -21245.00 EUR -997.90 EUR 402657.10 EUR
	// 2 850.00 EUR 0.00 EUR -2.10 EUR 847.90 EUR
	// Key-account discount: 5% of €424,900.00 is €21,245.00.
	// Großkundenrabatt: 5 % von 424.900,00 € sind 21.245,00 €.
	// spring DISCOUNT-EXPIRED It ended on 2026-05-31.
}

// The third bill of the year passes 50,000 EUR: the year is re-priced.
func ExampleCondition_Resolve() {
	bonus := discount.Condition{ID: "bonus", Name: "Turnover bonus", Measure: discount.Turnover, Over: discount.OverYear, Whole: true, Tiers: []discount.Tier{
		{From: discount.Count{Turnover: money.Must("10000.00 EUR")}, Rate: money.MustRate("3%")},
		{From: discount.Count{Turnover: money.Must("50000.00 EUR")}, Rate: money.MustRate("5%")},
	}}
	history := discount.History{Past: []discount.Past{
		{Bill: "R-1", Line: "1", On: calendar.MustParse("2026-01-31"), Amount: money.Must("9000.00 EUR")},
		{Bill: "R-2", Line: "1", On: calendar.MustParse("2026-02-28"), Amount: money.Must("30000.00 EUR"), Granted: money.Must("900.00 EUR")},
	}}
	bases := []discount.Base{{ID: "1", Amount: money.Must("20000.00 EUR")}}
	r, err := bonus.Resolve(history, bases, calendar.MustParse("2026-03-31"), money.HalfUp)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _ := r.Explain()
	fmt.Println(text)
	for _, p := range r.Repriced {
		fmt.Println(p.Bill, p.Owed, p.Difference)
	}
	fmt.Println("on this bill:", r.Discount.Rate)
	// Output:
	// Turnover bonus: €59,000.00 in this calendar year; from €50,000.00 on 5% on everything in it; €1,050.00 for 2 lines of earlier bills.
	// R-1 450.00 EUR -450.00 EUR
	// R-2 1500.00 EUR -600.00 EUR
	// on this bill: 5%
}

// A goodwill credit goes before the deposit, and what is left of that is carried.
func ExampleUseCredits() {
	used, err := discount.UseCredits(money.Must("583.10 EUR"), []discount.Credit{
		{ID: "d", Kind: discount.Deposit, Name: "Deposit", Amount: money.Must("1000.00 EUR"), Left: money.Must("1000.00 EUR")},
		{ID: "g", Kind: discount.Goodwill, Name: "Goodwill", Amount: money.Must("50.00 EUR"), Left: money.Must("50.00 EUR")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, use := range used.Uses {
		text, _ := use.Explain()
		fmt.Println(text)
	}
	fmt.Println("to pay:", used.Due, "carried:", used.Left[0].Left)
	// Output:
	// Goodwill: pays €50.00 of €583.10; nothing of it is left.
	// Deposit: pays €533.10 of €533.10; €466.90 of it are left.
	// to pay: 0.00 EUR carried: 466.90 EUR
}
