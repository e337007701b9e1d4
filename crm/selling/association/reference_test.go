package association_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

// groceries are the 9,835 baskets of one month at a grocery shop: M. Hahsler, K. Hornik, T. Reutterer, Implications of
// probabilistic data modeling for mining association rules, 2006; R package arules.
func groceries(t testing.TB) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(etomtest.Source(t, "../shared/data/market/groceries.csv.gz")))
	require.NoError(t, err)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	return text
}

// reference is what another program, an Apriori in Python checked against the published results of arules, finds in them.
type reference struct {
	MinCount int            `json:"min_count"`
	Sets     int            `json:"frequent_itemsets"`
	BySize   map[string]int `json:"by_size"`
	Rules    int            `json:"rules_single_rhs_nonempty_lhs"`
	Top      []struct {
		LHS                                 []string
		RHS                                 string
		Count                               int
		Support, Confidence, Lift, Leverage float64
		Conviction                          *float64
	} `json:"top_by_lift"`
}

func TestSets_and_rules_of_the_groceries_are_those_of_the_reference_exactly(t *testing.T) {
	t.Parallel()
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(etomtest.Source(t, "../shared/data/market/groceries_reference.json"), &all))
	baskets, err := association.ParseCSV(groceries(t))
	require.NoError(t, err)
	for _, c := range []struct {
		name                string
		support, confidence string
		sets, rules         int // as published (arules), beside those of the file
	}{
		{"support_0.01_confidence_0.5", "1%", "50%", 333, 15},
		{"support_0.01_confidence_0.25", "1%", "25%", 333, 170},
		{"support_0.006_confidence_0.25", "0.6%", "25%", 747, 463},
		{"support_0.001_confidence_0.8", "0.1%", "80%", 13492, 410},
		{"support_0.001_confidence_0.5", "0.1%", "50%", 13492, 5668},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var want reference
			require.NoError(t, json.Unmarshal(all[c.name], &want))
			sets, err := baskets.Sets(association.Ask{Support: money.MustRate(c.support)})
			require.NoError(t, err)
			assert.Equal(t, want.MinCount, sets.Least())
			assert.Equal(t, c.sets, sets.Len())
			assert.Equal(t, want.Sets, sets.Len())
			bySize := map[string]int{}
			for n, count := range sets.BySize() {
				bySize[fmt.Sprint(n+1)] = count
			}
			assert.Equal(t, want.BySize, bySize)

			rules, err := sets.Rules(money.MustRate(c.confidence))
			require.NoError(t, err)
			assert.Len(t, rules, c.rules)
			require.Len(t, rules, want.Rules)
			for n, top := range want.Top {
				same(t, top.Conviction, rules[n])
				for i := range top.LHS {
					top.LHS[i] = strings.TrimSpace(top.LHS[i]) // some names end in a blank
				}
				assert.Equal(t, top.LHS, rules[n].If)
				assert.Equal(t, strings.TrimSpace(top.RHS), rules[n].Then)
				assert.Equal(t, top.Count, rules[n].Count)
				assert.InDelta(t, top.Support, rules[n].Support(), 1e-10)
				assert.InDelta(t, top.Confidence, rules[n].Confidence(), 1e-10)
				assert.InDelta(t, top.Lift, rules[n].Lift(), 1e-10)
				assert.InDelta(t, top.Leverage, rules[n].Leverage(), 1e-10)
			}
		})
	}
}

func same(t *testing.T, want *float64, r association.Rule) {
	t.Helper()
	got, ok := r.Conviction()
	require.Equal(t, want != nil, ok, r)
	if ok {
		assert.InDelta(t, *want, got, 1e-10)
	}
}

func TestBaskets_of_the_groceries_are_those_published(t *testing.T) {
	t.Parallel()
	baskets, err := association.ParseCSV(groceries(t))
	require.NoError(t, err)
	assert.Equal(t, 9835, baskets.Len())
	items := baskets.Items()
	require.Len(t, items, 169)
	entries := 0
	counts := map[string]int{}
	for _, i := range items {
		entries += i.Count
		counts[i.Name] = i.Count
	}
	assert.Equal(t, 43367, entries)
	assert.Equal(t, 0.02609146, math.Round(float64(entries)/9835/169*1e8)/1e8, "density, as arules gives it")
	assert.Equal(t, 2513, counts["whole milk"])
	assert.Equal(t, 924, counts["sausage"])
}

func BenchmarkSets_groceries(b *testing.B) {
	baskets, err := association.ParseCSV(groceries(b))
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		sets, err := baskets.Sets(association.Ask{Support: money.MustRate("0.1%")})
		if err != nil || sets.Len() != 13492 {
			b.Fatal(sets.Len(), err)
		}
	}
}

func BenchmarkRules_groceries(b *testing.B) {
	baskets, err := association.ParseCSV(groceries(b))
	require.NoError(b, err)
	sets, err := baskets.Sets(association.Ask{Support: money.MustRate("0.1%")})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		rules, err := sets.Rules(money.MustRate("50%"))
		if err != nil || len(rules) != 5668 {
			b.Fatal(len(rules), err)
		}
	}
}

func BenchmarkParseCSV_groceries(b *testing.B) {
	text := groceries(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := association.ParseCSV(text); err != nil {
			b.Fatal(err)
		}
	}
}
