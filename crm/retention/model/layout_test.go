package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

func TestLayout_Check(t *testing.T) {
	t.Parallel()
	require.NoError(t, layout().Check())
	assert.Equal(t, []string{"columns", "target", "positive"}, etomtest.Paths(model.Layout{}.Check()))
	for want, change := range map[string]func(*model.Layout){
		"negative":           func(l *model.Layout) { l.Negative = "yes" },
		"separator":          func(l *model.Layout) { l.Separator = ";;" },
		"columns[0].name":    func(l *model.Layout) { l.Columns[0].Name = "left" },
		"columns[1].name":    func(l *model.Layout) { l.Columns[1].Name = "months" },
		"columns[1].code":    func(l *model.Layout) { l.Columns[1].Name = "Months" }, // MODEL-MONTHS, too
		"columns[0].kind":    func(l *model.Layout) { l.Columns[0].Kind = "float" },
		"columns[0].missing": func(l *model.Layout) { l.Columns[0].Missing = model.Level },
		"columns[1].missing": func(l *model.Layout) { l.Columns[1].Missing = "zero" },
		"columns[1].unseen":  func(l *model.Layout) { l.Columns[1].Unseen = "zero" },
		"columns[0].recode":  func(l *model.Layout) { l.Columns[0].Recode = map[string]string{"1": "2"} },
		"columns[1].recode":  func(l *model.Layout) { l.Columns[1].Recode = map[string]string{"a": "b", "b": "c"} },
	} {
		assert.Contains(t, etomtest.Paths(layout(change).Check()), want)
		_, err := model.Read(strings.NewReader(file), layout(change))
		assert.Contains(t, etomtest.Paths(err), want)
	}
	assert.Contains(t, etomtest.Paths(layout(func(l *model.Layout) { l.Columns[1].Recode = map[string]string{"a": ""} }).Check()), "columns[1].recode")
	assert.NoError(t, layout(func(l *model.Layout) { l.Separator = "\t" }).Check())
}

func TestDesign(t *testing.T) {
	t.Parallel()
	text := "id,months,plan,left\nc-1,3,zero,no\nc-2,1,,yes\nc-3,8,flat,yes\nc-4,4,a,no\n"
	d, err := model.Read(strings.NewReader(text), layout(func(l *model.Layout) {
		l.Columns[1].Missing, l.Columns[1].Recode = model.Level, map[string]string{"a": "zero"}
	}))
	require.NoError(t, err)
	m := d.Design()
	var names []string
	for _, term := range m.Terms {
		names = append(names, term.Name())
	}
	assert.Equal(t, []string{"months", "plan=zero", "plan=" + model.MissingLevel}, names, "the first level, flat, is the base")
	assert.Equal(t, []float64{3, 1, 0, 1, 0, 1, 8, 0, 0, 4, 1, 0}, m.X)
	assert.Equal(t, []float64{4, 0.5, 0.25}, []float64{m.Terms[0].Mean, m.Terms[1].Mean, m.Terms[2].Mean})
	assert.Equal(t, []float64{1, 8}, []float64{m.Inputs[0].Least, m.Inputs[0].Most})
	assert.Equal(t, "flat", m.Inputs[1].Base)
	assert.Equal(t, model.RefuseUnseen, m.Inputs[1].Unseen, "policies are named in what is kept")

	fitting, testing := d.Fold(1, 3)
	assert.Equal(t, []string{"flat", "zero"}, fitting.Levels("plan"), "only those that some row has")
	assert.Equal(t, []string{"zero", "flat", "zero"}, fitting.Texts("plan"))
	assert.Equal(t, []string{model.MissingLevel}, testing.Texts("plan"))
	assert.Equal(t, "c-2", testing.ID(0))
}

func TestDetect(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("id,months,plan,postcode,senior,country,remark,,left\n")
	for i := range 60 {
		n := string(rune('0' + i%10))
		text.WriteString("c-" + n + ",1." + n + "," + []string{"flat", "metered", ""}[i%3] + ",0100" + n + "," + []string{"0", "1"}[i%2] + ",DE,r" + string(rune('A'+i)) + ",,no\n")
	}
	given := model.Layout{ID: "id", Target: "left", Positive: "yes"}
	l, aside, err := model.Detect(strings.NewReader(text.String()), given, model.Column{Missing: model.Level, Unseen: model.Average})
	require.NoError(t, err)
	assert.Equal(t, []model.Column{
		{Name: "months", Kind: model.Number, Missing: model.Drop, Unseen: model.Average},
		{Name: "plan", Kind: model.Text, Missing: model.Level, Unseen: model.Average},
		{Name: "postcode", Kind: model.Text, Missing: model.Level, Unseen: model.Average},
		{Name: "senior", Kind: model.Text, Missing: model.Level, Unseen: model.Average},
	}, l.Columns)
	var said []string
	for _, r := range aside {
		said = append(said, r.String())
	}
	assert.Equal(t, []string{"MODEL-DETECT-02 country is the same in every row", "MODEL-DETECT-01 remark has more than 50 different texts",
		"MODEL-DETECT-03 column 8 has no name"}, said)

	given.Columns = []model.Column{{Name: "months", Kind: model.Text}}
	l, _, err = model.Detect(strings.NewReader(text.String()), given, model.Column{})
	require.NoError(t, err)
	assert.Equal(t, given.Columns[0], l.Columns[0], "what is said is not looked for")

	_, _, err = model.Detect(strings.NewReader("a,b\n1,2\n"), given, model.Column{})
	assert.ElementsMatch(t, []string{"id", "left", "months"}, etomtest.Paths(err))
	_, _, err = model.Detect(strings.NewReader("id,left\n1,\"2\n"), model.Layout{ID: "id", Target: "left", Positive: "yes"}, model.Column{})
	assert.ErrorContains(t, err, "line 2")
	_, _, err = model.Detect(strings.NewReader("id,left\n1,2\n"), model.Layout{ID: "id", Target: "left", Positive: "yes"}, model.Column{})
	assert.Equal(t, []string{"columns"}, etomtest.Paths(err))
	_, _, err = model.Detect(strings.NewReader("id,left\n1,2\n"), model.Layout{}, model.Column{})
	assert.Equal(t, []string{"target", "positive"}, etomtest.Paths(err))
}
