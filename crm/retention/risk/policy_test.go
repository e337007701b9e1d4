package risk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestParsePolicy_names_every_fault_with_its_line(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/policy-1.json")
	require.NoError(t, err)
	broken := string(text)
	for _, change := range [][2]string{
		{`"version": "1",
	"currency"`, `"version": "",
	"currency"`},
		{`"kind": "FraudRisk"`, `"kind": "Fraud"`},
		{`"policy": "worst"`, `"policy": "best"`},
		{`"restoreDays": 30`, `"restoreDays": -1`},
		{`"lowerTo": "50%"`, `"lowerTo": "fifty"`},
		{`"hours": 24`, `"hour": 24`},
		{`"name": "weak"`, `"name": "week"`},
		{`"lookAgainDays": 90`, `"lookAgainDays": "90"`},
	} {
		broken = replaceOnce(t, broken, change[0], change[1])
	}
	_, err = risk.ParsePolicy([]byte(broken))
	var invalid *fault.Invalid
	require.ErrorAs(t, err, &invalid)
	var b strings.Builder
	for _, f := range invalid.Fields {
		fmt.Fprintln(&b, f)
		assert.Contains(t, f.Message, "line ", f.Path)
	}
	etomtest.Golden(t, "faults.txt", b.String())

	_, err = risk.ParsePolicy([]byte(`{"name": `))
	assert.ErrorContains(t, err, "line 1")
	_, err = risk.ParsePolicy(nil)
	assert.ErrorIs(t, err, fault.ErrInvalid)
}

func TestCompile_refuses(t *testing.T) {
	t.Parallel()
	least, yes := rule.Int(1), true
	when := func(fact string) []rule.Condition { return []rule.Condition{{Fact: fact, AtLeast: &least}} }
	for _, tt := range []struct {
		name   string
		change func(*risk.Policy)
		paths  []string
	}{
		{"no name, version or currency", func(p *risk.Policy) { p.Name, p.Version, p.Currency = "", "", money.Currency{} }, []string{"name", "version", "currency"}},
		{"a kind of risk that is not scored", func(p *risk.Policy) { p.Scores = p.Scores[1:] }, []string{"scores"}},
		{"a kind that is scored twice", func(p *risk.Policy) { p.Scores = append(p.Scores, p.Scores[0]) }, []string{"scores[5].kind"}},
		{"a score of nothing", func(p *risk.Policy) { p.Scores[0].Table = nil }, []string{"scores[0]"}},
		{"a score that is no sum", func(p *risk.Policy) { p.Scores[0].Table.Policy = rule.First }, []string{"scores[0].table.policy"}},
		{"a score that asks for a score", func(p *risk.Policy) { p.Scores[0].Table.Rows[0].When = when("risk.badPayment") }, []string{"scores[0].table"}},
		{"a limit that asks for the exposure", func(p *risk.Policy) { p.Limits.Table.Rows[0].When = when("exposure.use") }, []string{"limits.table"}},
		{"a step that asks for the limit", func(p *risk.Policy) { p.Steps.Table.Rows[1].When = when("limit.share") }, []string{"steps.table"}},
		{"a fact that nobody knows", func(p *risk.Policy) { p.Scores[0].Table.Rows[0].When = when("payment.lat") }, []string{"scores[0].table.rows[0].when[0].fact"}},
		{"a gap", func(p *risk.Policy) { p.Decision.Rows = p.Decision.Rows[:16] }, []string{"decision.rows"}},
		{"a row that never decides", func(p *risk.Policy) {
			p.Decision.Rows = append(p.Decision.Rows, rule.Row{Code: "LATE", Outcome: "refuse", Why: "too late", When: []rule.Condition{{Fact: "payment.blocked", Is: &yes}}})
		}, []string{"decision.rows[17]"}},
		{"an outcome that nobody knows", func(p *risk.Policy) { p.Decision.Outcomes[1] = "perhaps" }, []string{"decision.rows[12].outcome", "decision.outcomes[1]"}},
		{"outcomes that do not begin with accept", func(p *risk.Policy) {
			p.Decision.Outcomes[0], p.Decision.Outcomes[5] = p.Decision.Outcomes[5], p.Decision.Outcomes[0]
		}, []string{"decision.outcomes"}},
		{"a band of another currency", func(p *risk.Policy) { p.Limits.Bands[0].Amount = money.Must("1.00 USD") }, []string{"limits.bands[0].amount"}},
		{"a band that no row leads to", func(p *risk.Policy) { p.Limits.Bands[0].Name = "unheard of" }, []string{"limits.table.outcomes[0]", "limits.bands"}},
		{"a share above all", func(p *risk.Policy) { p.Steps.Shares[0].Rate = money.MustRate("101%") }, []string{"steps.shares[0].rate"}},
		{"a share by the name that is kept", func(p *risk.Policy) { p.Steps.Shares[0].Name = risk.Lowered }, []string{"steps.shares[0].name", "steps.table.outcomes[0]", "steps.shares"}},
		{"velocity of one order", func(p *risk.Policy) { p.Velocity.Count = 1 }, []string{"velocity.count"}},
		{"velocity without a window", func(p *risk.Policy) { p.Velocity.Hours = 0 }, []string{"velocity.hours"}},
		{"a deposit of nothing", func(p *risk.Policy) { p.Deposit.Least = money.Must("0.00 EUR") }, []string{"deposit.least"}},
		{"a deposit with less above than below", func(p *risk.Policy) { p.Deposit.Most = money.Must("1.00 EUR") }, []string{"deposit.most"}},
		{"parts of a cent", func(p *risk.Policy) { p.Velocity.Least = money.Must("0.001 EUR") }, []string{"velocity.least"}},
		{"a fact that is known already", func(p *risk.Policy) {
			p.Facts = []rule.Definition{{Name: "payment.late", Kind: rule.Number, Missing: rule.Unmet, What: "late"}}
		}, []string{"facts[0].name"}},
		{"a fact by a name that is kept", func(p *risk.Policy) {
			p.Facts = []rule.Definition{{Name: "risk.mine", Kind: rule.Number, Missing: rule.Unmet, What: "mine"}}
		}, []string{"facts[0].name"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := risk.DefaultPolicy(eur)
			tt.change(&p)
			_, err := risk.Compile(p, nil)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, tt.paths, etomtest.Paths(err))
		})
	}
}

