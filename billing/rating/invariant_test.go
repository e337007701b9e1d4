package rating_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/money"
)

// everyModel is a tariff in which each model, over periods and over records, has a kind of usage of its own.
func everyModel() rating.Tariff {
	tiers := []rating.Tier{{UpTo: money.Count(10), Amount: amount("0.10"), Flat: amount("1.00")}, {UpTo: money.MustQuantity("50.5"), Amount: amount("0.07")}, {Amount: amount("0.03"), Flat: amount("2.50")}}
	steps := []rating.Tier{{UpTo: money.Count(10), Flat: amount("5")}, {UpTo: money.Count(60), Flat: amount("9")}, {Flat: amount("29")}}
	var prices []rating.Price
	for _, over := range []rating.Over{rating.OverPeriod, rating.OverRecord} {
		for _, model := range []rating.Model{rating.Graduated, rating.Volume, rating.Package, rating.StairStep} {
			p := data(model)
			p.Code = string(model) + "-" + string(over)
			p.Kind, p.Over = p.Code, over
			switch model {
			case rating.Package:
				p.Amount, p.Size = amount("1.99"), money.Count(20)
			case rating.StairStep:
				p.Tiers = steps
			default:
				p.Tiers = tiers
			}
			if over == rating.OverRecord {
				p.Minimum, p.Maximum = amount("0.50"), amount("20")
			}
			prices = append(prices, p)
		}
	}
	unit := data(rating.Unit)
	unit.Code, unit.Kind, unit.Amount, unit.SetUp, unit.Minimum = "unit", "unit", amount("0.0123"), amount("0.05"), amount("0.02")
	unit.Pulse = rating.Pulse{First: money.Count(1), Next: money.MustQuantity("0.1")}
	spec := tariff(append(prices, unit)...)
	spec.Allowances = []rating.Allowance{
		{ID: "data", Name: "15 MB", Measure: rating.Quantity, Unit: "MB", Grant: money.Count(15), Kinds: []string{"unit", "graduated-period", "volume-period"}, RollOver: 2},
		{ID: "more", Name: "20 MB for all", Measure: rating.Quantity, Unit: "MB", Grant: money.Count(20), Shared: true, Prorated: true, CoversSetUp: true, Order: 1},
	}
	return spec
}

func requests() *rapid.Generator[rating.Request] {
	kinds := everyModel().Prices
	return rapid.Custom(func(t *rapid.T) rating.Request {
		r := rating.Request{Tariff: "t", Product: "p-0", Period: march(), With: []rating.Held{{Product: "p-1", Tariff: "t", Share: rating.Share{Numerator: 17, Denominator: 31}}}}
		for i := range rapid.IntRange(0, 25).Draw(t, "records") {
			u := megabytes(fmt.Sprintf("u-%d", i), money.Count(rapid.Int64Range(0, 40).Draw(t, "MB")).String()+".5")
			u.Kind = rapid.SampledFrom(kinds).Draw(t, "kind").Kind
			u.At = u.At.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "hour")) * time.Hour)
			u.Product = fmt.Sprintf("p-%d", rapid.IntRange(0, 2).Draw(t, "product"))
			if rapid.IntRange(0, 9).Draw(t, "double") == 0 {
				u.ID = "u-0"
			}
			r.Usage = append(r.Usage, u)
		}
		if rapid.Bool().Draw(t, "carried over") {
			r.Balances = []rating.Balance{{Allowance: "data", Product: "p-1", Since: calendar.MustParse("2026-02-01"), Periods: 2, Left: rating.Extent{Quantity: money.MustQuantity("3.25")}}}
		}
		return r
	})
}

func TestRate_loses_nothing_and_adds_up(t *testing.T) {
	t.Parallel()
	book := bookOf(t, everyModel())
	rapid.Check(t, func(t *rapid.T) {
		r := requests().Draw(t, "request")
		result, err := book.Rate(r)
		require.NoError(t, err)
		require.Len(t, r.Usage, len(result.Rated)+len(result.Rejected), "every record is rated or rejected")

		records, segments, lines, counted := money.Exact{}, money.Exact{}, total(t, result), 0
		add := func(to *money.Exact, e money.Exact) {
			sum, err := to.Add(e)
			require.NoError(t, err)
			*to = sum
		}
		for _, u := range result.Rated {
			add(&records, u.Amount)
			for _, s := range u.Why {
				add(&segments, s.Amount)
			}
		}
		require.Equal(t, lines, records, "lines are what their records were rated at")
		require.Equal(t, lines, segments, "records are what their segments add up to")
		for _, l := range result.Lines {
			counted += l.Count
			var why money.Exact
			for _, s := range l.Why {
				add(&why, s.Amount)
			}
			require.Equal(t, l.Amount, why, "line %s explains itself", l.Code)
		}
		require.Equal(t, len(result.Rated), counted)
		for _, a := range result.Allowances {
			sum, err := a.Used.Quantity.Add(a.Left.Quantity)
			require.NoError(t, err)
			require.Equal(t, a.Granted.Quantity, sum)
			require.GreaterOrEqual(t, a.Left.Quantity.Sign(), 0)
		}
	})
}

func TestRate_no_order_of_the_same_records_changes_anything(t *testing.T) {
	t.Parallel()
	book := bookOf(t, everyModel())
	rapid.Check(t, func(t *rapid.T) {
		r := requests().Draw(t, "request")
		want, err := book.Rate(r)
		require.NoError(t, err)
		r.Usage = rapid.Permutation(r.Usage).Draw(t, "order")
		got, err := book.Rate(r)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestRate_in_brief_makes_the_same_lines(t *testing.T) {
	t.Parallel()
	book := bookOf(t, everyModel())
	rapid.Check(t, func(t *rapid.T) {
		r := requests().Draw(t, "request")
		want, err := book.Rate(r)
		require.NoError(t, err)
		r.Brief = true
		got, err := book.Rate(r)
		require.NoError(t, err)
		want.Rated = nil
		require.Equal(t, want, got)
	})
}

func TestDifference_is_what_a_rerating_adds(t *testing.T) {
	t.Parallel()
	before := bookOf(t, everyModel())
	dearer := everyModel()
	for i := range dearer.Prices {
		dearer.Prices[i].SetUp = amount("0.01")
	}
	dearer.Prices[0].Tiers[0].Amount = amount("0.11")
	now := bookOf(t, dearer)
	rapid.Check(t, func(t *rapid.T) {
		r := requests().Draw(t, "request")
		a, err := before.Rate(r)
		require.NoError(t, err)
		b, err := now.Rate(r)
		require.NoError(t, err)
		require.Empty(t, rating.Difference(a, a), "rating again changes nothing")
		sum := total(t, a)
		for _, c := range rating.Difference(a, b) {
			by, err := c.By()
			require.NoError(t, err)
			require.NotZero(t, by.Sign())
			require.NotEmpty(t, c.Records, "%+v", c)
			sum, err = sum.Add(by)
			require.NoError(t, err)
		}
		require.Equal(t, total(t, b), sum)
		back := money.Exact{}
		for _, c := range rating.Difference(b, a) {
			by, err := c.By()
			require.NoError(t, err)
			back, err = back.Add(by)
			require.NoError(t, err)
		}
		sum, err = sum.Add(back)
		require.NoError(t, err)
		require.Equal(t, total(t, a), sum, "there and back again")
	})
}
