package model_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// layout is that of the small files here.
func layout(change ...func(*model.Layout)) model.Layout {
	l := model.Layout{ID: "id", Target: "left", Positive: "yes", Columns: []model.Column{
		{Name: "months", Kind: model.Number}, {Name: "plan", Kind: model.Text}}}
	for _, c := range change {
		c(&l)
	}
	return l
}

const file = "id,months,plan,left,remark\nc-1,12,flat,no,\nc-2,1,metered,yes,\"two\nlines\"\nc-3,0.5,flat,yes,x\n"

func TestRead(t *testing.T) {
	t.Parallel()
	d, err := model.Read(strings.NewReader(file), layout())
	require.NoError(t, err)
	assert.Equal(t, []int{3, 2, 0}, []int{d.Rows(), d.Positives(), d.Dropped()})
	assert.Equal(t, []float64{12, 1, 0.5}, d.Numbers("months"))
	assert.Equal(t, []string{"flat", "metered", "flat"}, d.Texts("plan"))
	assert.Equal(t, []string{"flat", "metered"}, d.Levels("plan"))
	assert.Equal(t, []bool{false, true, true}, d.Outcomes())
	row, ok := d.Find("c-3")
	assert.True(t, ok)
	assert.Equal(t, "c-3", d.ID(row))
	assert.Equal(t, model.Facts{Numbers: map[string]float64{"months": 0.5}, Texts: map[string]string{"plan": "flat"}}, d.Facts(row))
	assert.Nil(t, d.Numbers("remark"), "what the layout does not name is left alone")
	assert.Nil(t, d.Texts("months"))
}

func TestRead_as_spreadsheets_write_it(t *testing.T) {
	t.Parallel()
	text := "\uFEFFid;months;plan;left\r\nc-1; 12 ;flat;no\r\nc-2;NA;flat;yes\r\n"
	d, err := model.Read(strings.NewReader(text), layout(func(l *model.Layout) {
		l.Separator, l.Blank, l.Columns[0].Missing = ";", []string{"NA"}, model.Drop
	}))
	require.NoError(t, err)
	assert.Equal(t, 1, d.Rows())
	assert.Equal(t, 1, d.Dropped())
}

func TestRead_names_all_broken_rows_and_reads_nothing(t *testing.T) {
	t.Parallel()
	text := "id,months,plan,left,remark\n" + // line 1
		"c-1,12,flat,no,\"two\nlines\"\n" +
		"c-2,NaN,flat,yes,\n" + // line 4
		"c-3,+Inf,,perhaps,\n" +
		"c-4,1e999,flat,yes\n" +
		"c-1,0x10,flat,,\n" +
		",1_000,\xff,no,\n" + // line 8
		"c-5,12,flat,no,\n"
	d, err := model.Read(strings.NewReader(text), layout())
	assert.Nil(t, d)
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var got []string
	for _, f := range invalid.Fields {
		got = append(got, f.Path+" "+f.Rule+" "+f.Message)
	}
	assert.Equal(t, []string{
		`[1].months ETOM-FORMAT line 4: "NaN" is no finite number; write it as -1234.5`,
		`[2].months ETOM-FORMAT line 5: "+Inf" is no finite number; write it as -1234.5`,
		`[2].left ETOM-UNKNOWN line 5: is "perhaps"; it must be "yes" or "no"`,
		`[2].plan ETOM-REQUIRED line 5: is missing; fill it, or let the column's missing be drop or level`,
		`[3] ETOM-FORMAT line 6: has 4 cells, the heading 5`,
		`[4].months ETOM-FORMAT line 7: "0x10" is no finite number; write it as -1234.5`,
		`[4].left ETOM-REQUIRED line 7: is missing; what became of a customer must be known`,
		`[4].id ETOM-DUPLICATE line 7: "c-1" stands there twice`,
		`[5].months ETOM-FORMAT line 8: "1_000" is no finite number; write it as -1234.5`,
		`[5].plan ETOM-TEXT-UTF8 line 8: is no valid UTF-8`,
		`[5].id ETOM-REQUIRED line 8: is missing; every row has an id if a column of ids is named`,
	}, got)
}

// endless never ends its row, and fails the test if somebody goes on reading for ever.
type endless struct {
	t    *testing.T
	read int
}

func (e *endless) Read(into []byte) (int, error) {
	if e.read += len(into); e.read > 8<<20 {
		e.t.Fatal("reads on")
	}
	for i := range into {
		into[i] = "x\n"[i%2]
	}
	return len(into), nil
}

func TestRead_ends_at_a_row_that_does_not(t *testing.T) {
	t.Parallel()
	begins := "id,months,plan,left\nc-1,12,flat,no\nc-2,12,\""
	_, err := model.Read(io.MultiReader(strings.NewReader(begins), &endless{t: t}), layout())
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.ErrorContains(t, err, "behind line 2: a row has at most 1048576 bytes; is a quote not closed?")
	_, _, err = model.Detect(io.MultiReader(strings.NewReader(begins), &endless{t: t}), layout(), model.Column{})
	assert.ErrorIs(t, err, fault.ErrInvalid)

	long := strings.Repeat("x", model.MaxRow-1000)
	d, err := model.Read(strings.NewReader("id,months,plan,left,remark\nc-1,1,flat,no,"+long+"\nc-2,1,flat,yes,"+long+"\n"), layout())
	require.NoError(t, err, "long ones are taken, one after the other")
	assert.Equal(t, 2, d.Rows())
}

