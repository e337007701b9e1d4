package risk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestPolicy_Say_has_every_sentence_in_German(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(money.MustCurrency("EUR"))
	for _, row := range p.Decision.Rows {
		r := fault.Reason{Code: row.Code, Message: row.Why}
		assert.Equal(t, row.Why, p.Say(r, "en"))
		assert.Equal(t, row.WhyDe, p.Say(r, "de"))
	}
	r := p.Limits.Table.Rows[0]
	assert.Equal(t, r.WhyDe, p.Say(fault.Reason{Code: r.Code, Message: r.Why}, "de"))
	s := p.Scores[0].Table.Rows[0]
	assert.Equal(t, s.WhyDe, p.Say(fault.Reason{Code: s.Code, Message: s.Why}, "de"))
	other := fault.Reason{Code: "X", Message: "something else"}
	assert.Equal(t, other.Message, p.Say(other, "de"))
}

func TestPolicy_Say_has_what_is_in_no_table_in_German_with_its_figures(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	p := c.Policy()
	in := risk.Input{Ask: risk.Ask{Customer: "c-1", Order: "o-1", Amount: money.Must("900.00 EUR")}, At: etomtest.NewClock().Now(),
		Held:   risk.Held{All: money.Must("450.00 EUR"), Order: money.Must("450.00 EUR")},
		Before: risk.Step{Name: "half", Share: money.MustRate("50%")}}
	v, err := risk.Assess(c, in)
	require.NoError(t, err)
	said := map[string]string{}
	for _, r := range v.Reasons {
		said[r.Code] = p.Say(r, "de")
		assert.Equal(t, r.Message, p.Say(r, "en"))
	}
	assert.Equal(t, "alles, was für diesen Auftrag verlangt würde, ist eingegangen: 450,00\u00a0€", said[risk.ReasonDepositHeld])
	assert.Equal(t, "der Rahmen wird nach dem 01.04.2026 wieder angehoben, wenn vorher nichts geschieht", said[risk.ReasonRestore])

	other := fault.Reason{Code: risk.ReasonRestore, Message: "said in other words"}
	assert.Equal(t, other.Message, p.Say(other, "de"), "only what risk has said itself is known")
}

// A policy that asks for all in advance, or for a deposit, whatever the order is.
func TestAssess_what_cannot_be_asked_for(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		asks    risk.Outcome
		amount  string
		outcome risk.Outcome
		code    string
		de      string
	}{
		{"nothing in advance", risk.Prepaid, "0.00 EUR", risk.Accept, risk.ReasonNothingDue, "der Auftrag kostet nichts, also ist nichts im Voraus zu zahlen"},
		{"another currency", risk.Deposit, "10.00 USD", risk.Review, risk.ReasonNoDeposit, "für einen Auftrag in anderer Währung lässt sich keine Sicherheit berechnen; zwei Personen entscheiden"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := risk.DefaultPolicy(eur)
			p.Name = "strict"
			p.Decision.Rows = p.Decision.Rows[len(p.Decision.Rows)-1:]
			p.Decision.Rows[0].Outcome = string(tt.asks)
			c, err := risk.Compile(p, nil)
			require.NoError(t, err)
			v := decide(t, c, nil, tt.amount)
			assert.Equal(t, tt.outcome, v.Outcome)
			last := v.Reasons[len(v.Reasons)-1]
			assert.Equal(t, tt.code, last.Code)
			assert.Equal(t, tt.de, p.Say(last, "de"))
		})
	}
}
