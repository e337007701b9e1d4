package marketing

import (
	"context"
	"time"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Effect is what a collateral has brought about (3.3.2). Rates are left as the two numbers they consist of.
type Effect struct {
	Issued   int // leads
	Inquired int // of them, customers who answered within the window
	Later    int // and behind it
	Accepted int // that became opportunities
	Rejected int
	Open     int
}

// Measure counts what came of leads; an answer counts for the collateral if it came within the window.
func Measure(leads []Lead, window time.Duration) Effect {
	e := Effect{Issued: len(leads)}
	for _, l := range leads {
		switch {
		case l.InquiredAt.IsZero():
		case l.InquiredAt.Sub(l.CreatedAt) <= window:
			e.Inquired++
		default:
			e.Later++
		}
		switch l.Status {
		case Accepted:
			e.Accepted++
		case Rejected, Cancelled:
			e.Rejected++
		default:
			e.Open++
		}
	}
	return e
}

// Effect measures a collateral.
func (s *Service) Effect(ctx context.Context, collateral string, window time.Duration) (Effect, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Effect, error) {
		if _, err := collaterals.Get(u, collateral); err != nil {
			return Effect{}, err
		}
		found, err := leads.By(u, byCollateral, collateral)
		return Measure(found, window), err
	})
}
