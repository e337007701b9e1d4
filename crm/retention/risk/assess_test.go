package risk_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/risk"
	"github.com/etomcrm/etomcrm/crm/retention/rule"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestAssess_explains_itself(t *testing.T) {
	t.Parallel()
	v := decide(t, compiled(t), dealer, "320000.00 EUR")
	assert.Equal(t, []fault.Reason{
		{Code: "RISK-ACCEPT", Message: "the order is within the limit"},
		{Code: "RISK-LIMIT-03", Message: "a tenth of a year's revenue"},
	}, v.Reasons)
	assert.Equal(t, "5000000.00 EUR", v.Limit.String())
	assert.Equal(t, "320000.00 EUR", v.Exposure.Total.String())
	assert.Equal(t, []string{"payment.open", "usage.unbilled", "orders.open"}, v.Exposure.Assumed, "what nobody gave is named")
	assert.Equal(t, int64(10), v.Overall, "nobody has a history who was never billed")
	kinds := make([]risk.Kind, len(v.Scores))
	for n, s := range v.Scores {
		kinds[n] = s.Kind
	}
	assert.Equal(t, risk.Kinds(), kinds)
	assert.Equal(t, []fault.Reason{{Code: "RISK-ID-03", Message: "the customer has no history"}}, v.Scores[3].Reasons)
	assert.Equal(t, "table idConfidence 1", v.Scores[3].Method)
}

func TestAssess_counts_exposure(t *testing.T) {
	t.Parallel()
	facts := good.with(known{"payment.open": "100.00 EUR", "usage.unbilled": "10.005 EUR", "orders.open": "30.00 EUR"})
	f := rule.NewFacts(compiled(t).Schema())
	require.NoError(t, facts.set(f))
	held := risk.Held{All: money.Must("50.00 EUR"), Order: money.Must("0.00 EUR")}
	v, err := risk.Assess(compiled(t), risk.Input{Ask: risk.Ask{Customer: "c-1", Amount: money.Must("200.00 EUR")}, Facts: f, Held: held, At: etomtest.NewClock().Now()})
	require.NoError(t, err)
	assert.Equal(t, risk.Exposure{Open: money.Must("100.00 EUR"), Unbilled: money.Must("10.01 EUR"), Orders: money.Must("30.00 EUR"),
		Deposits: money.Must("50.00 EUR"), This: money.Must("200.00 EUR"), Total: money.Must("290.01 EUR")}, v.Exposure)
}

// Deposits beyond what is owed make no credit; parts of a cent count as a cent.
func TestExpose_is_never_less_than_nothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string) money.Amount {
			a, err := money.New(fmt.Sprintf("%d.%03d", rapid.IntRange(0, 5000).Draw(t, name), rapid.IntRange(0, 999).Draw(t, name+" after the point")), eur)
			require.NoError(t, err)
			return a
		}
		parts := []money.Amount{part("open"), part("unbilled"), part("orders"), part("this")}
		deposits, err := part("deposits").Round(money.Down)
		require.NoError(t, err)
		e, err := risk.Expose(parts[0], parts[1], parts[2], deposits, parts[3])
		require.NoError(t, err)
		var c money.Calc
		sum := c.Sum(parts...)
		more := c.Sub(c.Add(e.Total, deposits), sum) // what rounding has added, or what the deposits leave over
		require.NoError(t, c.Err())
		require.GreaterOrEqual(t, e.Total.Sign(), 0)
		require.GreaterOrEqual(t, more.Sign(), 0)
		if e.Total.Sign() > 0 {
			cents, err := more.Cmp(money.Must("0.04 EUR"))
			require.NoError(t, err)
			require.Negative(t, cents, "each of four parts is at most a cent too high")
		}
	})
}

