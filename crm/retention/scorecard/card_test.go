package scorecard_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func TestParseCard_reads_what_JSON_writes(t *testing.T) {
	t.Parallel()
	card := payer(t)
	body, err := json.Marshal(card)
	require.NoError(t, err)
	again, err := scorecard.ParseCard(body)
	require.NoError(t, err)
	body2, err := json.Marshal(again)
	require.NoError(t, err)
	assert.Equal(t, string(body), string(body2))
}

func TestParseCard_names_every_fault_with_its_line(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(
		`"odds": "50"`, `"odds": "0"`,
		`"base": 520`, `"base": 5.5`,
		`"code": "LATE-1"`, `"code": "LATE-0"`,
		`"points": -30`, `"point": -30`,
		`"why": "There is no bill yet."`, `"why": ""`,
	).Replace(string(cardText(t)))
	_, err := scorecard.ParseCard([]byte(text))
	require.ErrorIs(t, err, fault.ErrInvalid)
	var wrong *fault.Invalid
	require.ErrorAs(t, err, &wrong)
	var got []string
	for _, f := range wrong.Fields {
		line, _, _ := strings.Cut(f.Message, ":")
		got = append(got, line+" "+f.Path+" "+f.Rule)
	}
	assert.Equal(t, []string{
		"line 4 scale.odds ETOM-FORMAT",
		"line 5 base ETOM-FORMAT",
		"line 11 attribute[0].bin[1].code ETOM-DUPLICATE",
		"line 12 attribute[0].bin[2].point ETOM-UNKNOWN",
		"line 12 attribute[0].bin[2].points ETOM-REQUIRED",
		"line 13 attribute[0].bin[3].why ETOM-REQUIRED",
	}, got)
}

func TestCard_Check_names_every_fault_at_once(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*scorecard.Card)
		want   []string
	}{
		"nothing at all":          {func(c *scorecard.Card) { *c = scorecard.Card{} }, []string{"name", "version", "scale.odds", "scale.pdo", "attribute"}},
		"no bins":                 {func(c *scorecard.Card) { c.Attributes[1].Bins = nil }, []string{"attribute[1].bin"}},
		"a fact twice":            {func(c *scorecard.Card) { c.Attributes[1].Fact = "payment.late" }, []string{"attribute[1].fact"}},
		"odds that are no number": {func(c *scorecard.Card) { c.Scale.Odds = scorecard.Odds(math.NaN()) }, []string{"scale.odds"}},
		"endless odds":            {func(c *scorecard.Card) { c.Scale.Odds = scorecard.Odds(math.Inf(1)) }, []string{"scale.odds"}},
		"more points than can be added up": {func(c *scorecard.Card) {
			c.Base, c.Scale.Score, c.Attributes[0].Bins[0].Points = 1_000_000_001, -1_000_000_001, math.MinInt64
		}, []string{"scale.score", "base", "attribute[0].bin[0].points"}},
		"points that have no odds":  {func(c *scorecard.Card) { c.Attributes[0].Bins[0].Points = 900_000 }, []string{"scale"}},
		"odds that come to nothing": {func(c *scorecard.Card) { c.Attributes[0].Bins[0].Points = -900_000 }, []string{"scale"}},
		"texts that cannot be kept": {func(c *scorecard.Card) {
			c.Name, c.Attributes[0].Bins[0].WhyDe = "a\x00b", strings.Repeat("x", fault.MaxText+1)
		}, []string{"name", "attribute[0].bin[0].whyDe"}},
		"more attributes than allowed": {func(c *scorecard.Card) {
			for n := range 96 {
				c.Attributes = append(c.Attributes, scorecard.Attribute{Fact: "f" + strings.Repeat("x", n), Bins: []scorecard.Bin{{Code: strings.Repeat("y", n+1), Why: "."}}})
			}
		}, []string{"attribute"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			card := payer(t)
			c.change(&card)
			assert.Equal(t, c.want, etomtest.Paths(card.Check()), "%v", card.Check())
		})
	}
	assert.NoError(t, payer(t).Check())
}

// Whatever is read can be written and read again to the same, and compiling it ends with a card or a fault, never otherwise.
func FuzzParseCard(f *testing.F) {
	text := string(cardText(f))
	for _, seed := range []string{"", "{}", "[]", "null", text, text[:len(text)/2], strings.ReplaceAll(text, `"50"`, `"NaN"`), strings.ReplaceAll(text, "40", "-1e9")} {
		f.Add([]byte(seed))
	}
	schema := paying(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		card, err := scorecard.ParseCard(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			require.Zero(t, card)
			return
		}
		body, err := json.Marshal(card)
		require.NoError(t, err)
		again, err := scorecard.ParseCard(body)
		require.NoError(t, err)
		body2, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(body), string(body2))
		c, err := scorecard.Compile(schema, card)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		if s, err := c.Score(rule.NewFacts(schema)); err == nil {
			require.True(t, s.Odds > 0 && !math.IsInf(float64(s.Odds), 0))
		}
	})
}
