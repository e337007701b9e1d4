package value

import (
	"cmp"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// RFM is how recently, how often and for how much a customer bought within a window, and the scores that follow from it. It is a
// value.
type RFM struct {
	Customer  string       `json:"customer"`
	Recency   int          `json:"recency"`   // days from the last purchase to the window's last day
	Frequency int          `json:"frequency"` // purchases, the first one too
	Monetary  money.Amount `json:"monetary"`  // all of them together, exactly
	R         int          `json:"r"`         // 1 to 5: 5 is the most recent fifth
	F         int          `json:"f"`         // 1 to 5: 5 is the most frequent fifth
	M         int          `json:"m"`         // 1 to 5: 5 is the fifth that spent most
}

// Scores is the number of scores: fifths, from 1 (the worst) to 5 (the best).
const Scores = 5

// Ties says what becomes of customers with the same figure where a fifth ends between them. They always have the same score.
type Ties string

// The rules for ties. With w of n customers worse and e equal (the customer too):
const (
	TiesLow  Ties = "low"  // the score of the worst of them: 1 + 5w/n, rounded down
	TiesHigh Ties = "high" // the score of the best of them: 5(w+e)/n, rounded up
)

// Score counts the purchases within a window and scores every customer against all others, in order of the customers' ids.
// fault.ErrInvalid: an empty window, an unknown rule for ties, and what Summarise refuses.
func Score(all []Purchase, w Window, ties Ties) ([]RFM, error) {
	var c fault.Check
	c.That(ties == TiesLow || ties == TiesHigh, "ties", fault.RuleUnknown, "must be low or high")
	if err := c.Err("value.rfm"); err != nil {
		return nil, err
	}
	of, err := within(all, w)
	if err != nil {
		return nil, err
	}
	list := make([]RFM, 0, len(of))
	for _, customer := range slices.Sorted(maps.Keys(of)) {
		r, err := count(customer, of[customer], w)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	scored(list, ties, func(r *RFM) *int { return &r.R }, func(a, b RFM) int { return cmp.Compare(b.Recency, a.Recency) })
	scored(list, ties, func(r *RFM) *int { return &r.F }, func(a, b RFM) int { return cmp.Compare(a.Frequency, b.Frequency) })
	scored(list, ties, func(r *RFM) *int { return &r.M }, func(a, b RFM) int {
		order, _ := a.Monetary.Cmp(b.Monetary) // one currency: within has seen to it
		return order
	})
	return list, nil
}

func count(customer string, all []Purchase, w Window) (RFM, error) {
	last := all[0].On
	r := RFM{Customer: customer, Frequency: len(all)}
	for _, p := range all {
		if p.On.After(last) {
			last = p.On
		}
		var err error
		if r.Monetary, err = r.Monetary.Add(p.Amount); err != nil {
			return r, err
		}
	}
	r.Recency = last.DaysUntil(w.last())
	return r, nil
}

// scored gives every customer the score by one figure; order has the worst first.
func scored(list []RFM, ties Ties, score func(*RFM) *int, order func(a, b RFM) int) {
	ranks := make([]int, len(list))
	for i := range ranks {
		ranks[i] = i
	}
	slices.SortStableFunc(ranks, func(i, j int) int { return order(list[i], list[j]) })
	for worse := 0; worse < len(ranks); {
		end := worse + 1
		for end < len(ranks) && order(list[ranks[worse]], list[ranks[end]]) == 0 {
			end++
		}
		s := 1 + Scores*worse/len(ranks)
		if ties == TiesHigh {
			s = (Scores*end + len(ranks) - 1) / len(ranks)
		}
		for _, i := range ranks[worse:end] {
			*score(&list[i]) = s
		}
		worse = end
	}
}
