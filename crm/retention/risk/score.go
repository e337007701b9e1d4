package risk

import (
	"fmt"
	"math"

	"github.com/etomcrm/etomcrm/crm/retention/rule"
)

// reasonsOfCard is how many reasons a scorecard's score has.
const reasonsOfCard = 4

// score scores one kind of risk.
func (s scoring) score(f *rule.Facts) (Score, error) {
	if s.card != nil {
		return s.carded(f)
	}
	r, err := s.table.Decide(f)
	if err != nil {
		return Score{}, err
	}
	return Score{Kind: s.Kind, Score: min(max(r.Points, 0), 100), Points: r.Points, Scale: "points 0 to 100, more is riskier",
		Method: fmt.Sprintf("table %s %s", s.Table.Name, s.Table.Version), Reasons: once(s.table.Reasons(r))}, nil
}

// carded is the probability of bad in percent, a half upwards.
func (s scoring) carded(f *rule.Facts) (Score, error) {
	got, err := s.card.Score(f)
	if err != nil {
		return Score{}, err
	}
	on := s.Card.Scale
	return Score{Kind: s.Kind, Score: int64(math.Floor(got.PBad*100 + 0.5)), Points: got.Points,
		Scale:  fmt.Sprintf("probability of bad in percent; points: %d at odds of %s, %d double them, more is better", on.Score, on.Odds, on.PDO),
		Method: fmt.Sprintf("scorecard %s %s", s.Card.Name, s.Card.Version), Reasons: once(got.Reasons(reasonsOfCard))}, nil
}
