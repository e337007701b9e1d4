package model

import (
	"fmt"
	"math"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// SurvivalStep is one step of a survival curve.
type SurvivalStep struct {
	Time  float64 `json:"time"`
	Risk  int     `json:"risk"`  // customers still watched just before
	Ended int     `json:"ended"` // of them, those that left then
	Share float64 `json:"share"` // of all, still there behind it
}

// Survival is Kaplan and Meier's estimate of how many customers are still there after a time: times are how long each has been
// watched, ended whether it left then (else it was still there, and no more is known). A time that is negative or not finite, or
// lists of different length, are fault.ErrInvalid. One step for each different time, ascending.
func Survival(times []float64, ended []bool) ([]SurvivalStep, error) {
	if len(times) != len(ended) {
		return nil, invalidScores("times", fault.RuleLength, fmt.Sprintf("there are %d, and %d times with or without an end", len(times), len(ended)))
	}
	if i := slices.IndexFunc(times, func(t float64) bool { return !(t >= 0) || math.IsInf(t, 1) }); i >= 0 {
		return nil, invalidScores(fmt.Sprintf("times[%d]", i), fault.RuleRange, "must be a finite number, not negative")
	}
	var steps []SurvivalStep
	order := ascending(times)
	share := 1.0
	for at := 0; at < len(order); {
		s := SurvivalStep{Time: times[order[at]], Risk: len(order) - at}
		for ; at < len(order) && times[order[at]] == s.Time; at++ {
			if ended[order[at]] {
				s.Ended++
			}
		}
		share *= 1 - float64(s.Ended)/float64(s.Risk)
		s.Share = share
		steps = append(steps, s)
	}
	return steps, nil
}
