package cel_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/cel"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

var (
	eur = money.MustCurrency("EUR")
	jpy = money.MustCurrency("JPY")
)

func paying(t testing.TB) *rule.Schema {
	t.Helper()
	s, err := rule.NewSchema(
		rule.Definition{Name: "payment.late", Kind: rule.Number, Whole: true, Missing: rule.Unmet, What: "bills paid late in the last 12 months"},
		rule.Definition{Name: "payment.overdue", Kind: rule.Amount, Currency: eur, Missing: rule.Assume, Default: rule.Amt(money.Must("0.00 EUR")), What: "what is overdue today"},
		rule.Definition{Name: "contract.limit", Kind: rule.Amount, Currency: eur, Missing: rule.Unmet, What: "the credit limit"},
		rule.Definition{Name: "contract.yen", Kind: rule.Amount, Currency: jpy, Missing: rule.Unmet, What: "a price in yen"},
		rule.Definition{Name: "model.badDebt", Kind: rule.Number, Missing: rule.Unmet, What: "probability of bad debt in 12 months"},
		rule.Definition{Name: "segment", Kind: rule.Text, Values: []string{"private", "SOHO"}, Missing: rule.Unmet, What: "the market segment"},
		rule.Definition{Name: "profile.note", Kind: rule.Text, Missing: rule.Unmet, What: "what the agent wrote"},
		rule.Definition{Name: "payment.blocked", Kind: rule.Flag, Missing: rule.Refuse, What: "whether service is blocked"},
	)
	require.NoError(t, err)
	return s
}

func facts(t testing.TB, s *rule.Schema, values map[string]rule.Value) *rule.Facts {
	t.Helper()
	f := rule.NewFacts(s)
	for name, v := range values {
		require.NoError(t, f.Set(name, v))
	}
	return f
}

func num(text string) rule.Value { return rule.Num(money.MustQuantity(text)) }

func amt(text string) rule.Value { return rule.Amt(money.Must(text)) }

func known(t testing.TB, s *rule.Schema) *rule.Facts {
	t.Helper()
	return facts(t, s, map[string]rule.Value{"payment.late": rule.Int(3), "payment.overdue": amt("12.34 EUR"), "contract.limit": amt("15.42 EUR"), "contract.yen": amt("1234 JPY"),
		"model.badDebt": num("0.3"), "segment": rule.Txt("SOHO"), "profile.note": rule.Txt("calls often"), "payment.blocked": rule.Yes(false)})
}

func faults(t testing.TB, err error) []string {
	t.Helper()
	require.ErrorIs(t, err, fault.ErrInvalid)
	var bad *fault.Invalid
	require.ErrorAs(t, err, &bad)
	var all []string
	for _, f := range bad.Fields {
		all = append(all, f.String())
	}
	return all
}

func TestMet_facts_are_variables_of_their_names(t *testing.T) {
	t.Parallel()
	s := paying(t)
	f := known(t, s)
	for expr, want := range map[string]bool{
		"payment.late == 3":                                         true,
		"payment.late * 2 > 6":                                      false,
		"payment.overdue == 1234":                                   true,
		"contract.yen == 1234":                                      true,
		"payment.overdue * 10 > contract.limit * 8":                 true,  // 12.34 of 15.42: a little more than four fifths
		"payment.overdue * 10000 > contract.limit * 8003":           false, // and a little less than this
		"model.badDebt >= 0.3":                                      true,
		"model.badDebt < 0.3":                                       false,
		"model.badDebt + 0.1 < 0.5":                                 true,
		`segment == "SOHO" && !payment.blocked`:                     true,
		`segment in ["private", "large"]`:                           false,
		`profile.note.startsWith("calls")`:                          true,
		`profile.note.matches("of+t")`:                              true,
		"double(payment.late) / 4.0 > 0.7":                          true, // a whole number may become a double, money may not
		"has(payment.late) && has(segment) && has(payment.blocked)": true,
		"[1, 2, 3].exists(n, n == payment.late)":                    true,
		"[1, 2].all(n, n == payment.late)":                          false,
		"true":                                                      true,
	} {
		p, err := cel.New(nil).Compile(expr, s)
		require.NoError(t, err, expr)
		met, err := p.Met(f)
		require.NoError(t, err, expr)
		assert.Equal(t, want, met, expr)
	}
}

