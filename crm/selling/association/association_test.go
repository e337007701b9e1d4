package association_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func baskets(t testing.TB, lists ...[]string) *association.Baskets {
	t.Helper()
	b, err := association.NewBaskets(lists)
	require.NoError(t, err)
	return b
}

func TestBaskets_Sets_counts_a_set_by_the_baskets_that_have_all_of_it(t *testing.T) {
	t.Parallel()
	b := baskets(t, []string{"line", "mail", "mail"}, []string{"line", "mail", "tv"}, []string{"line"}, nil)
	for name, c := range map[string]struct {
		ask  association.Ask
		want []string
	}{
		"in half of them":           {association.Ask{Support: money.MustRate("50%")}, []string{"line 3", "line+mail 2", "mail 2"}},
		"a little more than half":   {association.Ask{Support: money.MustRate("0.500000000000000001")}, []string{"line 3"}},
		"in one of four":            {association.Ask{Support: money.MustRate("25%")}, []string{"line 3", "line+mail 2", "line+mail+tv 1", "line+tv 1", "mail 2", "mail+tv 1", "tv 1"}},
		"at least once, ever":       {association.Ask{Support: money.MustRate("0.000001")}, []string{"line 3", "line+mail 2", "line+mail+tv 1", "line+tv 1", "mail 2", "mail+tv 1", "tv 1"}},
		"of at most two items":      {association.Ask{Support: money.MustRate("25%"), Size: 2}, []string{"line 3", "line+mail 2", "line+tv 1", "mail 2", "mail+tv 1", "tv 1"}},
		"of one item":               {association.Ask{Support: money.MustRate("25%"), Size: 1}, []string{"line 3", "mail 2", "tv 1"}},
		"nothing is in all of them": {association.Ask{Support: money.MustRate("100%")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sets, err := b.Sets(c.ask)
			require.NoError(t, err)
			assert.Equal(t, c.want, listed(sets))
			assert.Equal(t, len(c.want), sets.Len())
		})
	}
}

func listed(s *association.Sets) []string {
	var all []string
	for set, count := range s.All() {
		all = append(all, fmt.Sprintf("%s %d", strings.Join(set, "+"), count))
	}
	return all
}

func TestSets_of_no_baskets_are_none(t *testing.T) {
	t.Parallel()
	for _, lists := range [][][]string{nil, {nil}, {nil, nil}} {
		sets, err := baskets(t, lists...).Sets(association.Ask{Support: money.MustRate("1%")})
		require.NoError(t, err)
		assert.Zero(t, sets.Len())
		rules, err := sets.Rules(money.MustRate("0%"))
		require.NoError(t, err)
		assert.Empty(t, rules)
	}
}

func TestSets_Count_knows_frequent_sets_in_any_order(t *testing.T) {
	t.Parallel()
	sets, err := baskets(t, []string{"line", "mail"}, []string{"line", "mail", "tv"}, []string{"line"}).Sets(association.Ask{Support: money.MustRate("50%")})
	require.NoError(t, err)
	for _, c := range []struct {
		items []string
		count int
		ok    bool
	}{{[]string{"mail", "line"}, 2, true}, {[]string{"line", "line"}, 3, true}, {[]string{"tv"}, 0, false}, {[]string{"phone"}, 0, false}, {nil, 0, false}} {
		count, ok := sets.Count(c.items...)
		assert.Equal(t, c.ok, ok, c.items)
		assert.Equal(t, c.count, count, c.items)
	}
}

func TestSets_All_ends_when_nobody_wants_more(t *testing.T) {
	t.Parallel()
	sets, err := baskets(t, []string{"a", "b", "c"}).Sets(association.Ask{Support: money.MustRate("1%")})
	require.NoError(t, err)
	seen := 0
	for range sets.All() {
		if seen++; seen == 3 {
			break
		}
	}
	assert.Equal(t, 3, seen)
}

func TestBaskets_Sets_refuses_what_explodes_and_says_what_to_do(t *testing.T) {
	t.Parallel()
	wide := make([]string, 60)
	for n := range wide {
		wide[n] = fmt.Sprintf("item %02d", n)
	}
	b := baskets(t, wide, wide) // 2^60 sets
	for name, c := range map[string]struct {
		ask  association.Ask
		path string
	}{
		"as a rule":   {association.Ask{Support: money.MustRate("50%"), MaxSets: 10_000}, "maxSets"},
		"in its work": {association.Ask{Support: money.MustRate("50%"), MaxWork: 10_000}, "maxWork"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := b.Sets(c.ask)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, []string{c.path}, etomtest.Paths(err))
			assert.Contains(t, err.Error(), "ask for a larger support, or for a smaller size")
		})
	}
	sets, err := b.Sets(association.Ask{Support: money.MustRate("50%"), Size: 2, MaxSets: 60 + 60*59/2})
	require.NoError(t, err, "exactly as many as allowed")
	assert.Equal(t, []int{60, 1770}, sets.BySize())
}

func TestAsk_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	b := baskets(t, []string{"a"})
	_, err := b.Sets(association.Ask{Size: -1, MaxSets: -1, MaxWork: -1})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"support", "size", "maxSets", "maxWork"}, etomtest.Paths(err))
	_, err = b.Sets(association.Ask{Support: money.MustRate("100.1%")})
	assert.Equal(t, []string{"support"}, etomtest.Paths(err))

	sets, err := b.Sets(association.Ask{Support: money.MustRate("100%")})
	require.NoError(t, err)
	for _, wrong := range []string{"-0.1%", "100.1%"} {
		_, err = sets.Rules(money.MustRate(wrong))
		assert.Equal(t, []string{"confidence"}, etomtest.Paths(err), wrong)
	}
}

