package insight

import (
	"fmt"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Point is one figure of a series: what was measured in a month. Months of which nothing is known have no point.
type Point struct {
	Month int     `json:"month"` // counted from any month on
	Value float64 `json:"value"`
}

// Direction is where a trend goes.
type Direction string

// The directions.
const (
	Rising  Direction = "rising"
	Falling Direction = "falling"
	Level   Direction = "level"   // no direction can be told from chance
	Unknown Direction = "unknown" // there are fewer than MinPoints
)

// Trend is how a figure changes over the months. It is a value.
type Trend struct {
	Points    int       `json:"points"`
	Direction Direction `json:"direction"`
	Slope     float64   `json:"slope"` // a month: the median of the slopes between any two points (Theil-Sen)
	S         int       `json:"s"`     // pairs of points that rise less pairs that fall (Mann-Kendall)
	P         float64   `json:"p"`     // how likely chance alone makes |S| as great (Mann-Kendall, two-sided); 1 of fewer than MinPoints
	Exact     bool      `json:"exact"` // P was counted; otherwise it is that of a normal distribution, with ties and continuity corrected
	Last      float64   `json:"last"`
	Mean      float64   `json:"mean"` // of the points before the last
	Jump      float64   `json:"jump"` // Last less Mean, in standard deviations of the points before it; 0 if they do not vary
}

const (
	// MinPoints are needed for a direction: of fewer even the clearest order is chance too often.
	MinPoints = 5
	// Significance is the P below which a direction is told.
	Significance = 0.05
	// exactPoints is up to how many points without ties P is counted (Gilbert 1987, table A18).
	exactPoints = 10
)

// TrendOf looks for a trend in a series: its slope by Theil (1950) and Sen (1968), which single outliers do not move, and whether it
// is more than chance by Mann (1945) and Kendall (1975), which asks for no distribution of the figures; formulas as in Gilbert,
// Statistical Methods for Environmental Pollution Monitoring (1987), section 16.4. fault.ErrInvalid: NaN, infinities, a month twice.
func TrendOf(series []Point) (Trend, error) {
	points := slices.Clone(series)
	slices.SortStableFunc(points, func(a, b Point) int { return a.Month - b.Month })
	var c fault.Check
	for i, p := range points {
		c.That(!math.IsNaN(p.Value) && !math.IsInf(p.Value, 0), fmt.Sprintf("[%d].value", i), fault.RuleRange, "must be a finite number")
		c.That(i == 0 || points[i-1].Month != p.Month, fmt.Sprintf("[%d].month", i), fault.RuleDuplicate, "stands there twice")
	}
	if err := c.Err("insight.trend"); err != nil {
		return Trend{}, err
	}
	t := Trend{Points: len(points), Direction: Unknown, P: 1}
	if len(points) == 0 {
		return t, nil
	}
	t.jump(points)
	var slopes []float64
	for i, a := range points {
		for _, b := range points[i+1:] {
			slopes = append(slopes, (b.Value-a.Value)/float64(b.Month-a.Month))
			t.S += sign(b.Value - a.Value)
		}
	}
	t.Slope = median(slopes)
	if len(points) < MinPoints {
		return t, nil
	}
	t.P, t.Exact = significance(t.S, points)
	t.Direction = Level
	if t.P < Significance {
		t.Direction = map[bool]Direction{true: Rising, false: Falling}[t.S > 0]
	}
	return t, nil
}

// jump compares the last point with those before it.
func (t *Trend) jump(points []Point) {
	before, last := points[:len(points)-1], points[len(points)-1].Value
	t.Last, t.Mean = last, last
	if len(before) == 0 {
		return
	}
	t.Mean = before[0].Value
	if !slices.ContainsFunc(before, func(p Point) bool { return p.Value != t.Mean }) {
		return // a sum of equal numbers may be off by its last digit, and a spread of last digits is none
	}
	t.Mean = 0
	for _, p := range before {
		t.Mean += p.Value / float64(len(before))
	}
	squares := 0.0
	for _, p := range before {
		squares += (p.Value - t.Mean) * (p.Value - t.Mean)
	}
	if squares > 0 {
		t.Jump = (last - t.Mean) / math.Sqrt(squares/float64(len(before)-1))
	}
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	middle := len(all) / 2
	if len(all)%2 == 1 {
		return all[middle]
	}
	return all[middle-1]/2 + all[middle]/2
}

// significance is how likely chance alone makes |S| as great, and whether that was counted.
func significance(s int, points []Point) (p float64, exact bool) {
	ties := tied(points)
	if len(points) <= exactPoints && len(ties) == 0 {
		return counted(s, len(points)), true
	}
	variance := spread(len(points))
	for _, t := range ties {
		variance -= spread(t)
	}
	if s == 0 || variance == 0 {
		return 1, false
	}
	z := (math.Abs(float64(s)) - 1) / math.Sqrt(variance)
	return math.Erfc(z / math.Sqrt2), false
}

// spread is what n points, or n that are tied, have in the variance of S.
func spread(n int) float64 { return float64(n) * float64(n-1) * float64(2*n+5) / 18 }

// tied are the sizes of the groups of equal values, of two and more.
func tied(points []Point) []int {
	values := make([]float64, len(points))
	for i, p := range points {
		values[i] = p.Value
	}
	slices.Sort(values)
	var groups []int
	for i := 0; i < len(values); {
		end := i + 1
		for end < len(values) && values[end] == values[i] {
			end++
		}
		if end-i > 1 {
			groups = append(groups, end-i)
		}
		i = end
	}
	return groups
}

// counted is the share of the orders of n different values whose |S| is at least as great: orders are counted by how many pairs fall.
func counted(s, n int) float64 {
	orders := []float64{1}
	for k := 2; k <= n; k++ {
		next := make([]float64, len(orders)+k-1)
		for falling, count := range orders {
			for more := range k {
				next[falling+more] += count
			}
		}
		orders = next
	}
	pairs := n * (n - 1) / 2
	as, all := 0.0, 0.0
	for falling, count := range orders {
		all += count
		if d := pairs - 2*falling; max(d, -d) >= max(s, -s) {
			as += count
		}
	}
	return as / all
}