func TestCompile_refuses_with_the_position(t *testing.T) {
	t.Parallel()
	s := paying(t)
	for expr, want := range map[string]string{
		"payment.late * 0.8 > 2.0":                  "line 1, column 14: found no matching overload for '_*_' applied to '(int, double)' (RULE-EXPR)",
		"payment.overdue >\n  contract.limit * 0.8": "line 2, column 18: found no matching overload for '_*_' applied to '(int, double)' (RULE-EXPR)",
		"payment.late > 2.0":                        "line 1, column 14: found no matching overload for '_>_' applied to '(int, double)' (RULE-EXPR)",
		"payment.lat > 2":                           "line 1, column 8: undeclared reference to 'payment.lat' (did you mean 'payment.late'?) (RULE-EXPR)",
		"has(payment.lat)":                          "line 1, column 4: undeclared reference to 'has payment.lat' (did you mean 'has payment.late'?) (RULE-EXPR)",
		"has(1)":                                    "line 1, column 5: has() asks for a fact, such as has(payment.late) (RULE-EXPR)",
		"payment.late":                              "line 1, column 1: gives int; a rule must give true or false (RULE-EXPR)",
		"dyn(payment.blocked)":                      "line 1, column 1: gives dyn; a rule must give true or false (RULE-EXPR)",
		"payment.blocked ? 1 : 2":                   "line 1, column 1: gives int; a rule must give true or false (RULE-EXPR)",
		"segment == 'SOHO' && (":                    "line 1, column 23: Syntax error: mismatched input '<EOF>'",
		"":                                          "line 1, column 1: Syntax error: mismatched input '<EOF>'",
		strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300): "line 1, column 1: expression recursion limit exceeded: 250 (RULE-EXPR)",
		"größe > 3":                                              "line 1, column 3: Syntax error: token recognition error at: 'ö' (RULE-EXPR)",
		"double(.payment.overdue) > 1.0":                         "line 1, column 7: calls double() where payment.overdue is read",
		"now() > timestamp('2026-01-01T00:00:00Z')":              "line 1, column 4: undeclared reference to 'now' (RULE-EXPR)",
		"payment.late > 2 ||\n double(payment.overdue) > 8.0":    "line 2, column 8: calls double() where payment.overdue is read; money is compared in whole minor units",
		"[payment.overdue].map(x, double(x)).exists(x, x > 1.0)": "line 1, column 32: calls double() where payment.overdue is read",
		"double(string(contract.limit)) > 1.0":                   "calls double() where contract.limit is read",
		`profile.note.matches("(")`:                              "error parsing regexp",
	} {
		_, err := cel.New(nil).Compile(expr, s)
		require.Error(t, err, expr)
		assert.Contains(t, faults(t, err)[0], want, expr)
	}
	_, err := cel.New(nil).Compile("a > 1 && b > 2", s)
	assert.Len(t, faults(t, err), 2, "all at once")
}

func TestMet_a_missing_fact_is_never_nothing(t *testing.T) {
	t.Parallel()
	s := paying(t)
	f := facts(t, s, map[string]rule.Value{"payment.blocked": rule.Yes(true)})
	for expr, want := range map[string]bool{
		"payment.late < 3":                                       false,
		"payment.late >= 3":                                      false,
		"!(payment.late >= 3)":                                   false,
		"payment.late == payment.late":                           false,
		"payment.late < 3 || payment.blocked":                    true,
		"payment.blocked || payment.late < 3":                    true,
		"payment.late < 3 && payment.blocked":                    false,
		"payment.late < 3 ? true : true":                         false,
		"has(payment.late)":                                      false,
		"!has(payment.late)":                                     true,
		"has(payment.late) && payment.late < 3":                  false,
		"has(payment.late) ? payment.late < 3 : payment.blocked": true,
		"payment.overdue == 0":                                   true, // its default, as its policy says
		"has(payment.overdue)":                                   true,
		`segment != "private"`:                                   false,
		`[payment.late, 7].exists(n, n == 7)`:                    false, // a list with something unknown in it is unknown

		`[payment.late, 7].all(n, n == 7)`:          false,
		`profile.note.matches("x") || has(segment)`: false,
	} {
		p, err := cel.New(nil).Compile(expr, s)
		require.NoError(t, err, expr)
		met, err := p.Met(f)
		require.NoError(t, err, expr)
		assert.Equal(t, want, met, expr)
	}
	p, err := cel.New(nil).Compile("payment.blocked", s)
	require.NoError(t, err)
	_, err = p.Met(rule.NewFacts(s))
	var missing *rule.MissingError
	assert.True(t, errors.As(err, &missing), "%v", err)
}