func TestUse_is_the_percentage_rounded_up(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part, whole := rapid.Int64Range(0, 1<<62).Draw(t, "exposure"), rapid.Int64Range(0, 1<<62).Draw(t, "limit")
		if rapid.Bool().Draw(t, "small") {
			part, whole = part%1000, whole%1000
		}
		a, err := money.FromMinor(part, eur)
		require.NoError(t, err)
		b, err := money.FromMinor(whole, eur)
		require.NoError(t, err)
		got, err := risk.Use(a, b)
		require.NoError(t, err)
		switch {
		case part == 0:
			require.Zero(t, got)
		case whole == 0:
			require.EqualValues(t, 1000, got)
		default:
			exact := new(big.Rat).Mul(big.NewRat(100, 1), new(big.Rat).SetFrac(big.NewInt(part), big.NewInt(whole)))
			require.True(t, got == 1000 || exact.Cmp(big.NewRat(got, 1)) <= 0)
			require.Positive(t, exact.Cmp(big.NewRat(got-1, 1)))
			require.Equal(t, part > whole, got > 100, "over the limit, be it by a cent, is more than 100")
		}
	})
	_, err := risk.Use(money.Must("1.00 EUR"), money.Must("1.00 USD"))
	require.ErrorIs(t, err, fault.ErrInvalid)
}

// drawn are facts of which any may be missing.
func drawn(t *rapid.T, c *risk.Compiled) *rule.Facts {
	f := rule.NewFacts(c.Schema())
	computed := map[string]bool{}
	for _, name := range risk.Computed() {
		computed[name] = true
	}
	for _, d := range c.Schema().Definitions() {
		if computed[d.Name] || rapid.Bool().Draw(t, d.Name+" is missing") {
			continue
		}
		var v rule.Value
		n := rapid.Int64Range(0, 1000).Draw(t, d.Name)
		switch {
		case d.Kind == rule.Amount:
			a, err := money.FromMinor(n*n*n, eur)
			require.NoError(t, err)
			v = rule.Amt(a)
		case d.Kind == rule.Flag:
			v = rule.Yes(n%2 == 0)
		case d.Kind == rule.Text && len(d.Values) > 0:
			v = rule.Txt(d.Values[n%int64(len(d.Values))])
		case d.Kind == rule.Text:
			v = rule.Txt("retail")
		case d.Most != nil:
			v = rule.Num(money.MustQuantity(fmt.Sprintf("0.%03d", n%1000)))
		default:
			v = rule.Int(n % 5)
		}
		require.NoError(t, f.Set(d.Name, v))
	}
	return f
}

// Whatever is known and whatever is missing, there is a decision, it is the same each time, and nothing that it was made of has changed.
func TestAssess_decides_everything_and_changes_nothing(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	at := etomtest.NewClock().Now()
	rapid.Check(t, func(t *rapid.T) {
		f := drawn(t, c)
		before := f.Record()
		amount, err := money.FromMinor(rapid.Int64Range(0, 1_000_000).Draw(t, "amount"), eur)
		require.NoError(t, err)
		in := risk.Input{Ask: risk.Ask{Customer: "c-1", Amount: amount}, Facts: f, At: at}
		v, err := risk.Assess(c, in)
		require.NoError(t, err)
		again, err := risk.Assess(c, in)
		require.NoError(t, err)
		require.Equal(t, v, again)
		require.Equal(t, before, f.Record())
		require.NotEmpty(t, v.Reasons)
		require.Contains(t, risk.Outcomes(), v.Outcome)
		more, err := v.Limit.Cmp(v.Full)
		require.NoError(t, err)
		require.LessOrEqual(t, more, 0, "a step never raises a limit")
		switch v.Outcome {
		case risk.Deposit, risk.Prepaid:
			require.Positive(t, v.Deposit.Sign())
		default:
			require.Zero(t, v.Deposit.Sign())
		}
		if v.Outcome == risk.Prepaid {
			require.Equal(t, amount, v.Deposit)
		}
	})
}

// The deeper dunning has come, the lower is the limit.
func TestAssess_dunning_never_raises_a_limit(t *testing.T) {
	t.Parallel()
	c := compiled(t)
	at := etomtest.NewClock().Now()
	rapid.Check(t, func(t *rapid.T) {
		f := drawn(t, c)
		last := money.Must("1000000000.00 EUR")
		for level := range int64(5) {
			require.NoError(t, f.Set("payment.dunningLevel", rule.Int(level)))
			v, err := risk.Assess(c, risk.Input{Ask: risk.Ask{Customer: "c-1"}, Facts: f, At: at})
			require.NoError(t, err)
			// A verdict that lowers the limit for the future is not the step of dunning; what the facts alone leave is compared.
			if v.Outcome == risk.LowerLimit {
				continue
			}
			more, err := v.Limit.Cmp(last)
			require.NoError(t, err)
			require.LessOrEqual(t, more, 0)
			last = v.Limit
		}
	})
}

