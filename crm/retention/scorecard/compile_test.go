package scorecard_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func number(n int64) *rule.Value { return new(rule.Int(n)) }

func TestCompile_refuses_bins_that_do_not_tile_the_values_of_their_fact(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attribute int
		change    func(a *scorecard.Attribute)
		want      []string
		says      string
	}{
		"a gap between two bins": {0, func(a *scorecard.Attribute) { a.Bins[1].AtLeast = number(2) },
			[]string{"attribute[0].bin RULE-GAP"}, "payment.late"},
		"a gap at the end": {0, func(a *scorecard.Attribute) { a.Bins[2].Below = number(9) },
			[]string{"attribute[0].bin RULE-GAP"}, "payment.late"},
		"what is missing has no bin": {0, func(a *scorecard.Attribute) { a.Bins = a.Bins[:3] },
			[]string{"attribute[0].bin RULE-GAP"}, "missing"},
		"a text that no bin names": {2, func(a *scorecard.Attribute) { a.Bins[1].In = []string{"private"} },
			[]string{"attribute[2].bin RULE-GAP"}, "SOHO"},
		"an open text without a bin for the rest": {3, func(a *scorecard.Attribute) { a.Bins = a.Bins[:2] },
			[]string{"attribute[3].bin RULE-GAP"}, "profile.city"},
		"an open text whose missing value has no bin": {3, func(a *scorecard.Attribute) { a.Bins = []scorecard.Bin{a.Bins[0], a.Bins[2]} },
			[]string{"attribute[3].bin RULE-GAP"}, "no bin is for the case that profile.city is missing"},
		"a flag with one bin": {4, func(a *scorecard.Attribute) { a.Bins = a.Bins[:1] },
			[]string{"attribute[4].bin RULE-GAP"}, "payment.blocked"},
		"two bins with a value in common": {0, func(a *scorecard.Attribute) { a.Bins[2].AtLeast = number(2) },
			[]string{"attribute[0].bin[2] RULE-OVERLAP"}, "LATE-3 overlaps LATE-1, for example where payment.late = 2; let each value lie in one bin"},
		"two bins with a text in common": {2, func(a *scorecard.Attribute) { a.Bins[1].In = append(a.Bins[1].In, "large") },
			[]string{"attribute[2].bin[1] RULE-OVERLAP"}, "SEG-SMALL overlaps SEG-LARGE"},
		"two bins of an open text with a text in common": {3, func(a *scorecard.Attribute) {
			a.Bins = append([]scorecard.Bin{{Code: "CITY-2", In: []string{"Ulm", "Bonn"}, Why: "."}}, a.Bins...)
		}, []string{"attribute[3].bin[1].in RULE-OVERLAP"}, `"Bonn" is in bin[0], too`},
		"the rest is not the last bin": {3, func(a *scorecard.Attribute) { a.Bins[1], a.Bins[2] = a.Bins[2], a.Bins[1] },
			[]string{"attribute[3].bin[1] RULE-OVERLAP"}, "put it last"},
		"a rest of numbers": {0, func(a *scorecard.Attribute) { a.Bins[2].AtLeast = nil },
			[]string{"attribute[0].bin[2] ETOM-REQUIRED"}, "says nothing; give atLeast, below, in, is or missing"},
		"a bin that nothing reaches": {0, func(a *scorecard.Attribute) {
			a.Bins = append(a.Bins, scorecard.Bin{Code: "LATE-NEVER", Below: number(0), Why: "."})
		}, []string{"attribute[0].bin[4] RULE-CONTRADICTION"}, "is never met"},
		"a missing value that its definition refuses": {4, func(a *scorecard.Attribute) {
			a.Bins = append(a.Bins, scorecard.Bin{Code: "BLOCKED-UNKNOWN", Missing: true, Why: "."})
		}, []string{"attribute[4].bin[2].missing RULE-CONTRADICTION"}, ""},
		"a fact that is none": {1, func(a *scorecard.Attribute) { a.Fact = "payment.overdo" },
			[]string{"attribute[1].fact ETOM-UNKNOWN"}, `"payment.overdo" is none of the schema's facts`},
		"a bound of another kind": {1, func(a *scorecard.Attribute) { a.Bins[0].Below = number(50) },
			[]string{"attribute[1].bin[0].below RULE-KIND"}, ""},
		"a bound in another currency": {1, func(a *scorecard.Attribute) { a.Bins[0].Below = new(rule.Amt(money.Must("50.00 USD"))) },
			[]string{"attribute[1].bin[0].below ETOM-CURRENCY"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			card := payer(t)
			c.change(&card.Attributes[c.attribute])
			_, err := scorecard.Compile(paying(t), card)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.want, codes(t, err), err)
			assert.Contains(t, err.Error(), c.says)
			assert.NotRegexp(t, `\brows?\b`, err.Error(), "a card has bins")
		})
	}
}

