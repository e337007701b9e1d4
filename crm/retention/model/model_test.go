package model_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// churn is a small model.
func churn() model.Model {
	return model.Model{
		Name: "churn", Version: "1", Target: "left", Positive: "yes", Intercept: -1, InterceptError: 0.2,
		Inputs: []model.Input{
			{Column: model.Column{Name: "months", Kind: model.Number, What: "months with us", WhatDe: "Monate bei uns"}, Most: 72},
			{Column: model.Column{Name: "plan", Kind: model.Text, Recode: map[string]string{"none": "zero"}}, Base: "flat"},
		},
		Terms: []model.Term{
			{Input: "months", Coefficient: -0.05, StandardError: 0.01, Mean: 32},
			{Input: "plan", Level: "metered", Coefficient: 0.7, StandardError: 0.1, Mean: 0.5},
			{Input: "plan", Level: "zero", Coefficient: -0.3, StandardError: 0.2, Mean: 0.25},
		},
		FittedOn: model.Fitted{Rows: 100, Positives: 20, LogLikelihood: -45},
	}
}

func known(months float64, plan string) model.Facts {
	return model.Facts{}.With("months", months).WithText("plan", plan)
}

func TestScore_is_the_formula(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facts model.Facts
		want  float64 // log-odds
	}{
		"the base level":            {known(10, "flat"), -1 - 0.05*10},
		"another level":             {known(10, "metered"), -1 - 0.05*10 + 0.7},
		"a level read as another":   {known(10, "none"), -1 - 0.05*10 - 0.3},
		"beyond those of the fit":   {known(1000, "flat"), -1 - 0.05*1000},
		"facts it does not ask for": {known(10, "flat").With("shoe size", math.NaN()), -1 - 0.05*10},
	} {
		p, err := churn().Score(c.facts)
		require.NoError(t, err, name)
		assert.InDelta(t, 1/(1+math.Exp(-c.want)), p, 1e-15, name)
	}
}

func TestScore_never_takes_what_is_not_known_for_zero(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facts model.Facts
		want  []string
	}{
		"nothing at all":   {model.Facts{}, []string{"months", "plan"}},
		"an empty text":    {known(1, " "), []string{"plan"}},
		"an unknown level": {known(1, "gold"), []string{"plan"}},
		"no number":        {known(math.NaN(), "flat"), []string{"months"}},
		"infinitely much":  {known(math.Inf(1), "flat"), []string{"months"}},
		"more than can be": {known(-math.MaxFloat64, "flat"), []string{"months"}},
		"the wrong kinds":  {model.Facts{}.WithText("months", "3").With("plan", 1), []string{"months", "plan"}},
	} {
		_, err := churn().Score(c.facts)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, c.want, etomtest.Paths(err), name)
		_, err = churn().Explain(c.facts)
		assert.Equal(t, c.want, etomtest.Paths(err), name)
	}
}

func TestScore_by_policy(t *testing.T) {
	t.Parallel()
	m := churn()
	m.Inputs[0].Unseen, m.Inputs[1].Unseen = model.Average, model.Average
	average := -1 - 0.05*32 + 0.7*0.5 - 0.3*0.25
	for name, f := range map[string]model.Facts{"missing facts": {}, "an unknown level": model.Facts{}.WithText("plan", "gold")} {
		x, err := m.LogOdds(f)
		require.NoError(t, err)
		assert.InDelta(t, average, x, 1e-15, name)
		e, err := m.Explain(f)
		require.NoError(t, err)
		assert.True(t, e.Contributions[0].Assumed && e.Contributions[1].Assumed, name)
		assert.Empty(t, e.Reasons(5, "en"), "what is assumed is no reason")
	}
	e, err := m.Explain(model.Facts{}.WithText("plan", "gold"))
	require.NoError(t, err)
	assert.Equal(t, "months with us: not known, taken as average", e.Contributions[0].Reason("en").Message)
	assert.Equal(t, "plan: gold is new to the model, taken as average", e.Contributions[1].Reason("en").Message)
	assert.Equal(t, "plan: gold ist dem Modell neu, als durchschnittlich angenommen", e.Contributions[1].Reason("de").Message)
	assert.Equal(t, "Monate bei uns: nicht bekannt, als durchschnittlich angenommen", e.Contributions[0].Reason("de").Message)

	m.Inputs[1].Missing = model.Level
	m.Terms[2].Level = model.MissingLevel
	x, err := m.LogOdds(model.Facts{}.With("months", 32))
	require.NoError(t, err)
	assert.InDelta(t, -1-0.05*32-0.3, x, 1e-15, "missing is a level of its own")
}

