package insight_test

import (
	"cmp"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/etomcrm/etomcrm/crm/retention/insight"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

func series(values ...float64) []insight.Point {
	all := make([]insight.Point, len(values))
	for i, v := range values {
		all[i] = insight.Point{Month: i, Value: v}
	}
	return all
}

// order is a series of n different values with a given S: every falling pair takes 2 from that of the rising series.
func order(n, s int) []insight.Point {
	falling := (n*(n-1)/2 - s) / 2
	values := make([]float64, 0, n)
	for v := range n { // v is put before as many of the smaller ones as may be
		at := max(0, len(values)-falling)
		falling -= len(values) - at
		values = append(values[:at], append([]float64{float64(v)}, values[at:]...)...)
	}
	return series(values...)
}

// risen counts the orders of n different values by their S: all n! of them, one by one.
func risen(n int) map[int]int {
	counts := map[int]int{}
	values := make([]int, n)
	var put func(k int)
	put = func(k int) {
		if k == n {
			s := 0
			for i, a := range values {
				for _, b := range values[i+1:] {
					s += cmp.Compare(b, a)
				}
			}
			counts[s]++
			return
		}
		for at := range n {
			if values[at] == 0 {
				values[at] = k + 1
				put(k + 1)
				values[at] = 0
			}
		}
	}
	put(0)
	return counts
}

func TestTrendOf_counts_the_chance_that_all_orders_have(t *testing.T) {
	t.Parallel()
	for n := 5; n <= 7; n++ {
		counts, all := risen(n), 0
		for _, c := range counts {
			all += c
		}
		for s := range counts {
			as := 0
			for other, c := range counts {
				if max(other, -other) >= max(s, -s) {
					as += c
				}
			}
			got, err := insight.TrendOf(order(n, s))
			require.NoError(t, err)
			require.Equal(t, s, got.S)
			assert.InDelta(t, float64(as)/float64(all), got.P, 1e-15, "n %d, S %d", n, s)
		}
	}
}

// Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), table A18: the chance of S or more, one-sided. The table is
// quoted from memory; up to 7 points the test above counts the same by itself.
func TestTrendOf_counts_the_chance_as_published(t *testing.T) {
	t.Parallel()
	for n, table := range map[int]map[int]float64{
		5:  {2: 0.408, 4: 0.242, 6: 0.117, 8: 0.042, 10: 0.0083},
		8:  {2: 0.452, 8: 0.199, 14: 0.054, 16: 0.031, 18: 0.016, 20: 0.0071},
		10: {1: 0.500, 11: 0.190, 19: 0.054, 21: 0.036, 23: 0.023, 25: 0.014, 27: 0.0083},
	} {
		for s, chance := range table {
			got, err := insight.TrendOf(order(n, s))
			require.NoError(t, err)
			require.Equal(t, s, got.S)
			assert.True(t, got.Exact)
			assert.InDelta(t, 2*chance, got.P, math.Max(0.001, 2*0.0005), "n %d, S %d", n, s)
			assert.Equal(t, map[bool]insight.Direction{true: insight.Rising, false: insight.Level}[2*chance < 0.05], got.Direction)
		}
	}
}

// The formula of Gilbert, section 16.4.2, worked out by hand: 12 rising months have S 66, variance 12·11·29/18 = 212.67, so Z is
// 65/14.583 = 4.457; with four of them tied the variance is 4·3·13/18 = 8.67 less and S is 60.
func TestTrendOf_more_than_ten_points_or_ties(t *testing.T) {
	t.Parallel()
	rising, err := insight.TrendOf(series(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	require.NoError(t, err)
	assert.Equal(t, 66, rising.S)
	assert.False(t, rising.Exact)
	assert.InDelta(t, math.Erfc(65/math.Sqrt(12*11*29/18.0)/math.Sqrt2), rising.P, 1e-15)
	assert.InEpsilon(t, 8.3e-6, rising.P, 0.01, "the normal distribution's table has 4.457")
	assert.Equal(t, insight.Rising, rising.Direction)

	tied, err := insight.TrendOf(series(5, 5, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13))
	require.NoError(t, err)
	assert.Equal(t, 60, tied.S)
	assert.InDelta(t, math.Erfc(59/math.Sqrt((12*11*29-4*3*13)/18.0)/math.Sqrt2), tied.P, 1e-15)

	flat, err := insight.TrendOf(series(3, 3, 3, 3, 3, 3))
	require.NoError(t, err)
	assert.Equal(t, insight.Trend{Points: 6, Direction: insight.Level, P: 1, Last: 3, Mean: 3}, flat)
}

func TestTrendOf_few_points(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		points []insight.Point
		want   insight.Trend
	}{
		"none":         {nil, insight.Trend{Direction: insight.Unknown, P: 1}},
		"one":          {series(7), insight.Trend{Points: 1, Direction: insight.Unknown, P: 1, Last: 7, Mean: 7}},
		"four, rising": {series(1, 2, 3, 8), insight.Trend{Points: 4, Direction: insight.Unknown, Slope: 2.0 / 2, S: 6, P: 1, Last: 8, Mean: 2, Jump: 6}},
	} {
		got, err := insight.TrendOf(c.points)
		require.NoError(t, err)
		if name == "four, rising" { // slopes 1, 1, 1, 7/3, 3, 5
			c.want.Slope = (1 + 7.0/3) / 2
		}
		assert.InDelta(t, c.want.Slope, got.Slope, 1e-15, name)
		got.Slope = c.want.Slope
		assert.Equal(t, c.want, got, name)
	}
}

// Eleven times 0.1 by eleventh parts is not 0.1 to the last digit: that is no spread to measure a jump by.
func TestTrendOf_a_jump_from_what_never_varied_is_none(t *testing.T) {
	t.Parallel()
	for n := 2; n < 40; n++ {
		values := make([]float64, n)
		for i := range values {
			values[i] = 29.99
		}
		values[n-1] = 49.99
		got, err := insight.TrendOf(series(values...))
		require.NoError(t, err)
		assert.Zero(t, got.Jump, n)
		assert.InDelta(t, 29.99, got.Mean, 0, n)
	}
}

// Months without a figure are not taken as 0: the slope is by the months that there are.
func TestTrendOf_with_gaps(t *testing.T) {
	t.Parallel()
	got, err := insight.TrendOf([]insight.Point{{Month: 30, Value: 60}, {Month: 2, Value: 4}, {Month: 3, Value: 6}, {Month: 7, Value: 14}, {Month: 20, Value: 40}})
	require.NoError(t, err)
	assert.InDelta(t, 2, got.Slope, 1e-15)
	assert.Equal(t, insight.Rising, got.Direction)
}

func TestTrendOf_refuses(t *testing.T) {
	t.Parallel()
	_, err := insight.TrendOf([]insight.Point{{Month: 1, Value: math.NaN()}, {Month: 1, Value: math.Inf(1)}})
	require.ErrorIs(t, err, fault.ErrInvalid)
	assert.Equal(t, []string{"[0].value", "[1].value", "[1].month"}, etomtest.Paths(err))
}

// whole draws a series of whole numbers, so that sums and differences are exact.
func whole(t *rapid.T) []insight.Point {
	values := rapid.SliceOfN(rapid.IntRange(-1000, 1000), 5, 14).Draw(t, "values")
	points := make([]insight.Point, len(values))
	for i, v := range values {
		points[i] = insight.Point{Month: i, Value: float64(v)}
	}
	return points
}

func mapped(points []insight.Point, change func(insight.Point) insight.Point) []insight.Point {
	all := make([]insight.Point, len(points))
	for i, p := range points {
		all[i] = change(p)
	}
	return all
}

// A trend is the same a hundred higher or a year later; upside down it goes the other way; a slope added is a slope more.
func TestTrendOf_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		points := whole(t)
		trend := func(change func(insight.Point) insight.Point) insight.Trend {
			got, err := insight.TrendOf(mapped(points, change))
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		plain := trend(func(p insight.Point) insight.Point { return p })
		higher := trend(func(p insight.Point) insight.Point { return insight.Point{Month: p.Month + 12, Value: p.Value + 100} })
		turned := trend(func(p insight.Point) insight.Point { return insight.Point{Month: p.Month, Value: -p.Value} })
		steeper := trend(func(p insight.Point) insight.Point {
			return insight.Point{Month: p.Month, Value: p.Value + 64*float64(p.Month)}
		})
		opposite := map[insight.Direction]insight.Direction{insight.Rising: insight.Falling, insight.Falling: insight.Rising, insight.Level: insight.Level}
		switch {
		case plain.Slope != higher.Slope || plain.S != higher.S || plain.P != higher.P || plain.Direction != higher.Direction:
			t.Fatalf("%+v\n%+v", plain, higher)
		case plain.Slope != -turned.Slope || plain.S != -turned.S || plain.P != turned.P || opposite[plain.Direction] != turned.Direction:
			t.Fatalf("%+v\n%+v", plain, turned)
		case math.Abs(steeper.Slope-plain.Slope-64) > 1e-9 || steeper.S < plain.S:
			t.Fatalf("%+v\n%+v", plain, steeper)
		case plain.P < 0 || plain.P > 1:
			t.Fatalf("%+v", plain)
		}
	})
}

// One wild month among six and more does not move the slope of a straight line.
func TestTrendOf_is_not_moved_by_an_outlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, slope := rapid.IntRange(6, 14).Draw(t, "n"), rapid.IntRange(-9, 9).Draw(t, "slope")
		points := make([]insight.Point, n)
		for i := range points {
			points[i] = insight.Point{Month: i, Value: float64(slope * i)}
		}
		points[rapid.IntRange(0, n-1).Draw(t, "which")].Value = rapid.Float64Range(-1e6, 1e6).Draw(t, "wild")
		got, err := insight.TrendOf(points)
		if err != nil || got.Slope != float64(slope) {
			t.Fatalf("%+v %v", got, err)
		}
	})
}

func ExampleTrendOf() {
	trend, err := insight.TrendOf([]insight.Point{{1, 52.0}, {2, 49.9}, {3, 47.5}, {4, 44.0}, {5, 43.9}, {6, 20.0}})
	fmt.Printf("%s, %.2f a month, p %.3f, jump %.1f, %v\n", trend.Direction, trend.Slope, trend.P, trend.Jump, err)
	// Output: falling, -2.67 a month, p 0.003, jump -7.7, <nil>
}
