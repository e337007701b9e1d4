package retention

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Summary says how content a customer is.
type Summary struct {
	Asked     int                // inquiries without an answer yet
	Answered  int                // inquiries with one
	Total     int                // the sum of their scores
	ByScore   [ScoreMost + 1]int // how many answers have which score; the first place stays 0
	FollowUps int                // low scores that nobody has seen to yet

	Recommendation Recommendation // of the answers that say so
}

// Average is the average score, 1 to 5, or 0 without an answer. It is Total by Answered.
func (s Summary) Average() float64 {
	if s.Answered == 0 {
		return 0
	}
	return float64(s.Total) / float64(s.Answered)
}

// Summarise counts the answers of inquiries. One without a score from 1 to 5 counts as not answered.
func Summarise(all []Inquiry) Summary {
	var s Summary
	for _, i := range all {
		if i.Score < ScoreLeast || i.Score > ScoreMost {
			s.Asked++
			continue
		}
		if i.Recommend != nil {
			s.Recommendation = s.Recommendation.count(*i.Recommend)
		}
		s.Answered++
		s.Total += i.Score
		s.ByScore[i.Score]++
		if i.State == InquiryFollowUp {
			s.FollowUps++
		}
	}
	return s
}

// Satisfaction returns how content a customer is, from all inquiries; see Summarise.
func (s *Service) Satisfaction(ctx context.Context, customer string) (Summary, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Summary, error) {
		all, err := inquiries.By(u, byCustomer, customer)
		return Summarise(all), err
	})
}
