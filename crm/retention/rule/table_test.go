package rule_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// graded has rows that overlap: two accept, one asks for a deposit, two refuse.
func graded(policy rule.HitPolicy) rule.Spec {
	s := accept(policy, one(late(3, -1)), one(late(1, -1)), one(rule.Condition{Fact: "payment.blocked", Is: new(true)}), one(late(5, -1)), nil)
	for i := range s.Rows {
		s.Rows[i].Points = int64(10 * (i + 1))
	}
	s.Rows[0].WhyDe = "ein Grund"
	if policy != rule.Sum {
		s.Outcomes = []string{"accept", "deposit", "refuse"}
		for i, o := range []string{"deposit", "accept", "refuse", "refuse", "accept"} {
			s.Rows[i].Outcome = o
		}
	}
	if policy == rule.First { // the narrower row above the wider one
		r := s.Rows
		s.Rows = []rule.Row{r[3], r[0], r[2], r[1], r[4]}
	}
	return s
}

func TestDecide_follows_its_hit_policy(t *testing.T) {
	t.Parallel()
	s := paying(t)
	sum := compiled(t, s, graded(rule.Sum), nil)
	worst := compiled(t, s, graded(rule.Worst), nil)
	first := compiled(t, s, graded(rule.First), nil)
	for name, c := range map[string]struct {
		late    int64
		blocked bool
		table   *rule.Table
		outcome string
		points  int64
		codes   string
	}{
		"sum adds up all that are met":               {3, true, sum, "", 10 + 20 + 30 + 50, "P-1 P-2 P-3 P-5"},
		"sum with the row for all":                   {0, false, sum, "", 50, "P-5"},
		"worst has all rows with the worst outcome":  {5, true, worst, "refuse", 30, "P-3 P-4"},
		"worst leaves out better rows":               {3, false, worst, "deposit", 10, "P-1"},
		"worst where all are equal has them all":     {1, false, worst, "accept", 20, "P-2 P-5"},
		"first takes the first":                      {5, true, first, "refuse", 40, "P-4"},
		"first takes the next where that is not met": {4, true, first, "deposit", 10, "P-1"},
		"first ends at the row for all":              {0, false, first, "accept", 50, "P-5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := set(t, rule.NewFacts(s), map[string]rule.Value{"payment.late": rule.Int(c.late), "payment.blocked": rule.Yes(c.blocked)})
			r, err := c.table.Decide(f)
			require.NoError(t, err)
			assert.Equal(t, c.outcome, r.Outcome)
			assert.Equal(t, c.points, r.Points)
			var all []string
			for _, row := range c.table.HitRows(r) {
				all = append(all, row.Code)
			}
			assert.Equal(t, c.codes, strings.Join(all, " "))
			assert.Len(t, c.table.Reasons(r), r.Hits())
		})
	}
}

func TestReasonsIn_gives_the_German_sentence_where_there_is_one(t *testing.T) {
	t.Parallel()
	s := paying(t)
	table := compiled(t, s, graded(rule.Sum), nil)
	r, err := table.Decide(set(t, known(t, s), map[string]rule.Value{"payment.late": rule.Int(3)}))
	require.NoError(t, err)
	assert.Equal(t, []fault.Reason{{Code: "P-1", Message: "ein Grund"}, {Code: "P-2", Message: "a reason"}, {Code: "P-5", Message: "a reason"}}, table.ReasonsIn(r, "de"))
	assert.Equal(t, "a reason", table.Reasons(r)[0].Message)
}

func TestDecide_treats_a_missing_fact_as_its_policy_says(t *testing.T) {
	t.Parallel()
	s := paying(t)
	spec := rule.Spec{Name: "missing", Version: "1", Policy: rule.Sum, Rows: []rule.Row{
		{Code: "REFUSE-1", When: one(late(0, -1)), Points: 1, Why: "late is known"},
		{Code: "REFUSE-2", When: one(rule.Condition{Fact: "payment.blocked", Is: new(false)}), Points: 2, Why: "blocked is known"},
		{Code: "UNMET", When: one(rule.Condition{Fact: "model.badDebt", AtLeast: val(rule.Int(0))}), Points: 4, Why: "bad debt is known"},
		{Code: "MISSING", When: one(rule.Condition{Fact: "model.badDebt", Missing: true}), Points: 8, Why: "bad debt is missing"},
		{Code: "ASSUMED", When: one(rule.Condition{Fact: "payment.overdue", Below: val(amt("0.01"))}), Points: 16, Why: "nothing is overdue"},
	}}
	table := compiled(t, s, spec, nil)
	f := rule.NewFacts(s)
	_, err := table.Decide(f)
	var missing *rule.MissingError
	require.True(t, errors.As(err, &missing))
	assert.Equal(t, []string{"payment.late", "payment.blocked"}, missing.Facts, "all at once")
	assert.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"payment.late RULE-MISSING", "payment.blocked RULE-MISSING"}, codes(t, err))
	_, err = table.Explain(f)
	assert.ErrorAs(t, err, &missing)

	set(t, f, map[string]rule.Value{"payment.late": rule.Int(0), "payment.blocked": rule.Yes(false)})
	r, err := table.Decide(f)
	require.NoError(t, err)
	assert.Equal(t, int64(1+2+8+16), r.Points)
	trace, err := table.Explain(f)
	require.NoError(t, err)
	assert.Equal(t, []rule.Used{{Name: "payment.late", Value: "0"}, {Name: "payment.overdue", Value: "0.00 EUR", Assumed: true},
		{Name: "payment.blocked", Value: "false"}, {Name: "model.badDebt", Missing: true}}, trace.Facts)

	set(t, f, map[string]rule.Value{"model.badDebt": rule.Int(0), "payment.overdue": amt("0.01")})
	r, err = table.Decide(f)
	require.NoError(t, err)
	assert.Equal(t, int64(1+2+4), r.Points)
}

