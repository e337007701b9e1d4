package retention

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Month is how content customers were in a calendar month (UTC). It is a value.
type Month struct {
	From    time.Time // its first instant
	Summary Summary   // of the answers given in it
}

// MaxMonths is the length of the longest trend.
const MaxMonths = 120

// Trend sums up the answers month by month, the month of asOf the last, the earliest first; what was answered behind asOf does not
// count. Months without an answer are there, too. Fewer than 1 month is none.
func Trend(all []Inquiry, asOf time.Time, months int) []Month {
	if months < 1 {
		return nil
	}
	trend := make([]Month, months)
	answered := make([][]Inquiry, months)
	for i := range trend {
		trend[i].From = monthOf(asOf, i+1-months)
	}
	for _, one := range all {
		at := one.AnsweredAt
		if one.Score == 0 || at.After(asOf) || at.Before(trend[0].From) {
			continue
		}
		first := trend[0].From
		n := (at.UTC().Year()-first.Year())*12 + int(at.UTC().Month()-first.Month())
		answered[n] = append(answered[n], one)
	}
	for i := range trend {
		trend[i].Summary = Summarise(answered[i])
	}
	return trend
}

// monthOf is the first instant of the calendar month (UTC) that lies so many months from that of the instant.
func monthOf(at time.Time, months int) time.Time {
	at = at.UTC()
	return time.Date(at.Year(), at.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
}

// Slope is by how much the average score changes a month: the slope of the straight line through the averages of the months
// that have answers, by least squares, each answer counting the same. False with fewer than two such months.
func Slope(trend []Month) (perMonth float64, ok bool) {
	var n, x, y, xx, xy float64
	months := 0
	for i, m := range trend {
		if m.Summary.Answered == 0 {
			continue
		}
		weight, at := float64(m.Summary.Answered), float64(i)
		months++
		n += weight
		x += weight * at
		y += float64(m.Summary.Total)
		xx += weight * at * at
		xy += at * float64(m.Summary.Total)
	}
	if months < 2 {
		return 0, false
	}
	return (n*xy - x*y) / (n*xx - x*x), true
}

// SatisfactionTrend returns how content a customer was, month by month, the present month the last; see Trend. An empty
// customer means all of them together.
func (s *Service) SatisfactionTrend(ctx context.Context, customer string, months int) ([]Month, error) {
	var c fault.Check
	c.That(months >= 1 && months <= MaxMonths, "months", fault.RuleRange, "must be between 1 and 120")
	if err := c.Err("retention.trend"); err != nil {
		return nil, err
	}
	return work.See(ctx, s.env, func(u *work.Unit) ([]Month, error) {
		q := store.Query{Key: byAnswered, From: store.TimeKey(monthOf(u.At, 1-months))}
		if customer != "" {
			q = store.Query{Key: byCustomer, Equal: customer, Exact: true}
		}
		all, _, err := inquiries.Page(u, q)
		return Trend(all, u.At, months), err
	})
}
