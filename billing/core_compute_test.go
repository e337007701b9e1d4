package billing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
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
