// Package insight is Build Customer Insight (3.9.2) and the analyses of Personalize Customer Profile (3.9.4): what a customer brings,
// needs and uses month by month, what pattern, line of business, trend and profit follow from it, and what models say of the customer
// (churn, bad debt, lifetime value). It owns those months, the published versions of models, the scores, and the customer's objection
// to all of it. It does not own the models' arithmetic (packages model and value) or fitting (fit), the customer's settings and
// preferences (package retention), risk (package risk), nor what is done about a score.
//
//	insights := insight.New(work.New(memory.New(), nil), nil)
//	_, err := insights.NoteMonth(ctx, insight.Note{Source: "bill R-7", Customer: "c-1", Month: calendar.MustParse("2026-03-01"),
//		Revenue: money.Must("49.90 EUR"), Usage: []insight.Usage{{Service: "data", Unit: "GB", Quantity: money.MustQuantity("12.5")}}})
//	a, err := insights.Analyse(ctx, "c-1", value.Window{Until: calendar.MustParse("2026-04-01")})
//	fmt.Println(a.Line.Code, a.Revenue.Direction, a.Profit.Profit)
//
//	_, err = insights.PublishModel(ctx, churn)                // a model.Model; its version is never changed
//	score, err := insights.Score(ctx, "c-1", "churn")         // with reasons, stored
//	again, err := insights.Explain(ctx, score.ID)             // years later, by the version that scored
//	_, err = insights.Object(ctx, "c-1")                      // from now on there are no scores (GDPR 21)
//
// The analyses (UsagePattern, LineOfBusiness, TrendOf, Analyse) are functions of values and can be used without the service.
package insight