// never is an evaluator whose expressions are never true.
type never struct{}

func (never) Compile(string, *rule.Schema) (rule.Program, error) { return never{}, nil }
func (never) Met(*rule.Facts) (bool, error)                      { return false, errors.ErrUnsupported }
func (never) Uses() []string                                     { return nil }

func TestCompile_takes_expressions_where_there_is_an_evaluator(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	p.Scores[0].Table.Rows = append(p.Scores[0].Table.Rows, rule.Row{Code: "EXPR", Expr: "usage.jump > 2.0", Points: 1, Why: "an expression"})
	_, err := risk.Compile(p, nil)
	require.ErrorIs(t, err, fault.ErrInvalid)
	c, err := risk.Compile(p, never{})
	require.NoError(t, err)
	_, err = risk.Assess(c, risk.Input{})
	require.ErrorIs(t, err, errors.ErrUnsupported, "the evaluator is asked, and its fault is a fault")
}

// smallest is the smallest policy there is: everybody has a limit of 1 euro, and nobody is looked at.
const smallest = `{"name":"s","version":"1","currency":"EUR","scores":[
{"kind":"FraudRisk","table":{"name":"t","version":"1","policy":"sum","rows":[{"code":"A","why":"w"}]}},
{"kind":"BadPaymentRisk","table":{"name":"t","version":"1","policy":"sum","rows":[{"code":"A","why":"w","points":7,"when":[{"fact":"payment.late","atLeast":3}]}]}},
{"kind":"CreditGamingRisk","table":{"name":"t","version":"1","policy":"sum","rows":[{"code":"A","why":"w"}]}},
{"kind":"IDConfidenceRisk","table":{"name":"t","version":"1","policy":"sum","rows":[{"code":"A","why":"w"}]}},
{"kind":"PaymentMethodRisk","table":{"name":"t","version":"1","policy":"sum","rows":[{"code":"A","why":"w"}]}}],
"limits":{"table":{"name":"t","version":"1","policy":"first","outcomes":["one"],"rows":[{"code":"A","why":"w","outcome":"one"}]},"bands":[{"name":"one","amount":"1.00 EUR"}]},
"steps":{"table":{"name":"t","version":"1","policy":"first","outcomes":["all"],"rows":[{"code":"A","why":"w","outcome":"all"}]},"shares":[{"name":"all","rate":"100%"}],"restoreDays":0,"lowerTo":"0%"},
"velocity":{"hours":0,"count":0,"least":"0.00 EUR"},
"decision":{"name":"t","version":"1","policy":"first","outcomes":["accept"],"rows":[{"code":"A","why":"w","outcome":"accept"}]},
"deposit":{"share":"50%","least":"1.00 EUR"},"lookAgainDays":0}`