func TestDecide_asks_for_facts_that_only_expressions_read(t *testing.T) {
	t.Parallel()
	s := paying(t)
	spec := accept(rule.First, one(late(3, -1)), nil, nil)
	spec.Rows[1].Expr = "payment.blocked"
	table := compiled(t, s, spec, flags{})
	f := set(t, rule.NewFacts(s), map[string]rule.Value{"payment.late": rule.Int(7)})
	_, err := table.Decide(f)
	assert.Equal(t, []string{"payment.blocked RULE-MISSING"}, codes(t, err), "also where a row above would decide")
	set(t, f, map[string]rule.Value{"payment.blocked": rule.Yes(true), "payment.late": rule.Int(2)})
	r, err := table.Decide(f)
	require.NoError(t, err)
	assert.Equal(t, "P-2", table.Reasons(r)[0].Code)
}

// broken is an expression that cannot be evaluated.
type broken struct{}

func (broken) Compile(string, *rule.Schema) (rule.Program, error) { return broken{}, nil }

func (broken) Met(*rule.Facts) (bool, error) {
	return false, &fault.Error{Kind: fault.ErrInvalid, Subject: "expression", Message: "divides by zero"}
}

func (broken) Uses() []string { return nil }

func TestDecide_tells_which_row_has_an_expression_that_fails(t *testing.T) {
	t.Parallel()
	s := paying(t)
	for _, policy := range []rule.HitPolicy{rule.First, rule.Sum, rule.Worst} {
		spec := graded(policy)
		for i := range spec.Rows {
			if spec.Rows[i].Code == "P-1" {
				spec.Rows[i].Expr = "1/0"
			}
		}
		table := compiled(t, s, spec, broken{})
		_, err := table.Decide(set(t, known(t, s), map[string]rule.Value{"payment.late": rule.Int(3)}))
		require.ErrorIs(t, err, fault.ErrInvalid)
		assert.ErrorContains(t, err, `row "P-1": expression: divides by zero`)
		_, err = table.Decide(set(t, known(t, s), map[string]rule.Value{"payment.late": rule.Int(2)}))
		assert.NoError(t, err, "an expression is asked only where the row's conditions are met")
	}
}

func TestDecide_refuses_facts_of_another_schema_and_takes_those_of_one_that_extends_its_own(t *testing.T) {
	t.Parallel()
	table := compiled(t, paying(t), thirty(), nil)
	more, err := paying(t).Extend(rule.Definition{Name: "tickets.open", Kind: rule.Number, Missing: rule.Refuse, What: "open tickets"})
	require.NoError(t, err)
	_, err = table.Decide(known(t, more))
	require.NoError(t, err, "a fact that the table does not read may be missing")
	other, err := rule.NewSchema(more.Definitions()[1:]...)
	require.NoError(t, err)
	for name, f := range map[string]*rule.Facts{"another": rule.NewFacts(other), "none": nil} {
		_, err = table.Decide(f)
		assert.Equal(t, []string{"facts ETOM-REFERENCE"}, codes(t, err), name)
	}
}

