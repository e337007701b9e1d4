package scorecard_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/money"
)

// paying are the facts that the card of testdata is about.
func paying(t testing.TB) *rule.Schema {
	t.Helper()
	s, err := rule.NewSchema(
		rule.Definition{Name: "payment.late", Kind: rule.Number, Whole: true, Least: new(money.Count(0)), Missing: rule.Unmet, What: "bills paid late in 12 months"},
		rule.Definition{Name: "payment.overdue", Kind: rule.Amount, Currency: money.MustCurrency("EUR"), Missing: rule.Assume,
			Default: rule.Amt(money.Must("0.00 EUR")), What: "what is overdue today"},
		rule.Definition{Name: "profile.segment", Kind: rule.Text, Values: []string{"private", "SOHO", "large"}, Missing: rule.Refuse, What: "the segment"},
		rule.Definition{Name: "profile.city", Kind: rule.Text, Missing: rule.Unmet, What: "the city"},
		rule.Definition{Name: "payment.blocked", Kind: rule.Flag, Missing: rule.Refuse, What: "whether service is blocked"},
	)
	require.NoError(t, err)
	return s
}

func cardText(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/card.json")
	require.NoError(t, err)
	return text
}

// payer is the card of testdata.
func payer(t testing.TB) scorecard.Card {
	t.Helper()
	card, err := scorecard.ParseCard(cardText(t))
	require.NoError(t, err)
	return card
}

func compiled(t testing.TB) *scorecard.Scorecard {
	t.Helper()
	c, err := scorecard.Compile(paying(t), payer(t))
	require.NoError(t, err)
	return c
}

// facts are those of a schema, nothing else being known.
func facts(t testing.TB, s *rule.Schema, values map[string]rule.Value) *rule.Facts {
	t.Helper()
	f := rule.NewFacts(s)
	for name, v := range values {
		require.NoError(t, f.Set(name, v))
	}
	return f
}

func late() map[string]rule.Value {
	return map[string]rule.Value{"payment.late": rule.Int(4), "payment.overdue": rule.Amt(money.Must("49.99 EUR")),
		"profile.segment": rule.Txt("SOHO"), "profile.city": rule.Txt("Ulm | Neu-Ulm"), "payment.blocked": rule.Yes(false)}
}