// codes are the paths and rules of an error's faults.
func codes(t testing.TB, err error) []string {
	t.Helper()
	var wrong *fault.Invalid
	require.ErrorAs(t, err, &wrong)
	var all []string
	for _, f := range wrong.Fields {
		all = append(all, f.Path+" "+f.Rule)
	}
	return all
}

func TestCompile_names_the_faults_of_all_attributes_at_once(t *testing.T) {
	t.Parallel()
	card := payer(t)
	card.Scale.PDO = 0
	card.Attributes[0].Bins[1].AtLeast = number(2)
	card.Attributes[1].Fact = "payment.overdo"
	card.Attributes[4].Bins[0].Why = ""
	_, err := scorecard.Compile(paying(t), card)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"scale.pdo", "attribute[4].bin[0].why", "attribute[0].bin", "attribute[1].fact"}, etomtest.Paths(err))
	_, err = scorecard.Compile(nil, payer(t))
	assert.Equal(t, []string{"schema"}, etomtest.Paths(err))
}

// Whatever number lies where, exactly one bin has it, and a card whose bounds do not meet is not compiled.
func TestCompile_property_bins_tile_the_numbers(t *testing.T) {
	t.Parallel()
	schema := rule.MustSchema(rule.Definition{Name: "n", Kind: rule.Number, Whole: true, Least: new(money.Count(0)), Most: new(money.Count(30)),
		Missing: rule.Refuse, What: "a number"})
	for first := range int64(12) {
		for second := range int64(12) {
			card := scorecard.Card{Name: "c", Version: "1", Scale: published, Attributes: []scorecard.Attribute{{Fact: "n", Bins: []scorecard.Bin{
				{Code: "a", Below: number(first), Why: "."}, {Code: "b", AtLeast: number(second), Why: ".", Points: 1}}}}}
			c, err := scorecard.Compile(schema, card)
			if first != second || first == 0 {
				require.ErrorIs(t, err, fault.ErrInvalid, fmt.Sprint(first, second))
				continue
			}
			require.NoError(t, err)
			f := rule.NewFacts(schema)
			for n := range int64(31) {
				require.NoError(t, f.Set("n", rule.Int(n)))
				s, err := c.Score(f)
				require.NoError(t, err)
				require.Equal(t, n >= first, s.Points == 1)
			}
		}
	}
}

func TestCompile_keeps_a_copy(t *testing.T) {
	t.Parallel()
	card := payer(t)
	made, err := scorecard.Compile(paying(t), card)
	require.NoError(t, err)
	before, err := made.Score(facts(t, paying(t), late()))
	require.NoError(t, err)
	for n := range card.Attributes {
		a := &card.Attributes[n]
		for m := range a.Bins {
			a.Bins[m].Points, a.Bins[m].Code = a.Bins[m].Points+100, "changed"
			if a.Bins[m].AtLeast != nil {
				*a.Bins[m].AtLeast = rule.Int(1000)
			}
		}
		a.Fact = "changed"
	}
	after, err := made.Score(facts(t, paying(t), late()))
	require.NoError(t, err)
	assert.Equal(t, before, after)
	assert.Equal(t, payer(t), made.Card())
}
