package rule_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
)

// BenchmarkDecide aims at less than 2 µs and no allocation for 30 rows, on facts that meet only the last of them.
func BenchmarkDecide(b *testing.B) {
	s := paying(b)
	table := compiled(b, s, thirty(), nil)
	facts := set(b, known(b, s), map[string]rule.Value{"payment.late": rule.Int(0), "profile.city": rule.Txt("Ulm")})
	r, err := table.Decide(facts)
	require.NoError(b, err)
	require.Equal(b, "T-30", table.Reasons(r)[0].Code)
	b.ReportAllocs()
	for b.Loop() {
		if r, err = table.Decide(facts); err != nil {
			b.Fatal(err)
		}
	}
	require.Equal(b, "accept", r.Outcome)
}

func BenchmarkCompile(b *testing.B) {
	s := paying(b)
	for b.Loop() {
		compiled(b, s, thirty(), nil)
	}
}

// BenchmarkCompile_wide has 30 rows with a condition on each of 10 facts.
func BenchmarkCompile_wide(b *testing.B) {
	var defs []rule.Definition
	for i := range 10 {
		defs = append(defs, rule.Definition{Name: fmt.Sprintf("f%d", i), Kind: rule.Number, Missing: rule.Unmet, What: "something"})
	}
	s := rule.MustSchema(defs...)
	spec := rule.Spec{Name: "wide", Version: "1", Policy: rule.First}
	for r := range 29 {
		row := rule.Row{Code: fmt.Sprintf("W-%d", r), Why: "wide"}
		for i := range 10 {
			low := int64((r*r*7 + i*i*3 + r*i*5 + r) % 31)
			row.When = append(row.When, rule.Condition{Fact: defs[i].Name, AtLeast: val(rule.Int(low)), Below: val(rule.Int(low + 10))})
		}
		spec.Rows = append(spec.Rows, row)
	}
	spec.Rows = append(spec.Rows, rule.Row{Code: "W-29", Why: "all else"})
	for b.Loop() {
		compiled(b, s, spec, nil)
	}
}
