package rule_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// accept is a table whose rows give no outcome, with a row for everything else at the end.
func accept(policy rule.HitPolicy, when ...[]rule.Condition) rule.Spec {
	s := rule.Spec{Name: "payment", Version: "1", Policy: policy}
	for i, w := range when {
		s.Rows = append(s.Rows, rule.Row{Code: fmt.Sprintf("P-%d", i+1), When: w, Why: "a reason"})
	}
	return s
}

func late(atLeast, below int64) rule.Condition {
	w := rule.Condition{Fact: "payment.late"}
	if atLeast >= 0 {
		w.AtLeast = val(rule.Int(atLeast))
	}
	if below >= 0 {
		w.Below = val(rule.Int(below))
	}
	return w
}

func one(w ...rule.Condition) []rule.Condition { return w }

func TestCompile_refuses_what_does_not_hold(t *testing.T) {
	t.Parallel()
	s := paying(t)
	segment := func(in ...string) rule.Condition { return rule.Condition{Fact: "profile.segment", In: in} }
	missing := rule.Condition{Fact: "profile.segment", Missing: true}
	for name, c := range map[string]struct {
		spec  rule.Spec
		codes []string
		says  string
	}{
		"a gap between intervals":       {accept(rule.First, one(late(3, -1)), one(late(-1, 2))), []string{"rows RULE-GAP"}, "none of them covers payment.late = 2"},
		"a gap below":                   {accept(rule.First, one(late(3, -1))), []string{"rows RULE-GAP"}, "payment.late = 0"},
		"a gap above":                   {accept(rule.Unique, one(late(-1, 9))), []string{"rows RULE-GAP"}, "payment.late = 9"},
		"intervals that meet":           {accept(rule.Unique, one(late(3, -1)), one(late(-1, 3))), nil, ""},
		"from the least value on":       {accept(rule.Unique, one(late(0, -1))), nil, ""},
		"a row for less than the least": {accept(rule.First, one(late(-1, 0)), nil), []string{"rows[0].when RULE-CONTRADICTION"}, "payment.late has no value"},
		"a missing text":                {accept(rule.First, one(segment("private", "SOHO", "large"))), []string{"rows RULE-GAP"}, "profile.segment missing"},
		"all texts and missing":         {accept(rule.Unique, one(segment("private", "SOHO")), one(segment("large")), one(missing)), nil, ""},
		"an open text":                  {accept(rule.First, one(rule.Condition{Fact: "profile.city", In: []string{"other"}}), one(rule.Condition{Fact: "profile.city", Missing: true})), []string{"rows RULE-GAP"}, `profile.city = "otherx"`},
		"an overlap":                    {accept(rule.Unique, one(late(-1, 3)), one(late(2, -1))), []string{"rows[1] RULE-OVERLAP"}, "P-2 overlaps P-1, for example where payment.late = 2"},
		"an overlap across facts": {accept(rule.Unique, one(late(3, -1)), one(late(-1, 3)), one(rule.Condition{Fact: "payment.blocked", Is: new(true)})),
			[]string{"rows[2] RULE-OVERLAP"}, "P-3 overlaps P-1, P-2, for example where payment.late = 3, payment.blocked = true"},
		"a row below one that is always met": {accept(rule.First, nil, one(late(3, -1))), []string{"rows[1] RULE-UNREACHABLE"}, "P-2 never decides: wherever it is met, so is a row above it (P-1)"},
		"a row below two that cover it":      {accept(rule.First, one(late(3, -1)), one(late(-1, 5)), one(late(2, 4)), nil), []string{"rows[2] RULE-UNREACHABLE", "rows[3] RULE-UNREACHABLE"}, "(P-1, P-2)"},
		"an interval turned round":           {accept(rule.First, one(late(5, 3)), nil), []string{"rows[0].when RULE-CONTRADICTION"}, "payment.late has no value that meets"},
		"an empty interval":                  {accept(rule.Sum, one(late(3, 3))), []string{"rows[0].when RULE-CONTRADICTION"}, ""},
		"two conditions that exclude":        {accept(rule.Sum, one(segment("private"), segment("large"))), []string{"rows[0].when RULE-CONTRADICTION"}, "profile.segment"},
		"two conditions that go together":    {accept(rule.Sum, one(late(2, -1), late(-1, 4))), nil, ""},
		"sum without anything":               {accept(rule.Sum, one(late(3, -1)), one(late(3, -1))), nil, ""},
		"missing where it is refused":        {accept(rule.First, one(rule.Condition{Fact: "payment.late", Missing: true}), nil), []string{"rows[0].when[0].missing RULE-CONTRADICTION"}, "its policy is refuse"},
		"missing where it is assumed":        {accept(rule.First, one(rule.Condition{Fact: "payment.overdue", Missing: true}), nil), []string{"rows[0].when[0].missing RULE-CONTRADICTION"}, "its policy is assume"},
		"an amount as text":                  {accept(rule.First, one(rule.Condition{Fact: "payment.overdue", AtLeast: val(rule.Txt("50.00 EUR"))}), nil), nil, ""},
		"an amount in another currency":      {accept(rule.First, one(rule.Condition{Fact: "payment.overdue", AtLeast: val(rule.Txt("50.00 USD"))}), nil), []string{"rows[0].when[0].atLeast ETOM-CURRENCY"}, "give it in EUR"},
		"a number for an amount":             {accept(rule.First, one(rule.Condition{Fact: "payment.overdue", AtLeast: val(rule.Int(50))}), nil), []string{"rows[0].when[0].atLeast RULE-KIND"}, "an amount such as 12.34 EUR"},
		"a half where the fact is whole":     {accept(rule.First, one(rule.Condition{Fact: "payment.late", Below: val(rule.Txt("2.5"))}), nil), []string{"rows[0].when[0].below ETOM-FORMAT"}, "give a whole number"},
		"an interval of texts":               {accept(rule.First, one(rule.Condition{Fact: "profile.city", Below: val(rule.Txt("C"))}), nil), []string{"rows[0].when[0] RULE-KIND"}, ""},
		"a text that cannot be":              {accept(rule.First, one(segment("SoHo")), nil), []string{"rows[0].when[0].in[0] ETOM-UNKNOWN"}, `"SoHo" is none of what`},
		"a probability above 1":              {accept(rule.First, one(rule.Condition{Fact: "model.badDebt", AtLeast: val(rule.Txt("1.01"))}), nil), []string{"rows[0].when RULE-CONTRADICTION"}, "model.badDebt"},
		"up to the most":                     {accept(rule.Unique, one(rule.Condition{Fact: "model.badDebt", Below: val(rule.Int(2))}), one(rule.Condition{Fact: "model.badDebt", Missing: true})), nil, ""},
		"exactly the most":                   {accept(rule.First, one(rule.Condition{Fact: "model.badDebt", Below: val(rule.Int(1))}), one(rule.Condition{Fact: "model.badDebt", Missing: true})), []string{"rows RULE-GAP"}, "model.badDebt = 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := rule.Compile(s, c.spec, nil)
			require.Equal(t, c.codes, codes(t, err), "%v", err)
			if c.says != "" {
				assert.Contains(t, err.Error(), c.says)
			}
		})
	}
}