func TestParsePolicy_reads_the_smallest_policy(t *testing.T) {
	t.Parallel()
	p, err := risk.ParsePolicy([]byte(smallest))
	require.NoError(t, err)
	c, err := risk.Compile(p, nil)
	require.NoError(t, err)
	v := decide(t, c, known{"payment.late": "3"}, "2.00 EUR")
	assert.Equal(t, []any{risk.Accept, int64(7), "1.00 EUR"}, []any{v.Outcome, v.Overall, v.Limit.String()})
}

// Whatever text it is: a clear fault, or a policy that is written and read again as the same.
func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(smallest))
	for _, seed := range []string{"", "{}", "[]", `{"name":"x","scores":[{"kind":"FraudRisk","card":{}}]}`, `{"limits":{"bands":[{"amount":"1.00 EUR"}]}}`, "{\"name\":\"\x00\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := risk.ParsePolicy(text)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			return
		}
		written, err := json.Marshal(p)
		require.NoError(t, err)
		again, err := risk.ParsePolicy(written)
		require.NoError(t, err)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(written), string(twice))
		if _, err := risk.Compile(p, nil); err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
		}
	})
}

func TestSay_has_the_sentences_of_tables_and_cards(t *testing.T) {
	t.Parallel()
	p := carded()
	p.Scores[1].Card.Attributes[0].Bins[2].WhyDe = "oft zu spät"
	for _, tt := range []struct{ code, language, want string }{
		{"RISK-NEW", "en", "as it was said"},
		{"RISK-BLOCKED", "de", "Dienste sind wegen unbezahlter Rechnungen gesperrt; zuerst sind diese zu zahlen"},
		{"RISK-STEP-01", "de", "es ist eine Zahlungserinnerung verschickt"},
		{"RISK-LIMIT-09", "de", "ein neuer Kunde"},
		{"RISK-ID-03", "de", "der Kunde hat keine Vorgeschichte"},
		{"LATE-4", "de", "oft zu spät"},
		{"LATE-1", "de", "as it was said"},
		{risk.ReasonRestore, "de", "as it was said"},
	} {
		assert.Equal(t, tt.want, p.Say(fault.Reason{Code: tt.code, Message: "as it was said"}, tt.language), tt.code)
	}
}

// Every sentence of the default policy is there in both languages, and every code once.
func TestDefaultPolicy_says_everything_in_both_languages(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	seen := map[string]bool{}
	for _, spec := range []rule.Spec{*p.Scores[0].Table, *p.Scores[1].Table, *p.Scores[2].Table, *p.Scores[3].Table, *p.Scores[4].Table, p.Limits.Table, p.Steps.Table, p.Decision} {
		for _, r := range spec.Rows {
			assert.NotEmpty(t, r.Why, r.Code)
			assert.NotEmpty(t, r.WhyDe, r.Code)
			assert.False(t, seen[r.Code], r.Code)
			seen[r.Code] = true
		}
	}
}
