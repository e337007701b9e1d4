package fit_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/fit"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// cents are a mean of so many cents.
func cents(t testing.TB, n int64) money.Exact {
	t.Helper()
	a, err := money.FromMinor(n, usd)
	require.NoError(t, err)
	return a.Exact()
}

// simulated are customers who buy as the model says: a purchase after each exponential wait, and after each repeat the end with the
// customer's own probability.
func simulated(t testing.TB, buying value.BGNBD, spending value.GammaGamma, n int, seed uint64) []value.History {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	all := make([]value.History, n)
	for i := range all {
		h := value.History{Age: 30 + 20*r.Float64()}
		rate := gamma(r, buying.R) / buying.Alpha
		x, y := gamma(r, buying.A), gamma(r, buying.B)
		leaves := x / (x + y)
		for at := r.ExpFloat64() / rate; at < h.Age; at += r.ExpFloat64() / rate {
			h.Repeats, h.Last = h.Repeats+1, at
			if r.Float64() < leaves {
				break
			}
		}
		if h.Repeats > 0 {
			own := gamma(r, spending.Q) / spending.V
			sum := gamma(r, spending.P*float64(h.Repeats)) / own
			h.Mean = cents(t, int64(math.Round(100*sum/float64(h.Repeats))))
		}
		all[i] = h
	}
	return all
}

// gamma draws from the gamma distribution with a shape and scale 1 (Marsaglia and Tsang 2000).
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		x := r.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

var (
	trueBuying   = value.BGNBD{R: 0.8, Alpha: 6, A: 0.7, B: 3}
	trueSpending = value.GammaGamma{P: 5, Q: 4, V: 20, Currency: usd}
)

// Of customers who were made by a model, the fit finds it again, as near as so many customers can tell.
func TestFits_find_the_model_that_made_the_customers(t *testing.T) {
	t.Parallel()
	all := simulated(t, trueBuying, trueSpending, 3000, 1)
	b, _, err := fit.BGNBD(context.Background(), all)
	require.NoError(t, err)
	assert.InEpsilon(t, trueBuying.R, b.R, 0.1)
	assert.InEpsilon(t, trueBuying.Alpha, b.Alpha, 0.1)
	assert.InEpsilon(t, trueBuying.A/(trueBuying.A+trueBuying.B), b.A/(b.A+b.B), 0.1, "the mean probability to leave")
	g, _, err := fit.GammaGamma(context.Background(), all)
	require.NoError(t, err)
	assert.InEpsilon(t, trueSpending.P, g.P, 0.1)
	assert.InEpsilon(t, trueSpending.Q, g.Q, 0.1)
	assert.InEpsilon(t, trueSpending.V, g.V, 0.15)
}

// There is nothing better close by: whichever parameter is changed, the likelihood falls.
func TestFits_are_at_the_top(t *testing.T) {
	t.Parallel()
	all := simulated(t, trueBuying, trueSpending, 300, 1)
	b, best, err := fit.BGNBD(context.Background(), all)
	require.NoError(t, err)
	for _, f := range []float64{0.99, 1.01} {
		for i, m := range []value.BGNBD{{R: b.R * f, Alpha: b.Alpha, A: b.A, B: b.B}, {R: b.R, Alpha: b.Alpha * f, A: b.A, B: b.B},
			{R: b.R, Alpha: b.Alpha, A: b.A * f, B: b.B}, {R: b.R, Alpha: b.Alpha, A: b.A, B: b.B * f}} {
			sum := 0.0
			for _, h := range all {
				sum += m.LogLikelihood(h)
			}
			assert.Less(t, sum, best.Log, "parameter %d times %v", i, f)
		}
	}
	g, best, err := fit.GammaGamma(context.Background(), all)
	require.NoError(t, err)
	for _, f := range []float64{0.99, 1.01} {
		for i, m := range []value.GammaGamma{{P: g.P * f, Q: g.Q, V: g.V}, {P: g.P, Q: g.Q * f, V: g.V}, {P: g.P, Q: g.Q, V: g.V * f}} {
			sum := 0.0
			for _, h := range all {
				if h.Repeats > 0 {
					mean, err := value.Float(h.Mean)
					require.NoError(t, err)
					sum += m.LogLikelihood(float64(h.Repeats), mean)
				}
			}
			assert.Less(t, sum, best.Log, "parameter %d times %v", i, f)
		}
	}
}