func TestCompile_a_row_that_is_never_the_worst_never_decides(t *testing.T) {
	t.Parallel()
	spec := accept(rule.Worst, one(late(3, -1)), one(late(2, -1)), nil)
	spec.Outcomes = []string{"accept", "deposit", "refuse"}
	spec.Rows[0].Outcome, spec.Rows[1].Outcome, spec.Rows[2].Outcome = "deposit", "refuse", "accept"
	_, err := rule.Compile(paying(t), spec, nil)
	assert.Equal(t, []string{"rows[0] RULE-UNREACHABLE"}, codes(t, err))
	assert.ErrorContains(t, err, "a row with a worse outcome (P-2)")
}

func TestCompile_a_row_with_an_expression_covers_nothing_and_overlaps_what_it_could(t *testing.T) {
	t.Parallel()
	s := paying(t)
	spec := accept(rule.First, nil, nil)
	spec.Rows[0].Expr = "payment.blocked"
	_, err := rule.Compile(s, spec, flags{})
	require.NoError(t, err, "what it does not meet reaches the next row")
	spec.Rows[1].Expr = "payment.blocked"
	_, err = rule.Compile(s, spec, flags{})
	assert.Equal(t, []string{"rows RULE-GAP"}, codes(t, err))
	assert.ErrorContains(t, err, "anything for certain")
	spec.Rows[1].Expr, spec.Policy = "", rule.Unique
	_, err = rule.Compile(s, spec, flags{})
	assert.Equal(t, []string{"rows[1] RULE-OVERLAP"}, codes(t, err))
	spec.Rows[0].Expr = "payment.late"
	_, err = rule.Compile(s, spec, flags{})
	assert.Equal(t, []string{"rows[0].expr RULE-EXPR"}, codes(t, err), "what the evaluator refuses is the row's fault")
	_, err = rule.Compile(s, spec, nil)
	assert.ErrorContains(t, err, "rows[0].expr: needs an evaluator")
}

