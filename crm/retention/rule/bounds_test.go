package rule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/money"
)

// interval is a condition on the fact n; an empty bound is none.
func interval(atLeast, below string) rule.Condition {
	w := rule.Condition{Fact: "n"}
	if atLeast != "" {
		w.AtLeast = val(rule.Txt(atLeast))
	}
	if below != "" {
		w.Below = val(rule.Txt(below))
	}
	return w
}

// Intervals that meet leave no gap and do not overlap, wherever they meet; a cent, or a millionth of it, between them is one.
func TestCompile_intervals_that_meet(t *testing.T) {
	t.Parallel()
	share := rule.Definition{Name: "n", Kind: rule.Number, Least: quantity("0"), Most: quantity("1"), Missing: rule.Refuse, What: "a share"}
	count := rule.Definition{Name: "n", Kind: rule.Number, Whole: true, Least: quantity("0"), Most: quantity("3"), Missing: rule.Refuse, What: "a count"}
	debt := rule.Definition{Name: "n", Kind: rule.Amount, Currency: eur, Least: quantity("0"), Most: quantity("100"), Missing: rule.Assume, Default: amt("0.00"), What: "a debt"}
	open := rule.Definition{Name: "n", Kind: rule.Amount, Currency: eur, Missing: rule.Assume, Default: amt("7.00"), What: "a balance"}
	for name, c := range map[string]struct {
		of     rule.Definition
		rows   []rule.Condition
		faults []string
	}{
		"one value each":                               {count, []rule.Condition{interval("", "1"), interval("1", "2"), interval("2", "3"), interval("3", "")}, nil},
		"the least value alone":                        {count, []rule.Condition{interval("0", "1"), interval("1", "")}, nil},
		"the most value alone":                         {share, []rule.Condition{interval("", "1"), interval("1", "")}, nil},
		"the most value left out":                      {share, []rule.Condition{interval("0", "1")}, []string{"rows RULE-GAP"}},
		"bounds beyond what can be":                    {share, []rule.Condition{interval("-5", "0.5"), interval("0.5", "7")}, nil},
		"a row for less than can be":                   {share, []rule.Condition{interval("", "0"), interval("0", "")}, []string{"rows[0].when RULE-CONTRADICTION"}},
		"a row for more than can be":                   {count, []rule.Condition{interval("", "4"), interval("4", "")}, []string{"rows[1].when RULE-CONTRADICTION"}},
		"one bound written in two ways":                {debt, []rule.Condition{interval("", "50"), interval("50.00 EUR", "")}, nil},
		"least and most are whole units, bounds cents": {debt, []rule.Condition{interval("0.00", "99.99"), interval("99.99", "100.00"), interval("100.00", "")}, nil},
		"below least by a cent":                        {debt, []rule.Condition{interval("", "-0.01"), interval("-0.01", "")}, []string{"rows[0].when RULE-CONTRADICTION"}},
		"a gap of a cent":                              {open, []rule.Condition{interval("", "1.00"), interval("1.01", "")}, []string{"rows RULE-GAP"}},
		"an overlap of a cent":                         {open, []rule.Condition{interval("", "1.01"), interval("1.00", "")}, []string{"rows[1] RULE-OVERLAP"}},
		"a gap behind the cents":                       {open, []rule.Condition{interval("", "1.00"), interval("1.000000001", "")}, []string{"rows RULE-GAP"}},
		"the default lies in no row":                   {open, []rule.Condition{interval("", "7.00"), interval("7.01", "")}, []string{"rows RULE-GAP"}},
		"from and below the same":                      {open, []rule.Condition{interval("", "7"), interval("7", "7"), interval("7", "")}, []string{"rows[1].when RULE-CONTRADICTION"}},
	} {
		s := rule.MustSchema(c.of)
		spec := rule.Spec{Name: "bounds", Version: "1", Policy: rule.Unique}
		for i, w := range c.rows {
			spec.Rows = append(spec.Rows, rule.Row{Code: fmt.Sprint("B-", i), When: []rule.Condition{w}, Why: "a bound"})
		}
		_, err := rule.Compile(s, spec, nil)
		assert.Equal(t, c.faults, codes(t, err), name)
	}
}

// A table of as many rows as there may be, that split all facts among them, is right in whatever order they stand, and is seen to be;
// without one of them it has a gap. This is what the bound of work must leave room for.
func TestCompile_a_large_table_that_splits_all_facts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	var defs []rule.Definition
	for i := range rule.MaxConditioned {
		defs = append(defs, rule.Definition{Name: fmt.Sprintf("f%d", i), Kind: rule.Number, Missing: rule.Refuse, What: "something"})
	}
	s := rule.MustSchema(defs...)
	spec := rule.Spec{Name: "large", Version: "1", Policy: rule.Unique}
	var split func(when []rule.Condition, rows int, free []int)
	split = func(when []rule.Condition, rows int, free []int) {
		if rows == 1 {
			spec.Rows = append(spec.Rows, rule.Row{Code: fmt.Sprint("L-", len(spec.Rows)), When: when, Why: "a part"})
			return
		}
		at := r.IntN(len(free))
		bound, rest := val(rule.Num(money.Count(r.Int64N(9)))), slices.Delete(slices.Clone(free), at, at+1)
		split(append(slices.Clip(when), rule.Condition{Fact: defs[free[at]].Name, Below: bound}), rows/2, rest)
		split(append(slices.Clip(when), rule.Condition{Fact: defs[free[at]].Name, AtLeast: bound}), rows-rows/2, rest)
	}
	all := make([]int, len(defs))
	for i := range all {
		all[i] = i
	}
	split(nil, rule.MaxRows, all)
	r.Shuffle(len(spec.Rows), func(i, j int) { spec.Rows[i], spec.Rows[j] = spec.Rows[j], spec.Rows[i] })
	for _, policy := range []rule.HitPolicy{rule.Unique, rule.First} {
		spec.Policy = policy
		_, err := rule.Compile(s, spec, nil)
		require.NoError(t, err)
	}
	spec.Rows = spec.Rows[1:]
	_, err := rule.Compile(s, spec, nil)
	assert.Equal(t, []string{"rows RULE-GAP"}, codes(t, err))
}
