package model

import (
	"fmt"
	"math"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// CalibrationRow compares what was said of one group of customers with what came.
type CalibrationRow struct {
	Rows      int     `json:"rows"`
	Positives int     `json:"positives"`
	Predicted float64 `json:"predicted"` // mean of the probabilities
	Observed  float64 `json:"observed"`  // share of positive outcomes
	Least     float64 `json:"least"`     // the lowest probability
	Most      float64 `json:"most"`      // the highest
}

// Calibrate divides the customers into so many groups of about the same number by ascending probability, those of one probability in
// their own order. It refuses what LogLoss refuses, and groups outside 1 to the number of rows.
func Calibrate(scores []float64, outcomes []bool, groups int) ([]CalibrationRow, error) {
	if err := checkProbabilities(scores, outcomes); err != nil {
		return nil, err
	}
	parts, err := divide(scores, groups, false)
	if err != nil {
		return nil, err
	}
	rows := make([]CalibrationRow, len(parts))
	for g, members := range parts {
		row := CalibrationRow{Rows: len(members), Least: scores[members[0]], Most: scores[members[len(members)-1]]}
		for _, i := range members {
			row.Predicted += scores[i]
			if outcomes[i] {
				row.Positives++
			}
		}
		row.Predicted /= float64(row.Rows)
		row.Observed = share(row.Positives, row.Rows)
		rows[g] = row
	}
	return rows, nil
}

// Recalibration puts log-odds right that are too high, too low, too bold or too timid (Platt scaling): the right ones are Intercept
// plus Slope times those. 0 and 1 say that they are right as they are.
type Recalibration struct {
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`
}

// Recalibrate finds the recalibration of probabilities by what came, by maximum likelihood. It refuses what AUC and LogLoss refuse,
// and as fault.ErrInvalid probabilities that are all the same, or which part the outcomes without a mistake: then there is none.
func Recalibrate(scores []float64, outcomes []bool) (Recalibration, error) {
	if err := checkProbabilities(scores, outcomes); err != nil {
		return Recalibration{}, err
	}
	area, err := AUC(scores, outcomes)
	if err != nil {
		return Recalibration{}, err
	}
	x := make([]float64, len(scores))
	for i, p := range scores {
		x[i] = LogOdds(min(max(p, certain), 1-certain))
	}
	if least, most := bounds(x); least == most || area == 0 || area == 1 || separates(x, outcomes) {
		return Recalibration{}, invalidScores("scores", fault.RuleRange, "are all the same, or part the outcomes without a mistake: there is no recalibration")
	}
	return platt(x, outcomes)
}

// separates reports whether some score has all positive outcomes on one side of it and the others on the other, itself belonging to
// both: then the likelihood has no maximum, either.
func separates(x []float64, outcomes []bool) bool {
	var least, most [2]float64
	var seen [2]bool
	for i, v := range x {
		of := 0
		if outcomes[i] {
			of = 1
		}
		if !seen[of] {
			seen[of], least[of], most[of] = true, v, v
		}
		least[of], most[of] = min(least[of], v), max(most[of], v)
	}
	return most[0] <= least[1] || most[1] <= least[0]
}

// near is a step so small that the likelihood is too flat to judge it, and settled one that no longer matters.
const (
	near    = 1e-4
	settled = 1e-10
)

// platt is Newton's method on two coefficients. Far from the end a step is halved as long as it makes matters worse.
func platt(x []float64, outcomes []bool) (Recalibration, error) {
	r := Recalibration{Slope: 1}
	for range 100 {
		step := r.step(x, outcomes)
		size := math.Abs(step.Intercept) + math.Abs(step.Slope)
		if size < near {
			r = r.plus(step, 1)
		} else {
			at, scale := r.likelihood(x, outcomes), 1.0
			for scale > near && !(r.plus(step, scale).likelihood(x, outcomes) > at) {
				scale /= 2
			}
			r = r.plus(step, scale)
		}
		if size < settled {
			return r, nil
		}
	}
	return Recalibration{}, invalidScores("scores", fault.RuleRange, "have no recalibration: Newton's method did not end")
}

func (r Recalibration) plus(step Recalibration, scale float64) Recalibration {
	return Recalibration{Intercept: r.Intercept + scale*step.Intercept, Slope: r.Slope + scale*step.Slope}
}

func (r Recalibration) likelihood(x []float64, outcomes []bool) float64 {
	sum := 0.0
	for i, v := range x {
		z := r.Intercept + r.Slope*v
		if outcomes[i] {
			z = -z
		}
		sum -= max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
	}
	return sum
}

func (r Recalibration) step(x []float64, outcomes []bool) Recalibration {
	var g0, g1, h00, h01, h11 float64
	for i, v := range x {
		p := Probability(r.Intercept + r.Slope*v)
		w, rest := p*(1-p), -p
		if outcomes[i] {
			rest = 1 - p
		}
		g0, g1 = g0+rest, g1+rest*v
		h00, h01, h11 = h00+w, h01+w*v, h11+w*v*v
	}
	det := h00*h11 - h01*h01
	return Recalibration{Intercept: (h11*g0 - h01*g1) / det, Slope: (h00*g1 - h01*g0) / det}
}

// Apply is the recalibrated probability.
func (r Recalibration) Apply(p float64) float64 { return Probability(r.Intercept + r.Slope*LogOdds(p)) }

// Recalibrated is the model with its log-odds put right, under a version of its own. The standard errors are scaled with the
// coefficients; that of the recalibration itself is not in them.
func (m Model) Recalibrated(r Recalibration, version string) Model {
	next := m
	next.Version = version
	next.Intercept = r.Intercept + r.Slope*m.Intercept
	next.InterceptError = math.Abs(r.Slope) * m.InterceptError
	next.Terms = make([]Term, len(m.Terms))
	for i, t := range m.Terms {
		t.Coefficient *= r.Slope
		t.StandardError *= math.Abs(r.Slope)
		next.Terms[i] = t
	}
	return next
}

func (r Recalibration) String() string {
	return fmt.Sprintf("%.4f + %.4f * log-odds", r.Intercept, r.Slope)
}