func TestCompile_gives_up_on_a_table_that_takes_too_long(t *testing.T) {
	t.Parallel()
	// The parity of the flags at each of 32 knots of a net is even, at the first odd: no facts can be so, and only going through
	// nearly all of them shows it. A row stands for each way not to be so.
	var defs []rule.Definition
	knots := make([][]string, 32)
	for v := range knots {
		for k, far := range []int{1, 5} {
			name := fmt.Sprintf("line%dx%d", v, k)
			defs = append(defs, rule.Definition{Name: name, Kind: rule.Flag, Missing: rule.Refuse, What: "whether the line is on"})
			knots[v] = append(knots[v], name)
			knots[(v+far)%len(knots)] = append(knots[(v+far)%len(knots)], name)
		}
	}
	spec := rule.Spec{Name: "parity", Version: "1", Policy: rule.First}
	for v, lines := range knots {
		for mask := range 16 {
			var when []rule.Condition
			odd := v == 0
			for i, name := range lines {
				on := mask>>i&1 == 1
				odd = odd != on
				when = append(when, rule.Condition{Fact: name, Is: &on})
			}
			if odd {
				spec.Rows = append(spec.Rows, rule.Row{Code: fmt.Sprintf("%d-%d", v, mask), When: when, Why: "the parity is wrong"})
			}
		}
	}
	_, err := rule.Compile(rule.MustSchema(defs...), spec, nil)
	require.Equal(t, []string{"rows RULE-WORK"}, codes(t, err))
	assert.ErrorContains(t, err, "split the table")
}

// Every fault of form, of the schema and of the rows stands in one golden file, and so does every code there is.
func TestCompile_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	s := paying(t)
	var b strings.Builder
	tell := func(title string, err error) {
		var bad *fault.Invalid
		require.ErrorAs(t, err, &bad)
		fmt.Fprintf(&b, "%s (%s)\n", title, bad.Subject)
		for _, f := range bad.Fields {
			fmt.Fprintf(&b, "  %s\n", f)
		}
	}
	yes := true
	form := rule.Spec{Policy: "best", Outcomes: []string{"accept", "", "accept"}, Rows: []rule.Row{
		{Code: "P-1", When: []rule.Condition{{}, {Fact: "payment.lat", AtLeast: val(rule.Int(3))}, {Fact: "payment.late", AtLeast: val(rule.Txt("three")), Is: &yes},
			{Fact: "profile.segment", In: []string{}}, {Fact: "profile.segment", In: []string{"SOHO", "SOHO", "Soho"}}, {Fact: "payment.blocked", In: []string{"yes"}}, {Fact: "payment.late", Missing: true}}},
		{Code: "P-1", Expr: "payment.late > 3", Points: 1 << 40, Outcome: "Accept", Why: strings.Repeat("x", 10001), WhyDe: "a\x00b"},
		{When: []rule.Condition{{Fact: "payment.overdue", AtLeast: val(rule.Int(50)), Below: val(amt("1.00"))}}},
	}}
	_, err := rule.Compile(s, form, nil)
	tell("form", err)
	_, err = rule.Compile(s, rule.Spec{Name: "sum", Version: "1", Policy: rule.Sum, Outcomes: []string{"accept"}}, nil)
	tell("sum", err)
	_, err = rule.Compile(s, rule.Spec{Name: "worst", Version: "1", Policy: rule.Worst, Rows: []rule.Row{{Code: "W", Why: "w", Outcome: "refuse"}}}, nil)
	tell("worst", err)
	_, err = rule.Compile(s, accept(rule.First, one(late(5, 3)), one(late(3, -1), rule.Condition{Fact: "model.badDebt", AtLeast: val(rule.Int(2))})), nil)
	tell("contradictions", err)
	_, err = rule.Compile(s, accept(rule.Unique, one(late(3, -1)), one(late(4, 7)), one(late(6, -1), rule.Condition{Fact: "payment.blocked", Is: &yes})), nil)
	tell("unique", err)
	_, err = rule.Compile(s, accept(rule.First, one(late(3, -1)), one(late(4, 7))), nil)
	tell("first", err)
	_, err = rule.Compile(nil, rule.Spec{}, nil)
	tell("no schema", err)
	etomtest.Golden(t, "faults.txt", b.String())
}

