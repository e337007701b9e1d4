package collection

import (
	"context"
	"maps"
	"slices"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Assign says whose an unmatched payment is, and sets it against what that account owes.
func (s *Service) Assign(ctx context.Context, payment, account string) (Received, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Received, error) { return s.AssignTx(u, payment, account) })
}

// AssignTx is Assign in the caller's unit.
func (s *Service) AssignTx(u *work.Unit, payment, account string) (Received, error) {
	r, err := payments.Get(u, payment)
	if err != nil {
		return Received{}, err
	}
	if r.Account == account {
		return r, nil
	}
	if r.Account != "" || r.Unmatched.Sign() == 0 {
		return Received{}, fault.State(payments.Subject(payment), "belongs to the account "+r.Account+" already, or nothing of it is left")
	}
	return s.spend(u, r, account)
}

// spend sets what is unmatched of a payment against what an account owes.
func (s *Service) spend(u *work.Unit, r Received, account string) (Received, error) {
	rest := Payment{ID: r.ID, Amount: r.Unmatched, On: r.Payment.On, Account: account}
	debts, rest, err := s.debts(u, rest)
	if err != nil {
		return Received{}, err
	}
	m, err := Match(debts, []Payment{rest}, s.config.Match)
	if err != nil {
		return Received{}, err
	}
	if r.Account == account && len(m.Allocations) == 0 {
		return r, nil
	}
	if r.Unmatched, err = r.Unmatched.Sub(r.Unmatched); err != nil {
		return Received{}, err
	}
	return s.bookMatching(u, r, m, account, later(r.Payment.On, s.Today(u)), EventPaymentAssigned)
}

// useCredits looks at accounts, in order of their ids, and spends what is kept for them.
func (s *Service) useCredits(u *work.Unit, touched map[string]bool) error {
	if err := s.reviewAll(u, touched); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		a, err := accounts.Get(u, id)
		if err != nil {
			return err
		}
		if err := s.useCredit(u, a); err != nil {
			return err
		}
	}
	return nil
}

// useCredit spends what is kept for an account, the oldest payment first.
func (s *Service) useCredit(u *work.Unit, a Account) error {
	kept, err := payments.By(u, keyRest, a.ID)
	if err != nil {
		return err
	}
	slices.SortFunc(kept, byDay)
	for _, r := range kept {
		if _, err := s.spend(u, r, a.ID); err != nil {
			return err
		}
	}
	return nil
}
