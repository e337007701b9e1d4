package selling_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/crm/selling/association"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func rulesText(t testing.TB) string {
	t.Helper()
	text, err := json.MarshalIndent(offerRules(), "", "  ")
	require.NoError(t, err)
	return string(text)
}

func TestParseOfferRules_reads_what_JSON_writes(t *testing.T) {
	t.Parallel()
	r, err := selling.ParseOfferRules([]byte(rulesText(t)))
	require.NoError(t, err)
	assert.Equal(t, offerRules(), r)
	etomtest.Decodes(t, "offer-rules.json", offerRules())
}

func TestParseOfferRules_names_every_fault_with_its_line(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(`"code": "PROBLEM-1"`, `"code": "USAGE-1"`, `"points": 120`, `"points": "many"`, `"refused": 180`, `"refuse": 180`,
		`"confidence": "20%"`, `"confidence": "200%"`).Replace(rulesText(t))
	_, err := selling.ParseOfferRules([]byte(text))
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"signal[1].code", "signal[2].points", "mined.confidence", "quiet.refused", "quiet.refuse"}, etomtest.Paths(err))
	assert.Contains(t, err.Error(), `signal[1].code: line 19: "USAGE-1" stands there twice`)
}

func TestOfferRules_Check_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*selling.OfferRules)
		want   []string
	}{
		"nothing at all": {func(r *selling.OfferRules) { *r = selling.OfferRules{} },
			[]string{"version", "from", "quiet.answer", "quiet.accepted", "quiet.refused", "quiet.ignored"}},
		"signals": {func(r *selling.OfferRules) {
			r.Signals[0] = selling.Signal{Code: "a", Figure: selling.Figure{Metric: "m", Operator: "~"}, Upgrade: true, Offering: "tv"}
			r.Signals[1].Figure.Warning = new(money.Count(3))
			r.Signals[2].Points = 1001
			r.Signals[3].Points = 1
		}, []string{"signal[0].figure.operator", "signal[0].upgrade", "signal[0].points", "signal[0].why", "signal[1].figure.warning", "signal[2].points", "signal[3].points"}},
		"replacements in a circle": {func(r *selling.OfferRules) {
			r.Replaces = append(r.Replaces, selling.Replacement{Offering: "line-s", Replaces: "line-l"}, selling.Replacement{Offering: "tv", Replaces: "tv"})
		}, []string{"replaces[0]", "replaces[1]", "replaces[2]", "replaces[3]"}},
		"a replacement twice": {func(r *selling.OfferRules) { r.Replaces = append(r.Replaces, r.Replaces[0]) }, []string{"replaces[2]"}},
		"what was learned": {func(r *selling.OfferRules) {
			r.Mined.Customers = association.MaxBaskets + 1
			r.Mined.Support = money.MustRate("-1%")
			r.Mined.Rules = []association.Rule{{Then: "tv"}, hint(1, 2, 3, "tv", "tv"), hint(3, 2, 3, "tv", "line-s"), hint(1, math.MaxInt, 3, "tv", "line-s")}
			for n := range r.Mined.Rules {
				r.Mined.Rules[n].Of = r.Mined.Customers
			}
			r.Mined.Rules[0].Of = 7
		}, []string{"mined.support", "mined.customers", "mined.rule[0].if", "mined.rule[0].of", "mined.rule[0].count", "mined.rule[1].then",
			"mined.rule[2].count", "mined.rule[3].count"}},
		"more than a store takes": {func(r *selling.OfferRules) {
			r.Signals = make([]selling.Signal, selling.MaxSignals+1)
			r.Replaces = make([]selling.Replacement, selling.MaxReplacements+1)
			r.Mined.Rules = make([]association.Rule, selling.MaxMinedRules+1)
		}, []string{"signal", "replaces", "mined.rule"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := offerRules()
			c.change(&r)
			err := r.Check()
			require.ErrorIs(t, err, fault.ErrInvalid)
			if name == "more than a store takes" {
				assert.Subset(t, etomtest.Paths(err), c.want)
				return
			}
			assert.Equal(t, c.want, etomtest.Paths(err), err)
		})
	}
	assert.NoError(t, offerRules().Check())
}

func TestOfferRules_at_their_bounds_fit_into_a_store(t *testing.T) {
	t.Parallel()
	r := offerRules()
	r.Signals, r.Replaces, r.Mined.Rules = nil, nil, nil
	for n := range selling.MaxMinedRules {
		r.Mined.Rules = append(r.Mined.Rules, hint(1, 2, 3, "an offering with a name as long as they are", strings.Repeat("x", 1+n%200), "two", "three", "four", "five"))
	}
	body, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Less(t, len(body), 1<<20)
}

func TestOfferRules_Check_keeps_the_code_of_what_others_hold_apart(t *testing.T) {
	t.Parallel()
	r := offerRules()
	r.Signals[0].Code = selling.ReasonOthersHold
	assert.Equal(t, []string{"signal[0].code"}, etomtest.Paths(r.Check()))
}

// Whatever is read can be checked, written and read again to the same.
func FuzzParseOfferRules(f *testing.F) {
	text := rulesText(f)
	for _, seed := range []string{"", "{}", "null", text, text[:len(text)/2], strings.ReplaceAll(text, "1000", "0"), strings.ReplaceAll(text, "line-m", "line-s")} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := selling.ParseOfferRules(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Zero(t, r)
			return
		}
		body, err := json.Marshal(r)
		require.NoError(t, err)
		again, err := selling.ParseOfferRules(body)
		require.NoError(t, err)
		body2, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(body), string(body2))
		_, err = lines().NextOffers(r, heavy(), monday)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}

func TestRecommendation_is_read_as_it_was_stored_once(t *testing.T) {
	t.Parallel()
	advice, err := lines().NextOffers(offerRules(), heavy(), monday)
	require.NoError(t, err)
	r := selling.Recommendation{Correlation: "case-1", Customer: "c-1", Offering: "line-m", By: "A. Agent", Rules: "2026-03", Fingerprint: "f0", Offer: advice.Offers[0],
		Situation: heavy(), State: selling.Accepted, RecommendedAt: monday, AnswerBy: monday.Add(14 * day), AnsweredAt: monday.Add(time.Hour), Because: "high time",
		QuietUntil: monday.Add(90 * day), Prospect: "p-1"}
	r.ID, r.Version = "r-1", 2
	etomtest.Decodes(t, "recommendation.json", r)
}

func BenchmarkPortfolio_NextOffers(b *testing.B) {
	portfolio, rules, s := lines(), offerRules(), heavy()
	for len(rules.Mined.Rules) < selling.MaxMinedRules {
		rules.Mined.Rules = append(rules.Mined.Rules, rules.Mined.Rules[len(rules.Mined.Rules)%9])
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := portfolio.NextOffers(rules, s, monday); err != nil {
			b.Fatal(err)
		}
	}
}