func TestAssess_without_facts_or_price(t *testing.T) {
	t.Parallel()
	v, err := risk.Assess(compiled(t), risk.Input{Ask: risk.Ask{Customer: "c-1"}, At: etomtest.NewClock().Now()})
	require.NoError(t, err)
	assert.Equal(t, risk.Accept, v.Outcome)
	assert.Equal(t, "RISK-NO-PRICE", v.Reasons[0].Code)
	assert.Equal(t, "RISK-NO-PRICE", decide(t, compiled(t), nil, "0.00 USD").Reasons[0].Code, "nothing is nothing in any currency")
}

func TestAssess_refuses_to_guess_a_fact_that_must_be_there(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	p.Version = "strict"
	p.Facts = []rule.Definition{{Name: "bureau.score", Kind: rule.Number, Missing: rule.Refuse, What: "the score of a credit bureau"}}
	least := rule.Int(300)
	p.Decision.Rows = append([]rule.Row{{Code: "BUREAU", Outcome: "refuse", When: []rule.Condition{{Fact: "bureau.score", Below: &least}}, Why: "the bureau warns"}}, p.Decision.Rows...)
	c, err := risk.Compile(p, nil)
	require.NoError(t, err)
	_, err = risk.Assess(c, risk.Input{Ask: risk.Ask{Customer: "c-1"}, At: etomtest.NewClock().Now()})
	var gap *rule.MissingError
	require.ErrorAs(t, err, &gap)
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"bureau.score"}, gap.Facts)

	assert.Equal(t, "BUREAU", decide(t, c, good.with(known{"bureau.score": "250"}), "10.00 EUR").Reasons[0].Code)
	assert.Equal(t, risk.Accept, decide(t, c, good.with(known{"bureau.score": "300"}), "10.00 EUR").Outcome)
}

// An order in another currency is never a crash: where a table would ask for a deposit, people decide.
func TestAssess_asks_for_no_deposit_in_another_currency(t *testing.T) {
	t.Parallel()
	v := decide(t, compiled(t), good, "100.00 USD")
	assert.Equal(t, risk.Review, v.Outcome)
	assert.Zero(t, v.Exposure.This.Sign())

	p := risk.DefaultPolicy(eur)
	p.Version, p.Decision.Rows = "deposit", []rule.Row{{Code: "ALL", Outcome: "deposit", Why: "everybody gives a deposit"}}
	c, err := risk.Compile(p, nil)
	require.NoError(t, err)
	v = decide(t, c, good, "100.00 USD")
	assert.Equal(t, risk.Review, v.Outcome)
	assert.Equal(t, []string{"ALL", "RISK-LIMIT-06", risk.ReasonNoDeposit}, codes(v))
}

func TestAssess_figures_the_deposit(t *testing.T) {
	t.Parallel()
	p := risk.DefaultPolicy(eur)
	p.Version, p.Deposit.Most = "bounded", money.Must("400.00 EUR")
	c, err := risk.Compile(p, nil)
	require.NoError(t, err)
	bad := good.with(known{"payment.dunningLevel": "2"})
	for _, tt := range []struct{ amount, deposit string }{
		{"10.00 EUR", "50.00 EUR"}, {"100.00 EUR", "50.00 EUR"}, {"100.01 EUR", "50.01 EUR"}, {"799.99 EUR", "400.00 EUR"}, {"5000.00 EUR", "400.00 EUR"},
	} {
		assert.Equal(t, tt.deposit, decide(t, c, bad, tt.amount).Deposit.String(), tt.amount)
	}
	assert.Equal(t, "123.45 EUR", decide(t, c, bad.with(known{"payment.dunningLevel": "3"}), "123.45 EUR").Deposit.String(), "what is prepaid is all of it")
}

func BenchmarkAssess(b *testing.B) {
	c := compiled(b)
	f := rule.NewFacts(c.Schema())
	require.NoError(b, good.set(f))
	in := risk.Input{Ask: risk.Ask{Customer: "c-1", Amount: money.Must("320.00 EUR")}, Facts: f, At: etomtest.NewClock().Now()}
	for b.Loop() {
		if _, err := risk.Assess(c, in); err != nil {
			b.Fatal(err)
		}
	}
}
