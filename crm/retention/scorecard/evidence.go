package scorecard

import (
	"fmt"
	"math"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Smoothing says what is added to the counts of bins before they are compared: a bin without goods, or without bads, has no
// weight of evidence.
type Smoothing string

// The ways of smoothing. There is no default: how counts were changed has to be known.
const (
	NoSmoothing Smoothing = "none"        // nothing is added; an empty count is fault.ErrInvalid
	HalfIfEmpty Smoothing = "halfIfEmpty" // 0.5 in place of a count of 0; the other counts stay as they are
	HalfEach    Smoothing = "halfEach"    // 0.5 to every count
)

func (s Smoothing) apply(count float64) float64 {
	if s == HalfEach || s == HalfIfEmpty && count == 0 {
		return count + 0.5
	}
	return count
}

// Evidence is what one bin says about good and bad.
type Evidence struct {
	Goods, Bads float64 // the counts given
	GoodShare   float64 // of all goods, smoothed; 0 to 1
	BadShare    float64 // of all bads, smoothed; 0 to 1
	WoE         float64 // weight of evidence, ln(GoodShare / BadShare): positive is good
	Value       float64 // its part of the information value, (GoodShare - BadShare) × WoE; never negative
}

// Weighed is what all bins of an attribute say about good and bad.
type Weighed struct {
	Bins  []Evidence // in the order given
	Value float64    // information value, the sum over the bins; never negative
	Band  Band
}

// WoE is the weights of evidence of the bins, in their order.
func (w Weighed) WoE() []float64 {
	all := make([]float64, len(w.Bins))
	for n, b := range w.Bins {
		all[n] = b.WoE
	}
	return all
}

// Band is the usual verdict on an information value.
type Band string

// The bands (N. Siddiqi, Credit Risk Scorecards, Wiley 2006).
const (
	Unpredictive Band = "unpredictive" // below 0.02
	Weak         Band = "weak"         // from 0.02
	Medium       Band = "medium"       // from 0.1
	Strong       Band = "strong"       // from 0.3
	Suspicious   Band = "suspicious"   // from 0.5: too good to be true; does the fact know the outcome?
)

var bands = []struct {
	below float64
	band  Band
}{{0.02, Unpredictive}, {0.1, Weak}, {0.3, Medium}, {0.5, Strong}}

// BandOf is the verdict on an information value.
func BandOf(value float64) Band {
	for _, b := range bands {
		if value < b.below {
			return b.band
		}
	}
	return Suspicious
}

// Weigh determines weight of evidence and information value from the goods and bads counted in each bin; the counts may be
// weighted, so they need not be whole. fault.ErrInvalid names every wrong count: negative, not a number, or empty where
// nothing is smoothed.
func Weigh(goods, bads []float64, smoothing Smoothing) (Weighed, error) {
	var c fault.Check
	checkCounts(&c, goods, bads, smoothing)
	if err := c.Err("scorecard.evidence"); err != nil {
		return Weighed{}, err
	}
	w := Weighed{Bins: make([]Evidence, len(goods))}
	var allGoods, allBads float64
	for n := range goods {
		allGoods += smoothing.apply(goods[n])
		allBads += smoothing.apply(bads[n])
	}
	for n := range goods {
		e := Evidence{Goods: goods[n], Bads: bads[n], GoodShare: smoothing.apply(goods[n]) / allGoods, BadShare: smoothing.apply(bads[n]) / allBads}
		e.WoE = math.Log(e.GoodShare / e.BadShare)
		e.Value = (e.GoodShare - e.BadShare) * e.WoE
		w.Bins[n] = e
		w.Value += e.Value
	}
	w.Band = BandOf(w.Value)
	return w, nil
}

// maxCount bounds counts, so that their sums and shares stay finite.
const maxCount = 1e15

func checkCounts(c *fault.Check, goods, bads []float64, smoothing Smoothing) {
	c.That(len(goods) > 0, "goods", fault.RuleRequired, "must have a count for each bin")
	c.That(len(goods) == len(bads), "bads", fault.RuleLength, fmt.Sprintf("has %d counts for %d bins", len(bads), len(goods)))
	known := smoothing == NoSmoothing || smoothing == HalfIfEmpty || smoothing == HalfEach
	c.That(known, "smoothing", fault.RuleUnknown, "must be none, halfIfEmpty or halfEach")
	for _, side := range []struct {
		name   string
		counts []float64
	}{{"goods", goods}, {"bads", bads}} {
		for n, count := range side.counts {
			path := fmt.Sprintf("%s[%d]", side.name, n)
			switch {
			case !(count >= 0 && count <= maxCount): // not a number compares with nothing
				c.Add(path, fault.RuleRange, "must be a count of at least 0 and at most 1e15")
			case count == 0 && smoothing == NoSmoothing:
				c.Add(path, fault.RuleRange, "is empty and has no weight of evidence; merge the bin with its neighbour, or name a smoothing")
			case count > 0 && count < 1e-6:
				c.Add(path, fault.RuleRange, "must be 0 or at least 0.000001")
			}
		}
	}
}

// Trend is how values go on from bin to bin.
type Trend string

// The trends.
const (
	Level   Trend = "level"   // all are the same
	Rising  Trend = "rising"  // none is less than the one before
	Falling Trend = "falling" // none is more than the one before
	Mixed   Trend = "mixed"   // neither: hard to defend before a customer
)

// Monotone tells how the values (weights of evidence, or points) of neighbouring bins go on. Bins that have no place in the
// order, such as that of what is missing, the caller leaves out.
func Monotone(values []float64) Trend {
	up, down := false, false
	for n := 1; n < len(values); n++ {
		up = up || values[n] > values[n-1]
		down = down || values[n] < values[n-1]
	}
	switch {
	case up && down:
		return Mixed
	case up:
		return Rising
	case down:
		return Falling
	}
	return Level
}
