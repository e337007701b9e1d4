package rule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

var eur = money.MustCurrency("EUR")

func val(v rule.Value) *rule.Value { return &v }

func quantity(text string) *money.Quantity { return new(money.MustQuantity(text)) }

// paying is what the tests of single features decide on.
func paying(t testing.TB) *rule.Schema {
	t.Helper()
	s, err := rule.NewSchema(
		rule.Definition{Name: "payment.late", Kind: rule.Number, Whole: true, Least: quantity("0"), Missing: rule.Refuse, What: "bills paid late in the last 12 months"},
		rule.Definition{Name: "payment.overdue", Kind: rule.Amount, Currency: eur, Least: quantity("0"), Missing: rule.Assume, Default: rule.Amt(money.Must("0.00 EUR")), What: "what is overdue today"},
		rule.Definition{Name: "profile.segment", Kind: rule.Text, Values: []string{"private", "SOHO", "large"}, Missing: rule.Unmet, What: "the market segment"},
		rule.Definition{Name: "profile.city", Kind: rule.Text, Missing: rule.Unmet, What: "the city of the first address"},
		rule.Definition{Name: "payment.blocked", Kind: rule.Flag, Missing: rule.Refuse, What: "whether service is blocked for unpaid bills"},
		rule.Definition{Name: "model.badDebt", Kind: rule.Number, Least: quantity("0"), Most: quantity("1"), Missing: rule.Unmet, What: "probability of bad debt in 12 months"},
	)
	require.NoError(t, err)
	return s
}

// known are facts about which nothing is missing.
func known(t testing.TB, s *rule.Schema) *rule.Facts {
	t.Helper()
	return set(t, rule.NewFacts(s), map[string]rule.Value{
		"payment.late": rule.Int(2), "payment.overdue": rule.Amt(money.Must("49.99 EUR")), "profile.segment": rule.Txt("SOHO"),
		"profile.city": rule.Txt("Bonn"), "payment.blocked": rule.Yes(false), "model.badDebt": rule.Num(money.MustQuantity("0.034")),
	})
}

func set(t testing.TB, f *rule.Facts, values map[string]rule.Value) *rule.Facts {
	t.Helper()
	for name, v := range values {
		require.NoError(t, f.Set(name, v))
	}
	return f
}

func compiled(t testing.TB, s *rule.Schema, spec rule.Spec, e rule.Evaluator) *rule.Table {
	t.Helper()
	table, err := rule.Compile(s, spec, e)
	require.NoError(t, err)
	return table
}

// codes are those of an error's faults, with their paths.
func codes(t testing.TB, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	require.ErrorIs(t, err, fault.ErrInvalid)
	var bad *fault.Invalid
	require.ErrorAs(t, err, &bad)
	var all []string
	for _, f := range bad.Fields {
		all = append(all, f.Path+" "+f.Rule)
	}
	return all
}

// flags evaluates expressions that are the name of a flag; "not" in front of it turns it.
type flags struct{}

type flagProgram struct{ name string }

func (flags) Compile(expr string, s *rule.Schema) (rule.Program, error) {
	if d, ok := s.Lookup(expr); !ok || d.Kind != rule.Flag {
		return nil, &fault.Error{Kind: fault.ErrInvalid, Subject: expr, Message: "is no flag"}
	}
	return flagProgram{expr}, nil
}

func (p flagProgram) Met(f *rule.Facts) (bool, error) {
	v, _, err := f.Use(p.name)
	return v.Flag(), err
}

func (p flagProgram) Uses() []string { return []string{p.name} }

// naive evaluates a spec as its words say, row by row, without any of what Compile prepares.
type naive struct {
	spec rule.Spec
	f    *rule.Facts
}

func (n naive) meets(t require.TestingT, w rule.Condition) bool {
	v, ok, err := n.f.Use(w.Fact)
	require.NoError(t, err)
	switch {
	case w.Missing:
		return !ok
	case !ok:
		return false
	case w.In != nil:
		return slices.Contains(w.In, v.Text())
	case w.Is != nil:
		return v.Flag() == *w.Is
	}
	return (w.AtLeast == nil || order(t, v, *w.AtLeast) >= 0) && (w.Below == nil || order(t, v, *w.Below) < 0)
}

func order(t require.TestingT, v, w rule.Value) int {
	if v.Kind() == rule.Amount {
		c, err := v.Amount().Cmp(w.Amount())
		require.NoError(t, err)
		return c
	}
	return v.Number().Cmp(w.Number())
}

func (n naive) conditions(t require.TestingT, row rule.Row) bool {
	for _, w := range row.When {
		if !n.meets(t, w) {
			return false
		}
	}
	return true
}

// met are the indices of the rows that are met.
func (n naive) met(t require.TestingT) []int {
	var all []int
	for i, row := range n.spec.Rows {
		ok := n.conditions(t, row)
		if ok && row.Expr != "" {
			v, _, err := n.f.Use(row.Expr)
			require.NoError(t, err)
			ok = v.Flag()
		}
		if ok {
			all = append(all, i)
		}
	}
	return all
}

// decide gives the outcome, the points and the codes of the rows that decide.
func (n naive) decide(t require.TestingT) (outcome string, points int64, codes []string) {
	met := n.met(t)
	switch n.spec.Policy {
	case rule.First, rule.Unique:
		met = met[:min(1, len(met))]
	case rule.Worst:
		rank := func(i int) int { return slices.Index(n.spec.Outcomes, n.spec.Rows[i].Outcome) }
		worst := -1
		for _, i := range met {
			worst = max(worst, rank(i))
		}
		met = slices.DeleteFunc(met, func(i int) bool { return rank(i) != worst })
	}
	for k, i := range met {
		row := n.spec.Rows[i]
		outcome = row.Outcome
		if n.spec.Policy == rule.Sum || k == 0 {
			points += row.Points
		}
		codes = append(codes, row.Code)
	}
	return outcome, points, codes
}

// lines are an error's faults, one a line.
func lines(t testing.TB, err error) string {
	t.Helper()
	var bad *fault.Invalid
	require.ErrorAs(t, err, &bad)
	var b strings.Builder
	for _, f := range bad.Fields {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}
