package cel_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/cel"
	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

// owes is a source that knows what is owed and overdue.
type owes struct{ open, overdue string }

func (o owes) Gather(_ *work.Unit, _ risk.Ask, facts *rule.Facts) error {
	if err := facts.Set("payment.overdue", rule.Amt(money.Must(o.overdue))); err != nil {
		return err
	}
	return facts.Set("payment.open", rule.Amt(money.Must(o.open)))
}

// written is the default policy with one more row, as a vendor writes it: JSON, with an expression.
func written(t *testing.T, expr string) risk.Policy {
	t.Helper()
	p := risk.DefaultPolicy(eur)
	p.Name = "vendor"
	p.Decision.Rows = append([]rule.Row{{Code: "VENDOR-01", Expr: expr, Outcome: string(risk.Review), Why: "more than half of what is owed is overdue"}}, p.Decision.Rows...)
	text, err := json.Marshal(p)
	require.NoError(t, err)
	p, err = risk.ParsePolicy(text)
	require.NoError(t, err)
	return p
}

const half = "payment.overdue * 2 > payment.open && payment.open > 0"

func TestPolicy_with_an_expression_decides_and_can_be_explained(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source owes
		want   risk.Outcome
	}{
		"more than half":  {owes{"100.00 EUR", "50.01 EUR"}, risk.Review},
		"half":            {owes{"100.00 EUR", "50.00 EUR"}, risk.Accept},
		"nothing is owed": {owes{"0.00 EUR", "0.00 EUR"}, risk.Accept},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env, _ := etomtest.Env(t, memory.New())
			s, err := risk.New(env, &risk.Config{Sources: c.source, Evaluator: cel.New(nil), Policies: []risk.Policy{written(t, half)}})
			require.NoError(t, err)
			a, err := s.Assess(t.Context(), risk.Ask{Customer: "c-1", Order: "o-1", Amount: money.Must("29.00 EUR")})
			require.NoError(t, err)
			assert.Equal(t, c.want, a.Outcome, "%v", a.Reasons)
			e, err := s.Explain(t.Context(), a.ID)
			require.NoError(t, err)
			assert.True(t, e.Same)
		})
	}
}

func TestPolicy_with_a_wrong_expression_is_refused_where_it_is_loaded(t *testing.T) {
	t.Parallel()
	for name, expr := range map[string]string{
		"no such fact":      "payment.overdu > 5",
		"no answer":         "payment.overdue * 2",
		"a float and money": "payment.overdue > payment.open * 0.5",
	} {
		_, err := risk.Compile(written(t, expr), cel.New(nil))
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, []string{"decision.rows[0].expr"}, etomtest.Paths(err), name)
	}
	_, err := risk.Compile(written(t, half), nil)
	require.ErrorIs(t, err, fault.ErrInvalid, "without an evaluator there are no expressions")
}
