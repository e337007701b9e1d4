package cel_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/crm/retention/cel"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func Example() {
	schema := rule.MustSchema(
		rule.Definition{Name: "payment.overdue", Kind: rule.Amount, Currency: eur, Missing: rule.Refuse, What: "what is overdue today"},
		rule.Definition{Name: "contract.limit", Kind: rule.Amount, Currency: eur, Missing: rule.Unmet, What: "the credit limit"},
	)
	row := func(expr string) rule.Spec {
		return rule.Spec{Name: "limit", Version: "1", Policy: rule.First, Outcomes: []string{"accept", "review"}, Rows: []rule.Row{
			{Code: "LIMIT-1", Expr: expr, Outcome: "review", Why: "more than four fifths of the limit are overdue"},
			{Code: "LIMIT-0", Outcome: "accept", Why: "within the limit"},
		}}
	}
	_, err := rule.Compile(schema, row("payment.overdue > contract.limit * 0.8"), cel.New(nil))
	var bad *fault.Invalid
	if errors.As(err, &bad) {
		fmt.Println(bad.Fields[0])
	}
	table, err := rule.Compile(schema, row("payment.overdue * 5 > contract.limit * 4"), cel.New(nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := rule.NewFacts(schema)
	for name, text := range map[string]string{"payment.overdue": "400.01 EUR", "contract.limit": "500.00 EUR"} {
		if err := facts.Set(name, rule.Amt(money.Must(text))); err != nil {
			fmt.Println(err)
		}
	}
	result, err := table.Decide(facts)
	fmt.Println(result.Outcome, table.Reasons(result), err)
	// Output:
	// rows[0].expr: line 1, column 34: found no matching overload for '_*_' applied to '(int, double)' (RULE-EXPR)
	// review [LIMIT-1 more than four fifths of the limit are overdue] <nil>
}
