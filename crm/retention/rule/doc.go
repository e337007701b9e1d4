// Package rule owns decision tables: conditions on named facts that come to an outcome or to points, checked when they are
// compiled and explaining themselves when they decide. It does not own where facts come from, what an outcome does, or a language
// for expressions: Evaluator is the port, and package cel below crm/retention one way to fill it.
//
//	schema := rule.MustSchema(rule.Definition{Name: "payment.late", Kind: rule.Number, Whole: true, Least: &zero, Missing: rule.Refuse,
//		What: "bills paid late in the last 12 months"})
//	three := rule.Int(3)
//	table, err := rule.Compile(schema, rule.Spec{Name: "payment", Version: "1", Policy: rule.First, Outcomes: []string{"accept", "deposit"},
//		Rows: []rule.Row{
//			{Code: "PAY-1", When: []rule.Condition{{Fact: "payment.late", AtLeast: &three}}, Outcome: "deposit", Why: "pays late"},
//			{Code: "PAY-0", Outcome: "accept", Why: "nothing speaks against it"}}}, nil)
//	facts := rule.NewFacts(schema)
//	err = facts.Set("payment.late", rule.Int(4))
//	result, err := table.Decide(facts) // result.Outcome: deposit; table.Reasons(result): PAY-1 pays late
package rule
