package retention

// Content is how many answers count as content by the customer satisfaction score: 4 and 5 of 5 (the top two boxes).
func (s Summary) Content() int { return s.ByScore[ScoreMost-1] + s.ByScore[ScoreMost] }

// CSAT is the customer satisfaction score: the share of answers that are 4 or 5, in percent, 0 to 100. False without an answer.
func (s Summary) CSAT() (percent float64, ok bool) {
	if s.Answered == 0 {
		return 0, false
	}
	return 100 * float64(s.Content()) / float64(s.Answered), true
}

// Recommendation counts the answers to how likely customers would recommend us, 0 to 10, as F. Reichheld does ("The One
// Number You Need to Grow", Harvard Business Review, December 2003). It is a value.
type Recommendation struct {
	Promoters  int // 9 and 10
	Passives   int // 7 and 8
	Detractors int // 0 to 6
}

// NetPromoter is the net promoter score: the percentage of promoters less that of detractors, -100 to 100. False without an
// answer. It is not comparable with a difference of scores from 1 to 5, of which there is none here for that reason.
func (r Recommendation) NetPromoter() (score float64, ok bool) {
	n := r.Promoters + r.Passives + r.Detractors
	if n == 0 {
		return 0, false
	}
	return 100 * float64(r.Promoters-r.Detractors) / float64(n), true
}

// count adds an answer from 0 to 10.
func (r Recommendation) count(answer int) Recommendation {
	switch {
	case answer < 0 || answer > RecommendMost:
	case answer >= 9:
		r.Promoters++
	case answer >= 7:
		r.Passives++
	default:
		r.Detractors++
	}
	return r
}
