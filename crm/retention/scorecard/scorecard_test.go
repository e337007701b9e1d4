package scorecard_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestScorecard_Score_adds_up_the_points_of_the_bins(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	s, err := c.Score(facts(t, paying(t), late()))
	require.NoError(t, err)
	var bins []string
	for _, p := range s.Parts {
		bins = append(bins, p.Bin)
	}
	assert.Equal(t, []string{"LATE-3", "OVERDUE-LOW", "SEG-SMALL", "CITY-OTHER", "OPEN"}, bins)
	assert.Equal(t, int64(520-30+20+0+1+0), s.Points)
	assert.InDelta(t, 50*math.Exp2((511.0-600)/20), float64(s.Odds), 1e-12)
	assert.InDelta(t, 1/(1+float64(s.Odds)), s.PBad, 1e-15)
}

func TestScorecard_Score_of_what_is_missing_is_what_the_definitions_say(t *testing.T) {
	t.Parallel()
	c, s := compiled(t), paying(t)
	score, err := c.Score(facts(t, s, map[string]rule.Value{"profile.segment": rule.Txt("large"), "payment.blocked": rule.Yes(true)}))
	require.NoError(t, err)
	assert.Equal(t, []string{"LATE-NEW", "OVERDUE-LOW", "SEG-LARGE", "CITY-UNKNOWN", "BLOCKED"},
		[]string{score.Parts[0].Bin, score.Parts[1].Bin, score.Parts[2].Bin, score.Parts[3].Bin, score.Parts[4].Bin})
	assert.Empty(t, score.Parts[0].Value)
	assert.Equal(t, "0.00 EUR", score.Parts[1].Value, "what was assumed is said")

	_, err = c.Score(rule.NewFacts(s))
	var missing *rule.MissingError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, []string{"profile.segment", "payment.blocked"}, missing.Facts, "all of them at once")
	assert.ErrorIs(t, err, fault.ErrInvalid)
	assert.Contains(t, err.Error(), `scorecard.card "payer"`)
}

func TestScorecard_Score_takes_facts_of_its_schema_and_of_one_that_extends_it(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	more, err := paying(t).Extend(rule.Definition{Name: "usage.monthly", Kind: rule.Number, Missing: rule.Unmet, What: "GB"})
	require.NoError(t, err)
	_, err = c.Score(facts(t, more, late()))
	require.NoError(t, err)
	other := rule.MustSchema(rule.Definition{Name: "usage.monthly", Kind: rule.Number, Missing: rule.Unmet, What: "GB"})
	_, err = c.Score(rule.NewFacts(other))
	assert.ErrorIs(t, err, fault.ErrInvalid)
	var missing *rule.MissingError
	assert.False(t, errors.As(err, &missing))
}

func TestScore_Reasons_are_what_costs_most_against_the_best_bin(t *testing.T) {
	t.Parallel()
	values := late()
	values["payment.late"] = rule.Int(1)                          // 35 lost
	values["payment.overdue"] = rule.Amt(money.Must("50.00 EUR")) // 70 lost
	values["profile.city"] = rule.Txt("Bonn")                     // nothing lost
	s, err := compiled(t).Score(facts(t, paying(t), values))
	require.NoError(t, err)
	assert.Equal(t, []fault.Reason{
		{Code: "OVERDUE-HIGH", Message: "50 EUR or more is overdue."},
		{Code: "LATE-1", Message: "One or two bills were paid late."},
		{Code: "SEG-SMALL", Message: "A private customer or a small office."},
	}, s.Reasons(10))
	assert.Len(t, s.Reasons(2), 2)
	assert.Empty(t, s.Reasons(0))
	assert.Empty(t, s.Reasons(-1))
}

