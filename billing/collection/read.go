package collection

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Today is the civil date of a unit, in Config.Zone.
func (s *Service) Today(u *work.Unit) calendar.Date { return calendar.DateOf(u.At, s.zone) }

// Item returns an item.
func (s *Service) Item(ctx context.Context, id string) (OpenItem, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (OpenItem, error) { return s.ItemTx(u, id) })
}

// ItemTx is Item in the caller's unit.
func (s *Service) ItemTx(u *work.Unit, id string) (OpenItem, error) { return items.Get(u, id) }

// Payment returns a payment.
func (s *Service) Payment(ctx context.Context, id string) (Received, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Received, error) { return s.PaymentTx(u, id) })
}

// PaymentTx is Payment in the caller's unit.
func (s *Service) PaymentTx(u *work.Unit, id string) (Received, error) { return payments.Get(u, id) }

// Unmatched lists the payments of which nobody knows whose they are, in order of id.
func (s *Service) Unmatched(ctx context.Context) ([]Received, error) {
	return work.See(ctx, s.env, s.UnmatchedTx)
}

// UnmatchedTx is Unmatched in the caller's unit.
func (s *Service) UnmatchedTx(u *work.Unit) ([]Received, error) {
	return payments.By(u, keyRest, nobody)
}

// AccountOf returns what is known of an account.
func (s *Service) AccountOf(ctx context.Context, id string) (Account, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Account, error) { return s.AccountOfTx(u, id) })
}

// AccountOfTx is AccountOf in the caller's unit.
func (s *Service) AccountOfTx(u *work.Unit, id string) (Account, error) { return accounts.Get(u, id) }