func TestFingerprint_changes_with_what_decides_and_with_nothing_else(t *testing.T) {
	t.Parallel()
	s := paying(t)
	spec := thirty()
	print := compiled(t, s, spec, nil).Fingerprint()
	require.Len(t, print, 64)

	text, err := json.Marshal(spec)
	require.NoError(t, err)
	again, err := rule.ParseSpec(text)
	require.NoError(t, err)
	assert.Equal(t, print, compiled(t, paying(t), again, nil).Fingerprint(), "read again, for a schema made again")

	more, err := s.Extend(rule.Definition{Name: "tickets.open", Kind: rule.Number, Missing: rule.Unmet, What: "open tickets"})
	require.NoError(t, err)
	assert.Equal(t, print, compiled(t, more, spec, nil).Fingerprint(), "facts it does not read")

	other := thirty()
	other.Rows[1].When[0].AtLeast = val(rule.Int(25))
	assert.NotEqual(t, print, compiled(t, s, other, nil).Fingerprint(), "a bound")
	other = thirty()
	other.Rows[3].Why = "another reason"
	assert.NotEqual(t, print, compiled(t, s, other, nil).Fingerprint(), "a reason")

	defs := s.Definitions()
	defs[0].What = "something else"
	same, err := rule.NewSchema(defs...)
	require.NoError(t, err)
	assert.Equal(t, print, compiled(t, same, spec, nil).Fingerprint(), "what only explains a fact")
	defs[1].Default = rule.Amt(amt("1.00").Amount())
	changed, err := rule.NewSchema(defs...)
	require.NoError(t, err)
	assert.NotEqual(t, print, compiled(t, changed, spec, nil).Fingerprint(), "what is assumed of a fact")
}

// A table decides for ever what it decided once: neither its spec nor its fingerprint follow what the caller does to them later.
func TestCompile_keeps_a_copy(t *testing.T) {
	t.Parallel()
	s := paying(t)
	spec := accept(rule.First, one(late(3, -1), rule.Condition{Fact: "profile.segment", In: []string{"SOHO"}}), nil)
	table := compiled(t, s, spec, nil)
	facts := set(t, known(t, s), map[string]rule.Value{"payment.late": rule.Int(3)})
	unblocked := accept(rule.First, one(rule.Condition{Fact: "payment.blocked", Is: new(false)}), nil)
	flag := compiled(t, s, unblocked, nil)
	*unblocked.Rows[0].When[0].Is = true
	trace, err := flag.Explain(facts)
	require.NoError(t, err)
	assert.True(t, trace.Rows[0].Met)
	before, err := table.Explain(facts)
	require.NoError(t, err)
	*spec.Rows[0].When[0].AtLeast = rule.Int(9)
	spec.Rows[0].When[1].In[0] = "large"
	spec.Rows[0].Why = "changed"
	after, err := table.Explain(facts)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	assert.Contains(t, after.String(), "> P-1: a reason")
}

func TestCompile_a_table_reads_at_most_64_facts(t *testing.T) {
	t.Parallel()
	var defs []rule.Definition
	var when []rule.Condition
	for i := range 65 {
		d := rule.Definition{Name: fmt.Sprintf("f%d", i), Kind: rule.Flag, Missing: rule.Refuse, What: "a flag"}
		defs = append(defs, d)
		when = append(when, rule.Condition{Fact: d.Name, Is: new(true)})
	}
	s := rule.MustSchema(defs...)
	_, err := rule.Compile(s, accept(rule.First, when, nil), nil)
	assert.Equal(t, []string{"rows ETOM-LENGTH"}, codes(t, err))
	table := compiled(t, s, accept(rule.First, when[:64], nil), nil)
	f := rule.NewFacts(s)
	for _, d := range defs[:64] {
		require.NoError(t, f.Set(d.Name, rule.Yes(true)))
	}
	r, err := table.Decide(f)
	require.NoError(t, err)
	assert.Equal(t, "P-1", table.Reasons(r)[0].Code)
	f.Clear("f7")
	f.Clear("f63")
	_, err = table.Decide(f)
	var missing *rule.MissingError
	require.True(t, errors.As(err, &missing))
	assert.Equal(t, []string{"f7", "f63"}, missing.Facts)
}
