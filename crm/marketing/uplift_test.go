package marketing_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func of(x, n int) marketing.Fraction { return marketing.Fraction{Numerator: x, Denominator: n} }

// The ends of the score interval, found by halving: the rates from which the fraction is 1.96 standard errors of theirs away.
func scoreInterval(f marketing.Fraction) marketing.Interval {
	n, rate := float64(f.Denominator), float64(f.Numerator)/float64(f.Denominator)
	end := func(inside, outside float64) float64 {
		for range 100 {
			if p := (inside + outside) / 2; (rate-p)*(rate-p) <= 1.959963984540054*1.959963984540054*p*(1-p)/n {
				inside = p
			} else {
				outside = p
			}
		}
		return inside
	}
	return marketing.Interval{Lower: end(rate, 0), Upper: end(rate, 1)}
}

// R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in
// Medicine 17 (1998), table I: the score method without continuity correction. The table is quoted from memory, so that the claim does
// not rest on it alone: each interval is computed in another way, too.
func TestWilson_gives_the_published_intervals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate         marketing.Fraction
		lower, upper float64
	}{
		{of(81, 263), 0.2553, 0.3662},
		{of(15, 148), 0.0624, 0.1605},
		{of(0, 20), 0, 0.1611},
		{of(1, 29), 0.0061, 0.1718},
	} {
		got, other := c.rate.Wilson(), scoreInterval(c.rate)
		assert.InDelta(t, other.Lower, got.Lower, 1e-9, c.rate)
		assert.InDelta(t, other.Upper, got.Upper, 1e-9, c.rate)
		assert.InDelta(t, c.lower, got.Lower, 0.00005, c.rate)
		assert.InDelta(t, c.upper, got.Upper, 0.00005, c.rate)
	}
	assert.Equal(t, marketing.Interval{Lower: 0, Upper: 1}, of(0, 0).Wilson())
}

// R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods",
// Statistics in Medicine 17 (1998), table II: method 10. The table is quoted from memory, so each interval is also computed from the
// score intervals of scoreInterval: the squares of their halves that face each other add up.
func TestNewcombe_gives_the_published_intervals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b         marketing.Fraction
		lower, upper float64
	}{
		{of(56, 70), of(48, 80), 0.0524, 0.3339},
		{of(9, 10), of(3, 10), 0.1705, 0.8090},
		{of(6, 7), of(2, 7), 0.0582, 0.8062},
		{of(5, 56), of(0, 29), -0.0381, 0.1926},
		{of(0, 10), of(0, 20), -0.1611, 0.2775},
		{of(0, 10), of(0, 10), -0.2775, 0.2775},
		{of(10, 10), of(0, 20), 0.6791, 1},
		{of(10, 10), of(0, 10), 0.6075, 1},
	} {
		got := marketing.Newcombe(c.a, c.b)
		a, b := float64(c.a.Numerator)/float64(c.a.Denominator), float64(c.b.Numerator)/float64(c.b.Denominator)
		ia, ib := scoreInterval(c.a), scoreInterval(c.b)
		assert.InDelta(t, a-b-math.Sqrt((a-ia.Lower)*(a-ia.Lower)+(ib.Upper-b)*(ib.Upper-b)), got.Lower, 1e-9, "%s - %s", c.a, c.b)
		assert.InDelta(t, a-b+math.Sqrt((ia.Upper-a)*(ia.Upper-a)+(b-ib.Lower)*(b-ib.Lower)), got.Upper, 1e-9, "%s - %s", c.a, c.b)
		assert.InDelta(t, c.lower, got.Lower, 0.00005, "%s - %s", c.a, c.b)
		assert.InDelta(t, c.upper, got.Upper, 0.00005, "%s - %s", c.a, c.b)
	}
	assert.Equal(t, marketing.Interval{Lower: -1, Upper: 1}, marketing.Newcombe(of(1, 2), of(0, 0)))
}

