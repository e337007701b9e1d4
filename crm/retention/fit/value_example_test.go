package fit_test

import (
	"context"
	"fmt"

	"github.com/etomcrm/etomcrm/crm/retention/fit"
	"github.com/etomcrm/etomcrm/crm/retention/value"
)

func ExampleBGNBD() {
	ctx := context.Background()
	var histories []value.History // in real life from value.Summarise; so many customers have each of these
	for _, one := range []struct {
		customers, repeats int
		last, age          float64
	}{{40, 0, 0, 39}, {30, 0, 0, 28}, {8, 1, 4, 38}, {6, 1, 25, 30}, {5, 2, 11, 33}, {4, 2, 35, 38}, {3, 4, 9, 36}, {3, 5, 33, 37}, {2, 9, 31, 32}, {1, 14, 20, 39}} {
		for range one.customers {
			histories = append(histories, value.History{Repeats: one.repeats, Last: one.last, Age: one.age})
		}
	}
	_, _, err := fit.BGNBD(ctx, histories[:70])
	fmt.Println(err)

	buying, likelihood, err := fit.BGNBD(ctx, histories)
	fmt.Println(likelihood.Used, err)
	next, err := buying.Expected(value.History{Repeats: 5, Last: 33, Age: 37}, 13)
	fmt.Printf("%.1f purchases in the next 13 weeks %v\n", next, err)
	// Output:
	// fit.bgnbd: histories: nobody bought again: how often customers buy cannot be told; take a longer time (ETOM-RANGE)
	// 102 <nil>
	// 1.2 purchases in the next 13 weeks <nil>
}