func TestMet_what_cannot_be_computed_is_an_error(t *testing.T) {
	t.Parallel()
	s := paying(t)
	f := known(t, s)
	require.NoError(t, f.Set("contract.limit", amt("0.005 EUR")))
	require.NoError(t, f.Set("payment.late", num("9223372036854775808")))
	require.NoError(t, f.Set("contract.yen", amt("9223372036854775808 JPY")))
	for expr, want := range map[string]string{
		"contract.limit > 0": "contract.limit",
		"payment.late > 0":   "9223372036854775808 does not fit an int",
		"payment.overdue / (1234 - payment.overdue) > 0": "division by zero",
		"payment.overdue * 9223372036854775807 > 0":      "integer overflow",
		"dyn(payment.overdue) * dyn(0.8) > 1.0":          "no such overload",
		"contract.yen > 0":                               "contract.yen",
	} {
		p, err := cel.New(nil).Compile(expr, s)
		require.NoError(t, err, expr)
		_, err = p.Met(f)
		require.ErrorIs(t, err, fault.ErrInvalid, expr)
		assert.ErrorContains(t, err, want, expr)
	}
}

func TestMet_texts_are_any_unicode(t *testing.T) {
	t.Parallel()
	s := paying(t)
	f := known(t, s)
	require.NoError(t, f.Set("profile.note", rule.Txt("größer 😀")))
	for expr, want := range map[string]bool{
		`profile.note == "größer 😀"`:           true,
		`profile.note == "gr\u00f6\u00dfer 😀"`: true,
		`profile.note == "größer"`:             false,
		`profile.note.size() == 8`:             true, // letters, not bytes
		`profile.note.endsWith("😀")`:           true,
		`profile.note.matches("^größer .$")`:   true,
	} {
		p, err := cel.New(nil).Compile(expr, s)
		require.NoError(t, err, expr)
		met, err := p.Met(f)
		require.NoError(t, err, expr)
		assert.Equal(t, want, met, expr)
	}
}

func TestUses_names_the_facts_that_are_read(t *testing.T) {
	t.Parallel()
	p, err := cel.New(nil).Compile(`has(segment) || payment.late > 2 && payment.late < 9 || [1].exists(n, n == payment.late)`, paying(t))
	require.NoError(t, err)
	assert.Equal(t, []string{"payment.late", "segment"}, p.Uses())
}

func TestVariables_tell_authors_of_rules_what_there_is(t *testing.T) {
	t.Parallel()
	var all []string
	for _, v := range cel.Variables(paying(t)) {
		all = append(all, v.Name+" "+v.Type+": "+v.Doc)
	}
	assert.Equal(t, []string{
		"payment.late int: bills paid late in the last 12 months",
		"payment.overdue int: what is overdue today; an int in minor units: 1 EUR is 100",
		"contract.limit int: the credit limit; an int in minor units: 1 EUR is 100",
		"contract.yen int: a price in yen; an int in minor units: 1 JPY is 1",
		"model.badDebt double: probability of bad debt in 12 months",
		"segment string: the market segment",
		"profile.note string: what the agent wrote",
		"payment.blocked bool: whether service is blocked",
	}, all)
}

func TestCompile_in_a_table(t *testing.T) {
	t.Parallel()
	s := paying(t)
	spec := rule.Spec{Name: "risk", Version: "1", Policy: rule.First, Outcomes: []string{"accept", "review"}, Rows: []rule.Row{
		{Code: "R-1", Expr: "payment.overdue * 10 > contract.limit * 8", Outcome: "review", Why: "close to the limit"},
		{Code: "R-2", When: []rule.Condition{{Fact: "payment.blocked", Is: new(true)}}, Expr: "payment.late > 1", Outcome: "review", Why: "blocked and late"},
		{Code: "R-0", Outcome: "accept", Why: "nothing speaks against it"},
	}}
	table, err := rule.Compile(s, spec, cel.New(nil))
	require.NoError(t, err)
	r, err := table.Decide(known(t, s))
	require.NoError(t, err)
	assert.Equal(t, "R-1", table.Reasons(r)[0].Code)
	more, err := s.Extend(rule.Definition{Name: "further", Kind: rule.Flag, Missing: rule.Unmet, What: "a further fact"})
	require.NoError(t, err)
	r, err = table.Decide(known(t, more))
	require.NoError(t, err, "facts of a schema that extends the table's")
	assert.Equal(t, "review", r.Outcome)

	spec.Rows[0].Expr, spec.Rows[1].Expr = "payment.overdue > contract.limit * 0.8", "late > 1 && blocked"
	_, err = rule.Compile(s, spec, cel.New(nil))
	assert.Equal(t, []string{
		"rows[0].expr: line 1, column 34: found no matching overload for '_*_' applied to '(int, double)' (RULE-EXPR)",
		"rows[1].expr: line 1, column 1: undeclared reference to 'late' (RULE-EXPR)",
		"rows[1].expr: line 1, column 13: undeclared reference to 'blocked' (RULE-EXPR)",
	}, faults(t, err))
}

