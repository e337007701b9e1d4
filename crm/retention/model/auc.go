package model

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// AUC is how often a customer with a positive outcome has a higher score than one without, ties counting one half: the area under
// the receiver operating characteristic, by Mann and Whitney's U. 0.5 is chance, 1 perfect. It is counted in whole numbers and
// divided once. Scores that are not finite, none of an outcome, or lists of different length are fault.ErrInvalid.
func AUC(scores []float64, outcomes []bool) (float64, error) {
	r, err := rank(scores, outcomes)
	if err != nil {
		return 0, err
	}
	var twice, below int64 // twice U; outcomes without, at lower scores
	for _, g := range r.groups {
		twice += g.positives * (2*below + g.others)
		below += g.others
	}
	return float64(twice) / (2 * float64(r.positives) * float64(r.others)), nil
}

// KS is Kolmogorov and Smirnov's distance: the most by which the share of positive outcomes up to a score and that of the others
// differ, and the score where they do, the lowest such. It refuses what AUC refuses.
func KS(scores []float64, outcomes []bool) (distance, at float64, err error) {
	r, err := rank(scores, outcomes)
	if err != nil {
		return 0, 0, err
	}
	var positives, others int64
	for _, g := range r.groups {
		positives, others = positives+g.positives, others+g.others
		d := math.Abs(float64(positives)/float64(r.positives) - float64(others)/float64(r.others))
		if d > distance {
			distance, at = d, g.score
		}
	}
	return distance, at, nil
}

// ranking has the outcomes by ascending score, those of one score together.
type ranking struct {
	groups            []group
	positives, others int64
}

type group struct {
	score             float64
	positives, others int64
}

func rank(scores []float64, outcomes []bool) (ranking, error) {
	if err := checkScores(scores, outcomes); err != nil {
		return ranking{}, err
	}
	var r ranking
	for _, i := range ascending(scores) {
		if last := len(r.groups) - 1; last < 0 || r.groups[last].score != scores[i] {
			r.groups = append(r.groups, group{score: scores[i]})
		}
		g := &r.groups[len(r.groups)-1]
		if outcomes[i] {
			g.positives++
			r.positives++
		} else {
			g.others++
			r.others++
		}
	}
	if r.positives == 0 || r.others == 0 {
		return ranking{}, invalidScores("outcomes", fault.RuleRequired, "both must occur, the positive outcome and the other")
	}
	return r, nil
}

// ascending are the rows by ascending score, those of one score in their own order.
func ascending(scores []float64) []int {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(scores[a], scores[b]), cmp.Compare(a, b)) })
	return order
}

func checkScores(scores []float64, outcomes []bool) error {
	if len(scores) != len(outcomes) {
		return invalidScores("scores", fault.RuleLength, fmt.Sprintf("there are %d, and %d outcomes", len(scores), len(outcomes)))
	}
	for i, p := range scores {
		if math.IsNaN(p) || math.IsInf(p, 0) {
			return invalidScores(fmt.Sprintf("scores[%d]", i), fault.RuleRange, "must be a finite number")
		}
	}
	return nil
}

// checkProbabilities is checkScores, of scores that are probabilities.
func checkProbabilities(scores []float64, outcomes []bool) error {
	if err := checkScores(scores, outcomes); err != nil {
		return err
	}
	for i, p := range scores {
		if p < 0 || p > 1 {
			return invalidScores(fmt.Sprintf("scores[%d]", i), fault.RuleRange, "must be a probability, 0 to 1")
		}
	}
	if len(scores) == 0 {
		return invalidScores("scores", fault.RuleRequired, "there is none")
	}
	return nil
}

func invalidScores(path, rule, message string) error {
	return &fault.Invalid{Subject: "model.validation", Fields: []fault.Field{{Path: path, Rule: rule, Message: message}}}
}
