package scorecard_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// plan is one for two attributes of three and two bins.
func plan() scorecard.Plan {
	return scorecard.Plan{Name: "built", Version: "1", Scale: published, Smoothing: scorecard.NoSmoothing, Predicts: scorecard.Bad, Intercept: -2,
		Coefficients: map[string]float64{"late": -0.9, "blocked": -0.5},
		Attributes: []scorecard.Binned{
			{Attribute: scorecard.Attribute{Fact: "late", Bins: []scorecard.Bin{
				{Code: "LATE-0", Below: number(1), Why: "never late"}, {Code: "LATE-1", AtLeast: number(1), Below: number(3), Why: "sometimes late"},
				{Code: "LATE-3", AtLeast: number(3), Why: "often late"}}}, Goods: []float64{600, 300, 100}, Bads: []float64{10, 30, 60}},
			{Attribute: scorecard.Attribute{Fact: "blocked", Bins: []scorecard.Bin{
				{Code: "BLOCKED", Is: new(true), Why: "blocked"}, {Code: "OPEN", Is: new(false), Why: "not blocked"}}}, Goods: []float64{50, 950}, Bads: []float64{40, 60}},
		}}
}

func building(t testing.TB) *rule.Schema {
	t.Helper()
	return rule.MustSchema(rule.Definition{Name: "late", Kind: rule.Number, Missing: rule.Refuse, What: "bills paid late"},
		rule.Definition{Name: "blocked", Kind: rule.Flag, Missing: rule.Refuse, What: "whether blocked"})
}

func TestBuild_gives_each_bin_the_points_of_its_evidence(t *testing.T) {
	t.Parallel()
	card, err := scorecard.Build(plan())
	require.NoError(t, err)
	factor := 20 / math.Ln2
	assert.Equal(t, int64(math.Round(published.Offset()+2*factor)), card.Base)
	assert.Equal(t, int64(math.Round(0.9*factor*math.Log(6))), card.Attributes[0].Bins[0].Points)
	assert.Equal(t, int64(0), card.Attributes[0].Bins[1].Points)
	assert.Equal(t, int64(math.Round(-0.9*factor*math.Log(6))), card.Attributes[0].Bins[2].Points)
	assert.Equal(t, "LATE-0", card.Attributes[0].Bins[0].Code)
	_, err = scorecard.Compile(building(t), card)
	require.NoError(t, err)

	good := plan()
	good.Predicts, good.Intercept = scorecard.Good, 2
	good.Coefficients = map[string]float64{"late": 0.9, "blocked": 0.5}
	same, err := scorecard.Build(good)
	require.NoError(t, err)
	assert.Equal(t, card, same, "a model of the good is one of the bad with its signs turned")
}

func TestBuild_names_everything_that_is_wrong_at_once(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*scorecard.Plan)
		want   []string
	}{
		"nothing at all":    {func(p *scorecard.Plan) { *p = scorecard.Plan{} }, []string{"scale.odds", "scale.pdo", "predicts"}},
		"no attributes":     {func(p *scorecard.Plan) { p.Attributes, p.Coefficients = nil, nil }, []string{"attribute"}},
		"no number":         {func(p *scorecard.Plan) { p.Intercept = math.NaN(); p.Coefficients["late"] = math.Inf(-1) }, []string{"intercept", "attribute[0].fact"}},
		"no coefficient":    {func(p *scorecard.Plan) { delete(p.Coefficients, "late"); p.Coefficients["early"] = 1 }, []string{"attribute[0].fact", "coefficients"}},
		"evidence turned":   {func(p *scorecard.Plan) { p.Coefficients["late"] = 0.9 }, []string{"attribute[0].fact"}},
		"a count too few":   {func(p *scorecard.Plan) { p.Attributes[0].Bads = []float64{1, 2} }, []string{"attribute[0].bads"}},
		"counts for no bin": {func(p *scorecard.Plan) { p.Attributes[1].Bins = p.Attributes[1].Bins[:1] }, []string{"attribute[1].goods"}},
		"an empty bin":      {func(p *scorecard.Plan) { p.Attributes[1].Bads[0] = 0 }, []string{"attribute[1].bads[0]"}},
		"no code":           {func(p *scorecard.Plan) { p.Attributes[1].Bins[0].Code = "" }, []string{"attribute[1].bin[0].code"}},
		"more points than a card has": {func(p *scorecard.Plan) { p.Coefficients["late"], p.Intercept = -1e12, 1e300 },
			[]string{"intercept", "attribute[0].bin[0]", "attribute[0].bin[2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plan()
			c.change(&p)
			_, err := scorecard.Build(p)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.want, etomtest.Paths(err), err)
		})
	}
}

// A card scores as the model does, but for half a point for each attribute and the base.
func TestBuild_property_a_card_scores_as_its_model(t *testing.T) {
	t.Parallel()
	schema := building(t)
	rapid.Check(t, func(t *rapid.T) {
		p := plan()
		p.Intercept = rapid.Float64Range(-5, 5).Draw(t, "intercept")
		p.Coefficients = map[string]float64{"late": -rapid.Float64Range(0, 2).Draw(t, "late"), "blocked": -rapid.Float64Range(0, 2).Draw(t, "blocked")}
		p.Smoothing = scorecard.HalfIfEmpty
		for n := range p.Attributes {
			for m := range p.Attributes[n].Bins {
				p.Attributes[n].Goods[m] = float64(rapid.IntRange(0, 900).Draw(t, fmt.Sprintf("goods %d %d", n, m)))
				p.Attributes[n].Bads[m] = float64(rapid.IntRange(0, 900).Draw(t, fmt.Sprintf("bads %d %d", n, m)))
			}
		}
		card, err := scorecard.Build(p)
		require.NoError(t, err)
		c, err := scorecard.Compile(schema, card)
		require.NoError(t, err)
		late, blocked := rapid.IntRange(0, 5).Draw(t, "times late"), rapid.Bool().Draw(t, "is blocked")
		f := rule.NewFacts(schema)
		require.NoError(t, f.Set("late", rule.Int(int64(late))))
		require.NoError(t, f.Set("blocked", rule.Yes(blocked)))
		s, err := c.Score(f)
		require.NoError(t, err)

		bin := []int{[]int{0, 1, 1, 2, 2, 2}[late], map[bool]int{true: 0, false: 1}[blocked]}
		logit := p.Intercept
		for n, a := range p.Attributes {
			w, err := scorecard.Weigh(a.Goods, a.Bads, p.Smoothing)
			require.NoError(t, err)
			logit += p.Coefficients[a.Fact] * w.Bins[bin[n]].WoE
		}
		require.InDelta(t, p.Scale.ScoreOf(scorecard.Odds(math.Exp(-logit))), float64(s.Points), 1.5+1e-6)
	})
}
