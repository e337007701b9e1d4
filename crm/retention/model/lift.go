package model

import (
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
)

// LiftRow is one group of customers of about the same number, by descending score: what is won by asking those with the highest
// scores first.
type LiftRow struct {
	Rows      int     `json:"rows"`
	Positives int     `json:"positives"`
	Least     float64 `json:"least"`    // the lowest score in the group
	Rate      float64 `json:"rate"`     // share of positive outcomes
	Lift      float64 `json:"lift"`     // the rate in relation to that of all
	Captured  float64 `json:"captured"` // share of all positive outcomes that lie in this group and those before
	Gain      float64 `json:"gain"`     // lift of this group and those before, together
}

// Lift divides the customers into so many groups by descending score, those of one score in their own order; group i begins at the
// customer i*rows/groups, rounded down. It refuses what AUC refuses, and groups outside 1 to the number of rows.
func Lift(scores []float64, outcomes []bool, groups int) ([]LiftRow, error) {
	r, err := rank(scores, outcomes)
	if err != nil {
		return nil, err
	}
	order, err := divide(scores, groups, true)
	if err != nil {
		return nil, err
	}
	all := float64(r.positives) / float64(len(scores))
	var rows []LiftRow
	done, captured := 0, 0
	for _, members := range order {
		row := LiftRow{Rows: len(members), Least: scores[members[len(members)-1]]}
		for _, i := range members {
			if outcomes[i] {
				row.Positives++
			}
		}
		done, captured = done+row.Rows, captured+row.Positives
		row.Rate = share(row.Positives, row.Rows)
		row.Lift = row.Rate / all
		row.Captured = share(captured, int(r.positives))
		row.Gain = share(captured, done) / all
		rows = append(rows, row)
	}
	return rows, nil
}

// divide puts the rows into groups of about the same number, by score, those of one score in their own order.
func divide(scores []float64, groups int, descending bool) ([][]int, error) {
	n := len(scores)
	if groups < 1 || groups > n {
		return nil, invalidScores("groups", fault.RuleRange, "must be 1 to the number of scores")
	}
	key := slices.Clone(scores)
	if descending {
		for i := range key {
			key[i] = -key[i]
		}
	}
	order := ascending(key)
	parts := make([][]int, groups)
	for g := range parts {
		parts[g] = order[g*n/groups : (g+1)*n/groups]
	}
	return parts, nil
}
