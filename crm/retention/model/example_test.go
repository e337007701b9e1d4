package model_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// A file is read whole or not at all; a model says of every score why it is what it is.
func Example() {
	layout := model.Layout{ID: "customer", Target: "left", Positive: "yes", Columns: []model.Column{
		{Name: "months", Kind: model.Number}, {Name: "plan", Kind: model.Text}}}
	_, err := model.Read(strings.NewReader("customer,months,plan,left\nc-1,12,flat,no\nc-2,a year,flat,yes\nc-3,NaN,metered,maybe\n"), layout)
	var bad *fault.Invalid
	if errors.As(err, &bad) {
		for _, f := range bad.Fields {
			fmt.Println(f)
		}
	}

	churn := model.Model{Name: "churn", Version: "2026-1", Target: "left", Positive: "yes", Intercept: -1, // from package fit
		Inputs: []model.Input{
			{Column: model.Column{Name: "months", Kind: model.Number, What: "months with us"}, Most: 72},
			{Column: model.Column{Name: "plan", Kind: model.Text}, Base: "flat"}},
		Terms: []model.Term{
			{Input: "months", Coefficient: -0.05, Mean: 32},
			{Input: "plan", Level: "metered", Coefficient: 0.7, Mean: 0.5}}}
	why, err := churn.Explain(model.Facts{}.With("months", 2).WithText("plan", "metered"))
	fmt.Printf("%.3f %v\n", why.Probability, err)
	for _, r := range why.Reasons(3, "en") {
		fmt.Println(r)
	}
	_, err = churn.Score(model.Facts{}.With("months", 2))
	fmt.Println(err)
	// Output:
	// [1].months: line 3: "a year" is no finite number; write it as -1234.5 (ETOM-FORMAT)
	// [2].months: line 4: "NaN" is no finite number; write it as -1234.5 (ETOM-FORMAT)
	// [2].left: line 4: is "maybe"; it must be "yes" or "no" (ETOM-UNKNOWN)
	// 0.401 <nil>
	// MODEL-MONTHS months with us: 2 (average 32), which multiplies the odds by 4.48
	// MODEL-PLAN plan: metered, which multiplies the odds by 1.42
	// model.facts "churn": plan: is missing, and the model has no policy for that but to refuse (ETOM-REQUIRED)
}
