package association_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/money"
)

func Example() {
	baskets, err := association.ParseCSV([]byte("line,mail\nline,mail,backup\nline\nphone\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	sets, err := baskets.Sets(association.Ask{Support: money.MustRate("25%")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sets.Len(), sets.BySize())
	rules, err := sets.Rules(money.MustRate("60%"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range rules {
		fmt.Printf("%v, lift %.2f\n", r, r.Lift())
	}
	// Output:
	// 8 [4 3 1]
	// backup => mail (1 of 1), lift 2.00
	// backup, line => mail (1 of 1), lift 2.00
	// line => mail (2 of 3), lift 1.33
	// mail => line (2 of 2), lift 1.33
	// backup => line (1 of 1), lift 1.33
	// backup, mail => line (1 of 1), lift 1.33
}