func TestDetect_of_a_heading_only(t *testing.T) {
	t.Parallel()
	_, _, err := model.Detect(strings.NewReader("id,left,months\n"), model.Layout{Target: "left", Positive: "yes"}, model.Column{})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.ErrorContains(t, err, "there is no row")
}

// A model scores what it was read from: a text that stands for a missing value is one.
func TestRead_takes_the_missing_level_for_a_missing_value(t *testing.T) {
	t.Parallel()
	text := "id,months,plan,left\nc-1,12,(missing),no\nc-2,1,flat,yes\n"
	_, err := model.Read(strings.NewReader(text), layout())
	assert.ErrorContains(t, err, "line 2: is missing")
	d, err := model.Read(strings.NewReader(text), layout(func(l *model.Layout) { l.Columns[1].Missing = model.Drop }))
	require.NoError(t, err)
	assert.Equal(t, 1, d.Dropped())
	err = layout(func(l *model.Layout) { l.Columns[1].Recode = map[string]string{"none": model.MissingLevel} }).Check()
	assert.ErrorContains(t, err, "an empty text is a missing value")
}

func TestRead_ends_where_there_are_too_many_faults(t *testing.T) {
	t.Parallel()
	text := "id,months,plan,left\n"
	for i := range 1000 {
		text += fmt.Sprintf("c-%d,x,flat,no\n", i)
	}
	_, err := model.Read(strings.NewReader(text), layout())
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Fields, model.MaxFaults+1)
	assert.Contains(t, invalid.Fields[model.MaxFaults].Message, "there may be more: only the first 100 faults are named")
}

func TestRead_of_what_is_no_data_set(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                  {"", "there is no heading"},
		"a heading only":           {"id,months,plan,left\n", "there is no row"},
		"no target":                {"id,months,plan\n", "is no column; there are id, months, plan"},
		"a column twice":           {"id,months,months,plan,left\n", "stands there twice"},
		"a quote within a cell":    {"id,months,plan,left\nc-1,1,fl\"at,no\n", "line 2: bare \""},
		"a quote that is not shut": {"id,months,plan,left\nc-1,1,\"flat,no\n", "the rows behind it are not looked at"},
		"only rows that are dropped": {"id,months,plan,left\nc-1,,flat,no\n",
			"there is no row: in all 1 a value was missing"},
	} {
		_, err := model.Read(strings.NewReader(c.text), layout(func(l *model.Layout) { l.Columns[0].Missing = model.Drop }))
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.ErrorContains(t, err, c.want, name)
	}
	broken := errors.New("the disk is gone")
	_, err := model.Read(io.MultiReader(strings.NewReader("id,months,plan,left\n"), iotest.ErrReader(broken)), layout())
	assert.ErrorIs(t, err, broken)
	assert.NotErrorIs(t, err, fault.ErrInvalid)
}

func TestRead_missing_by_policy(t *testing.T) {
	t.Parallel()
	const text = "id,months,plan,left\nc-1,1,,yes\nc-2,2,flat,no\nc-3,3,zero,no\n"
	read := func(m model.Missing) (*model.Data, error) {
		return model.Read(strings.NewReader(text), layout(func(l *model.Layout) { l.Columns[1].Missing = m }))
	}
	_, err := read("")
	assert.ErrorContains(t, err, "[0].plan: line 2: is missing", "without a word it is refused")
	d, err := read(model.Drop)
	require.NoError(t, err)
	assert.Equal(t, []string{"flat", "zero"}, d.Texts("plan"))
	d, err = read(model.Level)
	require.NoError(t, err)
	assert.Equal(t, []string{model.MissingLevel, "flat", "zero"}, d.Texts("plan"))
	assert.Equal(t, []string{"flat", "zero", model.MissingLevel}, d.Levels("plan"), "it comes last, so that it is not the base")
	assert.NotContains(t, d.Facts(0).Texts, "plan")
}

func TestNew_is_Read(t *testing.T) {
	t.Parallel()
	read, err := model.Read(strings.NewReader(file), layout())
	require.NoError(t, err)
	var records []model.Record
	for i, positive := range read.Outcomes() {
		records = append(records, model.Record{ID: read.ID(i), Facts: read.Facts(i), Positive: positive})
	}
	made, err := model.New(layout(), records)
	require.NoError(t, err)
	assert.Equal(t, read.Design(), made.Design())
}

func FuzzRead(f *testing.F) {
	f.Add(file)
	f.Add("id,months,plan,left\nc-1,NaN,\"x\",no\n")
	f.Add("\uFEFFleft,id,plan,months\nyes,1,,1e308\nno,2,b,-1e308\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := model.Read(strings.NewReader(text), layout(func(l *model.Layout) { l.Columns[1].Missing = model.Level }))
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Nil(t, d)
			return
		}
		require.Len(t, d.Numbers("months"), d.Rows())
		require.Len(t, d.Design().X, d.Rows()*len(d.Design().Terms))
	})
}
