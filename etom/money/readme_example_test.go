package money_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom/money"
)

// A month's price cut in two on the tenth: the parts are exact, so that they are the whole again, and each is rounded once, where it is printed.
func ExampleExact() {
	fee := money.Must("39.90 EUR")
	before, err := fee.Share(10, 31)
	if err != nil {
		fmt.Println(err)
		return
	}
	behind, err := fee.Share(21, 31)
	if err != nil {
		fmt.Println(err)
		return
	}
	whole, err := before.Add(behind)
	fmt.Println(before, behind, whole, err)
	line, err := before.Round(money.HalfUp)
	fmt.Println(line, err)
	// Output:
	// 399.00 EUR/31 837.90 EUR/31 39.90 EUR <nil>
	// 12.87 EUR <nil>
}