// In days or in weeks, in dollars or in yen: it is the same fit.
func TestFits_do_not_depend_on_units(t *testing.T) {
	t.Parallel()
	all := simulated(t, trueBuying, trueSpending, 300, 1)
	other := make([]value.History, len(all))
	for i, h := range all {
		other[i] = value.History{Repeats: h.Repeats, Last: 7 * h.Last, Age: 7 * h.Age}
		if h.Repeats > 0 {
			mean, err := h.Mean.Share(1000, 1)
			require.NoError(t, err)
			other[i].Mean = mean
		}
	}
	b, _, err := fit.BGNBD(context.Background(), all)
	require.NoError(t, err)
	days, _, err := fit.BGNBD(context.Background(), other)
	require.NoError(t, err)
	assert.InEpsilon(t, b.R, days.R, 1e-6)
	assert.InEpsilon(t, 7*b.Alpha, days.Alpha, 1e-6)
	assert.InEpsilon(t, b.A, days.A, 1e-6)
	assert.InEpsilon(t, b.B, days.B, 1e-6)
	g, _, err := fit.GammaGamma(context.Background(), all)
	require.NoError(t, err)
	large, _, err := fit.GammaGamma(context.Background(), other)
	require.NoError(t, err)
	assert.InEpsilon(t, g.P, large.P, 1e-5)
	assert.InEpsilon(t, g.Q, large.Q, 1e-5)
	assert.InEpsilon(t, 1000*g.V, large.V, 1e-5)
}

func TestFits_say_why_there_is_no_model(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	once := make([]value.History, 50)
	alike := make([]value.History, 50)
	for i := range once {
		once[i] = value.History{Age: 10}
		alike[i] = value.History{Repeats: 10, Last: 10, Age: 10, Mean: cents(t, 1000)}
	}
	free := []value.History{{Repeats: 1, Last: 1, Age: 2}, {Repeats: 2, Last: 1, Age: 2, Mean: cents(t, 100)}}
	wrong := []value.History{{Age: -1}, {Age: math.NaN()}}
	for name, c := range map[string]struct {
		all     []value.History
		buying  string
		spendng string
	}{
		"no customers":         {nil, "nobody bought again", "fewer than two customers"},
		"nobody bought again":  {once, "nobody bought again", "fewer than two customers"},
		"customers all alike":  {alike, "without bound", "without bound"},
		"nothing was spent":    {free, "", "fewer than two customers"},
		"histories are wrong":  {wrong, "[0].age", "[1].age"},
		"a customer by itself": {alike[:1], "without bound", "fewer than two customers"},
	} {
		if c.buying != "" {
			_, _, err := fit.BGNBD(ctx, c.all)
			require.ErrorIs(t, err, fault.ErrInvalid, name)
			assert.ErrorContains(t, err, c.buying, name)
		}
		_, _, err := fit.GammaGamma(ctx, c.all)
		require.ErrorIs(t, err, fault.ErrInvalid, name)
		assert.ErrorContains(t, err, c.spendng, name)
	}
}

func TestFits_end_when_they_are_cancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	all := simulated(t, trueBuying, trueSpending, 50, 1)
	_, _, err := fit.BGNBD(ctx, all)
	assert.True(t, errors.Is(err, context.Canceled), "%v", err)
	_, _, err = fit.GammaGamma(ctx, all)
	assert.True(t, errors.Is(err, context.Canceled), "%v", err)
}

// Whatever the customers did, there is a top, from which every step leads down, or an error that says why not.
func TestFits_of_few_customers_are_at_the_top_or_refused(t *testing.T) {
	t.Parallel()
	fitted, refused := 0, 0
	for seed := range uint64(30) {
		all := simulated(t, trueBuying, trueSpending, 20, seed)
		m, best, err := fit.BGNBD(context.Background(), all)
		if err != nil {
			require.ErrorIs(t, err, fault.ErrInvalid)
			refused++
			continue
		}
		fitted++
		for _, f := range []float64{0.99, 1.01} {
			for i, other := range []value.BGNBD{{R: m.R * f, Alpha: m.Alpha, A: m.A, B: m.B}, {R: m.R, Alpha: m.Alpha * f, A: m.A, B: m.B},
				{R: m.R, Alpha: m.Alpha, A: m.A * f, B: m.B}, {R: m.R, Alpha: m.Alpha, A: m.A, B: m.B * f}} {
				sum := 0.0
				for _, h := range all {
					sum += other.LogLikelihood(h)
				}
				require.LessOrEqual(t, sum, best.Log+1e-9, "parameter %d times %v of %+v", i, f, m)
			}
		}
	}
	assert.Positive(t, fitted)
	assert.Positive(t, refused)
}
