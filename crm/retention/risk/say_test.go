package risk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
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