func TestExplain(t *testing.T) {
	t.Parallel()
	e, err := churn().Explain(known(2, "metered"))
	require.NoError(t, err)
	assert.Equal(t, []fault.Reason{
		{Code: "MODEL-MONTHS", Message: "months with us: 2 (average 32), which multiplies the odds by 4.48"},
		{Code: "MODEL-PLAN", Message: "plan: metered, which multiplies the odds by 1.53"},
	}, e.Reasons(3, "en"))
	assert.Len(t, e.Reasons(1, "en"), 1)
	assert.Empty(t, e.Against(3, "en"))

	e, err = churn().Explain(known(80.5, "zero"))
	require.NoError(t, err)
	assert.Empty(t, e.Reasons(3, "de"))
	assert.Equal(t, []fault.Reason{
		{Code: "MODEL-MONTHS", Message: "Monate bei uns: 80,5 (Durchschnitt 32), was die Chancen auf das 0,0885-Fache bringt; so eine Zahl kennt die Anpassung nicht"},
		{Code: "MODEL-PLAN", Message: "plan: zero, was die Chancen auf das 0,563-Fache bringt"},
	}, e.Against(3, "de"))
	assert.Contains(t, e.Contributions[0].Reason("en").Message, "; the fit knows no such number")
}

func TestExplain_writes_huge_factors_so_that_they_can_be_read(t *testing.T) {
	t.Parallel()
	for amount, want := range map[float64]string{5: "148", 100: "2.69e+43", 1000: "+Inf", -5: "0.00674", -100: "3.72e-44", -1000: "0"} {
		c := model.Contribution{What: "plan", Kind: model.Text, Value: "zero", Amount: amount}
		assert.Equal(t, "plan: zero, which multiplies the odds by "+want, c.Reason("en").Message)
	}
}

// Whatever the facts, what the contributions add up to is the score, to the last bit.
func TestExplain_adds_up_exactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m := churn()
		m.Intercept = rapid.Float64Range(-1e3, 1e3).Draw(r, "intercept")
		for i := range m.Terms {
			m.Terms[i].Coefficient = rapid.Float64Range(-1e3, 1e3).Draw(r, "coefficient")
			m.Terms[i].Mean = rapid.Float64Range(-1e3, 1e3).Draw(r, "mean")
		}
		f := known(rapid.Float64Range(-1e290, 1e290).Draw(r, "months"), rapid.SampledFrom([]string{"flat", "metered", "zero", "none"}).Draw(r, "plan"))
		e, err := m.Explain(f)
		require.NoError(r, err)
		sum := e.Average
		for _, c := range e.Contributions {
			sum += c.Amount
		}
		require.Equal(r, e.LogOdds, sum)
		p, err := m.Score(f)
		require.NoError(r, err)
		require.Equal(r, e.Probability, p)
		require.True(r, p >= 0 && p <= 1)
	})
}

// A model kept in this form must be readable for ever, and mean the same.
func TestParse_what_was_kept(t *testing.T) {
	t.Parallel()
	text, err := json.MarshalIndent(churn(), "", "  ")
	require.NoError(t, err)
	etomtest.Golden(t, "churn.json", string(text)+"\n")
	kept, err := os.ReadFile("testdata/churn.json")
	require.NoError(t, err)
	m, err := model.Parse(kept)
	require.NoError(t, err)
	assert.Equal(t, churn(), m)
	assert.Equal(t, "6374", m.Fingerprint()[:4], "so must the fingerprint")
	m.Terms[0].Coefficient = math.Nextafter(m.Terms[0].Coefficient, 0)
	assert.NotEqual(t, churn().Fingerprint(), m.Fingerprint(), "other contents under the same version are noticed")
}