func TestScore_Costliest_puts_equal_losses_in_the_order_of_the_card(t *testing.T) {
	t.Parallel()
	s := scorecard.Score{Parts: []scorecard.Part{{Bin: "a", Best: 5}, {Bin: "b", Best: 9, Points: 4}, {Bin: "c", Best: 3, Points: 3}, {Bin: "d", Best: 6}, {Bin: "e", Best: 5}}}
	var order string
	for _, p := range s.Costliest(9) {
		order += p.Bin
	}
	assert.Equal(t, "dabe", order)
}

func TestScorecard_Explain_is_the_same_for_ever(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	text, err := c.Explain(facts(t, paying(t), late()))
	require.NoError(t, err)
	etomtest.Golden(t, "explain.md", text)
	text, err = c.Explain(facts(t, paying(t), map[string]rule.Value{"profile.segment": rule.Txt("large"), "payment.blocked": rule.Yes(true)}))
	require.NoError(t, err)
	etomtest.Golden(t, "explain-new.md", text)
	_, err = c.Explain(rule.NewFacts(paying(t)))
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

func TestScorecard_Fingerprint_changes_with_the_contents_and_with_nothing_else(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	assert.Equal(t, "payer", c.Card().Name)
	assert.Equal(t, compiled(t).Fingerprint(), c.Fingerprint())
	for name, change := range map[string]func(*scorecard.Card){
		"a point":   func(card *scorecard.Card) { card.Attributes[0].Bins[0].Points++ },
		"the base":  func(card *scorecard.Card) { card.Base++ },
		"the scale": func(card *scorecard.Card) { card.Scale.PDO++ },
		"a boundary": func(card *scorecard.Card) {
			two := rule.Int(2)
			card.Attributes[0].Bins[0].Below, card.Attributes[0].Bins[1].AtLeast = &two, &two
		},
		"a sentence": func(card *scorecard.Card) { card.Attributes[0].Bins[0].Why += "!" },
	} {
		card := payer(t)
		change(&card)
		other, err := scorecard.Compile(paying(t), card)
		require.NoError(t, err, name)
		assert.NotEqual(t, c.Fingerprint(), other.Fingerprint(), name)
	}
}

// The points of a customer are the base and what each attribute's only bin gives, and twenty more points double the odds.
func TestScorecard_Score_property(t *testing.T) {
	t.Parallel()
	c, s := compiled(t), paying(t)
	rapid.Check(t, func(t *rapid.T) {
		f := rule.NewFacts(s)
		if rapid.Bool().Draw(t, "has bills") {
			require.NoError(t, f.Set("payment.late", rule.Int(rapid.Int64Range(0, 9).Draw(t, "late"))))
		}
		overdue, err := money.FromMinor(rapid.Int64Range(-10000, 10000).Draw(t, "overdue"), money.MustCurrency("EUR"))
		require.NoError(t, err)
		require.NoError(t, f.Set("payment.overdue", rule.Amt(overdue)))
		require.NoError(t, f.Set("profile.segment", rule.Txt(rapid.SampledFrom([]string{"private", "SOHO", "large"}).Draw(t, "segment"))))
		require.NoError(t, f.Set("profile.city", rule.Txt(rapid.StringMatching(`Bonn|[A-Z][a-z]{1,9}`).Draw(t, "city"))))
		require.NoError(t, f.Set("payment.blocked", rule.Yes(rapid.Bool().Draw(t, "blocked"))))
		score, err := c.Score(f)
		require.NoError(t, err)
		sum := score.Base
		for _, p := range score.Parts {
			require.GreaterOrEqual(t, p.Loss(), int64(0))
			sum += p.Points
		}
		require.Equal(t, sum, score.Points)
		require.Equal(t, c.Card().Scale.OddsOf(float64(score.Points)), score.Odds)
		require.True(t, score.PBad > 0 && score.PBad < 1)
		again, err := c.Score(f)
		require.NoError(t, err)
		require.Equal(t, score, again)
	})
}

func BenchmarkScorecard_Score(b *testing.B) {
	c, f := compiled(b), facts(b, paying(b), late())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Score(f); err != nil {
			b.Fatal(err)
		}
	}
}
