package insight_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx := context.Background()
	now := func() time.Time { return time.Date(2026, time.July, 1, 9, 0, 0, 0, time.UTC) }
	insights := insight.New(work.New(memory.New(), &work.Config{Now: now}), nil)
	for i, amount := range []string{"52.00 EUR", "49.90 EUR", "47.50 EUR", "44.00 EUR", "43.90 EUR", "20.00 EUR"} {
		_, err := insights.NoteMonth(ctx, insight.Note{Source: fmt.Sprint("bill ", i), Customer: "c-1", Month: calendar.MustParse("2026-01-01").AddMonths(i),
			Revenue: money.Must(amount), Drivers: []value.Use{{Driver: insight.DriverContact, Quantity: money.Count(1)}},
			Usage: []insight.Usage{{Service: "data", Unit: "GB", Quantity: money.MustQuantity("7"),
				Weekend: insight.Part{Of: money.MustQuantity("7"), Within: money.MustQuantity("2")}}}})
		if err != nil {
			fmt.Println(err)
		}
	}
	a, err := insights.Analyse(ctx, "c-1", value.Window{Until: calendar.MustParse("2026-07-01")})
	fmt.Println(a.Line.Source, a.Line.Code, a.Line.Reasons, err)
	fmt.Println(a.Revenue.Direction, a.Profit.Revenue, a.Profit.Cost, a.Profit.Profit)
	// Output:
	// usage seven [INSIGHT-LINE-02 weekends are days like others] <nil>
	// falling 257.30 EUR 27.00 EUR 230.30 EUR
}

// Six bills of a customer, a model that looks at their trend, a score with its reason, and the customer's objection to all that.
func ExampleService_Score() {
	ctx := context.Background()
	now := func() time.Time { return time.Date(2026, time.July, 1, 9, 0, 0, 0, time.UTC) }
	insights := insight.New(work.New(memory.New(), &work.Config{Now: now}), nil)
	for i, amount := range []string{"50.00 EUR", "48.00 EUR", "46.00 EUR", "44.00 EUR", "42.00 EUR", "40.00 EUR"} {
		if _, err := insights.NoteMonth(ctx, insight.Note{Source: fmt.Sprint("bill ", i), Customer: "c-1",
			Month: calendar.MustParse("2026-01-01").AddMonths(i), Revenue: money.Must(amount)}); err != nil {
			fmt.Println(err)
			return
		}
	}
	a, err := insights.Analyse(ctx, "c-1", value.Window{Until: calendar.MustParse("2026-07-01")})
	fmt.Println(a.Revenue.Direction, a.Profit.Revenue, err)

	if _, err := insights.PublishModel(ctx, model.Model{Name: "churn", Version: "2026-1", Target: "left", Positive: "yes", Intercept: -1, // from package fit
		Inputs: []model.Input{{Column: model.Column{Name: insight.InputRevenueSlope, Kind: model.Number, What: "change of revenue a month"}, Least: -50, Most: 50}},
		Terms:  []model.Term{{Input: insight.InputRevenueSlope, Coefficient: -0.4}}}); err != nil {
		fmt.Println(err)
		return
	}
	score, err := insights.Score(ctx, "c-1", "churn")
	fmt.Printf("%.2f %v\n", score.Probability, err)
	fmt.Println(score.Explanation.Reasons(1, "en"))
	again, err := insights.Explain(ctx, score.ID)
	fmt.Println("the same years later:", again.Same, err)

	if _, err := insights.Object(ctx, "c-1"); err != nil {
		fmt.Println(err)
		return
	}
	_, err = insights.Score(ctx, "c-1", "churn")
	fmt.Println(err)
	// Output:
	// falling 270.00 EUR <nil>
	// 0.45 <nil>
	// [MODEL-INSIGHTREVENUESLOPE change of revenue a month: -2 (average 0), which multiplies the odds by 2.23]
	// the same years later: true <nil>
	// insight.customer "c-1": rejected: INSIGHT-OBJECTION the customer objects to being profiled; decide without, or ask the customer
}
