package marketing

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// Ranked is a response with the score by which somebody would choose whom to address; the higher, the sooner. The score must
// not have seen the response. It is a value.
type Ranked struct {
	Response
	Score float64
}

// Qini says how well a scoring finds those whom a collateral moves. It is a value.
type Qini struct {
	Curve []QiniPoint // from nobody to everybody, a point behind each score
	// Coefficient is the area between the curve and the straight line to its end (chance), as a share of the area below the
	// best order there is: who responded to the collateral first, who responded without it last. 1 is that order, 0 no better
	// than chance, less is worse; 0, too, if no order is better than chance.
	Coefficient float64
}

// QiniPoint is what comes of addressing the customers with the highest scores. It is a value.
type QiniPoint struct {
	Customers int     // how many they are, of both groups
	Gain      float64 // additional responses of those among them who got it: responses less those of the control group, scaled to as many
}

// QiniOf draws the Qini curve of a scoring against the control group (N. J. Radcliffe, "Using Control Groups to Target on
// Predicted Lift", Direct Marketing Analytics Journal, 2007). Customers with the same score count together, so the order in
// which they come makes no difference. Scores that are NaN or infinite, and a missing group, are fault.ErrInvalid.
func QiniOf(all []Ranked) (Qini, error) {
	var c fault.Check
	groups := map[bool]int{}
	for n, r := range all {
		groups[r.Treated]++
		if math.IsNaN(r.Score) || math.IsInf(r.Score, 0) {
			c.Add(fmt.Sprintf("ranked[%d].score", n), fault.RuleRange, "must be a number")
		}
	}
	c.That(groups[true] > 0, "ranked", fault.RuleRequired, "has nobody who got it")
	c.That(groups[false] > 0, "ranked", fault.RuleRequired, "has nobody who was held out")
	if err := c.Err("marketing.qini"); err != nil {
		return Qini{}, err
	}
	q := Qini{Curve: gains(all)}
	best := slices.Clone(all)
	for n := range best {
		best[n].Score = best[n].ideal()
	}
	last := q.Curve[len(q.Curve)-1]
	chance := float64(last.Customers) * last.Gain / 2
	if most := area(gains(best)) - chance; most > 0 {
		q.Coefficient = (area(q.Curve) - chance) / most
	}
	return q, nil
}

// ideal is the score of somebody who knows the response.
func (r Ranked) ideal() float64 {
	switch {
	case !r.Responded:
		return 0
	case r.Treated:
		return 1
	}
	return -1
}

// gains are the points of the curve.
func gains(all []Ranked) []QiniPoint {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Ranked) int { return cmp.Compare(b.Score, a.Score) })
	points := []QiniPoint{{}}
	var treated, control Fraction
	for n, r := range all {
		group := &control
		if r.Treated {
			group = &treated
		}
		group.Denominator++
		if r.Responded {
			group.Numerator++
		}
		if n+1 == len(all) || all[n+1].Score != r.Score {
			points = append(points, QiniPoint{Customers: n + 1, Gain: float64(treated.Numerator) - control.rate()*float64(treated.Denominator)})
		}
	}
	return points
}

// area is that below the curve.
func area(points []QiniPoint) float64 {
	sum := 0.0
	for n, p := range points[1:] {
		before := points[n]
		sum += float64(p.Customers-before.Customers) * (p.Gain + before.Gain) / 2
	}
	return sum
}