func TestParse_refuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no JSON": "churn", "an unknown field": `{"name":"churn","colour":"red"}`, "nothing": "", "no terms": `{"name":"a","version":"1"}`,
		"more behind it": `{} {}`, "infinite": `{"intercept":1e999}`,
	} {
		_, err := model.Parse([]byte(text))
		assert.ErrorIs(t, err, fault.ErrInvalid, name)
	}
}

func TestModel_Check(t *testing.T) {
	t.Parallel()
	require.NoError(t, churn().Check())
	for want, change := range map[string]func(m *model.Model){
		"name":                   func(m *model.Model) { m.Name = "" },
		"version":                func(m *model.Model) { m.Version = "" },
		"intercept":              func(m *model.Model) { m.Intercept = math.NaN() },
		"interceptError":         func(m *model.Model) { m.InterceptError = -1 },
		"terms[0].coefficient":   func(m *model.Model) { m.Terms[0].Coefficient = math.Inf(1) },
		"terms[1].standardError": func(m *model.Model) { m.Terms[1].StandardError = math.NaN() },
		"terms[1].level":         func(m *model.Model) { m.Terms[1].Level = "flat" },
		"terms[2].level":         func(m *model.Model) { m.Terms[2].Level = "" },
		"terms":                  func(m *model.Model) { m.Terms[0], m.Terms[1] = m.Terms[1], m.Terms[0] },
		"terms[1].input":         func(m *model.Model) { m.Terms[1] = m.Terms[0] },
		"inputs[0].base":         func(m *model.Model) { m.Inputs[0].Base = "none" },
		"inputs[0].most":         func(m *model.Model) { m.Inputs[0].Most = -1 },
		"inputs[0].kind":         func(m *model.Model) { m.Inputs[0].Kind = "colour" },
		"inputs[1].unseen":       func(m *model.Model) { m.Inputs[1].Unseen = "zero" },
		"inputs[1].code":         func(m *model.Model) { m.Inputs[1].Code = "MODEL-MONTHS" },
		"terms[1].mean":          func(m *model.Model) { m.Terms[1].Mean = 1.5 },
		"fittedOn":               func(m *model.Model) { m.FittedOn.Positives = 101 },
	} {
		m := churn()
		change(&m)
		err := m.Check()
		require.ErrorIs(t, err, fault.ErrInvalid, want)
		assert.Contains(t, etomtest.Paths(err), want)
	}
}

func TestRecalibrated(t *testing.T) {
	t.Parallel()
	m := churn().Recalibrated(model.Recalibration{Intercept: 0.5, Slope: 0.8}, "2")
	require.NoError(t, m.Check())
	was, err := churn().Score(known(10, "metered"))
	require.NoError(t, err)
	is, err := m.Score(known(10, "metered"))
	require.NoError(t, err)
	assert.InDelta(t, model.Recalibration{Intercept: 0.5, Slope: 0.8}.Apply(was), is, 1e-15)
	assert.Equal(t, -0.05, churn().Terms[0].Coefficient, "the other model is as it was")
	assert.NotEqual(t, churn().Fingerprint(), m.Fingerprint())
}

func FuzzParse(f *testing.F) {
	text, err := json.Marshal(churn())
	require.NoError(f, err)
	f.Add(text)
	f.Add([]byte(`{"inputs":[{"name":"a","kind":"number"}],"terms":[{"input":"b"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := model.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		again, err := json.Marshal(m)
		require.NoError(t, err)
		back, err := model.Parse(again)
		require.NoError(t, err)
		require.Equal(t, m.Fingerprint(), back.Fingerprint())
	})
}

func ExampleModel_Explain() {
	why, err := churn().Explain(model.Facts{}.With("months", 2).WithText("plan", "metered"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f\n", why.Probability)
	for _, r := range why.Reasons(3, "en") {
		fmt.Println(r)
	}
	// Output:
	// 0.401
	// MODEL-MONTHS months with us: 2 (average 32), which multiplies the odds by 4.48
	// MODEL-PLAN plan: metered, which multiplies the odds by 1.53
}
