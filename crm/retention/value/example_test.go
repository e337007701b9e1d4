package value_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func Example() {
	purchases, err := value.ReadPurchases([]byte(`customer,date,amount
c-1,2026-01-05,40.00 EUR
c-1,2026-03-02,25.00 EUR
c-1,2026-06-15,30.00 EUR
c-2,2026-02-01,15.00 EUR
`))
	fmt.Println(len(purchases), err)
	half := value.Window{Until: calendar.MustParse("2026-07-01")}
	rfm, err := value.Score(purchases, half, value.TiesLow)
	fmt.Println(rfm[0].Customer, rfm[0].Recency, rfm[0].Frequency, rfm[0].Monetary, err)

	histories, err := value.Summarise(purchases, half)
	fmt.Println(histories[0].Repeats, histories[0].Last, histories[0].Mean, err)
	buying := value.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426} // from package fit
	spending := value.GammaGamma{P: 6.25, Q: 3.74, V: 15.44, Currency: money.MustCurrency("EUR")}
	worth, err := value.Lifetime(buying, spending, histories[0], value.DefaultTerms())
	fmt.Printf("%.2f %.1f %s %v\n", worth.Alive, worth.Purchases, worth.Value, err)
	// Output:
	// 4 <nil>
	// c-1 15 3 95.00 EUR <nil>
	// 2 23 27.50 EUR <nil>
	// 0.78 4.9 126.70 EUR <nil>
}

func ExampleCosts_Profit() {
	costs, err := value.NewCosts(
		value.UnitCost{Driver: "ticket", Each: money.Must("12.00 EUR")},
		value.UnitCost{Driver: "contact", Each: money.Must("4.50 EUR")})
	fmt.Println(err)
	p, err := costs.Profit(money.Must("49.90 EUR"), []value.Use{{Driver: "ticket", Quantity: money.Count(2)}, {Driver: "contact", Quantity: money.Count(6)}})
	fmt.Println(p.Cost, p.Profit, err)
	// Output:
	// <nil>
	// 51.00 EUR -1.10 EUR <nil>
}
