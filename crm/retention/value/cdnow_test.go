package value_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/money"
)

// Every one of the 2357 customers as in the summary that Fader and Hardie made of the same purchases (cdnow_customers_summary).
func TestSummarise_makes_the_summary_of_CDNOW(t *testing.T) {
	t.Parallel()
	want := summary(t)
	got, err := value.Summarise(sample(t), calibration)
	require.NoError(t, err)
	require.Len(t, got, len(want))
	repeats := 0
	for i, h := range got {
		repeats += h.Repeats
		require.Equal(t, want[i].Repeats, h.Repeats, h.Customer)
		require.InDelta(t, want[i].Last, h.Last, 0.0051, h.Customer)
		require.InDelta(t, want[i].Age, h.Age, 0.0051, h.Customer)
		mean, err := value.Float(h.Mean)
		require.NoError(t, err)
		rounded, err := value.Float(want[i].Mean)
		require.NoError(t, err)
		require.InDelta(t, rounded, mean, 0.0051, h.Customer)
	}
	assert.Equal(t, expected(t).SumX, repeats)
}

func TestScore_counts_the_purchases_of_CDNOW(t *testing.T) {
	t.Parallel()
	want := expected(t).RFM
	got, err := value.Score(sample(t), calibration, value.TiesLow)
	require.NoError(t, err)
	require.Len(t, got, want.Customers)
	var sum money.Amount
	count, histogram := 0, map[string]int{}
	for _, r := range got {
		sum, err = sum.Add(r.Monetary)
		require.NoError(t, err)
		count += r.Frequency
		if r.Frequency <= len(want.Histogram) {
			histogram[strconv.Itoa(r.Frequency)]++
		}
		if first, ok := want.First5[r.Customer]; ok {
			cents, err := r.Monetary.MinorUnits()
			require.NoError(t, err)
			assert.Equal(t, [3]int64{int64(first.Recency), int64(first.Frequency), first.Monetary}, [3]int64{int64(r.Recency), int64(r.Frequency), cents})
		}
	}
	cents, err := sum.MinorUnits()
	require.NoError(t, err)
	assert.Equal(t, want.Transactions, count)
	assert.Equal(t, want.Cents, cents)
	assert.Equal(t, want.Histogram, histogram)
}

// Fader, Hardie and Lee (2005), section 4: -9582.4, and 1.226 purchases of the customer with x 2, t_x 30.43, T 38.86 in 39 weeks.
func TestBGNBD_says_what_was_published_of_CDNOW(t *testing.T) {
	t.Parallel()
	want := expected(t).BGNBD
	sum := 0.0
	for _, h := range summary(t) {
		sum += want.BGNBD.LogLikelihood(h)
	}
	assert.InDelta(t, -9582.4, sum, 0.05)
	assert.InDelta(t, want.LogLikelihood, sum, 1e-6)

	one := history(2, 30.43, 38.86)
	got, err := want.BGNBD.Expected(one, 39)
	require.NoError(t, err)
	assert.InDelta(t, 1.226, got, 0.0005)
	assert.InEpsilon(t, want.Expected["x=2,t_x=30.43,T=38.86"], got, 1e-12)

	for h, key := range map[value.History]string{one: "x=2,t_x=30.43,T=38.86", history(7, 20, 38.86): "x=7,t_x=20,T=38.86"} {
		alive, err := want.BGNBD.Alive(h)
		require.NoError(t, err)
		assert.InEpsilon(t, want.Alive[key], alive, 1e-12, key)
	}
	require.NotEmpty(t, want.OfNew)
	for weeks, purchases := range want.OfNew {
		got, err := want.BGNBD.ExpectedOfNew(parse(t, weeks))
		require.NoError(t, err)
		assert.InEpsilon(t, purchases, got, 1e-12, "%s weeks", weeks)
	}
}

func TestGammaGamma_says_what_was_published_of_CDNOW(t *testing.T) {
	t.Parallel()
	want := expected(t).Spending
	g, sum := want.model(), 0.0
	for _, h := range summary(t) {
		if h.Repeats > 0 {
			mean, err := value.Float(h.Mean)
			require.NoError(t, err)
			sum += g.LogLikelihood(float64(h.Repeats), mean)
		}
	}
	assert.InDelta(t, want.LogLikelihood, sum, 1e-6)
	for key, h := range map[string]value.History{
		"x=2,zbar=22.35": {Repeats: 2, Last: 1, Age: 1, Mean: money.Must("22.35 USD").Exact()},
		"x=1,zbar=11.77": {Repeats: 1, Last: 1, Age: 1, Mean: money.Must("11.77 USD").Exact()},
		"x=0,zbar=0":     {},
	} {
		spend, err := g.Spend(h)
		require.NoError(t, err)
		whole, err := value.Estimate(want.Spend[key], usd)
		require.NoError(t, err)
		assert.Equal(t, whole, spend, key)
	}
}
