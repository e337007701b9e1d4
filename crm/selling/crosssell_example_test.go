package selling_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/money"
)

func ExamplePortfolio_NextOffers() {
	portfolio := selling.Portfolio{
		{ID: "line-s", Name: "Line 16", Kind: selling.Standard},
		{ID: "line-m", Name: "Line 50", Kind: selling.Standard, Excludes: []string{"line-s"}},
	}
	rules := selling.OfferRules{
		Signals: []selling.Signal{{Code: "USAGE-1", Upgrade: true, Points: 200, Why: "More is used than the tariff includes",
			Figure: selling.Figure{Metric: "usage.share", Operator: selling.Greater, Value: money.Count(100), Unit: "%"}}},
		Replaces: []selling.Replacement{{Offering: "line-m", Replaces: "line-s"}},
	}
	advice, err := portfolio.NextOffers(rules, selling.Situation{
		Holds:    []string{"line-s"},
		Observed: []selling.Observation{{Metric: "usage.share", Value: money.Count(130), Unit: "%"}},
		Standing: selling.Standing{Consent: true},
	}, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	best := advice.Offers[0]
	fmt.Println(best.Name, "instead of", best.Instead, "score", best.Score)
	fmt.Println(best.Grounds[0].Reason)
	// Output:
	// Line 50 instead of [line-s] score 200
	// USAGE-1 More is used than the tariff includes (usage.share 130 %; usage.share more than 100 %)
}