// An expression and a condition that say the same decide the same.
func TestMet_agrees_with_conditions(t *testing.T) {
	t.Parallel()
	s := paying(t)
	three, share, cents := rule.Int(3), num("0.25"), amt("12.34 EUR")
	conditions := []rule.Condition{{Fact: "payment.late", AtLeast: &three}, {Fact: "payment.late", Below: &three}, {Fact: "model.badDebt", AtLeast: &share}, {Fact: "payment.overdue", AtLeast: &cents},
		{Fact: "segment", In: []string{"SOHO"}}, {Fact: "payment.blocked", Is: new(true)}, {Fact: "segment", Missing: true}}
	exprs := []string{"payment.late >= 3", "payment.late < 3", "model.badDebt >= 0.25", "payment.overdue >= 1234", `segment == "SOHO"`, "payment.blocked", "!has(segment)"}
	var tables []*rule.Table
	var programs []rule.Program
	for i, c := range conditions {
		table, err := rule.Compile(s, rule.Spec{Name: "one", Version: "1", Policy: rule.Sum, Rows: []rule.Row{{Code: "R", When: []rule.Condition{c}, Why: "one"}}}, nil)
		require.NoError(t, err)
		p, err := cel.New(nil).Compile(exprs[i], s)
		require.NoError(t, err)
		tables, programs = append(tables, table), append(programs, p)
	}
	rapid.Check(t, func(t *rapid.T) {
		f := rule.NewFacts(s)
		set := func(name string, v rule.Value) {
			if rapid.IntRange(0, 3).Draw(t, "there") > 0 {
				require.NoError(t, f.Set(name, v))
			}
		}
		require.NoError(t, f.Set("payment.blocked", rule.Yes(rapid.Bool().Draw(t, "blocked"))))
		set("payment.late", rule.Int(rapid.Int64Range(0, 6).Draw(t, "late")))
		cents, err := money.FromMinor(rapid.Int64Range(1230, 1240).Draw(t, "cents"), eur)
		require.NoError(t, err)
		set("payment.overdue", rule.Amt(cents))
		set("model.badDebt", num(rapid.SampledFrom([]string{"0.24999999999999", "0.25", "0.25000000000001", "0", "1"}).Draw(t, "badDebt")))
		set("segment", rule.Txt(rapid.SampledFrom([]string{"private", "SOHO"}).Draw(t, "segment")))
		for i := range tables {
			r, err := tables[i].Decide(f)
			require.NoError(t, err)
			met, err := programs[i].Met(f)
			require.NoError(t, err)
			require.Equal(t, r.Hits() == 1, met, exprs[i])
		}
	})
}

// Whatever the text, Compile gives a program that answers, or faults.
func FuzzCompile(f *testing.F) {
	f.Add(`payment.overdue * 10 > contract.limit * 8 && has(segment)`)
	f.Add(threeDeep)
	f.Add(`[payment.late].map(x, x * 2)[0] > 3`)
	f.Add(`has(has(x))`)
	s := paying(f)
	whole := known(f, s)
	e := cel.New(&cel.Config{Limit: 1000})
	f.Fuzz(func(t *testing.T, expr string) {
		p, err := e.Compile(expr, s)
		if err != nil {
			require.NotEmpty(t, faults(t, err))
			return
		}
		if _, err := p.Met(whole); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}

func BenchmarkMet(b *testing.B) {
	s := paying(b)
	p, err := cel.New(nil).Compile("payment.overdue * 10 > contract.limit * 8 && payment.late >= 2", s)
	require.NoError(b, err)
	f := known(b, s)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Met(f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	s := paying(b)
	e := cel.New(nil)
	for b.Loop() {
		if _, err := e.Compile("payment.overdue * 10 > contract.limit * 8 && payment.late >= 2", s); err != nil {
			b.Fatal(err)
		}
	}
}
