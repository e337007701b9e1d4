package value_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func TestEstimate_rounds_once_to_the_minor_unit(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]float64{
		"24.66 USD": 24.658616323609934, "0.12 USD": 0.125, "0.38 USD": 0.375, "-0.12 USD": -0.125, "0.00 USD": -1e-300,
		"123456789012345680.00 USD": 123456789012345678, "2 JPY": 2.5, "4 JPY": 3.5, "1.235 KWD": 1.2345678,
	} {
		amount := money.Must(want)
		got, err := value.Estimate(f, amount.Currency())
		require.NoError(t, err)
		assert.Equal(t, amount, got, "%v", f)
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300} {
		_, err := value.Estimate(f, usd)
		require.ErrorIs(t, err, fault.ErrInvalid, "%v", f)
	}
}

// An amount that was computed with comes back as it was.
func TestFloat_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, err := money.FromMinor(rapid.Int64Range(-1e15, 1e15).Draw(t, "cents"), usd)
		if err != nil {
			t.Fatal(err)
		}
		f, err := value.Float(a.Exact())
		if err != nil {
			t.Fatal(err)
		}
		if back, err := value.Estimate(f, usd); err != nil || back != a {
			t.Fatalf("%s is %v is %s, %v", a, f, back, err)
		}
	})
}
