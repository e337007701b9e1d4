package risk

import (
	"context"

	"github.com/etomcrm/etomcrm/etom/work"
)

// Reconsider looks again at an order that waits for money, since facts have changed: a debt was paid, say. If it may go ahead now without,
// an assessment that says so takes the place of the one that holds, and changed is true; what has come of the deposit stays deposited.
// Otherwise all stays as it is: what the customer was asked for is not asked for twice. An order that waits for people is theirs to
// decide, whatever has changed. An order without an assessment is no fault.
func (s *Service) Reconsider(ctx context.Context, order string) (a Assessment, changed bool, err error) {
	err = s.env.Update(ctx, func(u *work.Unit) error {
		a, changed, err = s.ReconsiderTx(u, order)
		return err
	})
	return a, changed, err
}

// ReconsiderTx is Reconsider in the caller's unit.
func (s *Service) ReconsiderTx(u *work.Unit, order string) (a Assessment, changed bool, err error) {
	old, found, err := s.OfOrderTx(u, order)
	if err != nil || !found || old.State != AwaitingDeposit {
		return old, false, err
	}
	policy, err := s.inForce(u)
	if err != nil {
		return old, false, err
	}
	ids, err := s.idsOf(u, old.Customer)
	if err != nil {
		return old, false, err
	}
	ask := Ask{Customer: ids[0], Order: order, Correlation: old.Correlation, Amount: old.Amount, Anew: true}
	in, err := s.input(u, policy, ids, ask)
	if err != nil {
		return old, false, err
	}
	verdict, err := Assess(policy, in)
	if err != nil || !verdict.Outcome.Permits() {
		return old, false, err
	}
	a, err = s.AssessTx(u, ask)
	return a, err == nil, err
}
