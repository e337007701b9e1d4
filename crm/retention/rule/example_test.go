package rule_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func Example() {
	var zero money.Quantity
	schema := rule.MustSchema(
		rule.Definition{Name: "payment.late", Kind: rule.Number, Whole: true, Least: &zero, Missing: rule.Refuse, What: "bills paid late in the last 12 months"},
		rule.Definition{Name: "profile.segment", Kind: rule.Text, Values: []string{"private", "SOHO", "large"}, Missing: rule.Unmet, What: "the market segment"},
	)
	spec, err := rule.ParseSpec([]byte(`{"name": "payment", "version": "1", "policy": "first", "outcomes": ["accept", "deposit"], "rows": [
		{"code": "PAY-1", "when": [{"fact": "payment.late", "atLeast": 3}], "outcome": "deposit", "why": "pays late"},
		{"code": "PAY-2", "when": [{"fact": "profile.segment", "missing": true}], "outcome": "deposit", "why": "is not known yet"},
		{"code": "PAY-0", "outcome": "accept", "why": "nothing speaks against it"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := rule.Compile(schema, spec, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := rule.NewFacts(schema)
	if err := facts.Set("payment.late", rule.Int(2)); err != nil {
		fmt.Println(err)
		return
	}
	result, err := table.Decide(facts)
	fmt.Println(result.Outcome, table.Reasons(result), err)
	trace, err := table.Explain(facts)
	fmt.Print(trace)
	fmt.Println(err)
	// Output:
	// deposit [PAY-2 is not known yet] <nil>
	// payment 1, first: deposit
	//   payment.late = 2
	//   profile.segment is missing
	//   PAY-1: no, payment.late is 2, not at least 3
	// > PAY-2: is not known yet
	//   PAY-0: met, does not decide
	// <nil>
}

// A table with holes is refused, with an example of what falls through.
func ExampleCompile() {
	schema := rule.MustSchema(rule.Definition{Name: "score", Kind: rule.Number, Missing: rule.Unmet, What: "points of the scorecard"})
	spec, err := rule.ParseSpec([]byte(`{"name": "limit", "version": "1", "policy": "unique", "rows": [
		{"code": "LIMIT-1", "when": [{"fact": "score", "atLeast": 600}], "points": 500, "why": "a good score"},
		{"code": "LIMIT-2", "when": [{"fact": "score", "below": 580}], "why": "a bad score"},
		{"code": "LIMIT-3", "when": [{"fact": "score", "atLeast": 550, "below": 590}], "points": 100, "why": "a middling score"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = rule.Compile(schema, spec, nil)
	var bad *fault.Invalid
	if errors.As(err, &bad) {
		for _, f := range bad.Fields {
			fmt.Println(f)
		}
	}
	// Output:
	// rows: none of them covers score = 590; add a row for it (RULE-GAP)
	// rows[2]: LIMIT-3 overlaps LIMIT-2, for example where score = 550; unique wants one row for all facts (RULE-OVERLAP)
}

// What happens to a fact that is not there is part of its definition; it is never taken for 0 by itself.
func ExampleFacts_Use() {
	schema := rule.MustSchema(
		rule.Definition{Name: "overdue", Kind: rule.Amount, Currency: money.MustCurrency("EUR"), Missing: rule.Assume, Default: rule.Amt(money.Must("0.00 EUR")), What: "what is overdue today"},
		rule.Definition{Name: "tickets", Kind: rule.Number, Missing: rule.Unmet, What: "open tickets"},
		rule.Definition{Name: "late", Kind: rule.Number, Missing: rule.Refuse, What: "bills paid late in the last 12 months"},
	)
	facts := rule.NewFacts(schema)
	for _, d := range schema.Definitions() {
		fmt.Println(facts.Use(d.Name))
	}
	// Output:
	// 0.00 EUR true <nil>
	//  false <nil>
	//  false retention.rule: needs late; find out, or name another policy for missing facts
}
