package rule_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestDecide_does_not_depend_on_the_order_in_which_facts_were_set(t *testing.T) {
	t.Parallel()
	s := paying(t)
	table := compiled(t, s, thirty(), nil)
	rapid.Check(t, func(t *rapid.T) {
		values := drawFacts(t)
		names := []string{"payment.late", "payment.overdue", "profile.segment", "profile.city", "payment.blocked", "model.badDebt"}
		one, other := rule.NewFacts(s), rule.NewFacts(s)
		for _, name := range names {
			setDrawn(t, one, name, values[name])
		}
		for _, name := range rapid.Permutation(names).Draw(t, "order") {
			setDrawn(t, other, name, values[name])
		}
		r, err := table.Decide(one)
		require.NoError(t, err)
		again, err := table.Decide(other)
		require.NoError(t, err)
		require.Equal(t, r, again)

		restored, err := rule.Restore(s, one.Record())
		require.NoError(t, err)
		require.Equal(t, one.All(), restored.All())
		r2, err := table.Decide(restored)
		require.NoError(t, err)
		require.Equal(t, r, r2)

		outcome, points, _ := naive{thirty(), one}.decide(t)
		require.Equal(t, outcome, r.Outcome)
		require.Equal(t, points, r.Points)
	})
}

func setDrawn(t *rapid.T, f *rule.Facts, name string, v rule.Value) {
	if !v.IsZero() {
		require.NoError(t, f.Set(name, v))
	}
}

// drawFacts draws values for paying; those that may be missing are, sometimes.
func drawFacts(t *rapid.T) map[string]rule.Value {
	maybe := func(v rule.Value) rule.Value {
		if rapid.IntRange(0, 3).Draw(t, "there") == 0 {
			return rule.Value{}
		}
		return v
	}
	cents, err := money.FromMinor(rapid.Int64Range(0, 100000).Draw(t, "cents"), eur)
	require.NoError(t, err)
	share, err := rule.Float(rapid.Float64Range(0, 1).Draw(t, "badDebt"))
	require.NoError(t, err)
	return map[string]rule.Value{
		"payment.late":    rule.Int(rapid.Int64Range(0, 40).Draw(t, "late")),
		"payment.overdue": maybe(rule.Amt(cents)),
		"profile.segment": maybe(rule.Txt(rapid.SampledFrom([]string{"private", "SOHO", "large"}).Draw(t, "segment"))),
		"profile.city":    maybe(rule.Txt(rapid.StringMatching(`[A-Z][a-z]{2,9}`).Draw(t, "city"))),
		"payment.blocked": rule.Yes(rapid.Bool().Draw(t, "blocked")),
		"model.badDebt":   maybe(share),
	}
}

// thirty is a table of thirty rows on six facts, for the figures, too.
func thirty() rule.Spec {
	s := rule.Spec{Name: "thirty", Version: "1", Policy: rule.First, Outcomes: []string{"accept", "deposit", "prepaid", "review", "refuse"}}
	add := func(outcome string, when ...rule.Condition) {
		code := fmt.Sprintf("T-%02d", len(s.Rows)+1)
		s.Rows = append(s.Rows, rule.Row{Code: code, When: when, Outcome: outcome, Points: int64(len(s.Rows)), Why: "row " + code})
	}
	yes := true
	add("refuse", rule.Condition{Fact: "payment.blocked", Is: &yes}, rule.Condition{Fact: "payment.overdue", AtLeast: val(amt("500.00"))})
	for i := range 27 {
		late, cents := int64(27-i), amt(fmt.Sprintf("%d.00", 10*(27-i)))
		switch i % 3 {
		case 0:
			add("refuse", rule.Condition{Fact: "payment.late", AtLeast: val(rule.Int(late + 3))}, rule.Condition{Fact: "payment.overdue", AtLeast: val(cents)},
				rule.Condition{Fact: "profile.segment", In: []string{"private"}})
		case 1:
			add("deposit", rule.Condition{Fact: "payment.late", AtLeast: val(rule.Int(late)), Below: val(rule.Int(late + 4))},
				rule.Condition{Fact: "model.badDebt", AtLeast: val(rule.Num(money.MustQuantity(fmt.Sprintf("0.%02d", 30+i))))})
		default:
			add("review", rule.Condition{Fact: "payment.overdue", AtLeast: val(cents)}, rule.Condition{Fact: "profile.city", In: []string{"Bonn", "Berlin"}},
				rule.Condition{Fact: "payment.late", AtLeast: val(rule.Int(late / 2))})
		}
	}
	add("prepaid", rule.Condition{Fact: "model.badDebt", Missing: true}, rule.Condition{Fact: "payment.late", AtLeast: val(rule.Int(1))})
	add("accept")
	return s
}

// However many digits a number or an amount has, a bound cuts exactly there.
func TestDecide_compares_exactly(t *testing.T) {
	t.Parallel()
	s := rule.MustSchema(rule.Definition{Name: "n", Kind: rule.Number, Missing: rule.Refuse, What: "a number"},
		rule.Definition{Name: "a", Kind: rule.Amount, Currency: eur, Missing: rule.Refuse, What: "an amount"})
	digits := rapid.SampledFrom([]string{"0", "1", "-1", "0.000001", "0.0000009", "0.0000011", "0.000000000000000001", "-0.000000000000000001", "9999999999999999999", "-9999999999999999999",
		"9223372036854.775807", "9223372036854.775808", "922337203685.4775807", "92233720368547758.07", "92233720368547758.08", "0.3", "0.30000001", "12.345", "12.34", "12.35"})
	rapid.Check(t, func(t *rapid.T) {
		v, bound := digits.Draw(t, "value"), digits.Draw(t, "bound")
		f := rule.NewFacts(s)
		require.NoError(t, f.Set("n", rule.Num(money.MustQuantity(v))))
		require.NoError(t, f.Set("a", amt(v)))
		table, err := rule.Compile(s, rule.Spec{Name: "exact", Version: "1", Policy: rule.Sum, Rows: []rule.Row{
			{Code: "N", When: []rule.Condition{{Fact: "n", AtLeast: val(rule.Num(money.MustQuantity(bound)))}}, Points: 1, Why: "number"},
			{Code: "A", When: []rule.Condition{{Fact: "a", Below: val(amt(bound))}}, Points: 2, Why: "amount"}}}, nil)
		require.NoError(t, err)
		r, err := table.Decide(f)
		require.NoError(t, err)
		want := int64(2)
		if money.MustQuantity(v).Cmp(money.MustQuantity(bound)) >= 0 {
			want = 1
		}
		require.Equal(t, want, r.Points)
	})
}