// The same facts and the same table decide the same for ever: this file never changes for what it has.
func TestDecide_for_ever(t *testing.T) {
	t.Parallel()
	s := paying(t)
	table := compiled(t, s, thirty(), nil)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s\n", table.Name(), table.Version(), table.Fingerprint())
	for _, late := range []int64{0, 1, 4, 13, 22, 27, 30} {
		for _, overdue := range []string{"", "9.99", "10.00", "120.00", "270.00", "500.00"} {
			for _, more := range []map[string]rule.Value{{}, {"profile.segment": rule.Txt("private"), "profile.city": rule.Txt("Bonn")}, {"model.badDebt": rule.Num(money.MustQuantity("0.45")), "payment.blocked": rule.Yes(true)}} {
				f := set(t, rule.NewFacts(s), map[string]rule.Value{"payment.late": rule.Int(late), "payment.blocked": rule.Yes(false)})
				if overdue != "" {
					set(t, f, map[string]rule.Value{"payment.overdue": amt(overdue)})
				}
				r, err := table.Decide(set(t, f, more))
				require.NoError(t, err)
				for _, fact := range f.Record() {
					if !fact.Missing {
						fmt.Fprintf(&b, "%s=%s ", fact.Name, fact.Value)
					}
				}
				fmt.Fprintf(&b, "-> %s %d %s\n", r.Outcome, r.Points, table.Reasons(r)[0].Code)
			}
		}
	}
	etomtest.Golden(t, "decisions.txt", b.String())
}

func TestExplain_tells_of_every_row(t *testing.T) {
	t.Parallel()
	s := paying(t)
	yes := true
	spec := rule.Spec{Name: "risk", Version: "2026-03", Policy: rule.First, Outcomes: []string{"accept", "deposit", "review", "refuse"}, Rows: []rule.Row{
		{Code: "RISK-01", When: one(rule.Condition{Fact: "payment.blocked", Is: &yes}), Outcome: "refuse", Why: "service is blocked"},
		{Code: "RISK-02", When: one(late(5, -1)), Outcome: "refuse", Why: "pays late nearly always"},
		{Code: "RISK-03", When: one(late(2, 5), rule.Condition{Fact: "payment.overdue", AtLeast: val(amt("50.00"))}), Outcome: "deposit", Why: "pays late and has more than 50 overdue"},
		{Code: "RISK-04", When: one(rule.Condition{Fact: "model.badDebt", AtLeast: val(rule.Num(money.MustQuantity("0.2")))}), Outcome: "review", Why: "the model says so"},
		{Code: "RISK-05", When: one(rule.Condition{Fact: "model.badDebt", Missing: true}, rule.Condition{Fact: "profile.segment", In: []string{"private", "SOHO"}}), Outcome: "review", Why: "nothing is known of a small customer"},
		{Code: "RISK-06", Expr: "payment.blocked", Outcome: "review", Why: "an expression says so"},
		{Code: "RISK-07", When: one(late(-1, 3)), Outcome: "accept", Why: "pays in time mostly"},
		{Code: "RISK-08", When: one(late(-1, 4)), Expr: "payment.blocked", Outcome: "deposit", Why: "an expression says so, too"},
		{Code: "RISK-09", When: one(late(0, -1)), Outcome: "accept", Points: 7, Why: "all else"},
	}}
	first := compiled(t, s, spec, flags{})
	var b strings.Builder
	explain := func(table *rule.Table, f *rule.Facts) {
		trace, err := table.Explain(f)
		require.NoError(t, err)
		fmt.Fprintf(&b, "%s\n", trace)
	}
	explain(first, known(t, s))
	bare := set(t, rule.NewFacts(s), map[string]rule.Value{"payment.late": rule.Int(4), "payment.blocked": rule.Yes(false)})
	explain(first, bare)
	spec.Policy, spec.Name = rule.Worst, "worst"
	explain(compiled(t, s, spec, flags{}), known(t, s))
	sum := accept(rule.Sum, one(late(3, -1)))
	explain(compiled(t, s, sum, nil), known(t, s))
	sum.Rows[0].When[0] = late(1, -1)
	sum.Rows[0].Points = -5
	explain(compiled(t, s, sum, nil), known(t, s))
	sum.Rows[0].Expr = "1/0"
	sum.Rows[0].When[0] = late(9, -1)
	explain(compiled(t, s, sum, broken{}), known(t, s))
	etomtest.Golden(t, "explain.txt", b.String())
}

// What a trace says of each row is what the naive reading says, and the rows that decide are those of Decide.
func TestExplain_says_what_Decide_did(t *testing.T) {
	t.Parallel()
	s := paying(t)
	table := compiled(t, s, thirty(), nil)
	for late := range int64(30) {
		f := set(t, known(t, s), map[string]rule.Value{"payment.late": rule.Int(late)})
		r, err := table.Decide(f)
		require.NoError(t, err)
		trace, err := table.Explain(f)
		require.NoError(t, err)
		assert.Equal(t, r.Outcome, trace.Outcome)
		var met []int
		var decides []string
		for i, row := range trace.Rows {
			if row.Met {
				met = append(met, i)
			}
			if row.Decides {
				decides = append(decides, row.Code)
			}
			assert.NotEqual(t, row.Met, row.Because != "", row.Code)
		}
		assert.Equal(t, naive{thirty(), f}.met(t), met)
		assert.Equal(t, []string{table.Reasons(r)[0].Code}, decides)
	}
}
