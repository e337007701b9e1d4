package charge_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/charge"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestCommitment_of_a_period(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	both := charge.Commitment{ID: "c", Name: "Commitment", Minimum: money.Must("100.00 EUR"), Maximum: money.Must("500.00 EUR")}
	from := func(c charge.Commitment, day string) charge.Commitment {
		c.From, c.Prorate = calendar.MustParse(day), true
		return c
	}
	cases := []struct {
		name  string
		c     charge.Commitment
		spent string
		want  string // nothing: no charge
		text  string
		de    string
	}{
		{"less than the minimum", both, "30.00 EUR", "70.00 EUR", "€30.00 was spent; the minimum is €100.00", "30,00\u00a0€ wurden verbraucht; der Mindestumsatz ist 100,00\u00a0€"},
		{"the minimum", both, "100.00 EUR", "", "", ""},
		{"the maximum", both, "500.00 EUR", "", "", ""},
		{"more than the maximum", both, "500.01 EUR", "-0.01 EUR", "€500.01 was spent; the maximum is €500.00", "500,01\u00a0€ wurden verbraucht; der Höchstbetrag ist 500,00\u00a0€"},
		{"nothing", both, "0.00 EUR", "100.00 EUR", "€0.00 was spent; the minimum is €100.00", "0,00\u00a0€ wurden verbraucht; der Mindestumsatz ist 100,00\u00a0€"},
		{"a part of the period", from(both, "2026-03-22"), "0.00 EUR", "32.26 EUR", "€0.00 was spent; the minimum is €100.00, of it 10 of 31 days", "0,00\u00a0€ wurden verbraucht; der Mindestumsatz ist 100,00\u00a0€, davon 10 von 31 Tagen"},
		{"it begins later", from(both, "2026-04-01"), "0.00 EUR", "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok, err := c.c.Apply(money.Must(c.spent).Exact(), cycle, march)
			require.NoError(t, err)
			require.Equal(t, c.want != "", ok)
			if !ok {
				assert.Equal(t, charge.Charge{}, got)
				return
			}
			assert.Equal(t, c.want, must(got.Amount.Round(money.HalfUp)).String())
			assert.Equal(t, c.text, got.Reason.Text)
			assert.Equal(t, c.de, got.Reason.De)
			assert.Equal(t, "commitmentCharge", got.Key.Kind)
		})
	}
}

func TestCommitment_what_was_spent_and_the_charge_lie_between_minimum_and_maximum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cycle := anyCycle(t)
		period := periodOf(t, cycle, anyDay(t, "period").String())
		cents := func(label string) money.Amount {
			return must(money.FromMinor(rapid.Int64Range(1, 100000).Draw(t, label), money.MustCurrency("EUR")))
		}
		c := charge.Commitment{ID: "c", Name: "Commitment", Minimum: cents("minimum"), Prorate: true, From: anyDay(t, "from")}
		c.Maximum = must(c.Minimum.Add(cents("more")))
		spent := must(cents("spent").Share(1, 7))
		got, _, err := c.Apply(spent, cycle, period)
		require.NoError(t, err)
		if !c.From.Before(period.To()) {
			assert.Zero(t, got)
			return
		}
		days := int64(min(c.From.DaysUntil(period.To()), period.Days()))
		paid := must(spent.Add(got.Amount))
		assert.GreaterOrEqual(t, must(paid.Cmp(must(c.Minimum.Share(days, int64(period.Days()))))), 0)
		assert.LessOrEqual(t, must(paid.Cmp(must(c.Maximum.Share(days, int64(period.Days()))))), 0)
	})
}

func TestCommitment_refuses_what_is_wrong(t *testing.T) {
	t.Parallel()
	cycle := cycleOf(t, 1, "Europe/Berlin")
	march := periodOf(t, cycle, "2026-03-01")
	spent := money.Must("1.00 EUR").Exact()
	good := charge.Commitment{ID: "c", Name: "Commitment", Minimum: money.Must("100.00 EUR")}

	_, _, err := charge.Commitment{Minimum: money.Must("-1.00 EUR"), Maximum: money.Must("-1.00 EUR"), From: day("2026-03-01"), Until: day("2026-03-01")}.Apply(spent, cycle, march)
	assert.Equal(t, []string{"id ETOM-REQUIRED", "name ETOM-REQUIRED", "minimum ETOM-RANGE", "maximum ETOM-RANGE", "until ETOM-RANGE"}, rules(err))
	assert.Equal(t, []string{"minimum ETOM-REQUIRED"}, rules(charge.Commitment{ID: "c", Name: "c"}.Check()))
	less, other := good, good
	less.Maximum, other.Maximum = money.Must("99.99 EUR"), money.Must("200.00 CHF")
	assert.Equal(t, []string{"maximum ETOM-RANGE"}, rules(less.Check()))
	assert.Equal(t, []string{"maximum ETOM-CURRENCY"}, rules(other.Check()))

	_, _, err = good.Apply(money.Must("1.00 CHF").Exact(), cycle, march)
	assert.Equal(t, []string{"currency ETOM-CURRENCY"}, rules(err))
	two := must(calendar.NewPeriod(day("2026-03-01"), day("2026-05-01"), "Europe/Berlin"))
	_, _, err = good.Apply(spent, cycle, two)
	assert.Equal(t, []string{"period ETOM-RANGE"}, rules(err))
	_, _, err = good.Apply(spent, calendar.Cycle{}, march)
	assert.Equal(t, []string{"cycle.unit ETOM-UNKNOWN", "period ETOM-REFERENCE"}, rules(err))
}
