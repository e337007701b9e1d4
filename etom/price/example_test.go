package price_test

import (
	"fmt"
	"log"

	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
)

func Example() {
	p := price.Price{Name: "DSL surcharge", Type: price.Recurring, Period: "month",
		Amount: money.Must("39.90 EUR"), Discount: money.MustRate("5%")}
	line, err := p.Line(2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("list", line.List, "discount", line.Discount, "net", line.Net)
	// Output: list 79.80 EUR discount -3.99 EUR net 75.81 EUR
}