// R, package stats, power.prop.test, its examples: n = 76.7 for 0.50, 0.75 and a power of 0.90; a power of 0.740 and
// p2 = 0.8026 for n = 50.
func TestSampleSize_gives_the_published_sizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to, power float64
		want            int
	}{{0.50, 0.75, 0.90, 77}, {0.50, 0.75, 0.740, 50}, {0.50, 0.80265, 0.90, 50}, {0.50, 0.80255, 0.90, 51}, {0.75, 0.50, 0.90, 77}} {
		got, err := marketing.SampleSize(c.from, c.to, c.power)
		require.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
	for path, c := range map[string][3]float64{"from": {-0.1, 0.5, 0.9}, "to": {0.5, 0.5, 0.9}, "power": {0.5, 0.6, 1}} {
		_, err := marketing.SampleSize(c[0], c[1], c[2])
		require.ErrorIs(t, err, fault.ErrInvalid)
		assert.Equal(t, []string{path}, etomtest.Paths(err))
	}
	_, err := marketing.SampleSize(0.5, 0.5000001, 0.9)
	assert.ErrorContains(t, err, "lies so near that no group is large enough")
}

func TestCompare_gives_a_verdict(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		treated, control marketing.Fraction
		want             marketing.Verdict
	}{
		"clearly more":                   {of(60, 200), of(20, 200), marketing.VerdictMore},
		"clearly fewer":                  {of(20, 200), of(60, 200), marketing.VerdictFewer},
		"a little more":                  {of(22, 200), of(20, 200), marketing.VerdictUndecided},
		"too few who got it":             {of(99, 99), of(0, 200), marketing.VerdictTooFew},
		"too few who were held out":      {of(60, 200), of(0, 99), marketing.VerdictTooFew},
		"no control group at all":        {of(60, 200), of(0, 0), marketing.VerdictTooFew},
		"the same in both":               {of(20, 200), of(10, 100), marketing.VerdictUndecided},
		"nobody answered, here or there": {of(0, 100), of(0, 100), marketing.VerdictUndecided},
	} {
		assert.Equal(t, c.want, marketing.Compare(c.treated, c.control).Verdict, name)
	}
}

func TestUplift_CostPerAdditional(t *testing.T) {
	t.Parallel()
	u := marketing.Compare(of(60, 200), of(10, 100)) // 60, where 20 would have come anyway
	assert.InDelta(t, 40, u.Additional(), 1e-9)
	each, err := u.CostPerAdditional(money.Must("5000.00 EUR"))
	require.NoError(t, err)
	assert.Equal(t, money.Must("125.00 EUR"), each)
	each, err = u.CostPerAdditional(money.Must("100.00 EUR"))
	require.NoError(t, err)
	assert.Equal(t, money.Must("2.50 EUR"), each)

	_, err = u.CostPerAdditional(money.Must("-1.00 EUR"))
	assert.ErrorIs(t, err, fault.ErrInvalid)
	for _, none := range []marketing.Uplift{marketing.Compare(of(10, 100), of(10, 100)), marketing.Compare(of(1, 100), of(10, 100)), marketing.Compare(of(1, 100), of(0, 0))} {
		_, err = none.CostPerAdditional(money.Must("1.00 EUR"))
		assert.ErrorIs(t, err, fault.ErrState)
	}
}

// The interval has the difference in it, turns round with the groups, and narrows as they grow.
func TestNewcombe_holds_the_difference(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T, name string) marketing.Fraction {
		n := rapid.IntRange(1, 500).Draw(t, name)
		return of(rapid.IntRange(0, n).Draw(t, name+" responded"), n)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		u, turned := marketing.Compare(a, b), marketing.Compare(b, a)
		wide := u.Confidence.Upper - u.Confidence.Lower
		larger := marketing.Newcombe(of(a.Numerator*10, a.Denominator*10), of(b.Numerator*10, b.Denominator*10))
		switch {
		case !u.Confidence.Contains(u.Difference) || u.Confidence.Lower < -1 || u.Confidence.Upper > 1:
			t.Fatalf("%+v", u)
		case turned.Confidence.Lower+u.Confidence.Upper > 1e-12 || turned.Confidence.Lower+u.Confidence.Upper < -1e-12:
			t.Fatalf("%+v, turned %+v", u, turned)
		case larger.Upper-larger.Lower >= wide:
			t.Fatalf("%+v, with ten times as many %+v", u.Confidence, larger)
		}
	})
}
