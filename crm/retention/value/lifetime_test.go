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

// The models of CDNOW as published, and a customer of it.
var (
	cdnowBuying   = value.BGNBD{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426}
	cdnowSpending = value.GammaGamma{P: 6.25, Q: 3.74, V: 15.44, Currency: usd}
	cdnowCustomer = value.History{Customer: "0001", Repeats: 2, Last: 30.43, Age: 38.86, Mean: money.Must("22.35 USD").Exact()}
)

func terms(weeks int, discount, margin string) value.Terms {
	return value.Terms{Weeks: weeks, Discount: money.MustRate(discount), Margin: money.MustRate(margin)}
}

// Worked out by hand from the formula: a week of 52.18 in a year, discounted at its end.
func TestLifetime_of_one_week_and_of_two(t *testing.T) {
	t.Parallel()
	one, err := cdnowBuying.Expected(cdnowCustomer, 1)
	require.NoError(t, err)
	two, err := cdnowBuying.Expected(cdnowCustomer, 2)
	require.NoError(t, err)
	w, err := value.Lifetime(cdnowBuying, cdnowSpending, cdnowCustomer, terms(2, "10%", "40%"))
	require.NoError(t, err)
	week := math.Pow(1.1, -7/365.25)
	discounted := one*week + (two-one)*week*week
	assert.InDelta(t, discounted, w.Discounted, 1e-15)
	spend := 6.25 * (15.44 + 2*22.35) / (6.25*2 + 3.74 - 1)
	want, err := value.Estimate(discounted*spend*0.4, usd)
	require.NoError(t, err)
	assert.Equal(t, want, w.Value)
	assert.Equal(t, money.Must("24.66 USD"), w.Spend)
	assert.InDelta(t, two, w.Purchases, 1e-15)
	assert.Equal(t, "0001", w.Customer)
}

// Without a discount every purchase counts in full; a discount lowers the value, a longer horizon and a larger margin do not.
func TestLifetime_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := buying(t), anyHistory(t)
		weeks := rapid.IntRange(1, 60).Draw(t, "weeks")
		worth := func(weeks int, discount, margin string) value.Worth {
			w, err := value.Lifetime(m, cdnowSpending, h, terms(weeks, discount, margin))
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		more := func(a, b value.Worth) {
			if order, err := a.Value.Cmp(b.Value); err != nil || order < 0 {
				t.Fatalf("%s, and %s: %v", a.Value, b.Value, err)
			}
		}
		plain := worth(weeks, "0%", "50%")
		if math.Abs(plain.Discounted-plain.Purchases) > 1e-12*plain.Purchases {
			t.Fatalf("%v of %v", plain.Discounted, plain.Purchases)
		}
		discounted := worth(weeks, "10%", "50%")
		more(plain, discounted)
		more(discounted, worth(weeks, "20%", "50%"))
		more(worth(weeks+10, "10%", "50%"), discounted)
		more(worth(weeks, "10%", "60%"), discounted)
	})
}

func TestLifetime_refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		model value.BGNBD
		terms value.Terms
		paths []string
	}{
		"no terms":          {cdnowBuying, value.Terms{}, []string{"weeks"}},
		"terms out of line": {cdnowBuying, terms(value.MaxWeeks+1, "101%", "-1%"), []string{"weeks", "discount", "margin"}},
		"no model":          {value.BGNBD{}, value.DefaultTerms(), []string{"r", "alpha", "a", "b"}},
	} {
		_, err := value.Lifetime(c.model, cdnowSpending, cdnowCustomer, c.terms)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.Equal(t, c.paths, etomtest.Paths(err), name)
	}
	_, err := value.Lifetime(cdnowBuying, value.GammaGamma{}, cdnowCustomer, value.DefaultTerms())
	require.ErrorIs(t, err, fault.ErrInvalid)
	_, err = value.Lifetime(cdnowBuying, cdnowSpending, history(1, 0, 1), value.DefaultTerms())
	require.ErrorIs(t, err, fault.ErrInvalid)
}

func BenchmarkLifetime(b *testing.B) {
	for b.Loop() {
		if _, err := value.Lifetime(cdnowBuying, cdnowSpending, cdnowCustomer, value.DefaultTerms()); err != nil {
			b.Fatal(err)
		}
	}
}