func TestSets_Rules_decides_confidence_by_whole_counts(t *testing.T) {
	t.Parallel()
	// line in three, with mail in two of them: as a float 2/3 is neither 0.6666666666666666 nor …667
	sets, err := baskets(t, []string{"line", "mail"}, []string{"line", "mail"}, []string{"line"}).Sets(association.Ask{Support: money.MustRate("1%")})
	require.NoError(t, err)
	for asked, want := range map[string][]string{
		"0.666666666666666666": {"line => mail (2 of 3)", "mail => line (2 of 2)"},
		"0.666666666666666667": {"mail => line (2 of 2)"},
		"100%":                 {"mail => line (2 of 2)"},
		"0%":                   {"line => mail (2 of 3)", "mail => line (2 of 2)"},
	} {
		rules, err := sets.Rules(money.MustRate(asked))
		require.NoError(t, err)
		var got []string
		for _, r := range rules {
			got = append(got, r.String())
		}
		assert.Equal(t, want, got, asked)
	}
}

func TestNewBaskets_names_every_wrong_item(t *testing.T) {
	t.Parallel()
	_, err := association.NewBaskets([][]string{{"line", ""}, nil, {"a\x00b"}, {"a\xffb", strings.Repeat("x", fault.MaxName+1)}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"[0][1]", "[2][0]", "[3][0]", "[3][1]"}, etomtest.Paths(err))
}

func TestNewBaskets_refuses_more_than_can_be_counted(t *testing.T) {
	t.Parallel()
	many := make([]string, association.MaxItems+1)
	for n := range many {
		many[n] = fmt.Sprint(n)
	}
	_, err := association.NewBaskets([][]string{many})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Contains(t, err.Error(), "have 10001 different items, at most 10000 are allowed")
	_, err = association.NewBaskets([][]string{many[1:]})
	require.NoError(t, err)
	_, err = association.NewBaskets(append(make([][]string, association.MaxCells/association.MaxItems), many[1:]))
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Contains(t, err.Error(), "at most 2^30 cells are allowed")
}

// lists are some baskets of few items, so that sets occur often.
func lists() *rapid.Generator[[][]string] {
	return rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 5), 0, 70)
}

// What is found is what counting every one of the 31 sets by hand finds.
func TestBaskets_Sets_property_is_what_counting_every_set_finds(t *testing.T) {
	t.Parallel()
	items := []string{"a", "b", "c", "d", "e"}
	rapid.Check(t, func(t *rapid.T) {
		lists := lists().Draw(t, "baskets")
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		least := max(1, (len(lists)*percent+99)/100)
		var want []string
		for mask := 1; mask < 32; mask++ {
			var set []string
			for n, item := range items {
				if mask>>n&1 == 1 {
					set = append(set, item)
				}
			}
			if count := having(lists, set...); count >= least {
				want = append(want, fmt.Sprintf("%s %d", strings.Join(set, "+"), count))
			}
		}
		slices.Sort(want)
		b, err := association.NewBaskets(lists)
		require.NoError(t, err)
		sets, err := b.Sets(association.Ask{Support: money.MustRate(fmt.Sprintf("%d%%", percent))})
		require.NoError(t, err)
		got := listed(sets)
		require.ElementsMatch(t, want, got)
		again, err := b.Sets(association.Ask{Support: money.MustRate(fmt.Sprintf("%d%%", percent))})
		require.NoError(t, err)
		require.Equal(t, got, listed(again), "in the same order")
	})
}

func having(lists [][]string, set ...string) int {
	count := 0
	for _, list := range lists {
		if !slices.ContainsFunc(set, func(item string) bool { return !slices.Contains(list, item) }) {
			count++
		}
	}
	return count
}

// Every rule's counts are those of the baskets, its measures follow from them, the rules stand in order of their exact lift, and
// none that is confident enough is left out.
func TestSets_Rules_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lists := lists().Draw(t, "baskets")
		percent := rapid.IntRange(0, 100).Draw(t, "confidence")
		b, err := association.NewBaskets(lists)
		require.NoError(t, err)
		sets, err := b.Sets(association.Ask{Support: money.MustRate("10%")})
		require.NoError(t, err)
		rules, err := sets.Rules(money.MustRate(fmt.Sprintf("%d%%", percent)))
		require.NoError(t, err)
		want := 0
		for set, count := range sets.All() {
			for n := range set {
				others := slices.Delete(slices.Clone(set), n, n+1)
				if len(others) > 0 && count*100 >= percent*having(lists, others...) {
					want++
				}
			}
		}
		require.Len(t, rules, want)
		for n, r := range rules {
			require.Equal(t, len(lists), r.Of)
			require.Equal(t, having(lists, append(slices.Clone(r.If), r.Then)...), r.Count)
			require.Equal(t, having(lists, r.If...), r.IfCount)
			require.Equal(t, having(lists, r.Then), r.ThenCount)
			require.InDelta(t, r.Confidence()/(float64(r.ThenCount)/float64(r.Of)), r.Lift(), 1e-9)
			require.Equal(t, r.Lift() > 1+1e-12, r.Leverage() > 1e-12, "together more often than by chance, or not")
			if conviction, fails := r.Conviction(); fails {
				require.Equal(t, r.Lift() > 1+1e-12, conviction > 1+1e-12)
			}
			if n > 0 {
				require.GreaterOrEqual(t, lift(rules[n-1]).Cmp(lift(r)), 0)
				require.Negative(t, rules[n-1].Compare(r))
				require.Positive(t, r.Compare(rules[n-1]))
			}
		}
	})
}

func lift(r association.Rule) *big.Rat {
	return big.NewRat(int64(r.Count)*int64(r.Of), int64(r.IfCount)*int64(r.ThenCount))
}
