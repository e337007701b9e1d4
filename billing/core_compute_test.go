package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestCompute_the_bill_of_the_extranet(t *testing.T) {
	t.Parallel()
	b := coreCompute(t, coreBMW(t))
	require.Len(t, b.Lines, 5)
	for i, want := range []struct{ de, list, discount, net string }{
		{"Extranet-Anschluss-Grundpreis", "490.00 EUR", "-24.50 EUR", "465.50 EUR"},
		{"DSL-Zuschlag", "89.90 EUR", "-4.50 EUR", "85.40 EUR"}, // 4.495 half up
		{"Nachlass wegen SLA-Verletzung: Extranet-Anschluss-Grundpreis", "-9.80 EUR", "0 XXX", "-9.80 EUR"},
		{"Installation Car Configurator je PC", "500.00 EUR", "-25.00 EUR", "475.00 EUR"},
		{"Kraftfahrzeug", "320000.00 EUR", "-16000.00 EUR", "304000.00 EUR"},
	} {
		l := b.Lines[i]
		assert.Equal(t, want, struct{ de, list, discount, net string }{l.De, l.List.String(), l.Discount.String(), l.Net.String()})
	}
	assert.Equal(t, "305016.10 EUR", b.Totals.WithoutTax.String())
	assert.Equal(t, "57953.06 EUR", b.Totals.Tax.String()) // 57953.059
	assert.Equal(t, "362969.16 EUR", b.Due.String())
	assert.Empty(t, billing.Verify(billing.Case{Bill: &b}, billing.Rules()))
	assert.Equal(t, money.MustRate("19%"), b.Totals.Breakdown[0].Rate)
}

func TestCompute_a_rebate_names_violation_period_rate_and_basis(t *testing.T) {
	t.Parallel()
	in := coreBMW(t)
	in.Rebates[0].Text, in.Rebates[0].De = "", ""
	fixed := in.Rebates[0]
	fixed.ID, fixed.Violation, fixed.Rate, fixed.Basis, fixed.Amount = "v-2/1", "v-2", money.Rate{}, money.Amount{}, money.Must("12.50 EUR")
	back := fixed
	back.ID, back.Violation, back.Amount = "v-3/1", "v-3", money.Must("-3.00 EUR") // an earlier rebate, taken back
	in.Rebates = append(in.Rebates, fixed, back)
	b := coreCompute(t, in)
	text := b.Text("de")
	for _, want := range []string{
		"2\u00a0% von 490,00\u00a0€ (Extranet-Anschluss-Grundpreis) für 01.06.2026 bis 30.06.2026; Verletzung", "v-1",
		"Fester Betrag für 01.06.2026 bis 30.06.2026; Verletzung v-2", "-12,50\u00a0€", "Verletzung v-3", "3,00\u00a0€",
	} {
		assert.Contains(t, text, want)
	}
	_, there := b.ExplainLine(len(b.Lines) + 1)
	assert.False(t, there)
}

func TestCompute_the_amount_due_is_rounded_to_the_nearest_coin(t *testing.T) {
	t.Parallel()
	for price, want := range map[string]string{"1.00 EUR": "1.00 EUR", "1.02 EUR": "1.00 EUR", "1.03 EUR": "1.05 EUR", "1.05 EUR": "1.05 EUR", "1.08 EUR": "1.10 EUR"} {
		in := coreBMW(t)
		in.Holdings, in.Rebates, in.Positions = nil, nil, in.Positions[:1]
		in.Positions[0].Quantity, in.Positions[0].Discount, in.Positions[0].Price = money.Count(1), money.Rate{}, money.Must(price)
		in.Policy.Tax.Prices, in.Policy.Cash = tax.Gross, money.Must("0.05 EUR")
		b := coreCompute(t, in)
		assert.Equal(t, want, b.Due.String(), price)
		assert.Empty(t, b.Totals.Check())
	}
}
