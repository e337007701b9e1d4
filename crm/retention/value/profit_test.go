package value_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/money"
)

func use(driver, quantity string) value.Use {
	return value.Use{Driver: driver, Quantity: money.MustQuantity(quantity)}
}

func costs(t testing.TB) *value.Costs {
	t.Helper()
	all, err := value.NewCosts(value.UnitCost{Driver: "ticket", Each: money.Must("12.00 USD")}, value.UnitCost{Driver: "data", Each: money.Must("0.0123 USD")},
		value.UnitCost{Driver: "letter"})
	require.NoError(t, err)
	return all
}

func TestCosts_Profit(t *testing.T) {
	t.Parallel()
	p, err := costs(t).Profit(money.Must("49.90 USD"), []value.Use{use("data", "2.5"), use("ticket", "1"), use("letter", "7"), use("data", "100.5")})
	require.NoError(t, err)
	assert.Equal(t, value.Profit{
		Revenue: money.Must("49.90 USD"),
		Costs: []value.Cost{
			{Driver: "ticket", Quantity: money.Count(1), Each: money.Must("12.00 USD"), Total: money.Must("12.00 USD")},
			{Driver: "data", Quantity: money.MustQuantity("103"), Each: money.Must("0.0123 USD"), Total: money.Must("1.27 USD")}, // 1.2669
			{Driver: "letter", Quantity: money.Count(7)},
		},
		Cost: money.Must("13.27 USD"), Profit: money.Must("36.63 USD"),
	}, p)
	none, err := costs(t).Profit(money.Amount{}, nil)
	require.NoError(t, err)
	assert.Equal(t, value.Profit{}, none)
	loss, err := costs(t).Profit(money.Amount{}, []value.Use{use("ticket", "2")})
	require.NoError(t, err)
	assert.Equal(t, money.Must("-24.00 USD"), loss.Profit, "nothing came in")
}

// The parts add up: cost is the sum of the costs, and cost and profit are the revenue, to the cent.
func TestCosts_Profit_property(t *testing.T) {
	t.Parallel()
	table := costs(t)
	rapid.Check(t, func(t *rapid.T) {
		revenue, err := money.FromMinor(rapid.Int64Range(-1e9, 1e9).Draw(t, "revenue"), usd)
		if err != nil {
			t.Fatal(err)
		}
		uses := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) value.Use {
			return value.Use{Driver: rapid.SampledFrom([]string{"ticket", "data", "letter"}).Draw(t, "driver"), Quantity: money.Count(rapid.Int64Range(0, 1e6).Draw(t, "quantity"))}
		}), 0, 10).Draw(t, "uses")
		p, err := table.Profit(revenue, uses)
		if err != nil {
			t.Fatal(err)
		}
		var calc money.Calc
		var sum money.Amount
		for _, one := range p.Costs {
			if calc.Round(one.Total, money.HalfUp) != one.Total {
				t.Fatalf("%s is not rounded", one.Total)
			}
			sum = calc.Add(sum, one.Total)
		}
		if whole := calc.Add(p.Cost, p.Profit); sum != p.Cost || whole.Number() != revenue.Number() || calc.Err() != nil {
			t.Fatalf("%+v", p)
		}
	})
}

func TestCosts_refuses(t *testing.T) {
	t.Parallel()
	_, err := costs(t).Profit(money.Must("1.00 EUR"), []value.Use{use("ticket", "-1"), use("call", "1")})
	assert.Equal(t, []string{"revenue", "uses[0].quantity", "uses[1].driver"}, etomtest.Paths(err))
	most := value.Use{Driver: "ticket", Quantity: money.Count(math.MaxInt64)}
	_, err = costs(t).Profit(money.Amount{}, []value.Use{most, most})
	assert.Contains(t, etomtest.Paths(err), "uses[1].quantity", "too much to be added up")
	_, err = value.NewCosts(value.UnitCost{}, value.UnitCost{Driver: "a", Each: money.Must("-1.00 USD")}, value.UnitCost{Driver: "a", Each: money.Must("1.00 EUR")})
	assert.Equal(t, []string{"[0].driver", "[1].each", "[2].driver", "[2].each"}, etomtest.Paths(err))
	assert.Len(t, costs(t).List(), 3)
}
