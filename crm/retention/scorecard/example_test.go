package scorecard_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
)

func Example() {
	schema := rule.MustSchema(rule.Definition{Name: "payment.late", Kind: rule.Number, Missing: rule.Refuse, What: "bills paid late in 12 months"})
	card, err := scorecard.ParseCard([]byte(`{"name": "payer", "version": "1", "scale": {"score": 600, "odds": "50", "pdo": 20}, "base": 570,
		"attribute": [{"fact": "payment.late", "bin": [
			{"code": "LATE-0", "below": 1, "points": 30, "why": "No bill was paid late."},
			{"code": "LATE-1", "atLeast": 1, "points": -10, "why": "Bills were paid late."}]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	sc, err := scorecard.Compile(schema, card)
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := rule.NewFacts(schema)
	if err := facts.Set("payment.late", rule.Int(3)); err != nil {
		fmt.Println(err)
		return
	}
	score, err := sc.Score(facts)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d points, %v goods to one bad, probability of bad %.3f\n", score.Points, score.Odds, score.PBad)
	fmt.Println(score.Reasons(3))
	// Output:
	// 560 points, 12.5 goods to one bad, probability of bad 0.074
	// [LATE-1 Bills were paid late.]
}

func ExampleWeigh() {
	w, err := scorecard.Weigh([]float64{600, 300, 100}, []float64{10, 30, 60}, scorecard.NoSmoothing)
	if err != nil {
		fmt.Println(err)
		return
	}
	for n, bin := range []string{"never late", "sometimes late", "often late"} {
		fmt.Printf("%-14s %+.2f\n", bin, w.Bins[n].WoE)
	}
	fmt.Printf("information value %.2f: %s\n", w.Value, w.Band)
	// Output:
	// never late     +1.79
	// sometimes late +0.00
	// often late     -1.79
	// information value 1.79: suspicious
}
