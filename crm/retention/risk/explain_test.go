package risk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/crm/retention/scorecard"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func TestExplain_years_later(t *testing.T) {
	everywhere(t, func(t *testing.T, d *desk) {
		d.facts["c-1"] = good.with(known{"payment.dunningLevel": "2", "payment.open": "99.00 EUR"})
		a := d.asked("c-1", "o-1", "250.00 EUR")
		d.facts["c-1"] = dealer // the facts have changed, and so has the policy
		d.clock.Advance(10 * 365 * day)
		require.NoError(t, d.Publish(d.ctx, strict("1")))

		e, err := d.Explain(d.ctx, a.ID)
		require.NoError(t, err)
		assert.True(t, e.Same)
		assert.Equal(t, risk.Deposit, e.Again.Outcome)
		assert.Equal(t, a.Verdict, e.Again)
		assert.Equal(t, a, e.Assessment)
		var of []string
		for _, table := range e.Tables {
			of = append(of, table.What)
			require.NotNil(t, table.Table)
		}
		assert.Equal(t, []string{"FraudRisk", "BadPaymentRisk", "CreditGamingRisk", "IDConfidenceRisk", "PaymentMethodRisk", "steps", "limits", "decision"}, of)
		assert.Equal(t, "deposit", e.Tables[7].Table.Outcome)
		assert.Contains(t, e.Tables[7].Table.String(), "RISK-PAY-DEPOSIT")
	})
}

// Whoever changes what is stored is found out.
func TestExplain_says_when_it_is_not_the_same(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "250.00 EUR")
	a.Facts[0] = rule.Recorded{Name: a.Facts[0].Name, Value: "12"}
	e, err := risk.Replay(compiled(t), a)
	require.NoError(t, err)
	assert.False(t, e.Same)
	assert.Equal(t, risk.Accept, e.Again.Outcome)

	other, err := risk.Compile(strict("1"), nil)
	require.NoError(t, err)
	e, err = risk.Replay(other, d.again(a.ID))
	require.NoError(t, err)
	assert.False(t, e.Same, "by another policy")
}

// carded scores bad payment by a scorecard instead of a table.
func carded() risk.Policy {
	p := risk.DefaultPolicy(eur)
	p.Name = "carded"
	late := func(n int64) *rule.Value { v := rule.Int(n); return &v }
	p.Scores[1] = risk.Scoring{Kind: risk.BadPaymentRisk, Card: &scorecard.Card{Name: "payment", Version: "3", Base: 500, Scale: scorecard.Scale{Score: 600, Odds: 50, PDO: 20},
		Attributes: []scorecard.Attribute{{Fact: "payment.late", Bins: []scorecard.Bin{
			{Code: "LATE-0", Below: late(1), Points: 100, Why: "never late"}, {Code: "LATE-1", AtLeast: late(1), Below: late(4), Points: 20, Why: "late now and then"},
			{Code: "LATE-4", AtLeast: late(4), Points: -30, Why: "often late"}, {Code: "LATE-X", Missing: true, Points: 50, Why: "not known"}}}}}}
	return p
}

func TestAssess_by_a_scorecard(t *testing.T) {
	t.Parallel()
	d := open(t, memory.New(), &risk.Config{Policies: []risk.Policy{carded()}})
	for _, tt := range []struct {
		late    string
		score   int64 // the probability of bad in percent
		points  int64
		outcome risk.Outcome
	}{
		{"0", 2, 600, risk.Accept},      // 50 : 1
		{"1", 24, 520, risk.LowerLimit}, // 50 / 2^4 = 3.125 : 1
		{"4", 64, 470, risk.Deposit},    // 50 / 2^6.5 = 0.552 : 1
	} {
		d.facts["c-"+tt.late] = good.with(known{"payment.late": tt.late})
		a := d.asked("c-"+tt.late, "o-"+tt.late, "100.00 EUR")
		s := a.Scores[1]
		assert.Equal(t, []any{tt.score, tt.points, tt.outcome}, []any{s.Score, s.Points, a.Outcome})
		assert.Equal(t, "scorecard payment 3", s.Method)
		assert.Equal(t, "probability of bad in percent; points: 600 at odds of 50, 20 double them, more is better", s.Scale)
		e, err := d.Explain(d.ctx, a.ID)
		require.NoError(t, err)
		assert.True(t, e.Same)
		require.NotNil(t, e.Tables[1].Card)
		assert.Equal(t, tt.points, e.Tables[1].Card.Points)
	}
}

// A policy that was stored and then written over is not decided by.
func TestExplain_refuses_a_policy_that_was_written_over(t *testing.T) {
	t.Parallel()
	d := inMemory(t)
	a := d.asked("c-1", "o-1", "250.00 EUR")
	require.NoError(t, d.env.Update(d.ctx, func(u *work.Unit) error {
		ref := store.Ref{Tenant: u.Tenant, Kind: "risk.policy", ID: "etom-default@1"}
		rec, err := u.Tx.Get(ref)
		require.NoError(t, err)
		changed := replaceOnce(t, string(rec.Body), `"code":"RISK-NEW"`, `"code":"RISK-OLD"`)
		rec.Body = []byte(changed)
		return u.Tx.Put(rec)
	}))
	later, err := risk.New(d.env, nil)
	require.NoError(t, err)
	_, err = later.Explain(d.ctx, a.ID)
	assert.ErrorContains(t, err, "other contents")
}
