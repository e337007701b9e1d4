package rule_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
)

const written = `{
	"name": "payment", "version": "3", "policy": "first", "outcomes": ["accept", "deposit"],
	"rows": [
		{"code": "PAY-1", "when": [
			{"fact": "payment.late", "atLeast": 3},
			{"fact": "payment.overdue", "atLeast": "50.00 EUR", "below": {"amount": "500.00", "currency": "EUR"}},
			{"fact": "profile.segment", "in": ["private", "SOHO"]},
			{"fact": "payment.blocked", "is": false},
			{"fact": "model.badDebt", "missing": true}],
			"expr": "payment.late > 4", "outcome": "deposit", "points": 20, "why": "pays late", "whyDe": "zahlt spät"},
		{"code": "PAY-0", "outcome": "accept", "why": "nothing speaks against it"}]
}`

func TestParseSpec_reads_a_table(t *testing.T) {
	t.Parallel()
	spec, err := rule.ParseSpec([]byte(written))
	require.NoError(t, err)
	etomtest.Decodes(t, "spec.json", spec)
	text, err := json.Marshal(spec)
	require.NoError(t, err)
	again, err := rule.ParseSpec(text)
	require.NoError(t, err)
	assert.Equal(t, spec, again)
}

func TestParseSpec_names_every_fault_with_its_line(t *testing.T) {
	t.Parallel()
	_, err := rule.ParseSpec([]byte(`{
"name": "payment", "policy": "best", "moon": 1,
"rows": [
{"code": "PAY-1", "why": "pays late", "when": [
{"fact": "payment.late", "atLeast": 1e3},
{"atLeast": 3, "is": "yes"},
{"fact": "payment.late", "below": [3]}]},
{"code": "PAY-1", "why": "all else", "points": 0.5}
]}`))
	require.Error(t, err)
	etomtest.Golden(t, "lines.txt", lines(t, err))
}

func TestParseSpec_refuses_what_is_no_table(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", "[]", "null", "7", `{"rows": null}`, "{}\n{}", "\xff"} {
		_, err := rule.ParseSpec([]byte(text))
		assert.NotEmpty(t, codes(t, err), "%q", text)
	}
}

// What ParseSpec takes is written and read again as the same table, and Compile answers with a table or with faults.
func FuzzParseSpec(f *testing.F) {
	f.Add([]byte(written))
	f.Add([]byte(`{"name":"n","version":"1","policy":"sum","rows":[{"code":"a","why":"w","when":[{"fact":"payment.late","below":0.1}]}]}`))
	f.Add([]byte(`{"name":"n","version":"1","policy":"unique","rows":[{"code":"a","why":"w","when":[{"fact":"payment.overdue","below":"1 EUR"}]}]}`))
	s := paying(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		spec, err := rule.ParseSpec(text)
		if err != nil {
			require.NotEmpty(t, codes(t, err))
			return
		}
		out, err := json.Marshal(spec)
		require.NoError(t, err)
		again, err := rule.ParseSpec(out)
		require.NoError(t, err)
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(out), string(second))
		table, err := rule.Compile(s, spec, flags{})
		if err != nil {
			require.NotEmpty(t, codes(t, err))
			return
		}
		_, err = table.Decide(known(t, s))
		require.NoError(t, err)
	})
}
