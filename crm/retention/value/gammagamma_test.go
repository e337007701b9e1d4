package value_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// The expected spend lies between the customer's mean and that of all customers, and the nearer to the customer's the more
// purchases there were.
func TestGammaGamma_Spend_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parameter := func(name string, least float64) float64 { return rapid.Float64Range(least, 50).Draw(t, name) }
		g := value.GammaGamma{P: parameter("p", 0.1), Q: parameter("q", 1.1), V: parameter("v", 0.1), Currency: usd}
		own, err := money.FromMinor(rapid.Int64Range(1, 1_000_000).Draw(t, "mean"), usd)
		if err != nil {
			t.Fatal(err)
		}
		all, err := g.Spend(value.History{})
		if err != nil {
			t.Fatal(err)
		}
		before := distance(t, all, own)
		for _, x := range []int{1, 2, 10, 1000} {
			got, err := g.Spend(value.History{Repeats: x, Last: 1, Age: 1, Mean: own.Exact()})
			if err != nil {
				t.Fatal(err)
			}
			if d := distance(t, got, own); d > before || distance(t, got, all) > distance(t, own, all) {
				t.Fatalf("%s after %d purchases of %s, %s of all", got, x, own, all)
			} else {
				before = d
			}
		}
	})
}

func distance(t *rapid.T, a, b money.Amount) int64 {
	d, err := a.Sub(b)
	if err != nil {
		t.Fatal(err)
	}
	cents, err := d.Abs().MinorUnits()
	if err != nil {
		t.Fatal(err)
	}
	return cents
}

func TestGammaGamma_refuses_what_it_cannot_compute(t *testing.T) {
	t.Parallel()
	g := value.GammaGamma{P: 6, Q: 0.5, V: 15, Currency: usd}
	for name, c := range map[string]struct {
		model   value.GammaGamma
		history value.History
		paths   []string
	}{
		"no parameters":         {value.GammaGamma{}, value.History{}, []string{"p", "q", "v", "currency"}},
		"no number":             {value.GammaGamma{P: math.NaN(), Q: math.Inf(1), V: 0, Currency: usd}, value.History{}, []string{"p", "q", "v"}},
		"a mean without bounds": {g, value.History{}, []string{"q"}},
		"another currency":      {g, value.History{Repeats: 1, Last: 1, Age: 1, Mean: money.Must("1.00 EUR").Exact()}, []string{"mean"}},
		"a wrong history":       {g, history(1, 0, 1), []string{"last"}},
	} {
		_, err := c.model.Spend(c.history)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, c.paths, etomtest.Paths(err), name)
	}
}
