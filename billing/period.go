package billing

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/work"
)

// OpenPeriod is the period of an account that is billed next: what comes in now stands on its bill. That of a sub-account is its
// parent's.
func (s *Service) OpenPeriod(ctx context.Context, account string) (calendar.Period, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (calendar.Period, error) { return s.OpenPeriodTx(u, account) })
}

// OpenPeriodTx is OpenPeriod in the caller's unit.
func (s *Service) OpenPeriodTx(u *work.Unit, account string) (calendar.Period, error) {
	a, err := accounts.Get(u, account)
	if err != nil {
		return calendar.Period{}, err
	}
	l, err := s.ledgerOf(u, a)
	return l.Open, err
}

// ProductsOfTx is ProductsOf in the caller's unit.
func (s *Service) ProductsOfTx(u *work.Unit, account string) ([]Product, error) {
	return s.heldTx(u, account)
}
