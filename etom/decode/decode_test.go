package decode_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/decode"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

type inner struct {
	Name string `json:"name"`
	Size int8   `json:"size,omitempty"`
}

type outer struct {
	inner
	On     bool                     `json:"on"`
	List   []inner                  `json:"list"`
	Near   *inner                   `json:"near"`
	Spans  map[string]calendar.Span `json:"spans"`
	Amount money.Amount             `json:"amount"`
	Cycle  calendar.Cycle           `json:"cycle,omitzero"`
	Hidden string                   `json:"-"`
}

func TestInto_ReadsWhatFits(t *testing.T) {
	t.Parallel()
	var c fault.Check
	var o outer
	root := decode.JSON([]byte(`{"name":"o","on":true,"list":[{"name":"a","size":-128},null],"near":{"name":"n"},"spans":{"x y":"4h30m"},
		"amount":{"amount":"1.50","currency":"EUR"},"cycle":{"unit":"days","days":30,"anchor":"2026-01-01","zone":"UTC"}}`), &c)
	require.NotNil(t, root)
	decode.Into(root, &o, &c)
	require.NoError(t, c.Err("x"))
	assert.Equal(t, outer{inner: inner{Name: "o"}, On: true, List: []inner{{"a", -128}, {}}, Near: &inner{Name: "n"}, Spans: map[string]calendar.Span{"x y": calendar.Span(270 * 60e9)},
		Amount: money.Must("1.50 EUR"), Cycle: calendar.Cycle{Unit: calendar.Days, Days: 30, Anchor: calendar.MustParse("2026-01-01"), Zone: "UTC"}}, o)
}

func TestInto_NotesEveryFault(t *testing.T) {
	t.Parallel()
	var c fault.Check
	var o outer
	root := decode.JSON([]byte(`{
"on": "true",
"list": [{"name": 1, "size": 128}, [], {"size": 1.5}],
"near": 3,
"spans": {"x": 4, "x": "4h", "y": "four"},
"amount": {"amount": 1.50},
"cycle": {"unit": 1, "anchor": "2026-02-30", "moon": true},
"Hidden": "", "-": "",
"on": true
}`), &c)
	require.NotNil(t, root)
	decode.Into(root, &o, &c)
	err := c.Err("x")
	assert.Equal(t, []string{"on", "list[0].name", "list[0].size", "list[1]", "list[2].size", "list[2].name", "near", "spans.x", "spans.x", "spans.y",
		"amount.amount", "amount.currency", "cycle.unit", "cycle.anchor", "cycle.moon", "cycle.zone", "Hidden", "-", "on", "name"}, etomtest.Paths(err))
	var invalid *fault.Invalid
	require.True(t, errors.As(err, &invalid))
	for i, line := range []string{"2", "3", "3", "3", "3", "3", "4", "5", "5", "5", "6", "6", "7", "7", "7", "7", "8", "8", "9", "1"} {
		assert.True(t, strings.HasPrefix(invalid.Fields[i].Message, "line "+line+": "), invalid.Fields[i].String())
	}
}

func TestMeaning_LeavesHearsayOut(t *testing.T) {
	t.Parallel()
	root := decode.JSON([]byte("{\n\"a\": [\n{\"b\": 1},\n{\"c\": 2}\n],\n\"d\": 3}"), new(fault.Check))
	var c, meaning fault.Check
	c.Add("a[0].b", fault.RuleFormat, "line 3: must be a text")
	meaning.Add("d", fault.RuleRange, "is wrong too")
	meaning.Add("a[0].b", fault.RuleRequired, "is empty")
	meaning.Add("a[0].b.x", fault.RuleRequired, "is empty")
	meaning.Add("a[0]", fault.RuleRequired, "has an empty b")
	meaning.Add("a[0].c", "SLA-TIER-MET", "does not fit b")
	meaning.Add("a[1].c", "SLA-TIER-MET", "does not fit")
	meaning.Add("a[0].e", fault.RuleRequired, "is missing")
	decode.Meaning(root, &c, meaning.Err("x"))
	var all []string
	for _, f := range c.Fields() {
		all = append(all, f.Path+" "+f.Message)
	}
	assert.Equal(t, []string{"a[0].b line 3: must be a text", "a[0].e line 3: is missing", "a[1].c line 4: does not fit", "d line 6: is wrong too"}, all)
	decode.Meaning(root, &c, errors.New("out of paper"))
	assert.Equal(t, "out of paper", c.Fields()[len(c.Fields())-1].Message)
}

func TestLineOf(t *testing.T) {
	t.Parallel()
	root := decode.JSON([]byte("{\n\"a\": [1,\n2],\n\"b\": {\n\"c\": 3}}"), new(fault.Check))
	for path, line := range map[string]int{"": 1, "a": 2, "a[0]": 2, "a[1]": 3, "a[2]": 2, "a[]": 2, "a[99999999999999999999]": 2, "b.c": 5, "b.x.y": 4, "x": 1} {
		assert.Equal(t, line, root.LineOf(path), path)
	}
}

// FuzzJSON holds the reader against encoding/json: what is JSON there is JSON here, with the same values.
func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"a":[1,2.5e3,"x",true,null,{}],"b":""}`))
	f.Add([]byte("\"\\ud800\""))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c fault.Check
		root := decode.JSON(text, &c)
		if root == nil {
			require.Error(t, c.Err("x"))
			var any any
			if json.Unmarshal(text, &any) == nil {
				require.Regexp(t, "UTF-8|deep", c.Err("x").Error())
			}
			return
		}
		require.True(t, json.Valid(text))
		require.LessOrEqual(t, root.LineOf(""), 1+strings.Count(string(text), "\n"))
	})
}
