package model

import "math"

// certain is the probability that LogLoss takes for 0; one minus it, for 1. A single customer scored as certain and wrong would
// otherwise cost infinitely much.
const certain = 1e-15

// LogLoss is the mean of minus the logarithm of the probability that was given to what came: 0 is perfect, 0.693 a coin. The scores
// must be probabilities, at least one, as many as outcomes; else fault.ErrInvalid.
func LogLoss(scores []float64, outcomes []bool) (float64, error) {
	if err := checkProbabilities(scores, outcomes); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, p := range scores {
		p = min(max(p, certain), 1-certain)
		if outcomes[i] {
			sum -= math.Log(p)
		} else {
			sum -= math.Log1p(-p)
		}
	}
	return sum / float64(len(scores)), nil
}

// Brier is the mean square of the difference between the probability and what came, 1 or 0: 0 is perfect, 0.25 a coin. It refuses
// what LogLoss refuses.
func Brier(scores []float64, outcomes []bool) (float64, error) {
	if err := checkProbabilities(scores, outcomes); err != nil {
		return 0, err
	}
	sum := 0.0
	for i, p := range scores {
		if outcomes[i] {
			p = 1 - p
		}
		sum += p * p
	}
	return sum / float64(len(scores)), nil
}

// Confusion counts customers by what was said of them at a cut, and what came.
type Confusion struct {
	Cut            float64 `json:"cut"` // a score of at least this says positive
	TruePositives  int     `json:"truePositives"`
	FalsePositives int     `json:"falsePositives"`
	TrueNegatives  int     `json:"trueNegatives"`
	FalseNegatives int     `json:"falseNegatives"`
}

// Confuse counts at a cut. It refuses what LogLoss refuses.
func Confuse(scores []float64, outcomes []bool, cut float64) (Confusion, error) {
	if err := checkProbabilities(scores, outcomes); err != nil {
		return Confusion{}, err
	}
	c := Confusion{Cut: cut}
	for i, p := range scores {
		switch {
		case p >= cut && outcomes[i]:
			c.TruePositives++
		case p >= cut:
			c.FalsePositives++
		case outcomes[i]:
			c.FalseNegatives++
		default:
			c.TrueNegatives++
		}
	}
	return c, nil
}

// Accuracy is the share of customers of whom the right thing was said, 0 to 1.
func (c Confusion) Accuracy() float64 {
	return share(c.TruePositives+c.TrueNegatives, c.TruePositives+c.TrueNegatives+c.FalsePositives+c.FalseNegatives)
}

// Precision is the share of positive outcomes among those said to be; 0 if none was.
func (c Confusion) Precision() float64 {
	return share(c.TruePositives, c.TruePositives+c.FalsePositives)
}

// Recall is the share of the positive outcomes that was said to be; 0 if there is none.
func (c Confusion) Recall() float64 { return share(c.TruePositives, c.TruePositives+c.FalseNegatives) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
